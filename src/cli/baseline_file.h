// The baseline file of the operator's repository: where it is, reading and writing it.
//
//   BaselineFile file = FindBaselineFile(args);
//   absl::StatusOr<Baseline> baseline = ReadBaseline(file.path, key);
//   absl::Status status = WriteBaseline(file.path, *baseline);
#ifndef WEIR_CLI_BASELINE_FILE_H_
#define WEIR_CLI_BASELINE_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "report/baseline.h"
#include "report/record.h"

namespace weir {

// The file of --baseline (or of weir.toml), else .weir-baseline in the root of the repository.
std::string BaselinePath(const ParsedArgs& args);

// FailedPrecondition if it was made with another key.
absl::StatusOr<Baseline> ReadBaseline(const std::string& path, const FingerprintKey& key);

// Replaces the file when it is whole (report/output.h), readable by others as files to be committed
// are.
absl::Status WriteBaseline(const std::string& path, Baseline baseline);

}  // namespace weir

#endif  // WEIR_CLI_BASELINE_FILE_H_
