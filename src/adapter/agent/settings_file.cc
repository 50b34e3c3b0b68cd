#include "adapter/agent/settings_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include "adapter/agent/jsonc_edit.h"
#include "os/file_state.h"
#include "os/temporary_name.h"
#include "os/unique_fd.h"
#include "os/write_fully.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

absl::Status FileError(std::string_view doing, std::string_view path, int error) {
  const std::string message = Cat("cannot ", doing, " ", Printable(path), ": ", SystemMessage(error));
  if (error == EACCES || error == EPERM || error == EROFS) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

absl::Status MakeFolders(const std::string& folder) {
  struct stat info;
  if (folder.empty() || stat(folder.c_str(), &info) == 0) return absl::OkStatus();
  const size_t slash = folder.rfind('/');
  if (slash != std::string::npos && slash > 0) {
    if (absl::Status status = MakeFolders(folder.substr(0, slash)); !status.ok()) return status;
  }
  if (mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) return FileError("make the folder", folder, errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SettingsText> ReadSettings(const std::string& path) {
  SettingsText settings;
  settings.path = path;
  char resolved[PATH_MAX];
  if (realpath(path.c_str(), resolved) != nullptr) {
    settings.path = resolved;
  } else if (errno == ENOENT || errno == ENOTDIR) {
    struct stat link;
    if (lstat(path.c_str(), &link) == 0) {
      return absl::FailedPreconditionError(Cat(Printable(path), " is a link to nothing"));
    }
    return settings;
  } else {
    return FileError("find", path, errno);
  }
  const UniqueFd fd(open(settings.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.ok()) return FileError("read", path, errno);
  if (fstat(fd.get(), &settings.info) != 0) return FileError("read", path, errno);
  if (!S_ISREG(settings.info.st_mode)) {
    return absl::FailedPreconditionError(Cat(Printable(path), " is no regular file"));
  }
  if (settings.info.st_size > static_cast<off_t>(kMostSettings)) {
    return absl::ResourceExhaustedError(Cat(Printable(path), " is too large for settings"));
  }
  settings.text.resize(static_cast<size_t>(settings.info.st_size) + 1);
  const ReadOutcome got = ReadUpTo(fd.get(), settings.text.data(), settings.text.size());
  if (got.error != 0) return FileError("read", path, got.error);
  if (got.size > static_cast<size_t>(settings.info.st_size)) {
    return absl::AbortedError(Cat(Printable(path), " is being written to; run again"));
  }
  settings.text.resize(got.size);
  settings.exists = true;
  return settings;
}

absl::Status ReplaceSettings(const SettingsText& old, std::string_view text, mode_t mode) {
  const size_t slash = old.path.rfind('/');
  const std::string folder_path = slash == std::string::npos ? "." : old.path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? old.path : old.path.substr(slash + 1);
  if (absl::Status status = MakeFolders(slash == std::string::npos ? "" : old.path.substr(0, slash)); !status.ok()) {
    return status;
  }
  const UniqueFd folder(open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok()) return FileError("open the folder", folder_path, errno);
  const std::string temporary = TemporaryName(".weir-");
  const UniqueFd fd(openat(folder.get(), temporary.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.ok()) return FileError("write beside", old.path, errno);
  absl::Status status;
  if (const int failed = WriteFully(fd.get(), text); failed != 0) status = FileError("write beside", old.path, failed);
  struct stat now;
  if (status.ok() && old.exists) {
    mode = old.info.st_mode & 07777;
    if (fstat(fd.get(), &now) != 0 ||
        ((now.st_uid != old.info.st_uid || now.st_gid != old.info.st_gid) &&
         fchown(fd.get(), old.info.st_uid, old.info.st_gid) != 0)) {
      status = FileError("keep the owner of", old.path, errno);
    }
  }
  if (status.ok() && fchmod(fd.get(), mode) != 0) status = FileError("set the mode of", old.path, errno);
  if (status.ok() && fsync(fd.get()) != 0) status = FileError("write beside", old.path, errno);
  if (status.ok()) {
    const bool there = fstatat(folder.get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
    if (there != old.exists || (there && !IsSameState(now, old.info))) {
      status = absl::AbortedError(Cat(Printable(old.path), " was changed meanwhile; run again"));
    }
  }
  if (status.ok() && renameat(folder.get(), temporary.c_str(), folder.get(), name.c_str()) != 0) {
    status = FileError("replace", old.path, errno);
  }
  if (!status.ok()) {
    (void)unlinkat(folder.get(), temporary.c_str(), 0);
    return status;
  }
  (void)fsync(folder.get());  // some network file systems cannot; the file itself is whole
  return absl::OkStatus();
}

}  // namespace weir
