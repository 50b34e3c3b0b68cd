// Strings with a pattern in place of chance: masks, repeats, runs, keyboard walks.
//
// Thresholds are set so that a random string of 8 characters over 16 is taken for a pattern less
// than once in 10,000; the chances stand beside them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/placeholder_parts.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kMaxKept = 512;

constexpr bool IsSeparator(char c) {
  return c == '-' || c == '_' || c == ' ' || c == ':' || c == '.' || c == '/';
}

constexpr std::array<bool, 256> kSeparators = [] {
  std::array<bool, 256> separators{};
  for (size_t b = 0; b < separators.size(); ++b) separators[b] = IsSeparator(static_cast<char>(b));
  return separators;
}();

// The value without separators, in lower case; of a long one the front.
struct Kept {
  std::array<char, kMaxKept + 1> bytes;
  size_t size = 0;

  explicit Kept(std::string_view value) {
    for (char c : value) {
      if (size == kMaxKept) return;
      const unsigned char byte = static_cast<unsigned char>(c);
      // Written in any case, kept or not: no branch on what chance decides.
      bytes[size] = absl::ascii_tolower(byte);
      size += kSeparators[byte] ? 0 : 1;
    }
  }
  std::string_view text() const { return {bytes.data(), size}; }
};

// Mask characters beyond ASCII: bullet, black circle, middle dot, full block, multiplication sign.
constexpr std::string_view kWideMasks[] = {"\xE2\x80\xA2", "\xE2\x97\x8F", "\xC2\xB7",
                                           "\xE2\x96\x88", "\xC3\x97"};

// How many bytes of a mask character beyond ASCII begin at `at`, or 0.
size_t WideMaskAt(std::string_view value, size_t at) {
  for (std::string_view wide : kWideMasks) {
    if (value.substr(at, wide.size()) == wide) return wide.size();
  }
  return 0;
}

// How long a run of one mask character must be to mark a value by itself: a prefix that was not
// named, or a value shown in part. Six x among 36 letters and digits: 1e-9 a position.
size_t MarkingRun(char c) {
  switch (c) {
    case '*':
      return 4;
    case 'x':
    case 'X':
    case '#':
    case '.':
      return 6;
    default:
      return SIZE_MAX;
  }
}

constexpr bool IsMaskChar(char c) {
  return c == 'x' || c == 'X' || c == '*' || c == '#' || c == '?';
}

// ASCII that is no part of any mask: most of a value that is none.
constexpr std::array<bool, 256> kUnmasked = [] {
  std::array<bool, 256> unmasked{};
  for (size_t b = 0; b < 0x80; ++b) {
    const char c = static_cast<char>(b);
    unmasked[b] = !IsMaskChar(c) && !IsSeparator(c);
  }
  return unmasked;
}();

}  // namespace

bool IsMask(std::string_view value) {
  size_t masks = 0;
  size_t lines = 0;  // dots, dashes and underscores: a mask where there is nothing else
  size_t others = 0;
  size_t wide_run = 0;
  for (size_t i = 0; i < value.size();) {
    if (kUnmasked[static_cast<unsigned char>(value[i])]) {
      wide_run = 0;
      ++others;
      ++i;
      continue;
    }
    if (static_cast<unsigned char>(value[i]) >= 0x80) {
      const size_t wide = WideMaskAt(value, i);
      wide_run = wide != 0 ? wide_run + 1 : 0;
      if (wide_run >= 3) return true;
      (wide != 0 ? masks : others) += 1;
      i += std::max<size_t>(wide, 1);
      continue;
    }
    wide_run = 0;
    size_t end = i + 1;
    while (end < value.size() && value[end] == value[i]) ++end;
    if (end - i >= MarkingRun(value[i])) return true;
    if (IsMaskChar(value[i])) {
      masks += end - i;
    } else if (value[i] == '.' || value[i] == '_' || value[i] == '-') {
      lines += end - i;
    }
    i = end;
  }
  return others == 0 && (masks >= 3 || (masks == 0 && lines >= 6));
}

bool IsEllipsis(std::string_view value) {
  // Three dots are the work of chance once in 3,000 strings of 100 characters that may hold dots.
  constexpr size_t kLongest = 48;
  const size_t dots = value.find("...");
  if (dots != kNone && (value.size() <= kLongest || dots + 3 == value.size())) return true;
  return value.find("\xE2\x80\xA6") != kNone || value.find("[..]") != kNone;
}

bool IsRepeated(std::string_view value) {
  const Kept kept(value);
  const std::string_view text = kept.text();
  if (text.size() < 4) return false;
  // Few different characters. Three of 16 in 20 places: 1e-11.
  std::array<bool, 256> seen{};
  size_t different = 0;
  for (char c : text) {
    bool& was = seen[static_cast<unsigned char>(c)];
    different += was ? 0 : 1;
    was = true;
    if (different > 3) break;
  }
  if (different == 1) return true;
  if ((different == 2 && text.size() >= 12) || (different == 3 && text.size() >= 20)) return true;
  // Whole blocks: at least two, the last may be cut. Over 16 characters a block of four twice is
  // 1.5e-5; ten digits make that 1e-4, so digits need three.
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  const size_t least_times = digits || text.size() < 8 ? 3 : 2;
  for (size_t period = 2; period * least_times <= text.size() && period <= 64; ++period) {
    if (text[period] != text[0] || text[period + 1] != text[1]) continue;
    if (text.substr(period) == text.substr(0, text.size() - period)) return true;
  }
  return false;
}

