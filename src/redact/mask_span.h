// MaskSpan: the stretch of bytes that a mask takes the place of.
//
// For a secret in plain text or behind escapes (JSON, percent, entities, ...) it is the secret itself: masks
// are made of characters that need no escape. For one behind an encoding that a mask would break (base64, hex,
// compressed data) it is the whole token around it. For a block it is all of it, from its begin marker on.
// The stretch never begins or ends inside an escape sequence, and in wide text it is whole code units.
// Threads: pure.
#ifndef WEIR_REDACT_MASK_SPAN_H_
#define WEIR_REDACT_MASK_SPAN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "judge/finding.h"

namespace weir {

// Bytes before a span that SpanOf() looks at, besides the token itself.
inline constexpr size_t kNumberLookBack = 64;

struct MaskSpan {
  uint64_t start = 0, end = 0;  // in the text that was given
  const Rule* rule = nullptr;
  Dress wide = Dress::kNone;    // the text's own code units: UTF-16 or UTF-32, or kNone for bytes
  bool opaque = false;          // it is a whole encoded token, not the secret alone
  bool continued = false;       // the rest of a stretch whose mask was written before
  bool bare_number = false;     // may be a JSON number, unless it stands in a string: its mask must be quoted
};

// `floor`: what lies before it has been written already. `json`: the text is a JSON document.
MaskSpan SpanOf(const Finding& finding, std::string_view text, uint64_t floor, bool json);
// The same for a string found by its bytes alone.
MaskSpan SpanOf(uint64_t start, uint64_t end, const Rule& rule, Dress wide, std::string_view text,
                bool json);

// Bytes of a code unit: 1, 2 or 4.
size_t UnitBytes(Dress wide);
// Wide text as ASCII. False if it holds anything else.
bool NarrowToAscii(std::string_view wide_text, Dress wide, std::string* ascii);
// Appends ASCII as wide text (or as it is for kNone).
void AppendWide(std::string_view ascii, Dress wide, std::string* out);

}  // namespace weir

#endif  // WEIR_REDACT_MASK_SPAN_H_
