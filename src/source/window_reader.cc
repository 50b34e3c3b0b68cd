#include "source/window_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace weir {
namespace {

constexpr uint64_t kAlign = 64;
constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
// How often a waiting stream looks at the stop flag.
constexpr int kStopCheckMs = 100;

uint64_t AlignDown(uint64_t offset) { return offset / kAlign * kAlign; }

bool IsSet(const std::atomic<bool>* flag) {
  return flag != nullptr && flag->load(std::memory_order_relaxed);
}

}  // namespace

WindowReader::WindowReader(int fd, Stream, const Limits& limits, ReadBuffer* buffer)
    : fd_(fd),
      limits_(limits),
      stream_(true),
      own_limit_(kNoLimit),
      read_limit_(kNoLimit),
      data_(buffer->Reserve(limits.window)) {}

WindowReader::WindowReader(int fd, const Part& part, const Limits& limits, ReadBuffer* buffer)
    : fd_(fd),
      limits_(limits),
      stream_(false),
      own_limit_(part.end),
      read_limit_(std::min(part.size, part.end + limits.forward)),
      data_(buffer->Reserve(limits.window)),
      offset_(AlignDown(part.begin - std::min<uint64_t>(part.begin, limits.back))),
      decided_(part.begin) {}

WindowReader::Fill WindowReader::WaitForInput() {
  pollfd wanted = {.fd = fd_, .events = POLLIN, .revents = 0};
  int waited_ms = 0;
  for (int timeout = 0;;) {
    const int ready = poll(&wanted, 1, timeout);
    if (ready > 0) return Fill::kMore;
    if (ready < 0 && errno != EINTR) return Fill::kMore;  // read() will say what is wrong
    if (IsSet(limits_.stop)) {
      stopped_ = true;
      return Fill::kEnd;
    }
    waited_ms += timeout;
    if (waited_ms >= limits_.idle_ms && offset_ + size_ > seen_idle_) {
      seen_idle_ = offset_ + size_;
      return Fill::kIdle;
    }
    timeout = std::max(1, std::min(kStopCheckMs, limits_.idle_ms));
  }
}

WindowReader::Fill WindowReader::ReadMore() {
  for (;;) {
    if (IsSet(limits_.stop)) {
      stopped_ = true;
      return Fill::kEnd;
    }
    const uint64_t at = offset_ + size_;
    if (at >= read_limit_) return Fill::kEnd;
    if (stream_) {
      if (const Fill fill = WaitForInput(); fill != Fill::kMore) return fill;
    }
    const auto want =
        static_cast<size_t>(std::min<uint64_t>(limits_.window - size_, read_limit_ - at));
    const ssize_t got = stream_ ? read(fd_, data_ + size_, want)
                                : pread(fd_, data_ + size_, want, static_cast<off_t>(at));
    if (got < 0) {
      // EAGAIN: another process took what poll() had seen.
      if (errno == EINTR || (stream_ && errno == EAGAIN)) continue;
      error_ = errno;
      return Fill::kEnd;
    }
    if (got == 0) return Fill::kEnd;
    size_ += static_cast<size_t>(got);
    return Fill::kMore;
  }
}

WindowReader::Window WindowReader::Make(uint64_t own_end) const {
  return {.bytes = std::string_view(data_, size_),
          .offset = offset_,
          .own_begin = static_cast<size_t>(decided_ - offset_),
          .own_end = static_cast<size_t>(own_end - offset_)};
}

WindowReader::Event WindowReader::Next(Window* window) {
  // What no later window needs as context makes room.
  const uint64_t keep = AlignDown(decided_ - std::min<uint64_t>(decided_, limits_.back));
  if (keep > offset_ && !at_end_) {
    const size_t drop = std::min<size_t>(static_cast<size_t>(keep - offset_), size_);
    memmove(data_, data_ + drop, size_ - drop);
    size_ -= drop;
    offset_ += drop;
  }
  while (!at_end_ && size_ < limits_.window) {
    switch (ReadMore()) {
      case Fill::kMore:
        break;
      case Fill::kEnd:
        at_end_ = true;
        break;
      case Fill::kIdle:
        *window = Make(offset_ + size_);
        return Event::kIdle;
    }
  }
  const uint64_t end = offset_ + size_;
  const uint64_t own_end = std::min(own_limit_, at_end_ ? end : AlignDown(end - limits_.forward));
  if (own_end <= decided_) return Event::kEnd;
  *window = Make(own_end);
  decided_ = own_end;
  return Event::kWindow;
}

}  // namespace weir
