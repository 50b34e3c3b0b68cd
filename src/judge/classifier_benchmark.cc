#include <string>

#include "benchmark/benchmark.h"
#include "judge/classifier.h"

namespace weir {
namespace {

void ProbabilityOfAValue(benchmark::State& state) {
  const std::string text = "  config.db_password = \"" + std::string("Fennel") + "_92x-velvet\";\n";
  const Assignment a = AssignmentAfter(text, text.find("password") + 8);
  for (auto _ : state) {
    benchmark::DoNotOptimize(SecretProbability(FeaturesOf(text, a, a.value_start, a.value_end)));
  }
}
BENCHMARK(ProbabilityOfAValue);

}  // namespace
}  // namespace weir
