// weir.toml: defaults for the flags of `weir scan` and `weir explain`.
//
//   [scan]
//   min_confidence = "high"
//   exclude = ["vendor/", "*.min.js"]
//   rules = ["acme.toml"]            # relative to the folder of weir.toml
//
// Where from: the file named with --config; else weir.toml in the root of the git repository around
// the current folder (or in the current folder, outside of one), if it is a regular file, belongs
// to the effective user and is not writable by all. Never from a path that is scanned: what is
// looked at cannot turn the looking off. The command line wins, key by key. Keys are the `setting`
// of the records in flags.h. Unknown keys and wrong values are errors with file, line, caret and
// the nearest name:
//   S001 not TOML   S002 unknown key   S003 wrong type   S004 wrong value
// Limit: 16 KiB. Threads: pure.
#ifndef WEIR_CLI_SETTINGS_H_
#define WEIR_CLI_SETTINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "rules/diagnostic.h"

namespace weir {

inline constexpr size_t kMaxSettingsBytes = 16 * 1024;

struct SettingsFile {
  std::string path;  // for people: "./weir.toml" or absolute; empty = there is none
  std::string bytes;
  std::string distrust;  // not empty: the file is there and is not used, for this reason
};

// Looks for the operator's own file. An error only if there is one and it cannot be read.
absl::StatusOr<SettingsFile> FindSettings();

// Sets in *args what the file says and the command line did not. Returns what is wrong; then *args
// is not to be used.
std::vector<Diagnostic> ApplySettings(std::string_view path, std::string_view bytes,
                                      ParsedArgs* args);

}  // namespace weir

#endif  // WEIR_CLI_SETTINGS_H_
