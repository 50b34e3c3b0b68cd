#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "judge/assignment.h"

namespace weir {
namespace {

struct Sample {
  std::string_view text, key;  // the value is `vvvvvvvv`
};

constexpr Sample kSamples[] = {
    {"first = 1\nDB_PASSWORD=vvvvvvvv\nsecond = 2\n", "DB_PASSWORD"},
    {"{\"user\": \"a\", \"password\": \"vvvvvvvv\", \"b\": 2}", "password"},
    {"curl -H 'Authorization: Bearer vvvvvvvv' https://api.example.com/", "Authorization"},
    {"<server><user>a</user><password>vvvvvvvv</password></server>", "password"},
    {"- name: DB_PASSWORD\n  value: vvvvvvvv\n", "DB_PASSWORD"},
    {"some words of a sentence and then vvvvvvvv in the middle of it all", "sentence"},
    {"a,b,c,(d),(e),f(g),h:i:j,k=l=m,n|o|p,q=>r,s->t, vvvvvvvv", "q"},
};

void BM_Before(benchmark::State& state) {
  const Sample& sample = kSamples[state.range(0)];
  const size_t at = sample.text.find("vvvvvvvv");
  for (auto _ : state) benchmark::DoNotOptimize(AssignmentBefore(sample.text, at));
  state.SetLabel(std::string(sample.key));
}
BENCHMARK(BM_Before)->DenseRange(0, std::size(kSamples) - 1);

void BM_After(benchmark::State& state) {
  const Sample& sample = kSamples[state.range(0)];
  const size_t at = sample.text.find(sample.key) + sample.key.size();
  for (auto _ : state) benchmark::DoNotOptimize(AssignmentAfter(sample.text, at));
  state.SetLabel(std::string(sample.key));
}
BENCHMARK(BM_After)->DenseRange(0, std::size(kSamples) - 1);

// The worst case: nothing but operators.
void BM_BeforeOperators(benchmark::State& state) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "a=b:c(d,";
  for (auto _ : state) benchmark::DoNotOptimize(AssignmentBefore(text, text.size() - 1));
}
BENCHMARK(BM_BeforeOperators);

void BM_KeyNames(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(KeyNames("spring.datasource.myDdApiKey", "dd_api_key"));
    benchmark::DoNotOptimize(KeyNames("spring.datasource.myDdApiKey", "password"));
  }
  state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(BM_KeyNames);

}  // namespace
}  // namespace weir
