// What a finding costs from its span to its line in a report.
#include <benchmark/benchmark.h>

#include "report/test_util.h"
#include "report/writer_impl.h"

namespace weir {
namespace {

struct Page {
  explicit Page(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      const std::string secret =
          "tok"
          "_" +
          Generated(36, static_cast<unsigned>(i));
      text += "  \"name" + std::to_string(i) + "\": \"" + secret + "\",  // a comment\n";
    }
    for (size_t at = 0; (at = text.find("tok"
                                        "_",
                                        at)) != std::string::npos;
         at += 40) {
      Finding f;
      f.start = f.match_start = at;
      f.end = f.match_end = at + 40;
      f.rule = &rule.rule();
      findings.push_back(f);
    }
    LineCounter lines;
    for (Finding& f : findings) lines.Locate(text, 0, &f);
  }
  TestRule rule{"test-token", "Test token",
                "tok"
                "_"};
  std::string text;
  std::vector<Finding> findings;
};

void BM_Make(benchmark::State& state) {
  const Page page(static_cast<size_t>(state.range(0)));
  const RecordMaker maker(TestOptions());
  std::vector<Record> records;
  for (auto _ : state) {
    records.clear();
    maker.Make("dir/file", page.text, 0, page.findings, &records);
    benchmark::DoNotOptimize(records.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Make)->Arg(1)->Arg(1000);

void BM_Write(benchmark::State& state) {
  const Page page(1000);
  std::vector<Record> records;
  RecordMaker(TestOptions()).Make("dir/file", page.text, 0, page.findings, &records);
  const auto format = static_cast<Format>(state.range(0));
  state.SetLabel(std::string(Name(format)));
  for (auto _ : state) {
    std::string text;
    const auto out = StringOutput(&text);
    const auto writer = MakeWriter(format, {}, out.get());
    bool ok = writer->Begin({}).ok();
    for (const Record& record : records) ok &= writer->Add(record).ok();
    ok &= writer->Finish({}).ok();
    if (!ok) state.SkipWithError("write failed");
    benchmark::DoNotOptimize(text.data());
  }
  state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(BM_Write)->DenseRange(0, 3);

}  // namespace
}  // namespace weir
