#include "cli/baseline_file.h"

#include <sys/stat.h>

#include <memory>
#include <utility>

#include "cli/read_file.h"
#include "cli/settings.h"
#include "report/output.h"
#include "rules/cat.h"

namespace weir {

std::string BaselinePath(const ParsedArgs& args) {
  if (args.Has(FlagId::kBaseline)) return std::string(args.Value(FlagId::kBaseline));
  const OperatorFolders folders = FindOperatorFolders();
  if (folders.root == folders.current) return std::string(kBaselineName);
  return Cat(folders.root == "/" ? "" : folders.root, "/", kBaselineName);
}

absl::StatusOr<Baseline> ReadBaseline(const std::string& path, const FingerprintKey& key) {
  absl::StatusOr<std::string> bytes = ReadFile(path, kMaxBaselineBytes, "baseline");
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<Baseline> baseline = ParseBaseline(path, *bytes);
  if (!baseline.ok()) return baseline.status();
  if (absl::Status status = CheckBaselineKey(path, *baseline, KeyId(key)); !status.ok()) {
    return status;
  }
  return baseline;
}

absl::Status WriteBaseline(const std::string& path, Baseline baseline) {
  absl::StatusOr<std::unique_ptr<Output>> out = FileOutput(path);
  if (!out.ok()) return out.status();
  absl::Status status = (*out)->Write(BaselineText(std::move(baseline)));
  if (status.ok()) status = (*out)->Commit();
  // It holds nothing that others may not see, and they are to use it.
  if (status.ok()) (void)chmod(path.c_str(), 0644);
  return status;
}

}  // namespace weir
