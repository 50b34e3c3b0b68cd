// Redacting what is behind a descriptor, in bounded memory.
//
//   RedactInput input(scanner, &masker, options);
//   InputResult result = input.File(fd, size, output);       // a regular file
//   InputResult result = input.Pipe(fd, output);             // a stream, read to its end
//   InputResult result = input.Live(fd, output);             // a stream whose reader waits: --stream
//   InputResult result = ReplaceFile(&input, "a.log");       // in place
//
// File: up to kWindow bytes are one text; a larger file is read twice, first to learn all values that it
// holds, so that each is masked everywhere. Pipe: up to kWindow bytes are one text; of a longer one, windows:
// a value is masked in the window that finds it and all later ones. Live: what is decided is given out after
// each read.
// Memory: two windows, and the values remembered.
// Failure: result.status; what was given out until then is masked and complete up to some place in the input,
// nothing behind it is given out. Threads: one at a time. Ownership: borrows scanner and masker.
#ifndef WEIR_ADAPTER_REDACT_REDACT_INPUT_H_
#define WEIR_ADAPTER_REDACT_REDACT_INPUT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "redact/redactor.h"
#include "scan/scanner.h"
#include "scan/stream_scanner.h"
#include "source/read_buffer.h"
#include "source/window_reader.h"

namespace weir {

// Where the masked text goes.
struct MaskedOutput {
  ByteSink write;
  // The bytes so far shall reach the reader.
  std::function<absl::Status()> flush = [] { return absl::OkStatus(); };
  // Called before bytes that may hold new placeholders are written: a vault makes them last. May be empty.
  std::function<absl::Status()> settle = {};
};

struct RedactInputOptions {
  const std::atomic<bool>* stop = nullptr;  // set by a signal: end soon
  StreamOptions stream;
  size_t window_bytes = size_t{2} << 20;    // variable for tests only
  MaskLog* log = nullptr;
};

struct InputResult {
  absl::Status status;
  bool stopped = false;  // by the flag; the text is not complete
  RedactStats stats;
  uint64_t bytes = 0;    // looked at
};

class RedactInput {
 public:
  RedactInput(const Scanner& scanner, Masker* masker, const RedactInputOptions& options);

  InputResult File(int fd, uint64_t size, const MaskedOutput& output);
  InputResult Pipe(int fd, const MaskedOutput& output);
  InputResult Live(int fd, const MaskedOutput& output);

 private:
  InputResult Windows(WindowReader* reader, uint64_t expected, Scanner::Deadline started,
                      const MaskedOutput& output);
  std::optional<Scanner::Deadline> DeadlineFrom(Scanner::Deadline started) const;
  WindowReader::Limits WindowLimits() const;

  const Scanner& scanner_;
  Masker* const masker_;
  const RedactInputOptions options_;
  Redactor redactor_;
  ReadBuffer buffer_;
};

// Masks a file in place: the new text is written beside it and takes its name when it is complete and on
// the disk, with the owner and the mode of the old one. A file without secrets is not touched.
// Refused (FailedPrecondition): a symbolic link, what is not a regular file, a file with several names (the
// others would keep the secrets). Aborted: the file was changed meanwhile; it stays as it then is.
InputResult ReplaceFile(RedactInput* input, const std::string& path,
                        const std::function<absl::Status()>& settle);

}  // namespace weir

#endif  // WEIR_ADAPTER_REDACT_REDACT_INPUT_H_
