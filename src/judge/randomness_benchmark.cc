#include <benchmark/benchmark.h>

#include <string>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/randomness.h"

namespace weir {
namespace {

void BM_RandomnessScore(benchmark::State& state) {
  const std::string value = Chance(1).Text(kBase62, static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(RandomnessScore(value));
}
BENCHMARK(BM_RandomnessScore)->Arg(8)->Arg(40)->Arg(256);

void BM_ShannonEntropy(benchmark::State& state) {
  const std::string value = Chance(1).Text(kBase62, static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(ShannonEntropy(value));
}
BENCHMARK(BM_ShannonEntropy)->Arg(40);

}  // namespace
}  // namespace weir
