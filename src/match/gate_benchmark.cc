// The gate alone, on text with few runs (prose-like) and on one with many.
#include "match/gate.h"

#include <memory>
#include <string>

#include "benchmark/benchmark.h"

namespace weir {
namespace {

std::string Block(int words_between_runs) {
  std::string text;
  uint64_t state = 1;
  while (text.size() < 64 * 1024) {
    for (int i = 0; i < words_between_runs; ++i) text += "weir holds ";
    for (int i = 0; i < 32; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text += "0123456789abcdef"[state >> 60];
    }
    text += ' ';
  }
  text.resize(64 * 1024);
  return text;
}

void BM_FindRuns(benchmark::State& state) {
  auto target = static_cast<CpuTarget>(state.range(0));
  if (!Supported(target)) {
    state.SkipWithError("this machine lacks the instructions");
    return;
  }
  std::string block = Block(static_cast<int>(state.range(1)));
  auto runs = std::make_unique<GateRuns>();
  FindRuns(target, block, runs.get());
  auto want = std::make_unique<GateRuns>();
  FindRuns(CpuTarget::kPortable, block, want.get());
  if (runs->words().size() != want->words().size()) state.SkipWithError("wrong answer");
  for (auto _ : state) {
    FindRuns(target, block, runs.get());
    benchmark::DoNotOptimize(runs->words().size());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(block.size()));
  state.SetLabel(std::string(Name(target)));
}
BENCHMARK(BM_FindRuns)->ArgsProduct({{0, 1, 2, 3}, {2, 50}});

}  // namespace
}  // namespace weir
