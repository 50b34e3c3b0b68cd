// Hex digits that spell a text: 676870, 67 68 70, 67:68:70, 0x67, 0x68, 0x70.
//
// Taken for text under the same condition as base64 (base64.h). Separators are one of : - and space, or a comma
// with 0x before each pair; lines may end after a separator. Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_HEX_H_
#define WEIR_TEXT_HEX_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

inline constexpr size_t kMinHexPairs = 12;

// Does a text begin at `at`, as pairs of digits without anything between them?
bool StartsPlainHexText(std::string_view text, size_t at);
// As pairs with something between them?
bool StartsSpacedHexText(std::string_view text, size_t at);

// Where the pairs that begin at `begin` end; looks no further than `limit`.
size_t HexEnd(std::string_view text, size_t begin, size_t limit);

// Decodes pairs, passing over what stands between them; stops where there is no pair.
void DecodeHex(std::string_view text, size_t begin, size_t end, View* view);

}  // namespace weir

#endif  // WEIR_TEXT_HEX_H_
