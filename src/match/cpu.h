// Which instruction set the value gate and the small databases use.
//
//   absl::StatusOr<CpuTarget> target = SelectCpu();   // the best this machine has, or what WEIR_CPU says
//
// WEIR_CPU=portable|sse4.2|avx2|avx512 forces a path: for tests, and to rule a path out when hunting a
// fault. Every path gives the same findings. Failure: an unknown name, or a path this machine lacks.
// The large Hyperscan database is generic on every path; Hyperscan itself picks its code by the machine.
// Threads: pure.
#ifndef WEIR_MATCH_CPU_H_
#define WEIR_MATCH_CPU_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace weir {

enum class CpuTarget : uint8_t { kPortable, kSse42, kAvx2, kAvx512 };

std::string_view Name(CpuTarget target);
bool Supported(CpuTarget target);
CpuTarget BestCpu();
absl::StatusOr<CpuTarget> SelectCpu();

}  // namespace weir

#endif  // WEIR_MATCH_CPU_H_
