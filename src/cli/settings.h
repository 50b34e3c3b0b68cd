// weir.toml: defaults for the flags, and allow entries.
//
//   [scan]
//   min_confidence = "high"
//   exclude = ["vendor/", "*.min.js"]
//   rules = ["acme.toml"]            # relative to the folder of weir.toml
//
//   [[allow]]                        # report/allow.h has the fields
//   rule = "jwt"
//   path = "tests/"
//   reason = "made up for the tests"
//
//   [policy]                         # guard/policy.h has the fields
//   profile = "laptop"
//   [[policy.entry]]
//   adapter = "mcp"
//   action = "block"
//
// Where from: the file named with --config; else weir.toml in the root of the git repository around
// the current folder (or in the current folder, outside of one), if it is a regular file, belongs
// to the effective user and is not writable by all. Never from a path that is scanned: what is
// looked at cannot turn the looking off. The command line wins, key by key. Keys of [scan] are the
// `setting` of the records in flags.h. Unknown keys and wrong values are errors with file, line,
// caret and the nearest name:
//   S001 not TOML   S002 unknown key   S003 wrong type   S004 wrong value
//   S005 an allow entry without a reason   S006 an allow entry that says nothing about a finding
//   S007 a policy entry without an action
// Limit: 1 MiB. Threads: pure.
#ifndef WEIR_CLI_SETTINGS_H_
#define WEIR_CLI_SETTINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "guard/policy.h"
#include "report/allow.h"
#include "rules/diagnostic.h"

namespace weir {

inline constexpr size_t kMaxSettingsBytes = size_t{1} << 20;

// What [policy] says.
struct PolicySettings {
  std::string profile, on_error, log;  // "" = not said; log lies beside the file
  std::vector<PolicyEntry> entries;
};

struct SettingsFile {
  std::string path;  // for people: "./weir.toml" or absolute; empty = there is none
  std::string bytes;
  std::string distrust;  // not empty: the file is there and is not used, for this reason
};

// Looks for the operator's own file. An error only if there is one and it cannot be read.
absl::StatusOr<SettingsFile> FindSettings();

// Sets in *args what the file says and the command line did not, and appends the allow entries and what the policy
// says. Returns what is wrong; then *args is not to be used.
std::vector<Diagnostic> ApplySettings(std::string_view path, std::string_view bytes,
                                      ParsedArgs* args, std::vector<AllowEntry>* allow = nullptr,
                                      PolicySettings* policy = nullptr);

// The same for a file that holds [[allow]] tables and nothing else (--allow).
std::vector<Diagnostic> ReadAllowFile(std::string_view path, std::string_view bytes,
                                      std::vector<AllowEntry>* allow);

// The folder whose weir.toml counts and where the paths of allow entries and baselines begin: the
// nearest one at or above the current folder that holds .git, else the current folder. "/" if there
// is no current folder.
struct OperatorFolders {
  std::string root = "/", current = "/";
};
OperatorFolders FindOperatorFolders();

}  // namespace weir

#endif  // WEIR_CLI_SETTINGS_H_
