// The gate of all dresses on text that wears none, and each decoder.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>
#include <vector>

#include "text/triggers.h"
#include "text/view.h"

namespace weir {
namespace {

constexpr size_t kSize = 1 << 20;

std::string Filled(std::string_view with) {
  std::string text;
  while (text.size() < kSize) text += with;
  return text;
}

void BM_Triggers(benchmark::State& state, std::string_view with, GateCpu cpu) {
  if (cpu == GateCpu::kAvx2 && !__builtin_cpu_supports("avx2")) return state.SkipWithError("no AVX2");
  const std::string text = Filled(with);
  std::vector<Trigger> triggers;
  for (auto _ : state) {
    triggers.clear();
    uint64_t hex_to = 0;
    FindTriggers(cpu, text, 0, text.size(), &hex_to, &triggers);
    benchmark::DoNotOptimize(triggers.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
  state.SetLabel(std::to_string(triggers.size()) + " triggers");
}
constexpr std::string_view kProse =
    "Most of what is read holds no secret, and it would be a pity to spend time on it: in 2024, \"they\" said, it's 10%.\n";
constexpr std::string_view kSource =
    "  if (result != nullptr && count > 0x20) printf(\"%d of %s: \\\"%x\\\"\\n\", count, name[i] & mask, 'x');  // = 42\n";
BENCHMARK_CAPTURE(BM_Triggers, prose, kProse, GateCpu::kAvx2);
BENCHMARK_CAPTURE(BM_Triggers, source, kSource, GateCpu::kAvx2);
BENCHMARK_CAPTURE(BM_Triggers, prose_sse, kProse, GateCpu::kSse42);
BENCHMARK_CAPTURE(BM_Triggers, prose_portable, kProse, GateCpu::kPortable);
BENCHMARK_CAPTURE(BM_Triggers, hostile_backslashes, "\\u", GateCpu::kAvx2);
BENCHMARK_CAPTURE(BM_Triggers, hostile_hex, "41 ", GateCpu::kAvx2);
BENCHMARK_CAPTURE(BM_Triggers, hostile_joints, "a\" +                                          ", GateCpu::kAvx2);

void BM_Decode(benchmark::State& state, Dress dress, std::string_view with) {
  const std::string text = Filled(with);
  View view;
  for (auto _ : state) {
    DecodeDress(dress, text, 0, text.size(), SIZE_MAX, &view);
    benchmark::DoNotOptimize(view.bytes().data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK_CAPTURE(BM_Decode, base64, Dress::kBase64, "c29tZSB3b3JkcyBv");
BENCHMARK_CAPTURE(BM_Decode, hex, Dress::kHex, "736f6d6520776f726473");
BENCHMARK_CAPTURE(BM_Decode, json, Dress::kJson, "{\\\"some\\\": \\\"words\\\", ");
BENCHMARK_CAPTURE(BM_Decode, percent, Dress::kPercent, "some%20words%3D");
BENCHMARK_CAPTURE(BM_Decode, entities, Dress::kEntities, "some&amp;words&#65;");
BENCHMARK_CAPTURE(BM_Decode, invisible, Dress::kInvisible, "some\xe2\x80\x8bwords");
BENCHMARK_CAPTURE(BM_Decode, joined, Dress::kJoined, "\"some\" + \"words\", ");

}  // namespace
}  // namespace weir
