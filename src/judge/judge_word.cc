// Assignments: `db_password = "..."`, `PGPASSWORD=...`, `"clientSecret": "..."`. The name says that
// the value is a secret; the value must not look like a reference, a placeholder, a type or a
// label.
#include <algorithm>

#include "judge/assigned_value.h"
#include "judge/assignment.h"
#include "judge/byte_array.h"
#include "judge/case.h"
#include "judge/key_role.h"
#include "judge/randomness.h"
#include "judge/word_set.h"
#include "rules/byte_set.h"

namespace weir {
namespace {

constexpr size_t kLeastValue = 4, kMostValue = 256;
constexpr int kMostInList = 8;

constexpr ByteSet kBase64 = ByteSet::Range('A', 'Z') | ByteSet::Range('a', 'z') |
                            ByteSet::Range('0', '9') | ByteSet::Of("+/=_-");

constexpr ByteSet kNameBytes = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                               ByteSet::Range('0', '9') | ByteSet::Of("_-.");

size_t NameStart(std::string_view text, size_t at) {
  const size_t limit = at > kMaxLook ? at - kMaxLook : 0;
  while (at > limit && kNameBytes.Has(text[at - 1])) --at;
  return at;
}

size_t NameEnd(std::string_view text, size_t at) {
  const size_t limit = std::min(text.size(), at + kMaxLook);
  while (at < limit && kNameBytes.Has(text[at])) ++at;
  return at;
}

// `Basic dXNlcjpwYXNz`, wherever it stands: the word ends at `at`. Words of a sentence are not
// asked further.
Assignment AfterBasic(std::string_view text, size_t at) {
  constexpr std::string_view kWord = "basic";
  constexpr size_t kLeast = 8;
  Assignment a;
  if (at < kWord.size() || at + kLeast >= text.size() || text[at] != ' ') return a;
  const size_t start = at - kWord.size();
  for (size_t i = 0; i < kWord.size(); ++i) {
    if (LowerAscii(text[start + i]) != kWord[i]) return a;
  }
  if (start > 0 && kBase64.Has(text[start - 1])) return a;
  size_t end = at + 1;
  bool mixed = false;
  for (; end < text.size() && end - at <= kMaxLook && kBase64.Has(text[end]); ++end) {
    mixed = mixed || text[end] < 'a';
  }
  if (!mixed || end - at <= kLeast || end - at > kMaxLook) return a;
  return {.found = true,
          .quoted = false,
          .key_start = start,
          .key_end = at,
          .value_start = at + 1,
          .value_end = end,
          .form = Assignment::Form::kHeader};
}

// Moves on to the next string of the list that the value stands in: ["x", "y"]. False if it was the
// last.
bool NextInList(std::string_view text, size_t limit, Assignment* a) {
  limit = std::min(limit, text.size());
  if (!a->quoted || a->value_start < 2 || a->value_end >= limit) return false;
  const char mark = text[a->value_end];
  const char before = text[a->value_start - 2];
  if ((mark != '"' && mark != '\'') || text[a->value_start - 1] != mark) return false;
  if (before != '[' && before != ',' && before != ' ') return false;
  size_t p = a->value_end + 1;
  if (p >= limit || text[p] != ',') return false;
  ++p;
  if (p < limit && text[p] == ' ') ++p;
  if (p >= limit || text[p] != mark) return false;
  const size_t start = p + 1, end = text.find(mark, start);
  if (end == std::string_view::npos || end >= limit || end == start) return false;
  if (end + 1 >= limit || (text[end + 1] != ',' && text[end + 1] != ']')) return false;
  a->value_start = start;
  a->value_end = end;
  return true;
}

// True if the value is the first of a list in brackets.
bool OpensList(std::string_view text, const Assignment& a) {
  return a.quoted && a.value_start >= 2 && text[a.value_start - 2] == '[';
}

// Most key words in text give nothing a value: `token)`, `secret;`, `foo(token, x)`. Says so by the byte behind the
// name, before the parser is asked. What may begin any form of an assignment passes.
bool MayAssign(std::string_view text, size_t at) {
  constexpr ByteSet kNever = ByteSet::Of(";)}*&+/?^!");
  const size_t limit = std::min(text.size(), at + kMaxLook);
  size_t end = at;
  while (end < limit && kNameBytes.Has(text[end])) ++end;
  if (end >= limit) return end < text.size();  // a name over kMaxLook: the parser's business
  const bool quoted = end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'');
  if (text[end] == ',') return quoted;  // only quoted names are followed by a comma and their value
  return !kNever.Has(text[end]);
}

// "auth" begins author and authority as well.
bool IsAuth(std::string_view text, size_t at) {
  constexpr std::string_view kRest = "oriz";
  if (at >= text.size() || LowerAscii(text[at]) != kRest[0]) return true;
  if (text.size() - at < kRest.size()) return false;
  for (size_t i = 1; i < kRest.size(); ++i) {
    if (LowerAscii(text[at + i]) != kRest[i]) return false;
  }
  return true;
}

// A string that is itself an object, with a member that looks like a key: "{\"id\":\"...\"}".
bool HoldsToken(std::string_view value) {
  constexpr size_t kLeast = 16;
  constexpr ByteSet kRun = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                           ByteSet::Range('0', '9') | ByteSet::Of("_-");
  if (value.size() < kLeast + 8 || value.front() != '{' || value.back() != '}') return false;
  if (value.find("\":") == std::string_view::npos && value.find("':") == std::string_view::npos) return false;
  for (size_t p = 1; p < value.size();) {
    size_t run = p;
    size_t digits = 0;
    for (; run < value.size() && kRun.Has(value[run]); ++run) {
      digits += value[run] >= '0' && value[run] <= '9';
    }
    const std::string_view word = value.substr(p, run - p);
    if (word.size() >= kLeast && digits > 0 && digits < word.size() && RandomnessScore(word) > 0.5f) return true;
    p = run + 1;
  }
  return false;
}

}  // namespace

