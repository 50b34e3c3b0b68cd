// TextScan: what one text holds, given the name it stands under. The eyes of TextGuard and JsonGuard.
//
//   TextScan scan(scanner, masker);
//   std::vector<Found> found;
//   RETURN_IF_ERROR(scan.Scan("hunter2", "db_password", &found));     // found because of its name
//
// What the scanner finds in the text by itself is found, whatever the name. A short text of one line is looked at a
// second time, in the same scan, as the value of its name; findings of both looks that overlap become one.
// Names that say nothing (kPlainNames in text_scan.cc: "content", "text") are left out: that costs a second look.
// Findings that are masks of weir's own are left out.
// Errors: those of Scanner; ResourceExhausted where not all of the text could be looked at.
// Threads: one at a time. Ownership: borrows both.
#ifndef WEIR_GUARD_TEXT_SCAN_H_
#define WEIR_GUARD_TEXT_SCAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "judge/finding.h"
#include "redact/mask_span.h"
#include "redact/masker.h"
#include "scan/scanner.h"

namespace weir {

// A finding with what is to be known of it once its bytes are gone. Holds the value: for a keyed fingerprint, and
// to find its other places.
struct Found {
  Finding finding;      // start and end count in the text; its other offsets are of no use here
  MaskSpan span;        // in the text
  std::string value;    // out of its dresses
  uint64_t line = 0;    // in the text, from 1
};

class TextScan {
 public:
  // A text is looked at under its name up to this size.
  static constexpr size_t kMostNamed = 2048;

  TextScan(const Scanner& scanner, const Masker& masker) : scanner_(scanner), masker_(masker) {}

  // Clears *found first; it is in order of the spans, which do not overlap.
  absl::Status Scan(std::string_view text, std::string_view name, std::vector<Found>* found);

  // Does the text, with the lines of other texts around it, hold nothing? For many short texts at once. False
  // says nothing.
  bool IsClean(std::string_view text);

  // A text without the blanks around it, text[begin, end), and where it stands in a document.
  struct NamedValue {
    size_t at = 0, begin = 0, end = 0;
  };
  // True if the second look is worth it; then appends the line in which the value stands under its name. For
  // Scan(), and for those who join many texts.
  static bool AppendNamed(std::string_view text, std::string_view name, std::string* out, NamedValue* where);

 private:
  absl::Status Look(std::string_view document);
  void Take(std::string_view document, std::string_view text, const NamedValue& where, std::vector<Found>* found);

  const Scanner& scanner_;
  const Masker& masker_;
  ScanResult result_;
  std::string document_;
};

}  // namespace weir

#endif  // WEIR_GUARD_TEXT_SCAN_H_
