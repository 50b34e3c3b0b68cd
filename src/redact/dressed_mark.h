// A placeholder as it comes back: in other letters, with other hyphens, escaped.
//
//   DressedMark mark = ReadDressedMark("WEIR\\_github-pat\\_7F3K9Q2MWX, and so on");
//   mark.match == DressedMark::Match::kFull, mark.size == 28
//   *ParsePlaceholder(mark.canonical())           // WEIR_github-pat_7f3k9q2mwx
//
// Models and tools copy placeholders into Markdown (\_), JSON (\u005f, or \\_ for Markdown inside it), URLs
// (%5F), HTML (&#95;), headings (upper case) and typeset text (a non-breaking hyphen). Each of these reads
// back in one way only, so all are taken; whether the placeholder was ever issued is the vault's to say.
// A placeholder is never looked for across blanks or line ends.
// Threads: pure. Cost: at most kMaxDressedMark bytes are looked at, no allocation.
#ifndef WEIR_REDACT_DRESSED_MARK_H_
#define WEIR_REDACT_DRESSED_MARK_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "judge/own_mask.h"

namespace weir {

// A separator in its longest form is "&#x002d;" or eight backslashes and one byte.
inline constexpr size_t kMaxDressedMark = 9 * (kMaxPlaceholderSize + 1);

struct DressedMark {
  enum class Match : uint8_t { kNone, kPartial, kFull };
  enum class Wrap : uint8_t { kNone, kPercent, kHtml };  // the escapes it was seen in

  Match match = Match::kNone;  // kPartial: the text ends before it is decided
  Wrap wrap = Wrap::kNone;
  size_t size = 0;  // kFull: bytes of the text
  size_t length = 0;
  char text[kMaxPlaceholderSize] = {};

  std::string_view canonical() const { return {text, length}; }
};

// The placeholder that `text` begins with.
DressedMark ReadDressedMark(std::string_view text);

}  // namespace weir

#endif  // WEIR_REDACT_DRESSED_MARK_H_