bool Judge::MayName(std::string_view text, const Candidate& candidate) const {
  if (!MayAssign(text, candidate.start)) return false;
  const PackView& view = set_.packs[candidate.pack].view;
  return view.words[candidate.keyword] != "auth" || IsAuth(text, candidate.start);
}

void Judge::DecideWord(std::string_view text, const Candidate& candidate,
                       std::vector<Finding>* findings, Trace* trace) const {
  const PackView& view = set_.packs[candidate.pack].view;
  const std::string_view found = view.words[candidate.keyword];
  Assignment a = AfterBasic(text, candidate.start);
  if (!a.found) a = AssignmentAfter(text, candidate.start);
  bool bytes = false;
  if (!a.found || a.value_end <= a.value_start) {
    const ByteArray array = ByteArrayAfter(text, candidate.start);
    if (!array.found) return;
    bytes = true;
    a = {.found = true,
         .quoted = false,
         .key_start = NameStart(text, candidate.start),
         .key_end = NameEnd(text, candidate.start),
         .value_start = array.start,
         .value_end = array.end,
         .form = Assignment::Form::kEquals};
  }
  const std::string_view key = a.key(text);
  const Rule* rule = nullptr;
  for (uint16_t number : view.assignments) {
    if (!set_.enabled[candidate.pack][number]) continue;
    for (std::string_view word : view.rules[number].context) {
      // Only a word that holds the one that stands here can be what the name ends with.
      if (word.find(found) == std::string_view::npos) continue;
      if (KeyIsFor(key, word)) rule = &view.rules[number];
      if (rule != nullptr) break;
    }
    if (rule != nullptr) break;
  }
  if (rule == nullptr) return;

  if (bytes) {
    Case c{text, *rule, findings, trace};
    c.Span(a.key_start, a.value_end, a.value_start, a.value_end);
    c.finding.rule = rule;
    c.finding.reasons.Add(Reason::kAssignment);
    c.finding.confidence = Weigh(2);
    findings->push_back(c.finding);
    return;
  }
  WeighWord(text, a, *rule, findings, trace);
  // ["x", "y"]: the name is for all of them. No further than the parser looks.
  if (!OpensList(text, a)) return;
  for (int more = 0; more < kMostInList && NextInList(text, candidate.start + kMaxLook, &a);
       ++more) {
    WeighWord(text, a, *rule, findings, trace);
  }
}

