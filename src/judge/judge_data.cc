// Values of the data classes: personal, financial and health data. Short, mostly digits, so three things speak for
// them: that nothing goes on beside them, the rule's check, and words that name them.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/assignment.h"
#include "judge/border.h"
#include "judge/case.h"
#include "judge/checksum.h"

namespace weir {
namespace {

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Bytes that join what stands on both sides of them to one number, name, path or address.
bool Joins(char c) { return std::string_view("-./_@+~").find(c) != std::string_view::npos; }

// 1.2.3-4: a part of something longer. "see 1-2" or a dash before a value is not.
bool GoesOnBefore(std::string_view text, uint64_t start) {
  return start >= 2 && Joins(text[start - 1]) && IsAlnum(text[start - 2]);
}
bool GoesOnBehind(std::string_view text, uint64_t end) {
  if (end >= text.size()) return false;
  if (IsAlnum(text[end]) || text[end] == '_') return true;
  return Joins(text[end]) && end + 1 < text.size() && IsAlnum(text[end + 1]);
}

bool IsHexDigit(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }
bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// Is the stretch one group of a row of numbers: hexadecimal digits, one of them decimal, at least two?
bool IsGroup(std::string_view s) {
  return s.size() >= 2 && std::all_of(s.begin(), s.end(), IsHexDigit) && std::any_of(s.begin(), s.end(), IsDigit);
}

// 5533 5541 5557 5708 in a longer row of such groups: a table, not a number in groups.
bool InRow(std::string_view text, uint64_t start, uint64_t end) {
  constexpr uint64_t kGroup = 12;
  if (text.substr(start, end - start).find(' ') == std::string_view::npos) return false;
  if (start >= 3 && text[start - 1] == ' ') {
    uint64_t from = start - 1;
    while (from > 0 && start - from <= kGroup && IsAlnum(text[from - 1])) --from;
    if (IsGroup(text.substr(from, start - 1 - from))) return true;
  }
  if (end + 2 < text.size() && text[end] == ' ') {
    uint64_t to = end + 1;
    while (to < text.size() && to - end <= kGroup && IsAlnum(text[to])) ++to;
    if (IsGroup(text.substr(end + 1, to - end - 1))) return true;
  }
  return false;
}

// One of the words stands whole within `within` bytes before `at`: what it begins with may be part of a longer name
// (customer_ssn), what it ends with not (ssn_table).
bool Near(std::string_view text, uint64_t at, uint64_t within, std::span<const std::string_view> words) {
  const uint64_t from = at - std::min(at, within);
  for (uint64_t end = at; end > from; --end) {
    if (end < at && (IsAlnum(text[end]) || text[end] == '_')) continue;
    if (text[end - 1] == ' ') continue;
    for (std::string_view word : words) {
      const size_t start = WordStart(text, end, word);
      if (start == std::string_view::npos || start < from) continue;
      if (start == 0 || !IsAlnum(text[start - 1])) return true;
    }
  }
  return false;
}

Confidence FromAlone(Alone alone) {
  return alone == Alone::kHigh ? Confidence::kHigh
                               : alone == Alone::kMedium ? Confidence::kMedium : Confidence::kLow;
}

}  // namespace

void Judge::DecideData(Case* c, uint64_t start) const {
  c->Span(start, start, start, start);
  const Rule& rule = c->rule;
  if (StartBorder(c->text, start) == Border::kInside) {
    return c->Drop("border", "it begins in the middle of a longer run of letters and digits");
  }
  if (GoesOnBefore(c->text, start)) {
    return c->Drop("border", "it is the end of a longer number, name or address");
  }
  const WalkResult walk = Walk(rule.walk, c->text, start);
  if (!walk.matched) return c->Drop("shape", "what follows does not fit the format");
  c->Span(start, walk.end, walk.secret_begin, walk.secret_end);
  if (GoesOnBehind(c->text, walk.end)) {
    return c->Drop("border", "it is the beginning of a longer number, name or address");
  }
  if (InRow(c->text, start, walk.end)) return c->Drop("border", "it stands in a row of more such groups");
  Finding& f = c->finding;
  f.rule = &rule;
  f.reasons.Add(Reason::kShape);
  if (rule.user) f.reasons.Add(Reason::kUserRule);

  SelfEvidence self;
  self.memo = c->memo;
  std::string_view step, detail;
  if (!SelfCheck::Run(c->secret(), c->secret(), 0, rule, &f, &self, &step, &detail)) {
    return c->Drop(step, detail);
  }
  // Without a check the words must carry it; with one that could not be made or that failed, hardly anything does.
  const bool doubtful = !rule.checksum.empty() && !self.checksum_valid;

  Confidence confidence = FromAlone(rule.alone);
  bool named = rule.alone != Alone::kNever;
  const auto key_names = [&](std::span<const std::string_view> words) {
    if (words.empty()) return false;
    const Assignment a = c->memo != nullptr ? c->memo->Before(c->text, start) : AssignmentBefore(c->text, start);
    if (!a.found || a.value_start > start || start - a.value_start > 2) return false;
    const std::string_view key = a.key(c->text);
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return KeyNames(key, word); });
  };
  for (const auto& words : {rule.context, rule.hints}) {
    if (key_names(words)) {
      f.reasons.Add(Reason::kContextKey);
      f.reasons.Add(Reason::kAssignment);
      confidence = Confidence::kHigh;
      named = true;
      break;
    }
    if (Near(c->text, start, rule.context_within, words)) {
      f.reasons.Add(Reason::kContextNear);
      const bool digits = f.reasons.Has(Reason::kChecksumValid);
      confidence = std::max(confidence, digits ? Confidence::kHigh : Confidence::kMedium);
      named = true;
      break;
    }
  }
  if (!named) return c->Drop("context", "none of the rule's words stands before it");
  f.confidence = doubtful ? Confidence::kLow : confidence;
  c->findings->push_back(f);
}

}  // namespace weir
