// PipeReader: lines, fields and counted bytes from a descriptor, with a bound on each.
//
//   PipeReader reader(child->out());
//   std::string line;
//   while (*reader.Until('\n', &line, 4096)) ...
//
// Memory: 128 KiB and the token. Threads: one object a thread. Failure: a Status for a read error,
// an end in the middle of a token, or a token over its bound.
#ifndef WEIR_ADAPTER_GIT_PIPE_READER_H_
#define WEIR_ADAPTER_GIT_PIPE_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

class PipeReader {
 public:
  explicit PipeReader(int fd);

  // What stands before the next `end`, which is taken too. False: the end of the input, before any
  // byte.
  absl::StatusOr<bool> Until(char end, std::string* token, size_t limit);
  absl::Status Exactly(char* into, size_t size);
  absl::Status Skip(uint64_t size);

 private:
  absl::StatusOr<bool> More();

  const int fd_;
  std::unique_ptr<char[]> buffer_;
  size_t at_ = 0, size_ = 0;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_PIPE_READER_H_
