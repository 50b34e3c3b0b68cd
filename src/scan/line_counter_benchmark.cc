#include <benchmark/benchmark.h>

#include <string>

#include "scan/line_counter.h"

namespace weir {
namespace {

std::string Text(size_t line_length) {
  std::string text(1 << 20, 'x');
  for (size_t i = line_length; i < text.size(); i += line_length) text[i] = '\n';
  return text;
}

// One step over a megabyte with lines of the given length.
void BM_Advance(benchmark::State& state) {
  const std::string text = Text(static_cast<size_t>(state.range(0)));
  for (auto _ : state) {
    LineCounter lines;
    lines.Advance(text, 0, text.size());
    benchmark::DoNotOptimize(lines.position().line);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_Advance)->Arg(40)->Arg(1000)->Arg(1 << 21);

// A finding every `range` bytes.
void BM_Locate(benchmark::State& state) {
  const std::string text = Text(60);
  const auto step = static_cast<uint64_t>(state.range(0));
  for (auto _ : state) {
    LineCounter lines;
    for (uint64_t at = 0; at + 40 < text.size(); at += step) {
      Finding finding;
      finding.start = at;
      finding.end = at + 40;
      lines.Locate(text, 0, &finding);
      benchmark::DoNotOptimize(finding.end_column_utf16);
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_Locate)->Arg(100)->Arg(10000);

}  // namespace
}  // namespace weir
