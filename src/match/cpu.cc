#include "match/cpu.h"

#include <cstdlib>

#include "rules/cat.h"
#include "rules/x86_platform.h"

namespace weir {

std::string_view Name(CpuTarget target) {
  switch (target) {
    case CpuTarget::kPortable: return "portable";
    case CpuTarget::kSse42: return "sse4.2";
    case CpuTarget::kAvx2: return "avx2";
    case CpuTarget::kAvx512: return "avx512";
  }
  return "portable";
}

bool Supported(CpuTarget target) {
#if defined(__x86_64__)
  switch (target) {
    case CpuTarget::kPortable: return true;
    case CpuTarget::kSse42: return x86_cpu_active(x86_cpu_SSE4_2);
    case CpuTarget::kAvx2: return x86_cpu_active(x86_cpu_AVX2);
    case CpuTarget::kAvx512: return x86_cpu_active(x86_cpu_AVX512F) && x86_cpu_active(x86_cpu_AVX512BW);
  }
#endif
  return target == CpuTarget::kPortable;
}

CpuTarget BestCpu() {
  for (CpuTarget target : {CpuTarget::kAvx512, CpuTarget::kAvx2, CpuTarget::kSse42}) {
    if (Supported(target)) return target;
  }
  return CpuTarget::kPortable;
}

absl::StatusOr<CpuTarget> SelectCpu() {
  const char* forced = std::getenv("WEIR_CPU");
  if (forced == nullptr || *forced == '\0') return BestCpu();
  for (CpuTarget target : {CpuTarget::kPortable, CpuTarget::kSse42, CpuTarget::kAvx2,
                           CpuTarget::kAvx512}) {
    if (Name(target) != forced) continue;
    if (Supported(target)) return target;
    return absl::FailedPreconditionError(
        Cat("WEIR_CPU=", Name(target), ": this machine has no such instructions; unset it"));
  }
  return absl::InvalidArgumentError(
      "WEIR_CPU is set to an unknown name; use portable, sse4.2, avx2 or avx512, or unset it");
}

}  // namespace weir
