// A warm tree of 10 KB files: opened, read and closed, against walked and scanned. The target
// is 1.3 times.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "adapter/files/file_scan.h"
#include "source/tree_walker.h"

namespace weir {
namespace {

constexpr int kFiles = 4000;

// Made once, removed at the end of the program.
class Tree {
 public:
  Tree() {
    std::string pattern = "/tmp/weir-bench-XXXXXX";
    path_ = mkdtemp(pattern.data());
    std::string text;
    while (text.size() < 10000) text += "  for (int i = 0; i < count; ++i) total += value[i];\n";
    for (int i = 0; i < kFiles; ++i) {
      const std::string folder = path_ + "/d" + std::to_string(i / 20);
      mkdir(folder.c_str(), 0700);
      UniqueFd fd(open((folder + "/f" + std::to_string(i)).c_str(), O_WRONLY | O_CREAT, 0600));
      if (write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) abort();
    }
  }
  ~Tree() {
    if (system(("rm -rf '" + path_ + "'").c_str()) != 0) return;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};
const Tree& BenchTree() {
  static const Tree tree;
  return tree;
}

struct ReadAll : WalkSink {
  bool read_too = false;
  char buffer[1 << 16];
  bool OnFile(const DirectoryRef& folder, std::string_view, const char* name) override {
    if (!read_too) return true;
    UniqueFd fd(openat(folder->fd.get(), name, O_RDONLY | O_CLOEXEC));
    benchmark::DoNotOptimize(read(fd.get(), buffer, sizeof buffer));
    return true;
  }
  bool OnLinkedFile(OpenedFile, std::string_view) override { return true; }
  bool OnSkip(SkipReason, std::string_view, uint64_t, int) override { return true; }
};

void Walk(benchmark::State& state) {
  auto sink = std::make_unique<ReadAll>();
  sink->read_too = state.range(0) != 0;
  for (auto _ : state) {
    TreeWalker walker(WalkOptions{});
    UniqueFd root(open(BenchTree().path().c_str(), O_RDONLY | O_DIRECTORY));
    walker.Walk(std::move(root), BenchTree().path(), sink.get());
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * kFiles);
}
BENCHMARK(Walk)->ArgName("read")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

struct NoWriter : Writer {
  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }
  absl::Status Add(const Record&) override { return absl::OkStatus(); }
  absl::Status Finish(const Summary&) override { return absl::OkStatus(); }
};

void ScanTree(benchmark::State& state) {
  auto ruleset = Ruleset::Default();
  if (!ruleset.ok()) return state.SkipWithError("no rules");
  const Scanner scanner(*ruleset);
  const RecordMaker maker(RecordOptions{});
  NoWriter writer;
  FileScanOptions options;
  options.paths = {BenchTree().path()};
  options.threads = static_cast<int>(state.range(0));
  for (auto _ : state) {
    Summary summary;
    const absl::Status status = ScanFiles(scanner, options, maker, &writer, &summary);
    if (!status.ok() || summary.incomplete || summary.coverage.inputs != kFiles) {
      return state.SkipWithError("the scan is not complete");
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * kFiles);
}
BENCHMARK(ScanTree)->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime()->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace weir
