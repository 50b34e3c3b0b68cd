#include "judge/own_mask.h"

#include <algorithm>

#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kMaxRest = 7;          // letters and digits beside placeholders; more may be a secret
constexpr size_t kFewestFakeLetters = 6;  // fewer can come up by chance

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return IsLower(static_cast<char>(c | 0x20)); }
bool IsLabelByte(char c) { return IsLower(c) || IsDigit(c) || c == '-'; }
bool IsTagByte(char c) { return kTagAlphabet.find(c) != std::string_view::npos; }
bool IsHexByte(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

// A mark, a label, an underscore and `size` bytes; nullopt if `text` does not begin so.
template <typename Predicate>
std::optional<ParsedPlaceholder> Parse(std::string_view text, std::string_view mark, size_t size,
                                       Predicate is_tag) {
  if (!text.starts_with(mark)) return std::nullopt;
  size_t at = mark.size();
  while (at < text.size() && at - mark.size() < kMaxLabelSize && IsLabelByte(text[at])) ++at;
  const size_t label = at - mark.size();
  if (label == 0 || text.size() - at < size + 1 || text[at] != '_') return std::nullopt;
  const std::string_view tag = text.substr(at + 1, size);
  if (!std::all_of(tag.begin(), tag.end(), is_tag)) return std::nullopt;
  return ParsedPlaceholder{text.substr(0, at + 1 + size), text.substr(mark.size(), label), tag};
}

size_t MarkSize(std::string_view text) {
  if (const auto placeholder = ParsePlaceholder(text)) return placeholder->text.size();
  const auto hash = Parse(text, kHashMark, kHashSize, IsHexByte);
  return hash ? hash->text.size() : 0;
}

// What stands beside a mark and is no secret: a few characters, a date or a number, words. Where a token is
// looked for over a line's end, the next line's first word comes along.
bool IsHarmless(std::string_view rest) {
  constexpr size_t kShort = 20;
  size_t solid = 0, letters = 0;
  for (const char c : rest) {
    const bool letter = IsLetter(c) || (c & 0x80) != 0;
    letters += letter ? 1 : 0;
    solid += letter || IsDigit(c) ? 1 : 0;
  }
  if (solid <= kMaxRest) return true;
  return rest.size() < kShort && (letters == 0 || (solid == letters && RandomnessScore(rest) < 0));
}

// Placeholders and hashes, and next to nothing besides.
bool IsMarks(std::string_view value) {
  size_t marks = 0, rest_begin = 0, small = 0;
  auto is_harmless = [&](size_t rest_end) {
    const std::string_view rest = value.substr(rest_begin, rest_end - rest_begin);
    // Many small pieces are not small together.
    for (const char c : rest) small += IsLetter(c) || IsDigit(c) ? 1 : 0;
    return IsHarmless(rest) && small < 3 * kMaxRest;
  };
  for (size_t at = 0; at < value.size();) {
    const size_t size = value[at] == 'W' ? MarkSize(value.substr(at)) : 0;
    if (size == 0) {
      ++at;
      continue;
    }
    if (!is_harmless(at)) return false;
    ++marks;
    at += size;
    rest_begin = at;
  }
  return marks > 0 && is_harmless(value.size());
}

// Its letters are those of the word, each at its place, whatever their case; digits may stand in for some.
// `phase`: where in the word it begins; the value may be a part of what was masked.
bool IsFakeFrom(std::string_view value, size_t phase) {
  size_t place = phase, letters = 0;
  for (size_t at = 0; at < value.size(); ++at) {
    if (const size_t size = EscapeSize(value, at); size > 0) {
      at += size - 1;
      continue;
    }
    const char c = value[at];
    if (!IsLetter(c) && !IsDigit(c)) continue;
    const char want = kFakeWord[place++ % kFakeWord.size()];
    if (IsDigit(c)) continue;
    if ((c | 0x20) != want) return false;
    ++letters;
  }
  return letters >= kFewestFakeLetters && letters * 2 >= place - phase;
}

bool IsFake(std::string_view value) {
  // Nearly every other value ends in other letters, and is done with here.
  constexpr size_t kLast = 8;
  const std::string_view last = value.substr(value.size() - std::min(value.size(), kLast));
  if (last.find_first_of("\\%&") == std::string_view::npos) {
    for (const char c : last) {
      if (IsLetter(c) && kFakeWord.find(static_cast<char>(c | 0x20)) == std::string_view::npos) {
        return false;
      }
    }
  }
  for (size_t phase = 0; phase < kFakeWord.size(); ++phase) {
    if (IsFakeFrom(value, phase)) return true;
  }
  return false;
}

}  // namespace

std::optional<ParsedPlaceholder> ParsePlaceholder(std::string_view text) {
  return Parse(text, kPlaceholderMark, kTagSize, IsTagByte);
}

size_t EscapeSize(std::string_view value, size_t at) {
  if (value[at] == '\\' && at + 1 < value.size()) {
    const char kind = value[at + 1];
    return kind == 'u' ? 6 : kind == 'x' ? 4 : kind == 'U' ? 10 : 2;
  }
  if (value[at] == '%' && at + 2 < value.size()) {
    auto is_hex = [](char c) {
      return IsDigit(c) || (IsLetter(c) && static_cast<char>(c | 0x20) <= 'f');
    };
    return is_hex(value[at + 1]) && is_hex(value[at + 2]) ? 3 : 0;
  }
  if (value[at] == '&') {
    const size_t end = value.substr(0, std::min(value.size(), at + 12)).find(';', at);
    return end == std::string_view::npos ? 0 : end - at + 1;
  }
  return 0;
}

bool IsOwnMask(std::string_view value, size_t prefix_length) {
  if (value.size() < kFewestFakeLetters) return false;
  if (value.find(kPlaceholderMark.substr(0, 4)) != std::string_view::npos && IsMarks(value)) {
    return true;
  }
  // A fake keeps its rule's fixed prefix, and another rule may look at it that does not know the prefix.
  constexpr size_t kLongestPrefix = 16;
  value.remove_prefix(std::min(prefix_length, value.size()));
  for (size_t skip = 0; skip <= kLongestPrefix && skip + kFewestFakeLetters <= value.size(); ++skip) {
    if (IsFake(value.substr(skip))) return true;
  }
  return false;
}

}  // namespace weir
