// What one confirmation costs, for the shapes rules are made of.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>

#include "rules/prefix.h"
#include "rules/sample.h"
#include "rules/shape.h"
#include "rules/walk.h"

namespace weir {
namespace {

struct Case {
  const char* name;
  const char* shape;
};

constexpr Case kCases[] = {
    {"prefix and run", "\"ghp_\" alnum{36}"},
    {"uuid", "uuid"},
    {"jwt", "jwt"},
    {"optional part",
     "\"https://hooks.example\" (\"-gov\")? \".com/T\" alnum-upper{8,12} \"/B\" alnum-upper{8,12} "
     "\"/\" "
     "secret(alnum{24})"},
    {"url",
     "(\"postgres\" (\"ql\")? | \"redshift\") (\"+\" alnum-lower{2,20})? \"://\" [not "
     "\"/:@\"]{1,80} \":\" "
     "secret([not \"/@\"]{1,128}) \"@\" host"},
    {"gap",
     "\"curl\" text{1,200} (\"-u \" | \"--user \") quote? [not \"\\\"':$\"]{1,80} \":\" "
     "secret([not \"\\\"'$\"]{1,120})"},
    {"repeated group", "\"AQ\" (base64url{4}){2,10} \"AA\""},
};

std::string Text(const Node& tree) {
  uint64_t state = 3;
  return SampleOf(tree, &state) + "\" and then more text, as there mostly is";
}

void BM_Walk(benchmark::State& state) {
  const Case& c = kCases[state.range(0)];
  const std::optional<Node> tree = ParseShape(c.shape, nullptr);
  const WalkCode code = CompileWalk(*tree);
  const WalkProgram program = code.program();
  const std::string text = Text(*tree);
  for (auto _ : state) {
    WalkResult result = Walk(program, text, 0);
    benchmark::DoNotOptimize(result);
  }
  state.SetLabel(c.name);
}
BENCHMARK(BM_Walk)->DenseRange(0, std::size(kCases) - 1);

void BM_WalkMiss(benchmark::State& state) {
  const std::optional<Node> tree = ParseShape(kCases[0].shape, nullptr);
  const WalkCode code = CompileWalk(*tree);
  const WalkProgram program = code.program();
  std::string text = Text(*tree);
  text[1] = '!';
  for (auto _ : state) {
    WalkResult result = Walk(program, text, 0);
    benchmark::DoNotOptimize(result);
  }
}
BENCHMARK(BM_WalkMiss);

void BM_WalkHostile(benchmark::State& state) {
  const std::optional<Node> tree =
      ParseShape("(\"a\" | \"aa\" | \"aaa\"){1+} lower{0,4000} \"!\"", nullptr);
  const WalkCode code = CompileWalk(*tree);
  const std::string text(static_cast<size_t>(state.range(0)), 'a');
  for (auto _ : state) {
    WalkResult result = Walk(code.program(), text, 0);
    benchmark::DoNotOptimize(result);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_WalkHostile)->Range(1024, 32768);

void BM_LivePrefixOfProse(benchmark::State& state) {
  const std::optional<Node> tree = ParseShape(kCases[state.range(0)].shape, nullptr);
  const WalkCode code = CompileWalk(*tree);
  const ByteSet first = FirstBytes(*tree);
  const std::string prose = "Most of what is said is prose, and a stream of it must not wait";
  for (auto _ : state) {
    size_t hold = LivePrefix(code.program(), first, prose);
    benchmark::DoNotOptimize(hold);
  }
  state.SetLabel(kCases[state.range(0)].name);
}
BENCHMARK(BM_LivePrefixOfProse)->DenseRange(0, std::size(kCases) - 1);

}  // namespace
}  // namespace weir
