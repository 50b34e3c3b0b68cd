#include "source/own_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>

namespace weir {
namespace {

constexpr int kMostLevels = 64;

bool IsOwn(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0 && info.st_uid == geteuid() &&
         (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode)) && (info.st_mode & S_IWOTH) == 0;
}

}  // namespace

std::string FolderOfOwnFile(int fd) {
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_uid != geteuid()) return "";
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  char path[PATH_MAX];
  const ssize_t size = readlink(link.c_str(), path, sizeof path);
  if (size <= 0 || size >= PATH_MAX || path[0] != '/') return "";
  const std::string whole(path, static_cast<size_t>(size));
  const size_t slash = whole.rfind('/');
  return slash == 0 ? "/" : whole.substr(0, slash);
}

bool IsInOwnRepository(const std::string& folder) {
  std::string at = folder;
  for (int level = 0; level < kMostLevels && !at.empty(); ++level) {
    const std::string git = (at == "/" ? "" : at) + "/.git";
    struct stat info;
    if (lstat(git.c_str(), &info) == 0) return IsOwn(git) && IsOwn(at);
    if (at == "/") return false;
    const size_t slash = at.rfind('/');
    at.resize(slash == 0 ? 1 : slash);
  }
  return false;
}

}  // namespace weir