namespace {

// Lines that fingers and minds follow. A run is a piece of four or more, in either direction.
constexpr std::string_view kWalks[] = {"abcdefghijklmnopqrstuvwxyz",
                                       "0123456789abcdef",
                                       "01234567890",
                                       "9876543210fedcba",
                                       "qwertyuiop",
                                       "asdfghjkl",
                                       "zxcvbnm",
                                       "qwertzuiop",
                                       "azertyuiop",
                                       "yxcvbnm",
                                       "qsdfghjklm",
                                       "!@#$%^&*()",
                                       "qazwsxedcrfvtgbyhnujmikolp",
                                       "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                                       "1q2w3e4r5t6y7u8i9o0p",
                                       "q1w2e3r4t5y6u7i8o9p0",
                                       "a1b2c3d4e5f6g7h8i9j0",
                                       "1a2b3c4d5e6f7g8h9i0j"};

constexpr size_t kLeastRun = 4;   // characters of a walk
constexpr size_t kLeastSame = 3;  // of one character

// Characters of the walks, numbered from 1; 0 = none of them.
constexpr std::string_view kWalkChars = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*()";
constexpr size_t kWalkWidth = kWalkChars.size() + 1;

constexpr std::array<uint8_t, 256> kWalkIndex = [] {
  std::array<uint8_t, 256> index{};
  for (size_t i = 0; i < kWalkChars.size(); ++i) {
    index[static_cast<unsigned char>(kWalkChars[i])] = static_cast<uint8_t>(i + 1);
  }
  return index;
}();

static_assert(std::size(kWalks) * 2 <= 64);

// In which walks, in which direction, the second character comes right after the first: one bit
// each.
constexpr std::array<uint64_t, kWalkWidth* kWalkWidth> kNext = [] {
  std::array<uint64_t, kWalkWidth * kWalkWidth> next{};
  uint64_t bit = 1;
  for (std::string_view walk : kWalks) {
    for (size_t i = 0; i + 1 < walk.size(); ++i) {
      const size_t a = kWalkIndex[static_cast<unsigned char>(walk[i])];
      const size_t b = kWalkIndex[static_cast<unsigned char>(walk[i + 1])];
      next[a * kWalkWidth + b] |= bit;
      next[b * kWalkWidth + a] |= bit << 1;
    }
    bit <<= 2;
  }
  return next;
}();

// Pairs that can stand next to each other in a run. All bytes that are in no walk share a number,
// so that any two of them count: this is for ruling runs out.
constexpr std::array<uint8_t, kWalkWidth* kWalkWidth> kLinked = [] {
  std::array<uint8_t, kWalkWidth * kWalkWidth> linked{};
  for (size_t i = 0; i < linked.size(); ++i) linked[i] = kNext[i] != 0 ? 1 : 0;
  for (size_t a = 0; a < kWalkWidth; ++a) linked[a * kWalkWidth + a] = 1;
  return linked;
}();

// No fewer characters than stand in runs: a run of three has two pairs, longer ones have more for
// each character.
size_t MostCovered(std::string_view text) {
  size_t pairs = 0;
  size_t before = kWalkIndex[static_cast<unsigned char>(text[0])];
  for (char c : text.substr(1)) {
    const size_t at = kWalkIndex[static_cast<unsigned char>(c)];
    pairs += kLinked[before * kWalkWidth + at];
    before = at;
  }
  return pairs + pairs / 2;
}

// How many characters stand in runs: pieces of a walk, or one character again and again.
size_t Covered(std::string_view text) {
  size_t covered = 0;
  size_t start = 0;        // of the run that text[i] may continue
  uint64_t walks = ~0ull;  // that the run follows so far
  bool same = true;
  for (size_t i = 1; i <= text.size(); ++i) {
    uint64_t still = 0;
    bool still_same = false;
    if (i < text.size()) {
      const size_t a = kWalkIndex[static_cast<unsigned char>(text[i - 1])];
      const size_t b = kWalkIndex[static_cast<unsigned char>(text[i])];
      still = walks & kNext[a * kWalkWidth + b];
      still_same = same && text[i] == text[i - 1];
    }
    if (still != 0 || still_same) {
      walks = still;
      same = still_same;
      continue;
    }
    const size_t size = i - start;
    const bool counts = size >= (same ? kLeastSame : kLeastRun);
    if (counts) covered += size;
    // A run that does not count may hold the beginning of the next one.
    const bool again = !counts && size > 1;
    start = again ? i - 1 : i;
    if (again) --i;
    walks = ~0ull;
    same = true;
  }
  return covered;
}

// aabbccdd -> abcd where every character stands equally often; the same text otherwise.
std::string_view Thinned(Kept* kept) {
  std::string_view text = kept->text();
  size_t times = 1;
  while (times < text.size() && text[times] == text[0]) ++times;
  if (times < 2 || times > 4 || text.size() % times != 0) return text;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != text[i - i % times]) return text;
  }
  for (size_t i = 0; i * times < text.size(); ++i) kept->bytes[i] = kept->bytes[i * times];
  kept->size = text.size() / times;
  return kept->text();
}

}  // namespace

bool IsSequence(std::string_view value) {
  Kept kept(value);
  const std::string_view text = Thinned(&kept);
  if (text.size() < 6) return false;
  // Six of eight hex digits in one run: 6e-6. Longer values may have more of other things between.
  const auto enough = [&](size_t covered) {
    return covered >= 6 && covered * 100 >= text.size() * (text.size() >= 16 ? 60 : 85);
  };
  return enough(MostCovered(text)) && enough(Covered(text));
}

}  // namespace weir
