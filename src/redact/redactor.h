// Redactor: a text without its secrets, and byte for byte the same outside them.
//
//   Redactor redactor(scanner, &masker, /*log=*/nullptr);
//   std::string masked;
//   RETURN_IF_ERROR(redactor.RedactWhole(text, &masked));
//
// and for texts that do not fit in memory, as windows (source/window_reader.h):
//
//   redactor.Begin();
//   for each window: RETURN_IF_ERROR(redactor.Window(bytes, offset, own_begin, own_end, sink));
//
// What is masked: every finding, and every other place where the bytes of a found value stand, with the same
// mask. Of a whole text that is everywhere in it; in windows it is in the window that found it and all
// later ones, and everywhere if Learn() was called with each of the windows before. Values that could stand for
// something else are masked only where a rule finds them (remembered.h). JSON stays JSON (mask_span.h).
// Limits: so many values of one input are remembered (remembered.h); more are masked where they are found, and
// counted in stats().
// Fails closed: on an error nothing of the text, or of that window, has been given out. Errors: those of
// Scanner; ResourceExhausted where the time was over (ScanOptions::max_time) or more was found than the scanner
// lists (max_findings): what could not be looked at is not passed on. A sink's error is passed on.
// Threads: one at a time. Ownership: borrows the scanner, the masker, the log.
#ifndef WEIR_REDACT_REDACTOR_H_
#define WEIR_REDACT_REDACTOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "redact/mask_span.h"
#include "redact/masker.h"
#include "redact/remembered.h"
#include "redact/splicer.h"
#include "scan/scanner.h"

namespace weir {

class Redactor {
 public:
  Redactor(const Scanner& scanner, Masker* masker, MaskLog* log);

  absl::Status RedactWhole(std::string_view text, std::string* masked);

  // For another input: forgets the values of the one before, and counts anew.
  void Begin();
  // Remembers what it finds. Give all windows of the input, then the same again to Window().
  absl::Status Learn(std::string_view bytes, uint64_t offset, uint64_t own_begin, uint64_t own_end,
                     std::optional<Scanner::Deadline> deadline = std::nullopt);
  // Windows in order, without gaps. Gives the masked form of bytes[own_begin, own_end), a mask that reaches
  // beyond included.
  absl::Status Window(std::string_view bytes, uint64_t offset, uint64_t own_begin, uint64_t own_end,
                      const ByteSink& sink,
                      std::optional<Scanner::Deadline> deadline = std::nullopt);

  const RedactStats& stats() const { return splicer_.stats(); }
  const Coverage& coverage() const { return coverage_; }

 private:
  absl::Status Look(std::string_view bytes, uint64_t own_begin, uint64_t own_end,
                    std::optional<Scanner::Deadline> deadline);

  const Scanner& scanner_;
  Masker* const masker_;
  Remembered remembered_;
  ScanResult result_;
  Coverage coverage_;
  std::vector<MaskSpan> occurrences_;
  Splicer splicer_;
};

// Keeps a found value: the bytes of its span, and what it says where it was found in other dress.
void RememberFinding(const Finding& finding, const MaskSpan& span, std::string_view bytes,
                     Remembered* values, RedactStats* stats);

// True for a mark of weir's own and what stands on the next line, which a view took for one token. `raw`: the bytes
// of the finding. Either by itself has been judged, too, so such a finding is none.
bool JoinsAMark(const Finding& finding, std::string_view raw);

}  // namespace weir

#endif  // WEIR_REDACT_REDACTOR_H_
