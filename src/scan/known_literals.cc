#include "scan/known_literals.h"

#include <algorithm>

#include "rules/cat.h"

namespace weir {
namespace {

bool IsBase64(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '/' || c == '-' || c == '_';
}

}  // namespace

const Rule& KnownLiterals::rule() {
  static constexpr Rule kRule = [] {
    Rule rule;
    rule.id = kKnownRuleId;
    rule.name = "Known value";
    rule.provider = "Own";
    rule.secret_class = SecretClass::kCredential;
    rule.severity = Severity::kHigh;
    rule.kind = RuleKind::kAssignment;  // of those without a shape
    rule.user = true;
    rule.specificity = UINT16_MAX;
    rule.min_length = LiteralFinder::kLeast;
    rule.max_length = LiteralFinder::kMost;
    rule.description = "A value that you named as secret with --known.";
    rule.rotate = "Take it out of the text; if others may have seen it, change it where it is used.";
    return rule;
  }();
  return kRule;
}

absl::StatusOr<std::unique_ptr<KnownLiterals>> KnownLiterals::Create(
    std::vector<KnownLiteral> literals) {
  std::unique_ptr<KnownLiterals> known(new KnownLiterals);
  for (const KnownLiteral& literal : literals) {
    if (!known->finder_.Add(literal.bytes, static_cast<uint32_t>(known->forms_.size()))) {
      return absl::InvalidArgumentError(
          Cat("known value ", known->forms_.size() + 1, " of ", literals.size(), " with ",
              literal.bytes.size(), " bytes cannot be looked for: it must have ",
              LiteralFinder::kLeast, " to ", LiteralFinder::kMost,
              " bytes, and not be like too many others"));
    }
    known->forms_.push_back({literal.dress, literal.partial_before, literal.partial_after});
  }
  known->finder_.Prepare();
  return known;
}

void KnownLiterals::Find(std::string_view text, uint64_t begin, uint64_t end,
                         std::vector<Finding>* findings) const {
  finder_.Find(text, begin, end, [&](uint64_t start, uint64_t stop, uint32_t id) {
    const Form& form = forms_[id];
    Finding f;
    for (int i = 0; i < form.partial_before && start > begin && IsBase64(text[start - 1]); ++i) --start;
    for (int i = 0; i < form.partial_after && stop < text.size() && IsBase64(text[stop]); ++i) ++stop;
    f.start = f.match_start = start;
    f.end = f.match_end = stop;
    f.rule = &rule();
    f.confidence = Confidence::kHigh;
    f.reasons.Add(Reason::kUserRule);
    if (form.dress != Dress::kNone) {
      f.trail = Trail(form.dress);
      f.dress_start = start;
      f.dress_end = stop;
    }
    findings->push_back(f);
  });
}

void KnownLiterals::DropHeld(Confidence least, std::vector<Finding>* findings) {
  auto is_known = [](const Finding& f) { return f.rule == &rule(); };
  if (std::none_of(findings->begin(), findings->end(), is_known)) return;
  std::sort(findings->begin(), findings->end(), [](const Finding& a, const Finding& b) {
    return a.start != b.start ? a.start < b.start : a.end > b.end;
  });
  uint64_t reach = 0, reach_start = 0;  // of the secrets of other rules
  std::erase_if(*findings, [&](const Finding& f) {
    if (is_known(f)) return f.end <= reach && f.end - f.start < reach - reach_start;
    if (f.confidence >= least && f.end > reach) reach = f.end, reach_start = f.start;
    return false;
  });
}

}  // namespace weir
