// The inside of a Ruleset, shared by ruleset.cc and scanner.cc. Not for others.
#ifndef WEIR_SCAN_RULESET_IMPL_H_
#define WEIR_SCAN_RULESET_IMPL_H_

#include <memory>
#include <optional>
#include <vector>

#include "judge/regex_rules.h"
#include "match/matcher.h"
#include "match/plan.h"
#include "scan/scanner.h"

namespace weir {

class Ruleset::Impl {
 public:
  MatchSet set;
  std::vector<const Rule*> rules;  // of all packs, in order
  std::vector<bool> enabled;
  size_t enabled_count = 0;
  std::optional<RuleTable> user_table;
  std::unique_ptr<Plan> user_plan;
  std::unique_ptr<RegexRules> regexes;  // null where the user has none
};

}  // namespace weir

#endif  // WEIR_SCAN_RULESET_IMPL_H_
