// Excerpt: the line around a finding, fit to be shown. Every finding in sight is masked.
//
// Works on a window of at most `each_side` bytes before and after the finding, wherever the line
// begins and ends: a line of 200 MB costs no more than one of 80 bytes. Threads: pure.
#ifndef WEIR_REPORT_EXCERPT_H_
#define WEIR_REPORT_EXCERPT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "judge/finding.h"

namespace weir {

// The dress of the line a finding stands in: that of a whole text (UTF-16, UTF-32), or none, since any other
// is worn by a part of the line only.
Dress LineDress(const Trail& trail);
// Bytes of a character of ASCII in it.
uint64_t LineUnit(Dress dress);
// The bytes of a span of the input as text: UTF-16 and UTF-32 are decoded, anything else is kept.
std::string Undressed(std::string_view bytes, Dress dress);
// The secret itself, out of all its dresses. `bytes` begins at `bytes_offset` and holds the finding; where it
// does not hold enough to undo the dresses, the bytes of the finding's span.
std::string ValueOf(const Finding& finding, std::string_view bytes, uint64_t bytes_offset);

struct Excerpt {
  std::string text;
  size_t mark = 0, mark_length = 0;  // where the finding's mask stands in text
};

// `bytes` starts at `bytes_offset`; `masked` and `secret` are the finding's mask and value. `all`
// is sorted by start; `longest` is the length of the longest of them.
Excerpt MakeExcerpt(std::string_view bytes, uint64_t bytes_offset, const Finding& finding,
                    std::string_view masked, std::string_view secret, std::span<const Finding> all,
                    uint64_t longest, size_t each_side);

}  // namespace weir

#endif  // WEIR_REPORT_EXCERPT_H_
