// From a Rule, the plain data the engine reads, back to a RuleDef with its trees: for generating
// samples of built-in rules, whose trees are not in the program.
//
//   absl::StatusOr<RuleDef> def = FromRule(*ruleset->Find("github-personal-access-token"));
//   std::string sample = MakeSampler(*def, /*seed=*/7).Positive();
//
// Internal: a built-in shape does not parse, which a test rules out. Threads: pure.
#ifndef WEIR_CLI_RULE_DEF_H_
#define WEIR_CLI_RULE_DEF_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "rules/rule.h"
#include "rules/sample.h"

namespace weir {

absl::StatusOr<RuleDef> FromRule(const Rule& rule);

// A generator whose samples have valid checksums where the rule has one that can be made. Borrows
// def.
SampleGenerator MakeSampler(const RuleDef& def, uint64_t seed);

}  // namespace weir

#endif  // WEIR_CLI_RULE_DEF_H_
