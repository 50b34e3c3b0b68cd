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

  // Rules of all packs are counted through, the built-in ones first.
  size_t size() const {
    size_t n = 0;
    for (const MatchPack& pack : set.packs) n += pack.view.rules.size();
    return n;
  }
  const Rule& rule(size_t index) const {
    const auto& first = set.packs[0].view.rules;
    return index < first.size() ? first[index] : set.packs[1].view.rules[index - first.size()];
  }
  std::vector<bool>::reference enabled(size_t index) {
    const size_t first = set.packs[0].view.rules.size();
    return index < first ? set.enabled[0][index] : set.enabled[1][index - first];
  }
  bool enabled(size_t index) const {
    const size_t first = set.packs[0].view.rules.size();
    return index < first ? set.enabled[0][index] : set.enabled[1][index - first];
  }

  size_t enabled_count = 0;
  std::optional<RuleTable> user_table;
  std::unique_ptr<Plan> user_plan;
  std::unique_ptr<RegexRules> regexes;  // null where the user has none
};

// What Create does where the embedded databases cannot be read.
absl::Status CompileBuiltinAnewForTest(CpuTarget cpu, MatchPack* pack);

}  // namespace weir

#endif  // WEIR_SCAN_RULESET_IMPL_H_
