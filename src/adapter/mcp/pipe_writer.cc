#include "adapter/mcp/pipe_writer.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kCompactAt = size_t{1} << 20;

bool IsReady(int fd) {
  pollfd entry = {.fd = fd, .events = POLLOUT, .revents = 0};
  return poll(&entry, 1, 0) == 1 && entry.revents != 0;
}

}  // namespace

PipeWriter::PipeWriter(int fd) : fd_(fd) {
  struct stat info;
  if (fstat(fd, &info) != 0) return;
  if (S_ISSOCK(info.st_mode)) {
    kind_ = Kind::kSocket;
    return;
  }
  const int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) {
    kind_ = Kind::kNonBlocking;
  } else if (S_ISFIFO(info.st_mode)) {
    own_ = UniqueFd(open(Cat("/proc/self/fd/", fd).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    if (!own_.ok()) return;
    fd_ = own_.get();
    kind_ = Kind::kNonBlocking;
  }
}

size_t PipeWriter::Some(std::string_view bytes) {
  for (;;) {
    ssize_t n = 0;
    if (kind_ == Kind::kSocket) {
      n = send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (kind_ == Kind::kNonBlocking) {
      n = write(fd_, bytes.data(), bytes.size());
    } else {
      if (!IsReady(fd_)) return 0;
      n = write(fd_, bytes.data(), std::min<size_t>(bytes.size(), PIPE_BUF));
    }
    if (n >= 0) return static_cast<size_t>(n);
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) Break();
    return 0;
  }
}

void PipeWriter::Write(std::string_view bytes) {
  if (broken_) return;
  while (pending() == 0 && !bytes.empty()) {
    const size_t n = Some(bytes);
    if (n == 0) break;
    bytes.remove_prefix(n);
  }
  if (!broken_) kept_.append(bytes);
}

void PipeWriter::Flush() {
  while (wants_to_write()) {
    const size_t n = Some(std::string_view(kept_).substr(done_));
    if (n == 0) break;
    done_ += n;
  }
  if (pending() == 0) {
    // A large message is not kept as a large buffer.
    if (kept_.capacity() > kCompactAt) {
      kept_ = std::string();
    } else {
      kept_.clear();
    }
    done_ = 0;
  } else if (done_ > kCompactAt && done_ > kept_.size() / 2) {
    kept_.erase(0, done_);
    done_ = 0;
  }
}

void PipeWriter::Break() {
  broken_ = true;
  kept_ = std::string();
  done_ = 0;
}

}  // namespace weir
