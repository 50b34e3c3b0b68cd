#include "adapter/git/pipe_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kBufferBytes = size_t{128} << 10;

absl::Status ReadError(int error) {
  return absl::UnavailableError(Cat("cannot read from git: ", SystemMessage(error)));
}
absl::Status CutOff() {
  return absl::DataLossError("git ended in the middle of what it had to say");
}

}  // namespace

PipeReader::PipeReader(int fd) : fd_(fd), buffer_(new char[kBufferBytes]) {}

absl::StatusOr<bool> PipeReader::More() {
  for (;;) {
    const ssize_t n = read(fd_, buffer_.get(), kBufferBytes);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ReadError(errno);
    at_ = 0;
    size_ = static_cast<size_t>(n);
    return n > 0;
  }
}

absl::StatusOr<bool> PipeReader::Until(char end, std::string* token, size_t limit) {
  token->clear();
  for (;;) {
    if (at_ == size_) {
      absl::StatusOr<bool> more = More();
      if (!more.ok()) return more.status();
      if (!*more) {
        if (token->empty()) return false;
        return CutOff();
      }
    }
    const char* begin = buffer_.get() + at_;
    const void* found = std::memchr(begin, end, size_ - at_);
    const size_t length = found != nullptr
                              ? static_cast<size_t>(static_cast<const char*>(found) - begin)
                              : size_ - at_;
    if (token->size() + length > limit) {
      return absl::ResourceExhaustedError(Cat("git gave a name of more than ", limit, " bytes"));
    }
    token->append(begin, length);
    at_ += length;
    if (found != nullptr) {
      ++at_;
      return true;
    }
  }
}

absl::Status PipeReader::Exactly(char* into, size_t size) {
  const size_t buffered = std::min(size, size_ - at_);
  if (buffered > 0) std::memcpy(into, buffer_.get() + at_, buffered);
  at_ += buffered;
  size_t got = buffered;
  while (got < size) {
    if (size - got < kBufferBytes / 2) {
      absl::StatusOr<bool> more = More();
      if (!more.ok()) return more.status();
      if (!*more) return CutOff();
      const size_t part = std::min(size - got, size_);
      std::memcpy(into + got, buffer_.get(), part);
      at_ = part;
      got += part;
      continue;
    }
    const ssize_t n = read(fd_, into + got, size - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ReadError(errno);
    if (n == 0) return CutOff();
    got += static_cast<size_t>(n);
  }
  return absl::OkStatus();
}

absl::Status PipeReader::Skip(uint64_t size) {
  while (size > 0) {
    if (at_ == size_) {
      absl::StatusOr<bool> more = More();
      if (!more.ok()) return more.status();
      if (!*more) return CutOff();
    }
    const uint64_t part = std::min<uint64_t>(size, size_ - at_);
    at_ += part;
    size -= part;
  }
  return absl::OkStatus();
}

}  // namespace weir
