// RegexRules: a user's RE2 expressions, found by Hyperscan and confirmed by RE2.
//
//   auto rules = RegexRules::Create(view, expressions, enabled);
//   RETURN_IF_ERROR((*rules)->Find(text, begin, end, &scratch, &findings, nullptr));
//
// Hyperscan runs the same expression (a superset: without \b and captures) and says where matches end; RE2
// then searches the stretch in which these matches must lie, for exact spans and the secret group. Findings
// are RE2's leftmost-first, non-overlapping matches of the whole text. A match longer than kMaxSpan is not
// promised.
// Threads: constant after Create; RE2 objects are thread-safe; Scratch belongs to the caller's thread.
// Memory: RE2 is given kMaxRe2Memory bytes a rule; running out of it is an error, never "no match".
#ifndef WEIR_JUDGE_REGEX_RULES_H_
#define WEIR_JUDGE_REGEX_RULES_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/finding.h"
#include "judge/judge.h"
#include "match/database.h"
#include "match/pack.h"

namespace weir {

class RegexRules {
 public:
  static constexpr int64_t kMaxRe2Memory = 8 << 20;

  static absl::StatusOr<std::unique_ptr<RegexRules>> Create(const PackView& view,
                                                            std::span<const Expression> expressions,
                                                            const std::vector<bool>& enabled);
  ~RegexRules();

  // Findings whose match begins in text[begin, end); text around it is context.
  absl::Status Find(std::string_view text, uint64_t begin, uint64_t end, Scratch* scratch,
                    std::vector<Finding>* findings, Trace* trace) const;

 private:
  RegexRules() = default;
  struct One;
  std::vector<One> rules_;
  Database database_;
};

}  // namespace weir

#endif  // WEIR_JUDGE_REGEX_RULES_H_
