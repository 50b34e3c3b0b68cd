// Whole small files that the operator named: rule files, settings, lists, texts to explain.
//
//   absl::StatusOr<std::string> text = ReadFile("rules.toml", 4 << 20, "rule file");
//     -> "cannot read rule file 'rules.toml': Permission denied"
//
// "-" is standard input. What is opened and what is refused is as for `weir scan`
// (source/argument.h). A file of more than `limit` bytes is refused, not cut. Threads: pure.
#ifndef WEIR_CLI_READ_FILE_H_
#define WEIR_CLI_READ_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace weir {

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit, std::string_view what);

// The same from a descriptor that is open; `path` is for messages.
absl::StatusOr<std::string> ReadDescriptor(int fd, std::string_view path, size_t limit,
                                           std::string_view what);

}  // namespace weir

#endif  // WEIR_CLI_READ_FILE_H_
