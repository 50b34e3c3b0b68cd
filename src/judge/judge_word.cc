// Assignments: `db_password = "..."`, `PGPASSWORD=...`, `"clientSecret": "..."`. The name says that the value is
// a secret; the value must not look like a reference, a placeholder, a type or a label.
#include "judge/assigned_value.h"
#include "judge/assignment.h"
#include "judge/case.h"
#include "judge/key_role.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kLeastValue = 4, kMostValue = 256;

bool IsPasswordRule(const Rule& rule) { return rule.secret_class == SecretClass::kPassword; }

}  // namespace

void Judge::DecideWord(std::string_view text, const Candidate& candidate,
                       std::vector<Finding>* findings, Trace* trace) const {
  const PackView& view = set_.packs[candidate.pack].view;
  const Assignment a = AssignmentAfter(text, candidate.start);
  if (!a.found || a.value_end <= a.value_start) return;
  const std::string_view key = a.key(text), value = a.value(text);
  const Rule* rule = nullptr;
  for (uint16_t number : view.assignments) {
    if (!set_.enabled[candidate.pack][number]) continue;
    for (std::string_view word : view.rules[number].context) {
      if (KeyIsFor(key, word)) rule = &view.rules[number];
      if (rule != nullptr) break;
    }
    if (rule != nullptr) break;
  }
  if (rule == nullptr) return;

  Case c{text, *rule, findings, trace};
  c.Span(a.key_start, a.value_end, a.value_start, a.value_end);
  Finding& f = c.finding;
  f.rule = rule;
  f.reasons.Add(Reason::kAssignment);
  if (a.quoted) f.reasons.Add(Reason::kQuoted);
  if (rule->user) f.reasons.Add(Reason::kUserRule);
  if (value.size() < kLeastValue || value.size() > kMostValue) {
    return c.Drop("length", "the value is shorter than 4 or longer than 256 bytes");
  }
  const AssignedVerdict assigned =
      WeighAssigned(text, a, IsPasswordRule(*rule) ? NameClass::kPassword : NameClass::kSecret);
  if (assigned.dropped()) return c.Drop(assigned.step, assigned.detail);
  SelfEvidence self;
  std::string_view step, detail;
  if (!SelfCheck::Run(value, value, 0, *rule, &f, &self, &step, &detail)) return c.Drop(step, detail);

  int points = 2 + self.points + assigned.points;
  const float score = RandomnessScore(value);
  if (score > 0) {
    f.reasons.Add(Reason::kRandom);
    if (value.size() >= 12) points += 1;
  } else if (score < 0) {
    f.reasons.Add(Reason::kNotRandom);
  }
  f.confidence = Weigh(points);
  findings->push_back(f);
}

}  // namespace weir
