// Characters that do not show, between those of a token: zero width spaces and joiners, soft hyphens, marks of
// writing direction, invisible operators, byte order marks, variation selectors, Hangul fillers. They are left
// out. Tag characters (U+E0020 to U+E007E), which spell ASCII invisibly, become that ASCII.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_INVISIBLE_H_
#define WEIR_TEXT_INVISIBLE_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

// The length in bytes of the invisible character at `at`, 0 if it is none. *tag: the ASCII it spells, or 0.
size_t InvisibleLength(std::string_view text, size_t at, char* tag);

void DropInvisible(std::string_view text, size_t begin, size_t end, View* view);

// Does the invisible character at `at` stand in a token, or spell one?
bool InvisibleMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_INVISIBLE_H_
