#include "cli/collect.h"

#include <utility>

#include "cli/message.h"
#include "cli/signals.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostTold = 20;

class CollectingWriter final : public Writer {
 public:
  explicit CollectingWriter(Collected* into) : into_(into) {}
  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }
  absl::Status Add(const Record& record) override {
    if (into_->records.size() == kMaxCollected) {
      return absl::ResourceExhaustedError(
          Cat("there are over ", kMaxCollected, " findings: look at fewer files at a time"));
    }
    into_->records.push_back(record);
    return absl::OkStatus();
  }
  absl::Status Finish(const Summary&) override { return absl::OkStatus(); }

 private:
  Collected* into_;
};

}  // namespace

bool Collect(const Engine& engine, const FileScanOptions& options, bool with_values,
             Collected* collected) {
  absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
  if (!key.ok()) {
    PrintError(key.status());
    return false;
  }
  if (key->is_ephemeral) {
    PrintError(
        Cat("there is no fingerprint key that lasts, so nothing that is written now would "
            "be known again: ",
            Printable(key->problem)));
    return false;
  }
  collected->key = *key;
  RecordOptions record_options;
  record_options.key = *key;
  record_options.show_secrets = with_values;
  record_options.allow = engine.allow;
  const RecordMaker maker(std::move(record_options));
  const Scanner scanner(engine.ruleset, engine.options);
  CollectingWriter writer(collected);
  const absl::Status status = ScanFiles(scanner, options, maker, &writer, &collected->summary);
  if (!status.ok()) {
    PrintError(status);
    return false;
  }
  Summary& summary = collected->summary;
  summary.incomplete = summary.incomplete || summary.coverage.Incomplete() ||
                       summary.coverage.inputs == 0 || summary.coverage.findings_not_listed > 0 ||
                       StopSignal() != 0;
  size_t told = 0;
  for (const Problem& problem : summary.problems) {
    if (!MakesIncomplete(problem.reason) || told++ == kMostTold) continue;
    PrintError(
        Cat("cannot look at all of '", Printable(problem.path), "': ", Printable(problem.message)));
  }
  return true;
}

}  // namespace weir
