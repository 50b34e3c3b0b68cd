// Seed phrases of wallets (BIP-39): twelve words and more of one list, whose last bits are a checksum.
#include <algorithm>
#include <array>
#include <span>

#include "judge/bip39.h"
#include "judge/case.h"
#include "match/phrase.h"

namespace weir {
namespace {

constexpr size_t kMostWords = 40;  // in a row; more are a list of words
constexpr size_t kSizes[] = {24, 21, 18, 15, 12};
constexpr uint64_t kContext = 120;  // bytes before it in which a word may say what it is

struct Word {
  size_t begin = 0, end = 0;
  int number = 0;
};

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

// The word of the list that begins at `at`; number -1 if there is none.
Word WordFrom(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at <= 8 && IsLetter(text[end])) ++end;
  return {at, end, PhraseWord(text.substr(at, end - at)).value_or(-1)};
}

// Behind a gap from `at` on; npos if there is none or it is too long.
size_t GapEnd(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end - at <= kPhraseGap && BetweenPhraseWords(text[end])) ++end;
  return end == at || end - at > kPhraseGap ? std::string_view::npos : end;
}

// Where the word before the one at `at` begins; npos if there is none near enough.
size_t WordBefore(std::string_view text, size_t at) {
  size_t end = at;
  while (end > 0 && at - end <= kPhraseGap && BetweenPhraseWords(text[end - 1])) --end;
  if (end == at || at - end > kPhraseGap || end == 0 || !IsLetter(text[end - 1])) return std::string_view::npos;
  size_t begin = end;
  while (begin > 0 && end - begin <= 8 && IsLetter(text[begin - 1])) --begin;
  return begin;
}

bool Holds(std::span<const Word> words) {
  std::array<int, 24> numbers{};
  for (size_t i = 0; i < words.size(); ++i) numbers[i] = words[i].number;
  return Bip39Holds(std::span(numbers).first(words.size()));
}

// Phrases that documents and tools print have few different words, or begin as those of the standard's test vectors.
bool IsSample(std::string_view text, std::span<const Word> words) {
  std::array<int, 24> numbers{};
  for (size_t i = 0; i < words.size(); ++i) numbers[i] = words[i].number;
  const auto all = std::span(numbers).first(words.size());
  std::sort(all.begin(), all.end());
  if (std::unique(all.begin(), all.end()) - all.begin() < 8) return true;
  constexpr std::string_view kBegins[][3] = {
      {"legal", "winner", "thank"},      {"letter", "advice", "cage"},       {"ozone", "drill", "grab"},
      {"gravity", "machine", "north"},   {"hamster", "diagram", "private"},  {"scheme", "spot", "photo"},
      {"horn", "tenant", "knee"},        {"panda", "eyebrow", "bullet"},     {"cat", "swing", "flag"},
      {"light", "rule", "cinnamon"},     {"all", "hour", "make"},            {"vessel", "ladder", "alter"},
      {"void", "come", "effort"},        {"candy", "maple", "cake"},         {"myth", "like", "bonus"},
      {"jelly", "better", "achieve"},    {"dignity", "pass", "list"},        {"renew", "stay", "biology"}};
  return std::any_of(std::begin(kBegins), std::end(kBegins), [&](const auto& begin) {
    for (size_t i = 0; i < 3; ++i) {
      if (text.substr(words[i].begin, words[i].end - words[i].begin) != begin[i]) return false;
    }
    return true;
  });
}

}  // namespace

void Judge::DecidePhrase(Case* c, uint64_t start) const {
  c->Span(start, start, start, start);
  const std::string_view text = c->text;
  // All words in a row, from the first one.
  size_t first = start;
  for (size_t count = 0; count < kMostWords; ++count) {
    const size_t before = WordBefore(text, first);
    if (before == std::string_view::npos || WordFrom(text, before).number < 0) break;
    first = before;
  }
  std::array<Word, kMostWords> row;
  size_t count = 0;
  for (size_t at = first; count < kMostWords;) {
    const Word word = WordFrom(text, at);
    if (word.number < 0) break;
    row[count++] = word;
    at = GapEnd(text, word.end);
    if (at == std::string_view::npos) break;
  }
  const auto words = std::span(row).first(count);
  if (count < 12) return c->Drop("shape", "fewer than 12 words of the list stand in a row");
  if (count == kMostWords ||
      std::is_sorted(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.number < b.number; })) {
    return c->Drop("shape", "it is a list of words");
  }
  // A word of the list may stand before or behind the phrase ("seed", "phrase"): both ends are tried.
  std::span<const Word> phrase;
  for (size_t size : kSizes) {
    if (size > count) continue;
    // By chance one in sixteen of twelve is right: of two, the one behind the words that announce it.
    if (Holds(words.first(size))) phrase = words.first(size);
    if (Holds(words.last(size))) phrase = words.last(size);
    if (!phrase.empty()) break;
  }
  const bool valid = !phrase.empty();
  if (!valid) {
    if (std::find(std::begin(kSizes), std::end(kSizes), count) == std::end(kSizes)) {
      return c->Drop("checksum", "no number of its words that a phrase can have is right");
    }
    phrase = words;
  }
  c->Span(phrase.front().begin, phrase.back().end, phrase.front().begin, phrase.back().end);
  if (phrase.back().end - phrase.front().begin < kShortestPhrase) {
    return c->Drop("shape", "it is shorter than phrases are looked for");
  }
  if (IsSample(text, phrase)) return c->Drop("placeholder", "published sample");
  Finding& f = c->finding;
  f.rule = &c->rule;
  f.reasons.Add(Reason::kShape);
  const bool near = WordNear(text, f.start, kContext, c->rule.hints);
  if (near) f.reasons.Add(Reason::kHintNear);
  if (!valid) {
    f.reasons.Add(Reason::kChecksumInvalid);
    if (c->rule.on_invalid == OnInvalid::kDrop || !near) return c->Drop("checksum", "its check digits are wrong");
    f.confidence = Confidence::kLow;
  } else {
    f.reasons.Add(Reason::kChecksumValid);
    f.confidence = Confidence::kHigh;
  }
  c->findings->push_back(f);
}

}  // namespace weir
