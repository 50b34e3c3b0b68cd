#include "redact/dressed_mark.h"

#include <algorithm>

namespace weir {
namespace {

using Match = DressedMark::Match;
using Wrap = DressedMark::Wrap;

constexpr size_t kMostBackslashes = 8;

// One character of a placeholder, in whatever form.
struct Letter {
  Match match = Match::kNone;
  char c = 0;
  size_t size = 0;
  Wrap wrap = Wrap::kNone;
};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool IsAlphanumeric(char lower) {
  return (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
}

struct Form {
  std::string_view text;  // lower case
  char c;
  Wrap wrap;
};
constexpr Form kForms[] = {
    {"%5f", '_', Wrap::kPercent},     {"%2d", '-', Wrap::kPercent},
    {"&#95;", '_', Wrap::kHtml},      {"&#x5f;", '_', Wrap::kHtml},
    {"&#x005f;", '_', Wrap::kHtml},   {"&#45;", '-', Wrap::kHtml},
    {"&#x2d;", '-', Wrap::kHtml},     {"&#x002d;", '-', Wrap::kHtml},
    {"\xe2\x80\x90", '-', Wrap::kNone},  // hyphen
    {"\xe2\x80\x91", '-', Wrap::kNone},  // non-breaking hyphen
    {"\xe2\x80\x93", '-', Wrap::kNone},  // en dash
};
constexpr Form kAfterBackslash[] = {
    {"_", '_', Wrap::kNone},
    {"-", '-', Wrap::kNone},
    {"u005f", '_', Wrap::kNone},
    {"u002d", '-', Wrap::kNone},
};

template <size_t kCount>
Letter ReadForm(const Form (&forms)[kCount], std::string_view text) {
  Letter letter;
  for (const Form& form : forms) {
    const size_t size = std::min(text.size(), form.text.size());
    if (!std::equal(text.begin(), text.begin() + static_cast<ptrdiff_t>(size), form.text.begin(),
                    [](char a, char b) { return Lower(a) == b; })) {
      continue;
    }
    if (size == form.text.size()) return {Match::kFull, form.c, size, form.wrap};
    letter.match = Match::kPartial;
  }
  return letter;
}

Letter ReadLetter(std::string_view text) {
  if (text.empty()) return {Match::kPartial};
  const char c = Lower(text[0]);
  if (IsAlphanumeric(c) || c == '_' || c == '-') return {Match::kFull, c, 1};
  if (c != '\\') return ReadForm(kForms, text);
  size_t backslashes = 1;
  while (backslashes < text.size() && text[backslashes] == '\\') ++backslashes;
  if (backslashes > kMostBackslashes) return {};
  Letter letter = ReadForm(kAfterBackslash, text.substr(backslashes));
  letter.size += backslashes;
  return letter;
}

}  // namespace

DressedMark ReadDressedMark(std::string_view text) {
  DressedMark mark;
  size_t at = 0;
  // Takes the next letter if it is one that `fits`; false where the reading ends.
  Match last = Match::kNone;
  const auto next = [&](const auto& fits) {
    const Letter letter = ReadLetter(text.substr(at));
    last = letter.match;
    if (last != Match::kFull) return false;
    if (!fits(letter.c) || mark.length == kMaxPlaceholderSize) {
      last = Match::kNone;
      return false;
    }
    at += letter.size;
    if (letter.wrap != Wrap::kNone) mark.wrap = letter.wrap;
    mark.text[mark.length++] = letter.c;
    return true;
  };
  const auto stop = [&] {
    mark.match = last;
    return mark;
  };

  for (const char c : kPlaceholderMark) {
    if (!next([c](char d) { return d == Lower(c); })) return stop();
  }
  std::copy(kPlaceholderMark.begin(), kPlaceholderMark.end(), mark.text);
  const size_t label = mark.length;
  for (;;) {
    if (!next([](char d) { return IsAlphanumeric(d) || d == '-' || d == '_'; })) return stop();
    const size_t size = mark.length - label;  // with this letter
    if (mark.text[mark.length - 1] == '_') {
      if (size == 1) return {};
      break;
    }
    if (size > kMaxLabelSize) return {};
  }
  for (size_t i = 0; i < kTagSize; ++i) {
    if (!next([](char d) { return kTagAlphabet.find(d) != kTagAlphabet.npos; })) return stop();
  }
  mark.match = Match::kFull;
  mark.size = at;
  return mark;
}

}  // namespace weir
