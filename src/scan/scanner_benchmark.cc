// The public call, Scan, on made-up texts: ordinary ones of 200 bytes to 16 MiB, messages, hostile
// ones.
//
// Before a text is timed its answer is checked: as many findings as the text is known to hold, one
// more when a token is planted, and coverage that adds up. A clean Scan, once warm, must not
// allocate: this program counts every call of operator new, shows the count, and fails the
// benchmark if it is not 0.
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "scan/benchmark_texts.h"
#include "scan/catalogue_for_test.h"
#include "scan/scanner.h"

namespace {
std::atomic<uint64_t> allocations{0};

void* Allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(size == 0 ? 1 : size); p != nullptr) return p;
  std::abort();
}
}  // namespace

void* operator new(std::size_t size) { return Allocate(size); }
void* operator new[](std::size_t size) { return Allocate(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }

namespace weir {
namespace {

struct Engine {
  std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  BenchmarkTexts texts{catalogue};
  std::shared_ptr<const Ruleset> ruleset = *Ruleset::Default();
  Scanner scanner{ruleset};
  Scanner without_views{ruleset, {.views = false}};

  // A token that stands where nothing else can be meant.
  std::string Token() const {
    for (const RuleDef& def : catalogue) {
      if (def.id == "github-personal-access-token")
        return SampleGenerator(def, 1, MakeValid).Positive();
    }
    return "";
  }
};

const Engine& TheEngine() {
  static const Engine* engine = new Engine();  // never freed: lives as long as the program
  return *engine;
}

// What Scan finds in all, listed or only counted; -1 if it failed or its coverage does not add up.
int64_t Find(std::string_view text, ScanResult* result) {
  absl::Status status = TheEngine().scanner.Scan({.bytes = text}, result);
  if (!status.ok() || !result->coverage.Balanced() ||
      result->coverage.searched_bytes != text.size())
    return -1;
  return static_cast<int64_t>(result->findings.size() + result->coverage.findings_not_listed);
}

// Times Scan. `clean`: the text holds nothing, so nothing may be allocated.
void Time(benchmark::State& state, const std::vector<std::string_view>& parts, bool clean) {
  ScanResult result;
  int64_t findings = 0, bytes = 0;
  for (int warm = 0; warm < 2; ++warm) {
    findings = bytes = 0;
    for (std::string_view part : parts) {
      const int64_t found = Find(part, &result);
      if (found < 0) return state.SkipWithError("Scan failed");
      findings += found;
      bytes += static_cast<int64_t>(part.size());
    }
  }
  if (clean && findings != 0) return state.SkipWithError("findings in a text that holds none");
  const uint64_t before = allocations.load();
  for (std::string_view part : parts) benchmark::DoNotOptimize(Find(part, &result));
  const uint64_t allocated = allocations.load() - before;
  if (clean && allocated != 0) return state.SkipWithError("a clean Scan allocated memory");
  for (auto _ : state) {
    for (std::string_view part : parts) benchmark::DoNotOptimize(Find(part, &result));
  }
  state.SetBytesProcessed(state.iterations() * bytes);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(parts.size()));
  state.counters["allocations"] = static_cast<double>(allocated);
  state.SetLabel(std::to_string(findings) + " findings");
}

// Whether a token in the middle of the text is found, there and nowhere else.
bool FindsPlanted(std::string text) {
  const std::string token = "\nsee " + TheEngine().Token() + "\n";
  size_t at = text.find('\n', text.size() / 2);
  if (at == std::string::npos) at = text.size();
  text.insert(at, token);
  ScanResult result;
  return Find(text, &result) == 1 && result.findings[0].start == at + 5 &&
         result.findings[0].end == at + token.size() - 1;
}

void BM_Scan(benchmark::State& state, std::string family) {
  const std::string text = TheEngine().texts.Make(family, static_cast<size_t>(state.range(0)));
  if (!FindsPlanted(text)) return state.SkipWithError("the planted token is not the one finding");
  Time(state, {text}, true);
}

// Messages of 200 B to 4 KB, uniform in the logarithm: 1.29 KB on average.
void BM_Messages(benchmark::State& state, std::string family) {
  const std::string text = TheEngine().texts.Make(family, 4 << 20);
  std::vector<std::string_view> messages;
  uint64_t chance = 1;
  for (int i = 0; i < 1000; ++i) {
    const double share = static_cast<double>(NextRandom(&chance) >> 11) * 0x1p-53;
    const auto size = static_cast<size_t>(200 * std::pow(4096.0 / 200, share));
    messages.push_back(
        std::string_view(text).substr(NextRandom(&chance) % (text.size() - size), size));
  }
  Time(state, messages, true);
}

// 256 KiB and its doubles: the time must double with the text, not more.
void BM_Hostile(benchmark::State& state, std::string family) {
  const std::string text = TheEngine().texts.Make(family, static_cast<size_t>(state.range(0)));
  if (family == "tokens") {
    ScanResult result;
    const auto lines = static_cast<int64_t>(std::count(text.begin(), text.end(), '\n'));
    // Of each line one finding, or two where a token holds another; the last line may be cut.
    if (const int64_t found = Find(text, &result); found < lines * 9 / 10 || found > lines * 2) {
      return state.SkipWithError("valid tokens are missing");
    }
  }
  Time(state, {text}, false);
}

// What looking into other dress costs a text that wears none: compare on with off.
void BM_Views(benchmark::State& state, std::string family, bool views) {
  const std::string text = TheEngine().texts.Make(family, 1 << 20);
  const Scanner& scanner = views ? TheEngine().scanner : TheEngine().without_views;
  ScanResult result;
  for (auto _ : state) {
    if (!scanner.Scan({.bytes = text}, &result).ok()) return state.SkipWithError("Scan failed");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}

const int registered = [] {
  for (std::string_view family : BenchmarkTexts::kOrdinary) {
    const std::string name(family);
    benchmark::RegisterBenchmark(("BM_Scan/" + name).c_str(), BM_Scan, name)
        ->Arg(200)
        ->Arg(1300)
        ->Arg(16 << 10)
        ->Arg(256 << 10)
        ->Arg(16 << 20);
    benchmark::RegisterBenchmark(("BM_Messages/" + name).c_str(), BM_Messages, name);
  }
  for (std::string_view family : BenchmarkTexts::kOrdinary) {
    for (bool views : {false, true}) {
      const std::string name(family);
      benchmark::RegisterBenchmark(("BM_Views/" + name + (views ? "/on" : "/off")).c_str(), BM_Views, name, views);
    }
  }
  for (std::string_view family : BenchmarkTexts::kHostile) {
    const std::string name(family);
    benchmark::RegisterBenchmark(("BM_Hostile/" + name).c_str(), BM_Hostile, name)
        ->RangeMultiplier(2)
        ->Range(256 << 10, 1 << 20);
  }
  return 0;
}();

}  // namespace
}  // namespace weir
