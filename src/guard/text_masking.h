// TextMasking: from what was found in the texts of one message to decisions and masked texts.
//
//   TextMasking masking(parts);
//   masking.Begin();
//   for each text: masking.Decide(place, pointer, found, &decisions);
//   for each text: RETURN_IF_ERROR(masking.Mask(text, place, pointer, found, first, &scan, &edits, ...));
//   RETURN_IF_ERROR(masking.Settle());
//
// All of a message's findings are decided before its texts are masked, because a value that was found in one of them
// is masked in all of them. An edit is a stretch of the text and what takes its place; edits are in order.
// Threads: one at a time. Ownership: borrows the parts.
#ifndef WEIR_GUARD_TEXT_MASKING_H_
#define WEIR_GUARD_TEXT_MASKING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guard/text_guard.h"
#include "guard/text_scan.h"
#include "redact/remembered.h"
#include "redact/splicer.h"
#include "report/record.h"

namespace weir {

struct TextEdit {
  uint64_t start = 0, end = 0;
  std::string mask;
};

class TextMasking {
 public:
  explicit TextMasking(const GuardParts& parts) : parts_(parts) {}

  void Begin();
  // Appends one decision for each finding, and writes the log.
  void Decide(const Place& place, std::string_view pointer, std::vector<Found>* found,
              std::vector<Decision>* decisions);
  // Is there anything to mask in the message?
  bool AnyToMask() const { return any_; }
  // Gives the edits of one text; says the mask in the decisions from `first` on, which Decide() made for this text,
  // and appends one for each other place of a found value, with the pointer made safe by `scan`. If `masked` is
  // given it gets the text.
  absl::Status Mask(std::string_view text, const Place& place, std::string_view pointer,
                    const std::vector<Found>& found, size_t first, TextScan* scan, std::vector<TextEdit>* edits,
                    std::vector<Decision>* decisions, std::string* masked);

  // Before anything masked is given out: what the placeholders stand for lasts.
  absl::Status Settle();

  // A pointer that may be told: names in it that hold a secret are left out.
  std::string SafePointer(std::string_view pointer, TextScan* scan);

 private:
  void AskAllowList(const Found& found, Decision* decision);

  GuardParts parts_;
  std::optional<FingerprintKey> key_;  // loaded where there are allow entries
  Remembered values_;
  RedactStats stats_;
  bool any_ = false;
  std::vector<MaskSpan> places_;
};

}  // namespace weir

#endif  // WEIR_GUARD_TEXT_MASKING_H_
