#include "cli/rule_lookup.h"

#include <vector>

#include "cli/message.h"
#include "cli/suggest.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {

std::optional<size_t> LookUpRule(const Ruleset& rules, std::string_view id) {
  std::vector<std::string_view> known;
  known.reserve(rules.size());
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules.rule(i).id == id) return i;
    known.push_back(rules.rule(i).id);
  }
  PrintError(
      Cat("unknown rule '", Printable(id), "'", DidYouMean(id, known), " (see 'weir rules list')"));
  return std::nullopt;
}

}  // namespace weir
