#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapter/git/loose_object.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes;
  constexpr uint64_t kLimit = 65536;
  if (weir::InflateBlob({reinterpret_cast<const char*>(data), size}, kLimit, &bytes) &&
      bytes.size() > kLimit) {
    __builtin_trap();
  }
  return 0;
}
