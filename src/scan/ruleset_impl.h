// The inside of a Ruleset, shared by ruleset.cc and scanner.cc. Not for others.
#ifndef WEIR_SCAN_RULESET_IMPL_H_
#define WEIR_SCAN_RULESET_IMPL_H_

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "judge/regex_rules.h"
#include "match/matcher.h"
#include "match/plan.h"
#include "scan/scanner.h"

namespace weir {

class StreamTables;

class Ruleset::Impl {
 public:
  MatchSet set;

  // Rules of all packs are counted through, the built-in ones first.
  size_t size() const {
    size_t n = 0;
    for (const MatchPack& pack : set.packs) n += pack.view.rules.size();
    return n + (known != nullptr ? 1 : 0);
  }
  const Rule& rule(size_t index) const {
    if (IsKnown(index)) return KnownLiterals::rule();
    const auto [pack, number] = PlaceOf(index);
    return set.packs[pack].view.rules[number];
  }
  std::vector<bool>::reference enabled(size_t index) {
    if (IsKnown(index)) return known_enabled[0];
    const auto [pack, number] = PlaceOf(index);
    return set.enabled[pack][number];
  }
  bool enabled(size_t index) const {
    if (IsKnown(index)) return known_enabled[0];
    const auto [pack, number] = PlaceOf(index);
    return set.enabled[pack][number];
  }

  size_t enabled_count = 0;
  std::optional<RuleTable> user_table;
  std::unique_ptr<Plan> user_plan;
  std::unique_ptr<RegexRules> regexes;  // null where the user has none
  // Null where no values are known. Its rule is the last one, behind all packs.
  std::unique_ptr<KnownLiterals> known;
  std::vector<bool> known_enabled = {true};

  // Made by the first stream: stream_tables.h.
  mutable std::once_flag stream_once;
  mutable std::shared_ptr<const StreamTables> stream_tables;

 private:
  bool IsKnown(size_t index) const { return known != nullptr && index + 1 == size(); }
  struct Place {
    size_t pack, number;
  };
  Place PlaceOf(size_t index) const {
    size_t pack = 0;
    while (index >= set.packs[pack].view.rules.size()) index -= set.packs[pack++].view.rules.size();
    return {pack, index};
  }
};

// What Create does where the embedded databases cannot be read.
absl::Status CompileBuiltinAnewForTest(CpuTarget cpu, MatchPack* pack);

}  // namespace weir

#endif  // WEIR_SCAN_RULESET_IMPL_H_
