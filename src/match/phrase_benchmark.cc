// What the two looks at every byte that are not Hyperscan's cost: options of commands and seed phrases, over text that
// reads like code and like prose (made up).
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "match/flags.h"
#include "match/gate.h"
#include "match/phrase.h"

namespace weir {
namespace {

std::string Repeat(std::string_view piece, size_t size) {
  std::string text;
  while (text.size() < size) text += piece;
  return text;
}
constexpr std::string_view kCode =
    "static int find_next(struct list_head *head, size_t n) {\n  for (size_t i = 0; i < n; ++i) {\n"
    "    if (head[i].value == -1) return (int)(i - 1);  // not found -> the one before\n  }\n  return x->next - y;\n}\n";
constexpr std::string_view kProse =
    "The list of words that a wallet shows is the only copy of what it is made from, so it should be kept where nobody "
    "else can find it, and never be typed into a page that asks for it without a good reason to do so again.\n";

void Flags(benchmark::State& state, std::string_view piece) {
  const std::string text = Repeat(piece, 64 * 1024);
  std::vector<uint32_t> offsets;
  for (auto _ : state) FindFlags(BestCpu(), text, &offsets);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(text.size()));
}
void Phrases(benchmark::State& state, std::string_view piece) {
  const std::string text = Repeat(piece, 64 * 1024);
  const auto runs = std::make_unique<GateRuns>();
  FindRuns(BestCpu(), text, runs.get());
  std::vector<uint32_t> offsets;
  for (auto _ : state) FindPhrases(text, runs->small_letters(), &offsets);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(text.size()));
}
BENCHMARK_CAPTURE(Flags, code, kCode);
BENCHMARK_CAPTURE(Flags, prose, kProse);
BENCHMARK_CAPTURE(Phrases, code, kCode);
BENCHMARK_CAPTURE(Phrases, prose, kProse);

}  // namespace
}  // namespace weir
