// A rule by the id a person typed.
#ifndef WEIR_CLI_RULE_LOOKUP_H_
#define WEIR_CLI_RULE_LOOKUP_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "scan/scanner.h"

namespace weir {

// The index of the rule, or nullopt after telling that there is none and which id is near.
std::optional<size_t> LookUpRule(const Ruleset& rules, std::string_view id);

}  // namespace weir

#endif  // WEIR_CLI_RULE_LOOKUP_H_
