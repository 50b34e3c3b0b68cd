// "CODING\nBYTES": nothing comes out beyond the bound.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/coding.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr uint64_t kMax = 1 << 16;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const size_t line = bytes.find('\n');
  if (line == std::string_view::npos || size > 1 << 14) return 0;
  const absl::StatusOr<std::string> out = weir::Decode(bytes.substr(0, line), std::string(bytes.substr(line + 1)), kMax);
  if (out.ok() && out->size() > kMax) std::abort();
  return 0;
}
