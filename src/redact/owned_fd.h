// OwnedFd: one file descriptor, closed when it goes. For this room; source/unique_fd.h lies beside it, out
// of sight. Threads: a plain value.
#ifndef WEIR_REDACT_OWNED_FD_H_
#define WEIR_REDACT_OWNED_FD_H_

#include <unistd.h>

#include <utility>

namespace weir {

class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~OwnedFd() { Close(); }
  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) close(fd_);  // what matters was synced before
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

}  // namespace weir

#endif  // WEIR_REDACT_OWNED_FD_H_
