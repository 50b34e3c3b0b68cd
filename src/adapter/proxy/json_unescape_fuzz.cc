// Without masks the bytes come out as they went in, however they were cut; the plain text does not depend on the cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapter/proxy/json_unescape.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size > 1 << 14) return 0;
  std::string first;
  for (size_t piece : {size + 1, size_t{1}, size_t{3}}) {
    weir::ArgumentText text;
    std::string plain, out;
    for (size_t at = 0; at < bytes.size(); at += piece) {
      text.Push(bytes.substr(at, piece), &plain);
      text.Emit(plain.size(), {}, &out);
    }
    text.Finish(&plain);
    text.Emit(plain.size(), {}, &out);
    if (out != bytes) std::abort();
    if (piece > size) {
      first = plain;
    } else if (plain != first) {
      std::abort();
    }
  }
  return 0;
}
