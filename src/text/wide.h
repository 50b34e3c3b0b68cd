// UTF-16 and UTF-32 as UTF-8. Halves of surrogate pairs and what is no code point become U+FFFD; a last
// incomplete character is left out. Threads: pure. Cost: linear; ASCII is one piece of the map however long.
#ifndef WEIR_TEXT_WIDE_H_
#define WEIR_TEXT_WIDE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/view.h"

namespace weir {

void DecodeWide(Dress dress, std::string_view text, size_t begin, size_t end, View* view);

// A stretch of UTF-32: at least kMinUtf32 ASCII characters, other code points between them.
struct Utf32Region {
  size_t begin = 0, end = 0;
  bool big_endian = false;
};
inline constexpr size_t kMinUtf32 = 12;

// Appends the regions of `bytes` in order. Cost: a look at eight bytes of every 32; runs are read twice.
void FindUtf32Regions(std::string_view bytes, std::vector<Utf32Region>* regions);

}  // namespace weir

#endif  // WEIR_TEXT_WIDE_H_
