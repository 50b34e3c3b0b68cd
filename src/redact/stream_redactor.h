// StreamRedactor: a text that is still arriving, masked as it goes on.
//
//   StreamRedactor redactor(scanner, &masker, log);
//   RETURN_IF_ERROR(redactor.Push(bytes, sink));    // the sink gets what is decided, at once
//   RETURN_IF_ERROR(redactor.Finish(sink));         // the rest
//
// Gives out, for every way of cutting a text into pieces, the same bytes: those that Redactor gives for it, but
// for two things that a stream cannot know: a found value is masked at its later occurrences, not at
// earlier ones; and secrets in encoded layers and UTF-16 are not looked into (scan/stream_scanner.h).
// What is held back is what StreamScanner holds and, once values were found, the beginning of another
// occurrence of one.
// A run that met StreamOptions::max_hold is masked as a whole (OnCap::kMask) or ends the stream.
// Fails closed: after an error nothing more is given out, and what was held is lost with the object.
// Threads: one at a time. Ownership: borrows scanner, masker, log.
#ifndef WEIR_REDACT_STREAM_REDACTOR_H_
#define WEIR_REDACT_STREAM_REDACTOR_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "redact/redactor.h"
#include "scan/stream_scanner.h"

namespace weir {

class StreamRedactor {
 public:
  StreamRedactor(const Scanner& scanner, Masker* masker, MaskLog* log, StreamOptions options = {});

  // Asked for each finding, with its value, before it is masked: false leaves it as it is (a policy). Offsets count
  // in the stream.
  using Decide = std::function<bool(const Finding&, std::string_view value)>;
  void set_decide(Decide decide) { decide_ = std::move(decide); }

  absl::Status Push(std::string_view bytes, const ByteSink& sink);
  absl::Status Finish(const ByteSink& sink);

  const RedactStats& stats() const { return splicer_.stats(); }
  const Coverage& coverage() const { return coverage_; }
  // Offset in the stream behind the last byte that was given out, or masked.
  uint64_t done() const { return splicer_.done(); }

 private:
  struct Span {  // whose mask is not written yet
    MaskSpan mask;  // in the stream
    std::optional<Finding> finding;
  };
  absl::Status GoOn(bool at_end, const ByteSink& sink);
  void LookForValues(uint64_t to);
  absl::Status Write(uint64_t limit, const ByteSink& sink);

  StreamScanner stream_;
  StreamStep step_;
  Masker* const masker_;
  const KnownLiterals* const known_;  // may be null
  Decide decide_;                     // may be empty
  Remembered remembered_;
  Splicer splicer_;
  Coverage coverage_;
  std::string pending_;          // a little of what was given out, then what the scanner released since
  uint64_t pending_offset_ = 0;  // of pending_[0] in the stream
  uint64_t searched_to_ = 0;     // occurrences that begin before this were looked for
  std::vector<Span> spans_;
  std::vector<MaskSpan> occurrences_;
};

}  // namespace weir

#endif  // WEIR_REDACT_STREAM_REDACTOR_H_
