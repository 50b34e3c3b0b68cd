// Hostile bytes: tokens in order and within the text, an end for each begin, and never more depth
// than allowed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/json_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  weir::JsonReader reader(text);
  uint64_t last = 0;
  size_t depth = 0;
  for (;;) {
    const weir::JsonToken token = reader.Next();
    if (token.kind == weir::JsonToken::kBad) break;
    if (token.kind == weir::JsonToken::kEnd) {
      if (depth != 0) abort();
      break;
    }
    if (token.begin < last || token.end < token.begin || token.end > size || reader.at() > size)
      abort();
    last = token.end;
    if (token.kind == weir::JsonToken::kOpen) ++depth;
    if (token.kind == weir::JsonToken::kClose) {
      if (depth == 0) abort();
      --depth;
    }
    if (depth > weir::kMaxJsonNesting || depth != reader.depth()) abort();
    if (reader.pointer().size() > weir::kMaxPointer + 3) abort();
    if (!reader.pointer().empty() && reader.pointer()[0] != '/') abort();
  }
  return 0;
}
