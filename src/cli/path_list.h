// The paths of --files-from.
//
//   SplitPaths("a\nb c\n", /*null=*/false)  ->  {"a", "b c"}
//
// Paths end with a line end (a CR before it belongs to the path: file names may hold one) or, with
// null, with a NUL byte; the last one needs no end. Empty paths are left out. Threads: pure.
#ifndef WEIR_CLI_PATH_LIST_H_
#define WEIR_CLI_PATH_LIST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weir {

inline constexpr size_t kMaxPathListBytes = size_t{256} << 20;

// InvalidArgument: a list without --null holds a NUL byte.
absl::StatusOr<std::vector<std::string>> SplitPaths(std::string_view list, bool null);

}  // namespace weir

#endif  // WEIR_CLI_PATH_LIST_H_
