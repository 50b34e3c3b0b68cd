// What a guard costs a message: many small strings, one long text, and a history that was seen
// before.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "guard/clean_memo.h"
#include "guard/json_guard.h"
#include "redact/placeholder.h"

namespace weir {
namespace {

struct Guarded {
  explicit Guarded(bool with_memo) {
    parts.scanner = &scanner;
    parts.policy = &policy;
    parts.masker = &masker;
    if (with_memo) parts.memo = &memo;
  }
  Scanner scanner{*Ruleset::Default()};
  Policy policy = *Policy::Profile("gateway");
  RunPlaceholders placeholders = *RunPlaceholders::Create();
  Masker masker{MaskerOptions(), &placeholders};
  CleanMemo memo;
  GuardParts parts;
};

std::string Prose(size_t size, uint64_t seed) {
  static constexpr std::string_view kWords[] = {
      "the",  "request", "was",   "handled", "in",   "order", "by",  "worker",
      "file", "returns", "value", "of",      "next", "line",  "and", "then"};
  std::string text;
  while (text.size() < size) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    text += kWords[seed >> 60];
    text += seed % 11 == 0 ? "\\n" : " ";
  }
  return text;
}

std::string Message(size_t strings, size_t each) {
  std::string json = "{\"model\":\"m\",\"messages\":[";
  for (size_t i = 0; i < strings; ++i) {
    json += i > 0 ? "," : "";
    json += "{\"role\":\"user\",\"content\":\"" + Prose(each, i + 1) + "\"}";
  }
  return json + "]}";
}

void Run(benchmark::State& state, const std::string& json, bool with_memo) {
  Guarded guarded(with_memo);
  JsonGuard guard(guarded.parts);
  JsonVerdict verdict;
  const ChooseText choose = [](const JsonText&) -> JsonChoice {
    return {
        .place = {
            .adapter = "proxy", .direction = Direction::kOut, .component = "", .part = "prompt"}};
  };
  for (auto _ : state) {
    if (!guard.Look(json, choose, &verdict).ok() || verdict.changed)
      state.SkipWithError("not clean");
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * json.size()));
}

void BM_SmallStrings(benchmark::State& state) { Run(state, Message(200, 30), false); }
void BM_HundredKilobytes(benchmark::State& state) { Run(state, Message(20, 5000), false); }
void BM_HundredKilobytesSeenBefore(benchmark::State& state) { Run(state, Message(20, 5000), true); }
BENCHMARK(BM_SmallStrings)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_HundredKilobytes)->Unit(benchmark::kMicrosecond);
BENCHMARK(BM_HundredKilobytesSeenBefore)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace weir
