// All gates give the same triggers on hostile bytes, in place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "text/triggers.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<weir::Trigger> portable, other;
  uint64_t hex_to = 0;
  weir::FindTriggers(weir::GateCpu::kPortable, text, 0, size, &hex_to, &portable);
  for (const weir::Trigger& t : portable) {
    if (t.at >= size || t.end > size || t.dress == weir::Dress::kNone) abort();
  }
#if defined(__x86_64__)
  for (weir::GateCpu cpu : {weir::GateCpu::kSse42, weir::GateCpu::kAvx2, weir::GateCpu::kAvx512}) {
    if (cpu == weir::GateCpu::kAvx512 && !__builtin_cpu_supports("avx512bw")) continue;
    if (cpu == weir::GateCpu::kAvx2 && !__builtin_cpu_supports("avx2")) continue;
    if (cpu == weir::GateCpu::kSse42 && !__builtin_cpu_supports("sse4.2")) continue;
    other.clear();
    hex_to = 0;
    weir::FindTriggers(cpu, text, 0, size, &hex_to, &other);
    if (other != portable) abort();
  }
#endif
  return 0;
}
