// Judge: from a candidate to a finding, or to the reason why it is none.
//
//   Judge judge(set);
//   judge.Decide(text, candidate, &findings, /*trace=*/nullptr);
//   ResolveOverlaps({.least = Confidence::kMedium}, &findings, nullptr);
//
// For each kind of candidate the evidence is gathered in a fixed order: border, exact shape, placeholder,
// entropy, checksum or structure, context, randomness; each step can drop the candidate (and tells the
// trace why) or adds a Reason. What remains is given a Confidence by one function, Weigh().
// Reads text at most kMaxSpan + 2 KiB around the candidate, so that a window with that much context gives the
// same decision as the whole text.
// Threads: const and stateless. Cost: tens of nanoseconds for a token, about 200 for a key/value pair.
#ifndef WEIR_JUDGE_JUDGE_H_
#define WEIR_JUDGE_JUDGE_H_

#include <string_view>
#include <vector>

#include "judge/assignment.h"
#include "judge/finding.h"
#include "judge/memo.h"
#include "match/matcher.h"

namespace weir {

// Told of every decision; for `weir explain`. Texts never hold the value.
class Trace {
 public:
  virtual ~Trace() = default;
  virtual void Dropped(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
                       std::string_view detail) = 0;
};

// Could this run be machine-made? What reads like words or a name in code is no value of a kValue rule.
// MatchSet::plausible is to be set to this.
bool PlausibleValue(std::string_view run);

class Judge {
 public:
  explicit Judge(const MatchSet& set) : set_(set) {}

  // Appends no finding or one (rarely more, where several rules fit one place). `memo` may be null; it is for the
  // text it was begun with.
  void Decide(std::string_view text, const Candidate& candidate, std::vector<Finding>* findings,
              Trace* trace, DecisionMemo* memo = nullptr) const;

  // For texts that are still arriving: true if Decide says the same whatever bytes come behind the end of
  // `text`. May be false for longer than it need be, but is true at the latest when the text reaches
  // kMaxSpan + 2 KiB beyond the candidate's start. Cost: as Decide's.
  bool Settled(std::string_view text, const Candidate& candidate) const;

 private:
  struct Case;  // one rule tried at one place
  const Rule& RuleOf(const Candidate& c) const { return set_.packs[c.pack].view.rules[c.rule]; }

  bool WordSettled(std::string_view text, const Candidate& candidate) const;
  static bool ValueSettled(std::string_view text, const Rule& rule, const Candidate& candidate);
  static bool FlagSettled(std::string_view text, size_t at);
  bool UrlSettled(std::string_view text, const Candidate& candidate) const;

  void DecideToken(Case* c, uint64_t start) const;
  void DecideBlock(Case* c, uint64_t start) const;
  void DecideValue(Case* c, const Candidate& candidate) const;
  void DecideData(Case* c, uint64_t start) const;
  void DecidePhrase(Case* c, uint64_t start) const;
  void DecideCommand(std::string_view text, const Candidate& candidate, std::vector<Finding>* findings,
                     Trace* trace) const;
  void DecideUrl(std::string_view text, const Candidate& candidate, std::vector<Finding>* findings,
                 Trace* trace, DecisionMemo* memo) const;
  // What a decision about the candidate can depend on.
  DecisionMemo::Reach ReachOf(const Candidate& candidate) const;
  void DecideAnew(std::string_view text, const Candidate& candidate,
                  std::vector<Finding>* findings, Trace* trace, DecisionMemo* memo) const;
  void DecideUserinfo(Case* c, uint64_t scheme_start, uint64_t scheme_end) const;
  // Whether the word could name a value: told by the bytes beside it, before anything dearer is asked.
  bool MayName(std::string_view text, const Candidate& candidate) const;
  void DecideWord(std::string_view text, const Candidate& candidate,
                  std::vector<Finding>* findings, Trace* trace) const;
  void WeighWord(std::string_view text, const Assignment& assignment, const Rule& rule,
                 std::vector<Finding>* findings, Trace* trace) const;

  const MatchSet& set_;
};

// One secret, one finding: drops findings under `least`, then, where findings overlap, keeps the one whose
// rule says most (Rule::specificity), then the more confident, then the longer, then the earlier.
// Sorts by start. Findings that hang together by overlaps are a cluster; clusters that begin outside
// [own_begin, own_end) are removed: they belong to another window of the same text.
struct ResolveOptions {
  Confidence least = Confidence::kLow;
  uint64_t own_begin = 0, own_end = UINT64_MAX;
};
void ResolveOverlaps(const ResolveOptions& options, std::vector<Finding>* findings, Trace* trace);

}  // namespace weir

#endif  // WEIR_JUDGE_JUDGE_H_
