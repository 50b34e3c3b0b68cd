// Regions of hostile bytes are in order, keep their promises, and map every offset back inside
// themselves.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "text/utf16.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<weir::Utf16Region> regions;
  weir::FindUtf16Regions(bytes, &regions);
  size_t free_from = 0;
  weir::Utf16View view;
  for (const weir::Utf16Region& region : regions) {
    Require(region.begin >= free_from && region.begin < region.end && region.end <= size);
    Require((region.end - region.begin) % 2 == 0);
    free_from = region.end;
    view.Reset(bytes, region);
    const std::string_view text = view.decoded();
    auto ascii = [](char c) {
      return (c >= 0x20 && c <= 0x7E) || c == '\t' || c == '\n' || c == '\r';
    };
    Require(!text.empty() && ascii(text.front()) && ascii(text.back()));
    Require(std::count_if(text.begin(), text.end(), ascii) >=
            static_cast<std::ptrdiff_t>(weir::kMinUtf16Ascii));
    size_t last = region.begin;
    for (size_t i = 0; i <= text.size(); i += 1 + text.size() / 512) {
      const size_t original = view.ToOriginal(i);
      Require(original >= last && original <= region.end);
      last = original;
      if (i < text.size() && ascii(text[i])) {
        Require(bytes[original + (region.big_endian ? 1 : 0)] == text[i]);
        Require(bytes[original + (region.big_endian ? 0 : 1)] == '\0');
      }
    }
    Require(view.ToOriginal(text.size()) == region.end);
  }
  // Any stretch may be viewed.
  if (size >= 3) {
    view.Reset(bytes, {.begin = data[0], .end = data[1], .big_endian = data[2] % 2 == 1});
    Require(view.ToOriginal(view.decoded().size()) == view.region().end);
  }
  return 0;
}
