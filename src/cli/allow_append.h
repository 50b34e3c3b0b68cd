// Adds an allow entry at the end of the operator's weir.toml, and touches nothing else in it.
//
//   absl::StatusOr<std::string> where = AppendAllow(entry, "src/a.env:12, GitHub token");
//     -> "./weir.toml:41"
//
// The file is the one of cli/settings.h, made if there is none. Before a byte is written, the file
// as it would be is read as settings are; if that fails (a broken file, `allow = []` on one line)
// nothing is written. One write, taken back if it is not whole. Threads: pure apart from the file.
#ifndef WEIR_CLI_ALLOW_APPEND_H_
#define WEIR_CLI_ALLOW_APPEND_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "report/allow.h"

namespace weir {

// `comment` is one line for people, put above the entry. Returns where the entry stands.
absl::StatusOr<std::string> AppendAllow(const AllowEntry& entry, std::string_view comment);

}  // namespace weir

#endif  // WEIR_CLI_ALLOW_APPEND_H_
