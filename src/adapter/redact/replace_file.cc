// Masking a file in place.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "adapter/redact/redact_input.h"
#include "os/file_state.h"
#include "os/temporary_name.h"
#include "os/unique_fd.h"
#include "os/write_fully.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kBuffer = size_t{64} << 10;

absl::Status SystemError(std::string_view doing, int error) {
  const std::string message = Cat(doing, ": ", SystemMessage(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(Cat(message, "; the file is as it was"));
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    default:
      return absl::UnavailableError(message);
  }
}

// A file under another name in the same folder; gone again unless it took the name it is for.
class Beside {
 public:
  Beside(int folder, int fd, std::string name) : folder_(folder), fd_(fd), name_(std::move(name)) {}
  ~Beside() {
    if (!name_.empty()) (void)unlinkat(folder_, name_.c_str(), 0);
    if (fd_ >= 0) close(fd_);
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  absl::Status Write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > kBuffer) {
      if (absl::Status status = Flush(); !status.ok()) return status;
      if (bytes.size() > kBuffer) return WriteNow(bytes);
    }
    buffer_.append(bytes);
    return absl::OkStatus();
  }

  // On the disk, with the owner and the mode of `like`, under the name `to`.
  absl::Status Take(const struct stat& like, const std::string& to) {
    if (absl::Status status = Flush(); !status.ok()) return status;
    struct stat now;
    if (fstat(fd_, &now) != 0) return SystemError("looking at the new file", errno);
    if ((now.st_uid != like.st_uid || now.st_gid != like.st_gid) &&
        fchown(fd_, like.st_uid, like.st_gid) != 0) {
      return SystemError("giving the new file the owner of the old one", errno);
    }
    if (fchmod(fd_, like.st_mode & 07777) != 0) {
      return SystemError("giving the new file the mode of the old one", errno);
    }
    if (fsync(fd_) != 0) return SystemError("writing the new file", errno);
    if (absl::Status status = Unchanged(like, to); !status.ok()) return status;
    if (renameat(folder_, name_.c_str(), folder_, to.c_str()) != 0) {
      return SystemError("giving the new file its name", errno);
    }
    name_.clear();
    (void)fsync(folder_);  // some network file systems cannot; the file itself is whole
    return absl::OkStatus();
  }

 private:
  absl::Status Unchanged(const struct stat& like, const std::string& name) const {
    struct stat now;
    if (fstatat(folder_, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 && IsSameState(now, like)) {
      return absl::OkStatus();
    }
    return absl::AbortedError("it was changed while it was masked, and stays as it is; run again");
  }

  absl::Status Flush() {
    absl::Status status = WriteNow(buffer_);
    buffer_.clear();
    return status;
  }

  absl::Status WriteNow(std::string_view bytes) {
    const int failed = WriteFully(fd_, bytes);
    return failed == 0 ? absl::OkStatus() : SystemError("writing the new file", failed);
  }

  int folder_, fd_;
  std::string name_;
  std::string buffer_;
};

}  // namespace

InputResult ReplaceFile(RedactInput* input, const std::string& path,
                        const std::function<absl::Status()>& settle) {
  InputResult result;
  auto fail = [&](absl::Status status) {
    result.status = std::move(status);
    return std::move(result);
  };
  const size_t slash = path.rfind('/');
  const std::string folder_path = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == ".." || path.find('\0') != std::string::npos) {
    return fail(absl::FailedPreconditionError("this is no file name"));
  }
  const UniqueFd folder(open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok()) return fail(SystemError("opening its folder", errno));
  struct stat info;
  if (fstatat(folder.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return fail(SystemError("looking at it", errno));
  }
  if (!S_ISREG(info.st_mode)) {
    return fail(absl::FailedPreconditionError(
        S_ISLNK(info.st_mode) ? "it is a symbolic link; name the file it stands for"
                              : "it is no regular file, so it cannot be masked in place"));
  }
  OpenedFile file = OpenRegular(folder.get(), name.c_str());
  if (!file.ok()) return fail(SystemError("opening it", file.error));
  // Of the descriptor: what is read is what is compared with later.
  if (fstat(file.fd.get(), &info) != 0) return fail(SystemError("looking at it", errno));
  if (info.st_nlink > 1) {
    return fail(absl::FailedPreconditionError(
        Cat("it has ", info.st_nlink,
            " names (hard links), and the others would keep the secrets; mask a copy, or unlink them")));
  }

  std::string temporary = TemporaryName(".weir-");
  const int fd = openat(folder.get(), temporary.c_str(),
                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return fail(SystemError("making a file beside it", errno));
  Beside beside(folder.get(), fd, std::move(temporary));
  MaskedOutput output;
  output.write = [&](std::string_view bytes) { return beside.Write(bytes); };
  result = input->File(file.fd.get(), file.size, output);
  if (!result.status.ok() || result.stopped) return result;
  if (result.stats.findings + result.stats.occurrences == 0) return result;
  if (settle) result.status = settle();
  if (result.status.ok()) result.status = beside.Take(info, name);
  return result;
}

}  // namespace weir