void Judge::WeighWord(std::string_view text, const Assignment& a, const Rule& rule,
                      std::vector<Finding>* findings, Trace* trace) const {
  const std::string_view key = a.key(text), value = a.value(text);
  Case c{text, rule, findings, trace};
  c.Span(a.key_start, a.value_end, a.value_start, a.value_end);
  Finding& f = c.finding;
  f.rule = &rule;
  f.reasons.Add(Reason::kAssignment);
  if (a.quoted) f.reasons.Add(Reason::kQuoted);
  if (rule.user) f.reasons.Add(Reason::kUserRule);
  if (value.size() < kLeastValue || value.size() > kMostValue) {
    return c.Drop("length", "the value is shorter than 4 or longer than 256 bytes");
  }
  if (a.form == Assignment::Form::kXml && a.key_start >= 3 &&
      text.compare(a.key_start - 3, 3, "?P<") == 0) {
    return c.Drop("reference", "the name is that of a group in a regular expression");
  }
  // Of a rule with a check of its own, the check says whether this is a value; of a user's, the
  // user does.
  const NameClass name = rule.user || !rule.checksum.empty()
                             ? NameClass::kSecret
                             : NameClassOf(key, rule.secret_class == SecretClass::kPassword);
  if (a.quoted && name != NameClass::kPassword && HoldsToken(value)) {
    f.reasons.Add(Reason::kRandom);
    f.confidence = Weigh(2);
    findings->push_back(f);
    return;
  }
  const AssignedVerdict assigned = WeighAssigned(text, a, name);
  if (assigned.dropped()) return c.Drop(assigned.step, assigned.detail);
  SelfEvidence self;
  std::string_view step, detail;
  if (!SelfCheck::Run(value, value, 0, rule, &f, &self, &step, &detail))
    return c.Drop(step, detail);

  int points = 2 + self.points + assigned.points;
  const float score = RandomnessScore(value);
  if (score > 0) {
    f.reasons.Add(Reason::kRandom);
    if (value.size() >= 12) points += 1;
  } else if (score < 0) {
    f.reasons.Add(Reason::kNotRandom);
  }
  if (!rule.user && !self.checksum_valid) {
    points += LikelihoodPoints(text, a, a.value_start, a.value_end, points, &f);
  }
  f.confidence = Weigh(points);
  findings->push_back(f);
}

// Follows what DecideWord looks at.
bool Judge::WordSettled(std::string_view text, const Candidate& candidate) const {
  constexpr size_t kBehindValue = 64;   // what the judgement of a value looks at behind it, unless the line ends
  constexpr ByteSet kNumbers = ByteSet::Range('0', '9') | ByteSet::Range('a', 'f') |
                               ByteSet::Range('A', 'F') | ByteSet::Of("xX, \t\r\n");
  constexpr size_t kEnough = 8;         // bytes behind a number, or the word Basic, that are looked at
  const size_t at = candidate.start;
  if (text.size() >= at + kMaxLook + kBehindValue) return true;
  if (NameEnd(text, at) >= text.size()) return false;
  if (!MayName(text, candidate)) return true;
  if (text[at] == ' ' && LowerAscii(text[at - 1]) == 'c') {  // Basic dXNlcjpwYXNz
    size_t end = at + 1;
    while (end < text.size() && kBase64.Has(text[end])) ++end;
    if (end >= text.size() || text.size() <= at + kEnough) return false;
  }
  bool open = false;
  const Assignment a = AssignmentAfter(text, at, &open);
  if (open) return false;
  if (a.found && a.value_end > a.value_start) {
    if (OpensList(text, a)) return false;
    return text.size() >= a.value_end + kBehindValue ||
           text.find('\n', a.value_end) != std::string_view::npos;
  }
  // No value; a list of numbers?
  size_t p = ByteArrayBegin(text, at, &open);
  if (open) return false;
  if (p == std::string_view::npos) return true;
  for (++p; p < text.size() && kNumbers.Has(text[p]);) ++p;
  return text.size() > p + kEnough;
}

}  // namespace weir
