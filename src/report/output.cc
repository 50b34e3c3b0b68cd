#include "report/output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "os/temporary_name.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kBuffer = 64 * 1024;

absl::Status SystemError(std::string_view doing, std::string_view path, int error) {
  const std::string message = Cat(doing, " ", Printable(path), ": ", strerrordesc_np(error));
  switch (error) {
    case EPIPE:
      return absl::CancelledError(message);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(
          Cat(message, "; what is there is not complete: free some space and run again"));
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    default:
      return absl::UnavailableError(message);
  }
}

absl::Status WriteAll(int fd, std::string_view bytes, std::string_view path,
                      std::string_view doing) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put >= 0) {
      bytes.remove_prefix(static_cast<size_t>(put));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {  // a reader's pipe may have been set to non-blocking by someone else
      pollfd wait = {fd, POLLOUT, 0};
      if (poll(&wait, 1, -1) >= 0 || errno == EINTR) continue;
    }
    return SystemError(doing, path, errno);
  }
  return absl::OkStatus();
}

// Buffers, and writes to a descriptor as it is.
class FdOutput : public Output {
 public:
  FdOutput(int fd, bool owned, std::string path, std::string what = "the report")
      : fd_(fd), owned_(owned), path_(std::move(path)), doing_(Cat("writing ", what, " to")) {}
  ~FdOutput() override {
    if (owned_ && fd_ >= 0) close(fd_);
  }

  absl::Status Write(std::string_view bytes) override {
    if (!status_.ok()) return status_;
    if (buffer_.size() + bytes.size() <= kBuffer) {
      buffer_.append(bytes);
      return absl::OkStatus();
    }
    if (absl::Status status = Flush(); !status.ok()) return status;
    if (bytes.size() < kBuffer) {
      buffer_.append(bytes);
    } else {
      status_ = WriteAll(fd_, bytes, path_, doing_);
    }
    return status_;
  }

  absl::Status Flush() override {
    if (!status_.ok()) return status_;
    status_ = WriteAll(fd_, buffer_, path_, doing_);
    buffer_.clear();
    return status_;
  }

  absl::Status Commit() override { return Flush(); }

 protected:
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }
  absl::Status Fail(absl::Status status) { return status_ = std::move(status); }

 private:
  int fd_;
  bool owned_;
  std::string path_;
  std::string doing_;
  std::string buffer_;
  absl::Status status_;
};

// A temporary file in the destination's folder that takes its name at Commit().
class ReplacingOutput final : public FdOutput {
 public:
  ReplacingOutput(int folder, int fd, std::string path, std::string temporary, std::string name)
      : FdOutput(fd, /*owned=*/true, std::move(path)),
        folder_(folder),
        temporary_(std::move(temporary)),
        name_(std::move(name)) {}
  ~ReplacingOutput() override {
    if (!temporary_.empty()) (void)unlinkat(folder_, temporary_.c_str(), 0);
    close(folder_);
  }

  absl::Status Commit() override {
    if (absl::Status status = Flush(); !status.ok()) return status;
    if (temporary_.empty()) return absl::OkStatus();  // done before
    if (fsync(fd()) != 0) return Fail(SystemError("writing the report to", path(), errno));
    if (renameat(folder_, temporary_.c_str(), folder_, name_.c_str()) != 0) {
      return Fail(SystemError("giving the report its name,", path(), errno));
    }
    temporary_.clear();
    // The report is whole by now; a folder that cannot be synced (some network file systems) is no
    // error.
    (void)fsync(folder_);
    return absl::OkStatus();
  }

 private:
  int folder_;
  std::string temporary_;
  std::string name_;
};

class StringOutputImpl final : public Output {
 public:
  explicit StringOutputImpl(std::string* into) : into_(into) {}
  absl::Status Write(std::string_view bytes) override {
    into_->append(bytes);
    return absl::OkStatus();
  }
  absl::Status Flush() override { return absl::OkStatus(); }
  absl::Status Commit() override { return absl::OkStatus(); }

 private:
  std::string* into_;
};

// The number N of /dev/fd/N and of the names of the standard streams; -1 for any other path.
int DescriptorOf(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  constexpr std::string_view kFolder = "/dev/fd/";
  if (!path.starts_with(kFolder)) return -1;
  path.remove_prefix(kFolder.size());
  int number = -1;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), number);
  return error == std::errc() && end == path.data() + path.size() && number >= 0 ? number : -1;
}

}  // namespace

std::unique_ptr<Output> StdoutOutput(std::string what) {
  return std::make_unique<FdOutput>(STDOUT_FILENO, /*owned=*/false, "standard output",
                                    std::move(what));
}

absl::StatusOr<std::unique_ptr<Output>> FileOutput(const std::string& path) {
  constexpr std::string_view kOpening = "opening the report file";
  if (const int number = DescriptorOf(path); number >= 0) {
    const int fd = fcntl(number, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return SystemError(kOpening, path, errno);
    return std::make_unique<FdOutput>(fd, /*owned=*/true, path);
  }
  if (path == "/dev/null" || path == "/dev/full") {
    const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return SystemError(kOpening, path, errno);
    return std::make_unique<FdOutput>(fd, /*owned=*/true, path);
  }

  const size_t slash = path.rfind('/');
  const std::string folder_path = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (name.empty() || name == "." || name == ".." || path.find('\0') != std::string::npos) {
    return absl::FailedPreconditionError(
        Cat(kOpening, " ", Printable(path), ": this is no file name"));
  }
  const int folder = open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return SystemError(kOpening, path, errno);
  struct stat info;
  if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(info.st_mode)) {
    close(folder);
    const std::string_view kind = S_ISLNK(info.st_mode)   ? "a symbolic link"
                                  : S_ISDIR(info.st_mode) ? "a folder"
                                                          : "no regular file";
    return absl::FailedPreconditionError(Cat(kOpening, " ", Printable(path), ": it is ", kind,
                                             "; name a regular file or a new one"));
  }
  std::string temporary = TemporaryName(".weir-");
  const int fd =
      openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    const int error = errno;
    close(folder);
    return SystemError(kOpening, path, error);
  }
  return std::make_unique<ReplacingOutput>(folder, fd, path, std::move(temporary), name);
}

std::unique_ptr<Output> StringOutput(std::string* into) {
  return std::make_unique<StringOutputImpl>(into);
}

}  // namespace weir
