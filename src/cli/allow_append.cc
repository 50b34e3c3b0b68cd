#include "cli/allow_append.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "cli/read_file.h"
#include "cli/settings.h"
#include "os/unique_fd.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

absl::Status Problem(std::string_view path, std::string_view what) {
  return absl::FailedPreconditionError(
      Cat("cannot add an allow entry to '", Printable(path), "': ", what));
}

}  // namespace

absl::StatusOr<std::string> AppendAllow(const AllowEntry& entry, std::string_view comment) {
  const OperatorFolders folders = FindOperatorFolders();
  const std::string path = Cat(folders.root == "/" ? "" : folders.root, "/weir.toml");
  const std::string shown = folders.root == folders.current ? "./weir.toml" : path;
  constexpr int kFlags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  UniqueFd fd(open(path.c_str(), kFlags));
  if (!fd.ok() && errno == ENOENT) {
    fd = UniqueFd(open(path.c_str(), kFlags | O_CREAT | O_EXCL, 0644));
  }
  if (!fd.ok()) {
    return Problem(shown, errno == ELOOP ? "it is a symbolic link" : SystemMessage(errno));
  }
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return Problem(shown, SystemMessage(errno));
  if (!S_ISREG(info.st_mode)) return Problem(shown, "it is not a regular file");
  if (info.st_uid != geteuid() || (info.st_mode & S_IWOTH) != 0) {
    return Problem(shown, "it is not used: it belongs to another user, or others can write it");
  }
  absl::StatusOr<std::string> bytes =
      ReadDescriptor(fd.get(), shown, kMaxSettingsBytes, "settings");
  if (!bytes.ok()) return bytes.status();

  std::string text;
  if (!bytes->empty()) text = bytes->ends_with('\n') ? "\n" : "\n\n";
  if (!comment.empty()) text += Cat("# ", Printable(comment), "\n");
  const size_t line = 1 + static_cast<size_t>(std::count(bytes->begin(), bytes->end(), '\n') +
                                              std::count(text.begin(), text.end(), '\n'));
  text += AllowEntryToml(entry);

  const std::string whole = *bytes + text;
  if (whole.size() > kMaxSettingsBytes) {
    return Problem(shown, Cat("it would be over ", kMaxSettingsBytes,
                              " bytes; take out what is no longer used, or use a baseline"));
  }
  ParsedArgs args(CommandId::kScan);
  std::vector<AllowEntry> before, after;
  const bool good = ApplySettings(shown, *bytes, &args, &before).empty() &&
                    ApplySettings(shown, whole, &args, &after).empty() &&
                    after.size() == before.size() + 1;
  if (!good) {
    return Problem(shown,
                   "the file is broken, or has `allow` as a list on one line; see it with: "
                   "weir scan");
  }
  const ssize_t put = write(fd.get(), text.data(), text.size());
  if (put != static_cast<ssize_t>(text.size())) {
    const int error = put < 0 ? errno : ENOSPC;
    (void)ftruncate(fd.get(), static_cast<off_t>(bytes->size()));
    return Problem(shown, SystemMessage(error));
  }
  if (fsync(fd.get()) != 0) return Problem(shown, SystemMessage(errno));
  return Cat(shown, ":", line);
}

}  // namespace weir
