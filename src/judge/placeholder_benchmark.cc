#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/placeholder.h"

namespace weir {
namespace {

// The usual case: a candidate that is no placeholder, so every question is asked.
void BM_RandomToken(benchmark::State& state) {
  Chance chance(1);
  std::vector<std::string> values;
  for (int i = 0; i < 256; ++i) {
    values.push_back(chance.Text(kBase62, static_cast<size_t>(state.range(0))));
  }
  size_t at = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(ClassifyPlaceholder(values[at++ % values.size()]));
  }
}
BENCHMARK(BM_RandomToken)->Arg(12)->Arg(40)->Arg(88)->Arg(400);

void BM_Value(benchmark::State& state, const char* value) {
  for (auto _ : state) benchmark::DoNotOptimize(ClassifyPlaceholder(value));
}
BENCHMARK_CAPTURE(BM_Value, template, "{{ .Values.db.password | quote }}");
BENCHMARK_CAPTURE(BM_Value, instruction, "your-acme-api-key-goes-here");
BENCHMARK_CAPTURE(BM_Value, words, "authentication_failed_message");
BENCHMARK_CAPTURE(BM_Value, reference, "process.env.STRIPE_KEY");
BENCHMARK_CAPTURE(BM_Value, password, "Tr1vet!Lamp");

// Text made to be slow: it must stay linear.
void BM_Hostile(benchmark::State& state) {
  std::string value;
  while (value.size() < static_cast<size_t>(state.range(0))) value += "${[[<%(";
  for (auto _ : state) benchmark::DoNotOptimize(ClassifyPlaceholder(value));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(value.size()));
}
BENCHMARK(BM_Hostile)->Arg(1024)->Arg(4096)->Arg(65536);

}  // namespace
}  // namespace weir
