// Streams on made-up texts (benchmark_texts.h): what a push of four bytes costs and how much is held after it
// ("hold_p50", "hold_p99": bytes), and what 32 KiB cost in one piece and byte by byte. The views are off.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "scan/benchmark_texts.h"
#include "scan/catalogue_for_test.h"
#include "scan/stream_scanner.h"

namespace weir {
namespace {

struct Engine {
  std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  BenchmarkTexts texts{catalogue};
  Scanner scanner{*Ruleset::Default(), {.views = false}};
};

const Engine& TheEngine() {
  static const Engine* engine = new Engine();  // never freed: lives as long as the program
  return *engine;
}

constexpr size_t kText = 256 << 10;

bool Stream(StreamScanner* stream, std::string_view text, size_t piece, StreamStep* step) {
  stream->Reset();
  bool ok = true;
  for (size_t at = 0; at < text.size(); at += piece) ok &= stream->Push(text.substr(at, piece), step).ok();
  return ok && stream->Finish(step).ok();
}

// One iteration is one push of a token of four bytes.
void PushToken(benchmark::State& state, std::string_view family) {
  const std::string text = TheEngine().texts.Make(family, kText);
  StreamScanner stream(TheEngine().scanner);
  StreamStep step;
  std::vector<size_t> held;
  std::vector<double> nanoseconds;
  for (size_t at = 0; at < text.size(); at += 4) {
    const auto begin = std::chrono::steady_clock::now();
    if (!stream.Push(std::string_view(text).substr(at, 4), &step).ok()) return state.SkipWithError("push failed");
    nanoseconds.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count());
    held.push_back(stream.Held().size());
  }
  state.counters["state"] = static_cast<double>(stream.StateBytes());
  stream.Reset();
  size_t at = 0;
  for (auto _ : state) {
    if (at == text.size()) {
      stream.Reset();
      at = 0;
    }
    benchmark::DoNotOptimize(stream.Push(std::string_view(text).substr(at, 4), &step).ok());
    at += 4;
  }
  std::sort(held.begin(), held.end());
  std::sort(nanoseconds.begin(), nanoseconds.end());
  state.counters["hold_p50"] = static_cast<double>(held[held.size() / 2]);
  state.counters["hold_p99"] = static_cast<double>(held[held.size() * 99 / 100]);
  state.counters["hold_max"] = static_cast<double>(held.back());
  state.counters["push_p50_ns"] = nanoseconds[nanoseconds.size() / 2];
  state.counters["push_p99_ns"] = nanoseconds[nanoseconds.size() * 99 / 100];
}

// A text of 32 KiB in pieces of the given length.
void Pieces(benchmark::State& state, std::string_view family) {
  const auto piece = static_cast<size_t>(state.range(0));
  const std::string text = TheEngine().texts.Make(family, 32 << 10);
  StreamScanner stream(TheEngine().scanner);
  StreamStep step;
  for (auto _ : state) {
    if (!Stream(&stream, text, piece, &step)) return state.SkipWithError("a push failed");
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

[[maybe_unused]] const bool registered = [] {
  for (auto families : {std::span<const std::string_view>(BenchmarkTexts::kOrdinary),
                        std::span<const std::string_view>(BenchmarkTexts::kHostile)}) {
    for (std::string_view family : families) {
      const std::string name(family);
      benchmark::RegisterBenchmark(("StreamPushToken/" + name).c_str(),
                                   [family](benchmark::State& state) { PushToken(state, family); });
      benchmark::RegisterBenchmark(("StreamPieces/" + name).c_str(),
                                   [family](benchmark::State& state) { Pieces(state, family); })
          ->Arg(1)->Arg(64)->Arg(4096)->Arg(32 << 10);
    }
  }
  return true;
}();

}  // namespace
}  // namespace weir
