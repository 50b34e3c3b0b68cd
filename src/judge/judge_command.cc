// Credentials on command lines: `mysql -pX`, `curl -u name:X`, `sshpass -p X`. The command and its option say that the
// value is a secret. A rule of the kind kCommand lists them, each as words: the command, where there is one its
// sub-command, the option and the form of its value, in which % is the secret and * anything before it:
//
//   "mysql -p%"       the value follows the option at once
//   "sshpass -p %"    it is the next word
//   "curl -u *:%"     the part behind the first colon
#include <algorithm>
#include <array>
#include <span>

#include "judge/assigned_value.h"
#include "judge/assignment.h"
#include "judge/case.h"
#include "judge/randomness.h"
#include "rules/byte_set.h"

namespace weir {
namespace {

constexpr size_t kLookBack = 256;   // bytes of the line before the option
constexpr size_t kLongest = 256;    // of a value
constexpr size_t kWords = 32;       // before the option that are looked at
constexpr size_t kLeast = 4;

constexpr ByteSet kEndsCommand = ByteSet::Of(";|&`(){}");
constexpr ByteSet kEndsWord = ByteSet::Range(0, 0x20) | ByteSet::Of(";|&`()<>\"'\\");
constexpr ByteSet kBlank = ByteSet::Of(" \t");

// The words of the command before the option, in their order; the last ones where there are too many.
struct Line {
  std::array<std::string_view, kWords> words;
  size_t count = 0;
};

// Where the command begins that the option at `at` belongs to: behind ; | & ( ` or a line end, unless that is escaped.
size_t CommandBegin(std::string_view text, size_t at) {
  const size_t least = at - std::min(at, kLookBack);
  size_t begin = at;
  for (; begin > least; --begin) {
    const char c = text[begin - 1];
    if (kEndsCommand.Has(c)) break;
    if (c != '\n') continue;
    const size_t before = begin >= 2 && text[begin - 2] == '\r' ? begin - 2 : begin - 1;
    if (before == 0 || text[before - 1] != '\\') break;
  }
  return begin;
}

Line WordsBefore(std::string_view text, size_t at) {
  constexpr ByteSet kBetween = ByteSet::Of(" \t\r\n\"'[,");
  Line line;
  size_t p = CommandBegin(text, at);
  while (p < at && line.count < kWords) {
    while (p < at && (kBetween.Has(text[p]) || (text[p] == '\\' && p + 1 < at && text[p + 1] == '\n'))) ++p;
    const size_t begin = p;
    while (p < at && !kBetween.Has(text[p])) ++p;
    if (p > begin) line.words[line.count++] = text.substr(begin, p - begin);
  }
  return line;
}

std::string_view BaseName(std::string_view word) {
  const size_t slash = word.find_last_of("/\\");
  if (slash != std::string_view::npos) word = word.substr(slash + 1);
  if (word.ends_with(".exe")) word.remove_suffix(4);
  return word;
}

// The next word of a list with one blank between; the rest stays in *list.
std::string_view NextWord(std::string_view* list) {
  const size_t end = std::min(list->find(' '), list->size());
  const std::string_view word = list->substr(0, end);
  list->remove_prefix(std::min(end + 1, list->size()));
  return word;
}

struct Place {
  size_t begin = 0, end = 0;
  bool quoted = false;
};

// The value at `at`: quoted, or as far as its word goes.
Place ValueAt(std::string_view text, size_t at) {
  const size_t limit = std::min(text.size(), at + kLongest + 1);
  if (at >= limit) return {};
  if (text[at] == '"' || text[at] == '\'') {
    size_t end = at + 1;
    while (end < limit && text[end] != text[at] && text[end] != '\n') ++end;
    if (end >= limit || text[end] != text[at]) return {};
    return {at + 1, end, true};
  }
  size_t end = at;
  while (end < limit && !kEndsWord.Has(text[end])) ++end;
  return {at, end, false};
}

// Where the option written `flag` at `at` has its secret, in the form of a rule's last words.
Place SecretOf(std::string_view text, size_t at, std::string_view flag, std::string_view form) {
  size_t p = at;
  if (text.compare(p, flag.size(), flag) != 0) return {};
  p += flag.size();
  if (form.empty()) return {};
  if (form.front() == ' ') {  // the next word, or behind an equals sign
    form.remove_prefix(1);
    if (p < text.size() && text[p] == '=') {
      ++p;
    } else if (p < text.size() && kBlank.Has(text[p])) {
      while (p < text.size() && kBlank.Has(text[p])) ++p;
    } else if (flag.size() != 2 || form.front() != '*') {
      return {};  // -ujan:pw is read, -ppw is its own form
    }
  }
  Place place = ValueAt(text, p);
  if (place.end == place.begin) return {};
  if (form.front() == '*') {  // behind the mark
    const size_t mark = text.substr(place.begin, place.end - place.begin).find(form[1]);
    if (mark == std::string_view::npos || mark == 0) return {};
    place.begin += mark + 1;
  }
  return place;
}

}  // namespace

void Judge::DecideCommand(std::string_view text, const Candidate& candidate, std::vector<Finding>* findings,
                          Trace* trace) const {
  const PackView& view = set_.packs[candidate.pack].view;
  const size_t at = candidate.start;
  Line line;
  bool read = false;
  for (uint16_t number : view.commands) {
    if (!set_.enabled[candidate.pack][number]) continue;
    const Rule& rule = view.rules[number];
    for (std::string_view pattern : rule.context) {
      // The option first: it rules out nearly all.
      const size_t dash = pattern.find(" -");
      if (dash == std::string_view::npos) continue;
      std::string_view names = pattern.substr(0, dash), option = pattern.substr(dash + 1);
      const size_t flag_size = std::min(option.find_first_of(" %"), option.size());
      const std::string_view flag = option.substr(0, flag_size);
      if (text.compare(at, flag.size(), flag) != 0) continue;
      if (!read) {
        line = WordsBefore(text, at);
        read = true;
      }
      const std::string_view command = NextWord(&names), sub = names;
      bool named = false;
      const auto words = std::span(line.words).first(line.count);
      for (size_t i = 0; i < words.size() && !named; ++i) {
        if (BaseName(words[i]) != command) continue;
        const auto behind = words.subspan(i + 1);
        named = sub.empty() || std::find(behind.begin(), behind.end(), sub) != behind.end();
      }
      if (!named) continue;
      const Place place = SecretOf(text, at, flag, option.substr(flag_size));
      if (place.end <= place.begin) continue;

      Case c{text, rule, findings, trace};
      c.Span(at, place.end, place.begin, place.end);
      const std::string_view value = c.secret();
      if (value.size() < kLeast) return c.Drop("length", "the value is shorter than 4 bytes");
      if (value.front() == '-' || value.front() == '@' || value.front() == '/' || value.front() == '%') {
        return c.Drop("reference", "it is another option, a file or a variable");
      }
      if (value.find("://") != std::string_view::npos) return c.Drop("reference", "it is an address");
      Finding& f = c.finding;
      f.rule = &rule;
      f.reasons.Add(Reason::kAssignment);
      f.reasons.Add(Reason::kCommandOption);
      if (place.quoted) f.reasons.Add(Reason::kQuoted);
      if (rule.user) f.reasons.Add(Reason::kUserRule);
      SelfEvidence self;
      std::string_view step, detail;
      if (!SelfCheck::Run(value, value, 0, rule, &f, &self, &step, &detail)) return c.Drop(step, detail);
      if (!place.quoted && std::all_of(value.begin(), value.end(), [](char b) { return b >= '0' && b <= '9'; })) {
        f.confidence = Confidence::kLow;  // a port, a number of processes
        f.reasons.Add(Reason::kNotRandom);
      } else if (RandomnessScore(value) > 0) {
        f.reasons.Add(Reason::kRandom);
        f.confidence = Confidence::kHigh;
      } else {
        f.reasons.Add(Reason::kNotRandom);
        f.confidence = Confidence::kMedium;
      }
      findings->push_back(f);
      return;
    }
  }
}

// Follows what SecretOf looks at.
bool Judge::FlagSettled(std::string_view text, size_t at) {
  constexpr size_t kLongestFlag = 64;
  auto word_end = [&](size_t from, size_t most) {
    size_t end = from;
    while (end < text.size() && end - from <= most && !kEndsWord.Has(text[end])) ++end;
    return end;
  };
  size_t p = word_end(at, kLongestFlag + kLongest);
  while (p < text.size() && kBlank.Has(text[p])) ++p;
  if (p >= text.size()) return false;
  if (text[p] != '"' && text[p] != '\'') return word_end(p, kLongest) < text.size();
  size_t end = p + 1;
  while (end < text.size() && end - p <= kLongest && text[end] != text[p] && text[end] != '\n') ++end;
  return end < text.size();
}

}  // namespace weir
