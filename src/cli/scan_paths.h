// What a command that walks trees is to look at, from its arguments and flags.
//
//   absl::StatusOr<std::vector<std::string>> paths = PathsOf(args);
//   FileScanOptions options = FileScanOptionsOf(args);
#ifndef WEIR_CLI_SCAN_PATHS_H_
#define WEIR_CLI_SCAN_PATHS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapter/files/file_scan.h"
#include "cli/args.h"

namespace weir {

// The PATHs and the list of --files-from; or, if there are none, what stands in for both: standard
// input if it has something to read, else the current folder.
absl::StatusOr<std::vector<std::string>> PathsOf(const ParsedArgs& args);

// Everything but the paths.
FileScanOptions FileScanOptionsOf(const ParsedArgs& args);

}  // namespace weir

#endif  // WEIR_CLI_SCAN_PATHS_H_
