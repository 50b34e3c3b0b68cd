#include "judge/randomness.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "judge/randomness_table.h"

namespace weir {
namespace {

constexpr size_t kShortest = 6;

// What a character says about the alphabet that a string was drawn from.
enum CharClass : unsigned {
  kDigit = 1,
  kLowerHex = 2,  // a-f
  kLower = 4,     // g-z
  kUpperHex = 8,  // A-F
  kUpper = 16,    // G-Z
  kMark = 32,     // + / - _ = of encodings, and . and blank of words
  kSymbol = 64,   // other punctuation
  kOther = 128,   // control bytes and beyond ASCII
};

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (unsigned b = 0; b < 256; ++b) {
    unsigned c = kOther;
    if (b >= '0' && b <= '9') {
      c = kDigit;
    } else if (b >= 'a' && b <= 'z') {
      c = b <= 'f' ? kLowerHex : kLower;
    } else if (b >= 'A' && b <= 'Z') {
      c = b <= 'F' ? kUpperHex : kUpper;
    } else if (b == '+' || b == '/' || b == '-' || b == '_' || b == '=' || b == '.' || b == ' ') {
      c = kMark;
    } else if (b > ' ' && b < 0x7F) {
      c = kSymbol;
    }
    classes[b] = static_cast<uint8_t>(c);
  }
  return classes;
}();

// log2 of the size of the smallest usual alphabet that holds these classes.
float AlphabetBits(unsigned classes) {
  if (classes == kDigit) return 3.3219f;                    // 10
  if ((classes & ~(kDigit | kLowerHex)) == 0) return 4.0f;  // hex
  if ((classes & ~(kDigit | kUpperHex)) == 0) return 4.0f;
  const bool digit = (classes & kDigit) != 0;
  const bool lower = (classes & (kLowerHex | kLower)) != 0;
  const bool upper = (classes & (kUpperHex | kUpper)) != 0;
  const float letters = (lower ? 26.0f : 0.0f) + (upper ? 26.0f : 0.0f);
  const float size = letters + (digit ? 10.0f : 0.0f) + ((classes & kMark) != 0 ? 2.0f : 0.0f) +
                     ((classes & kSymbol) != 0 ? 20.0f : 0.0f);
  return std::log2(size < 2.0f ? 2.0f : size);
}

}  // namespace

float RandomnessScore(std::string_view value) {
  if (value.size() < kShortest) return 0.0f;
  uint32_t surprise = 0;
  uint32_t pairs = 0;
  unsigned classes = 0;
  size_t before = kPairWidth;  // none
  for (const char c : value.substr(0, 4096)) {
    const unsigned byte = static_cast<unsigned char>(c);
    const unsigned kind = kClasses[byte];
    if (kind == kOther) {  // the table knows nothing of it: the chain begins anew behind it
      before = kPairWidth;
      continue;
    }
    classes |= kind;
    const size_t at = byte - kPairFirst;
    if (before != kPairWidth) {
      surprise += kPairSurprise[before * kPairWidth + at];
      ++pairs;
    }
    before = at;
  }
  if (pairs < kShortest - 1) return 0.0f;
  return static_cast<float>(surprise) / (static_cast<float>(pairs) * kPairScale) -
         AlphabetBits(classes);
}

float ShannonEntropy(std::string_view value) {
  if (value.empty()) return 0.0f;
  std::array<uint32_t, 256> counts{};
  for (char c : value) ++counts[static_cast<unsigned char>(c)];
  const float size = static_cast<float>(value.size());
  float bits = 0.0f;
  for (const uint32_t count : counts) {
    if (count == 0) continue;
    const float p = static_cast<float>(count) / size;
    bits -= p * std::log2(p);
  }
  return bits;
}

}  // namespace weir
