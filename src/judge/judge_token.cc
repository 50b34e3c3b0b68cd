// Self-identifying tokens: the shape says what they are.
#include "judge/border.h"
#include "judge/case.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"

namespace weir {
namespace {

// A prefix of four characters and more does not come up by chance before a run of the right alphabet.
constexpr uint32_t kProvingLiteral = 4;
constexpr uint64_t kHintDistance = 80;

}  // namespace

void Judge::DecideToken(Case* c, uint64_t start) const {
  c->Span(start, start, start, start);
  const Border border = StartBorder(c->text, start);
  if (border == Border::kInside) {
    return c->Drop("border", "it begins in the middle of a longer run of letters and digits");
  }
  if (c->rule.kind == RuleKind::kBlock) return DecideBlock(c, start);
  const WalkResult walk = Walk(c->rule.walk, c->text, start);
  if (!walk.matched) {
    return c->Drop("shape", walk.overflow ? "it can be read in too many ways"
                                          : "what follows does not fit the format");
  }
  c->Span(start, walk.end, walk.secret_begin, walk.secret_end);
  Finding& f = c->finding;
  f.rule = &c->rule;
  f.reasons.Add(Reason::kShape);
  if (border == Border::kGlued) f.reasons.Add(Reason::kGluedStart);
  if (walk.truncated) f.reasons.Add(Reason::kLongRun);
  if (c->rule.user) f.reasons.Add(Reason::kUserRule);

  const uint32_t lead = f.start == start ? LeadingLiteral(c->rule.walk) : 0;
  SelfEvidence self;
  std::string_view step, detail;
  if (!SelfCheck::Run(c->secret(), c->secret(), lead, c->rule, &f, &self, &step, &detail)) {
    return c->Drop(step, detail);
  }
  const uint32_t literal = LiteralBytes(c->rule.walk);
  int points = self.points + (literal >= kProvingLiteral ? 3 : 2);
  if (WordNear(c->text, start, kHintDistance, c->rule.hints)) {
    f.reasons.Add(Reason::kHintNear);
    ++points;
  }
  if (!self.checksum_valid) {
    const float score = RandomnessScore(c->secret().substr(lead));
    if (score > 0) {
      f.reasons.Add(Reason::kRandom);
    } else if (score < -1.0f) {
      f.reasons.Add(Reason::kNotRandom);
      points -= literal >= kProvingLiteral ? 1 : 2;
    }
  }
  f.confidence = Weigh(points);
  c->findings->push_back(f);
}

}  // namespace weir
