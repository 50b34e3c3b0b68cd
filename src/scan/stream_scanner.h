// StreamScanner: the findings of a text that is still arriving, and how much of it may go on.
//
//   weir::StreamScanner stream(scanner);                   // one for a channel
//   weir::StreamStep step;                                 // reuse it: no allocation once warm
//   while (more) {
//     RETURN_IF_ERROR(stream.Push(bytes, &step));          // pieces of any size, cut anywhere
//     // step.findings: new ones; stream.Released(): the bytes that may go on, findings to be masked
//   }
//   RETURN_IF_ERROR(stream.Finish(&step));                 // the rest
//   stream.Reset();                                        // for the next text
//
// Promises, for every way of cutting a text into pieces:
//   - the findings of all steps together are those of Scanner::Scan of the whole text;
//   - the released bytes, put one behind the other, are the text;
//   - a byte is released only when it is known whether it belongs to a finding: every finding lies
//     wholly before `released_to` of the step that reports it, and wholly at or behind that of the
//     step before. So what was released never has to be taken back.
// What is held back is the part of the tail that could still become a finding: the beginning of a
// token, a word that may be a value, what stands behind a name such as password while its value is not
// complete, a URL, a private key from its begin marker on. For ordinary text that is the word that
// is being written, and before it those words in a row that a seed phrase could begin with. The names before a
// value are not held, only the value. What may be decided can wait some bytes longer, so that byte by byte
// pushes need not ask each time.
//
// How long something can be held: at most kMaxSpan and 2 KiB, since no finding is longer (a longer
// run is cut there: Reason::kLongRun); a begin marker of a private key without an end is held that
// long. Findings that overlap in a chain are held until the chain ends. StreamOptions::max_hold is
// the bound for all of that, and on_cap says what happens when it is met.
//
// Not as Scan does it: text in another dress (Finding::trail: base64, escapes, UTF-16) is looked into only
// with StreamOptions::views; ScanOptions::max_time and max_findings do not count, as each push costs what its
// bytes cost and whoever masks must know all; positions count a text as 8-bit units. Where a user's regular
// expressions or the data classes (pii, financial, health) take part, which may begin anywhere, as much is
// held as with views.
//
// Threads: one thread at a time for a StreamScanner; any number may share a Scanner. Lifetime: borrows the
// Scanner. Cost: proportional to the bytes pushed, however they are cut. Memory: the held bytes, 1 KiB
// before them, and the largest piece pushed (in all some 4 KiB for ordinary text in small pieces, at most 64 KiB
// while pieces are small), plus what findings in one piece take; some hundred KiB of tables that all streams of a
// Ruleset share.
#ifndef WEIR_SCAN_STREAM_SCANNER_H_
#define WEIR_SCAN_STREAM_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "judge/finding.h"
#include "rules/rule.h"
#include "scan/coverage.h"
#include "scan/scanner.h"

namespace weir {

struct StreamOptions {
  // Bytes held at most. Less than kMaxSpan + 2 KiB makes the cap meet long keys.
  uint64_t max_hold = 64 * 1024;
  enum class OnCap : uint8_t {
    kMask,  // what is held, and what goes on from it, is a CappedRun: to be masked, its end is found
    kFail,  // Push returns ResourceExhausted; the stream then is of no more use but for Reset
  };
  OnCap on_cap = OnCap::kMask;
  // Look into other dress too (base64, escapes, UTF-16, ...), as the Scanner does, by holding as far as one may
  // reach: kMaxSpan and 2 KiB at all times. Slower, too: each such stretch is looked at with its surroundings.
  // max_hold does not count then.
  bool views = false;
};

// A stretch that had to be let go before it was known whether it is a secret. Not among the findings.
struct CappedRun {
  uint64_t start = 0, end = 0;  // in the stream
  bool continued = false;       // goes on from the last CappedRun: one run, told in parts
  const Rule* rule = nullptr;   // of what it may be; may be null
};

struct StreamStep {
  uint64_t released_to = 0;         // offset in the stream: all bytes before it are decided
  std::vector<Finding> findings;    // new ones, sorted, none overlap; offsets in the stream
  std::vector<CappedRun> capped;    // to be masked as well; sorted, apart from the findings
  Coverage coverage;                // of the bytes that this step released
};

class StreamScanner {
 public:
  explicit StreamScanner(const Scanner& scanner, StreamOptions options = {});
  ~StreamScanner();
  StreamScanner(StreamScanner&&) noexcept;
  StreamScanner& operator=(StreamScanner&&) noexcept;

  // Takes the next bytes. Clears *step first. Errors: ResourceExhausted (on_cap), Internal (the matching
  // library failed), FailedPrecondition (after Finish without Reset, or after an error); nothing is
  // released then, and what is held must not be taken for clean.
  absl::Status Push(std::string_view bytes, StreamStep* step);
  // There are no more bytes: decides and releases what is held.
  absl::Status Finish(StreamStep* step);
  // Ready for another text. Keeps its memory.
  void Reset();

  // The bytes that the last step released: [released_to before it, released_to). Valid until the
  // next call.
  std::string_view Released() const;
  // The bytes that are held, in order: they come directly behind the released ones.
  std::string_view Held() const;
  // Memory of this channel, bytes.
  size_t StateBytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

#endif  // WEIR_SCAN_STREAM_SCANNER_H_
