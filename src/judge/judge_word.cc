// Assignments: `db_password = "..."`, `PGPASSWORD=...`, `"clientSecret": "..."`. The name says that the value is
// a secret; the value must not look like a reference, a placeholder, a type or a label.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "judge/assignment.h"
#include "judge/case.h"
#include "judge/key_role.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kLeastValue = 4, kMostValue = 256;

struct Makeup {
  bool digit = false, upper = false, lower = false, symbol = false, blank = false, other = false;
};
Makeup Look(std::string_view value) {
  Makeup m;
  for (char ch : value) {
    auto b = static_cast<unsigned char>(ch);
    if (absl::ascii_isdigit(b)) {
      m.digit = true;
    } else if (absl::ascii_isupper(b)) {
      m.upper = true;
    } else if (absl::ascii_islower(b)) {
      m.lower = true;
    } else if (b == ' ' || b == '\t') {
      m.blank = true;
    } else if (b >= 0x80 || b < 0x20) {
      m.other = true;
    } else if (ch != '_' && ch != '-' && ch != '.') {
      m.symbol = true;
    }
  }
  return m;
}

// `"password", "x"`: a row of a table, the arguments of a call, or just two strings of a list.
bool InList(std::string_view text, const Assignment& a) {
  size_t from = a.key_end;
  const std::string_view between = text.substr(from, a.value_start - from);
  if (between.find(',') == std::string_view::npos) return false;
  size_t before = a.key_start;
  while (before > 0 && (text[before - 1] == '"' || text[before - 1] == '\'' || text[before - 1] == ' ')) {
    --before;
  }
  return before == 0 || text[before - 1] != '(';
}

bool IsNumber(std::string_view value) {
  if (value.size() > 2 && value[0] == '0' && (value[1] == 'x' || value[1] == 'X')) {
    value.remove_prefix(2);
    return std::all_of(value.begin(), value.end(), [](char ch) {
      return absl::ascii_isxdigit(static_cast<unsigned char>(ch));
    });
  }
  return false;
}

// name( or name.member[ without quotes: code.
bool IsCode(std::string_view value) {
  size_t i = 0;
  while (i < value.size() && (absl::ascii_isalnum(static_cast<unsigned char>(value[i])) ||
                              value[i] == '_' || value[i] == '.' || value[i] == '$')) {
    ++i;
  }
  return i > 0 && i < value.size() &&
         (value[i] == '(' || value[i] == '[' || value.substr(i, 2) == "->" || value.substr(i, 2) == "::");
}

bool SameText(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return absl::ascii_tolower(static_cast<unsigned char>(x)) ==
                  absl::ascii_tolower(static_cast<unsigned char>(y));
         });
}

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
  if (SameText(key, value) || KeyNames(value, "password")) {
    return c.Drop("placeholder", "the value is a name, not a secret");
  }
  if (a.form == Assignment::Form::kSpace && (SameText(key, "pass") || value.front() == '-')) {
    return c.Drop("prose", "here the word is a verb");
  }
  if (!a.quoted && (IsNumber(value) || IsCode(value))) {
    return c.Drop("reference", "the value is a number or an expression of code");
  }
  if (value.starts_with("arn:")) return c.Drop("reference", "the value is the name of a resource");
  SelfEvidence self;
  std::string_view step, detail;
  if (!SelfCheck::Run(value, value, 0, *rule, &f, &self, &step, &detail)) return c.Drop(step, detail);

  const Makeup m = Look(value);
  const float score = RandomnessScore(value);
  int points = 2 + self.points;
  if (InList(text, a) && !(m.digit && score > 0.5f)) {
    return c.Drop("list", "the two stand side by side in a list of strings");
  }
  if (m.blank) {
    const auto blanks = std::count(value.begin(), value.end(), ' ');
    if (!a.quoted || blanks > 3) return c.Drop("prose", "the value is a sentence");
    points -= 1;
  }
  if (!m.digit && !m.symbol && !m.other) {
    // Letters only. In code without quotes that is a variable; in quotes a word or a label.
    if (!a.quoted && a.form != Assignment::Form::kXml) {
      if (!(m.upper && m.lower && score > 0.5f)) {
        return c.Drop("reference", "an unquoted word is a name in code");
      }
    }
    if (score <= 0) points -= 1;
  } else if (!a.quoted && !m.symbol && score <= 0 &&
             (a.form == Assignment::Form::kSpace || a.form == Assignment::Form::kCall)) {
    points -= 1;
  }
  if (a.form == Assignment::Form::kSpace && !a.quoted && !(m.digit && (m.lower || m.upper || m.symbol))) {
    return c.Drop("prose", "the word after it is no password");
  }
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
