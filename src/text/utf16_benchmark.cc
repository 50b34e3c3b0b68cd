#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "text/utf16.h"

namespace weir {
namespace {

constexpr size_t kSize = 1 << 20;

std::string Wide(std::string_view ascii, size_t size) {
  std::string out;
  for (size_t i = 0; out.size() < size; ++i) {
    out += ascii[i % ascii.size()];
    out += '\0';
  }
  return out;
}

void Run(benchmark::State& state, const std::string& bytes) {
  std::vector<Utf16Region> regions;
  for (auto _ : state) {
    regions.clear();
    FindUtf16Regions(bytes, &regions);
    benchmark::DoNotOptimize(regions.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}

void BM_FindInText(benchmark::State& state) { Run(state, std::string(kSize, 'x')); }
BENCHMARK(BM_FindInText);

void BM_FindInZeros(benchmark::State& state) { Run(state, std::string(kSize, '\0')); }
BENCHMARK(BM_FindInZeros);

void BM_FindInRandomBytes(benchmark::State& state) {
  std::mt19937_64 random(1);
  std::string bytes;
  for (size_t i = 0; i < kSize; ++i) bytes += static_cast<char>(random());
  Run(state, bytes);
}
BENCHMARK(BM_FindInRandomBytes);

void BM_FindInWideText(benchmark::State& state) {
  Run(state, Wide("a line of some plain text\r\n", kSize));
}
BENCHMARK(BM_FindInWideText);

// Runs that end one character short of a region: the worst case.
void BM_FindInShortRuns(benchmark::State& state) {
  std::string bytes;
  while (bytes.size() < kSize) bytes += Wide("elevenchars", 22) + "\x01\x01";
  Run(state, bytes);
}
BENCHMARK(BM_FindInShortRuns);

void BM_Decode(benchmark::State& state) {
  const std::string bytes = Wide("a line of some plain text\r\n", kSize);
  Utf16View view;
  for (auto _ : state) {
    view.Reset(bytes, {0, bytes.size(), false});
    benchmark::DoNotOptimize(view.decoded().data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bytes.size()));
}
BENCHMARK(BM_Decode);

}  // namespace
}  // namespace weir
