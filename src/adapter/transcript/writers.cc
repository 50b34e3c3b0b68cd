// Who has a file open for writing: asked of /proc, which shows the processes of this user.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "adapter/transcript/session_file.h"
#include "os/unique_fd.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

std::string ReadSmall(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(512, '\0');
  if (!fd.ok()) return "";
  text.resize(ReadUpTo(fd.get(), text.data(), text.size()).size);
  return text;
}

// The flags of an open file, in octal, as fdinfo tells them.
bool IsForWriting(const std::string& info) {
  const std::string text = ReadSmall(info);
  const size_t at = text.find("flags:");
  if (at == text.npos) return true;  // when in doubt
  const char* begin = text.data() + text.find_first_of("01234567", at);
  unsigned flags = 0;
  std::from_chars(begin, text.data() + text.size(), flags, 8);
  return (flags & O_ACCMODE) != O_RDONLY;
}

bool IsNumber(std::string_view name) { return name.find_first_not_of("0123456789") == name.npos; }

}  // namespace

std::string WritersOf(uint64_t device, uint64_t inode) {
  const Folder processes(opendir("/proc"), closedir);
  if (processes == nullptr) return "";
  const std::string own = std::to_string(getpid());
  while (const dirent* process = readdir(processes.get())) {
    const std::string_view pid = process->d_name;
    if (!IsNumber(pid) || pid == own) continue;
    const std::string base = Cat("/proc/", pid);
    const Folder files(opendir(Cat(base, "/fd").c_str()), closedir);
    if (files == nullptr) continue;  // another user's, or gone
    while (const dirent* file = readdir(files.get())) {
      if (!IsNumber(file->d_name)) continue;
      struct stat info;
      if (stat(Cat(base, "/fd/", file->d_name).c_str(), &info) != 0) continue;
      if (info.st_dev != device || info.st_ino != inode) continue;
      if (!IsForWriting(Cat(base, "/fdinfo/", file->d_name))) continue;
      std::string name = ReadSmall(Cat(base, "/comm"));
      while (!name.empty() && name.back() == '\n') name.pop_back();
      return Cat(pid, " (", Printable(name), ")");
    }
  }
  return "";
}

}  // namespace weir
