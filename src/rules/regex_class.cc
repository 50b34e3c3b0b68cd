#include "rules/regex_class.h"

#include <array>
#include <string>

#include "absl/strings/ascii.h"

namespace weir {
namespace {

constexpr ByteSet kDigit = ByteSet::Range('0', '9');
constexpr ByteSet kUpper = ByteSet::Range('A', 'Z');
constexpr ByteSet kLower = ByteSet::Range('a', 'z');
constexpr ByteSet kWord = kDigit | kUpper | kLower | ByteSet::Of("_");
constexpr ByteSet kPerlSpace = ByteSet::Of("\t\n\f\r ");  // \s has no \v, unlike [[:space:]]

struct PosixClass {
  std::string_view name;
  ByteSet set;
};
constexpr std::array<PosixClass, 14> kPosix = {{
    {"alnum", kDigit | kUpper | kLower},
    {"alpha", kUpper | kLower},
    {"ascii", ByteSet::Range(0, 0x7F)},
    {"blank", ByteSet::Of("\t ")},
    {"cntrl", ByteSet::Range(0, 0x1F) | ByteSet::Range(0x7F, 0x7F)},
    {"digit", kDigit},
    {"graph", ByteSet::Range('!', '~')},
    {"lower", kLower},
    {"print", ByteSet::Range(' ', '~')},
    {"punct", ByteSet::Range('!', '/') | ByteSet::Range(':', '@') | ByteSet::Range('[', '`') |
                  ByteSet::Range('{', '~')},
    {"space", ByteSet::Of("\t\n\v\f\r ")},
    {"upper", kUpper},
    {"word", kWord},
    {"xdigit", kDigit | ByteSet::Range('A', 'F') | ByteSet::Range('a', 'f')},
}};

}  // namespace

std::optional<ByteSet> PerlClassOf(char letter) {
  switch (letter) {
    case 'd':
      return kDigit;
    case 'D':
      return ~kDigit;
    case 'w':
      return kWord;
    case 'W':
      return ~kWord;
    case 's':
      return kPerlSpace;
    case 'S':
      return ~kPerlSpace;
    default:
      return std::nullopt;
  }
}

std::optional<ByteSet> PosixClassOf(std::string_view name) {
  for (const PosixClass& posix : kPosix) {
    if (posix.name == name) return posix.set;
  }
  return std::nullopt;
}

ByteSet FoldedSet(ByteSet set) {
  for (unsigned char c = 'a'; c <= 'z'; ++c) {
    const unsigned char upper = static_cast<unsigned char>(c - 'a' + 'A');
    if (set.Has(c)) set.Add(upper);
    if (set.Has(upper)) set.Add(c);
  }
  return set;
}

Node NodeOfSet(const ByteSet& set) {
  if (set.Count() <= 2) {
    for (unsigned b = 0; b < 256; ++b) {
      const char c = static_cast<char>(b);
      if (!set.Has(c)) continue;
      if (set.Count() == 1) return Node::Literal(std::string(1, c));
      const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
      if (absl::ascii_isalpha(static_cast<unsigned char>(c)) && lower != c && set.Has(lower)) {
        return Node::Literal(std::string(1, lower), /*fold_case=*/true);
      }
      break;
    }
  }
  return Node::Set(set);
}

}  // namespace weir
