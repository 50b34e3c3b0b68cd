#include "cli/path_list.h"

#include <algorithm>

namespace weir {

absl::StatusOr<std::vector<std::string>> SplitPaths(std::string_view list, bool null) {
  if (!null && list.find('\0') != list.npos) {
    return absl::InvalidArgumentError(
        "the list of --files-from holds a NUL byte: paths that end with NUL need --null");
  }
  std::vector<std::string> paths;
  const char end = null ? '\0' : '\n';
  while (!list.empty()) {
    const size_t length = std::min(list.find(end), list.size());
    if (length > 0) paths.emplace_back(list.substr(0, length));
    list.remove_prefix(std::min(length + 1, list.size()));
  }
  return paths;
}

}  // namespace weir
