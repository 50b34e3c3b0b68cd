// UniqueFd: owns one file descriptor and closes it.
//
//   UniqueFd fd(openat(dir, name, O_RDONLY | O_CLOEXEC));
//   if (!fd.ok()) ...            // errno says why
// Movable, not copyable. Threads: a plain value.
#ifndef WEIR_OS_UNIQUE_FD_H_
#define WEIR_OS_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace weir {

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      Reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~UniqueFd() { Reset(); }

  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }
  void Reset() {
    // What must not be lost was synced before: close() has no error that anyone could act on.
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

}  // namespace weir

#endif  // WEIR_OS_UNIQUE_FD_H_
