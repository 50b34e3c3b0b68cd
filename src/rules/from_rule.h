// From a Rule, the plain data the engine reads, back to a RuleDef with its trees. For what needs the trees of
// built-in rules, which are not in the program: samples, and compiling the databases anew where the embedded
// ones cannot be used.
//
//   absl::StatusOr<RuleDef> def = FromRule(*ruleset->Find("github-personal-access-token"));
//
// Failure: Internal where a built-in shape does not parse, which a test rules out. Threads: pure.
#ifndef WEIR_RULES_FROM_RULE_H_
#define WEIR_RULES_FROM_RULE_H_

#include "absl/status/statusor.h"
#include "rules/rule.h"

namespace weir {

absl::StatusOr<RuleDef> FromRule(const Rule& rule);

}  // namespace weir

#endif  // WEIR_RULES_FROM_RULE_H_
