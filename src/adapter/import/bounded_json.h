// JSON from a file that anyone may have written: size and depth are bounded before it is parsed.
//
//   absl::StatusOr<nlohmann::json> json = ParseBounded("report.json", bytes, "gitleaks report");
//
// Include it in .cc files only: it is large. Threads: pure.
#ifndef WEIR_ADAPTER_IMPORT_BOUNDED_JSON_H_
#define WEIR_ADAPTER_IMPORT_BOUNDED_JSON_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace weir {

absl::StatusOr<nlohmann::json> ParseBounded(std::string_view file, std::string_view bytes,
                                            std::string_view what);

// The member's string, or "" if it has none of that name or of another type.
std::string StringOf(const nlohmann::json& object, const char* name);

}  // namespace weir

#endif  // WEIR_ADAPTER_IMPORT_BOUNDED_JSON_H_
