#include "match/phrase.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "rules/byte_set.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir {
namespace {

constexpr std::string_view kList =
#include "match/bip39_words.inc"
    ;

constexpr size_t kWindow = 32;
static_assert(kShortestPhrase >= 2 * kWindow - 1);
constexpr size_t kLeastWord = 3, kMostWord = 8;

// First letter in the highest byte, so that numbers compare as words do.
constexpr uint64_t Pack(std::string_view word) {
  uint64_t packed = 0;
  for (size_t i = 0; i < 8; ++i) {
    packed = packed << 8 | (i < word.size() ? static_cast<unsigned char>(word[i]) : 0u);
  }
  return packed;
}

// By the first four letters: 16 bits of a product.
constexpr uint32_t Slot(uint64_t packed) {
  return static_cast<uint32_t>(packed >> 32) * 0x9E3779B1u >> 16;
}

struct Tables {
  std::array<uint64_t, kPhraseWords> words{};
  std::array<uint64_t, 1024> begins{};  // 65,536 bits
};
constexpr Tables MakeTables() {
  Tables t;
  size_t count = 0;
  for (size_t begin = 0; begin < kList.size();) {
    size_t end = begin;
    while (kList[end] != ' ') ++end;
    const uint64_t packed = Pack(kList.substr(begin, end - begin));
    t.words.at(count++) = packed;
    t.begins[Slot(packed) / 64] |= uint64_t{1} << (Slot(packed) % 64);
    begin = end + 1;
  }
  if (count != kPhraseWords) t.words.at(kPhraseWords);  // does not compile
  return t;
}
constexpr Tables kTables = MakeTables();
static_assert(std::is_sorted(kTables.words.begin(), kTables.words.end()));

constexpr bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
constexpr ByteSet kBetween = ByteSet::Of(" \t\r\n,\"'.)-|*") | ByteSet::Range('0', '9');

bool MayBegin(uint64_t packed) { return ((kTables.begins[Slot(packed) / 64] >> (Slot(packed) % 64)) & 1) != 0; }

int NumberOf(uint64_t packed) {
  if (!MayBegin(packed)) return -1;
  const auto it = std::lower_bound(kTables.words.begin(), kTables.words.end(), packed);
  return it != kTables.words.end() && *it == packed ? static_cast<int>(it - kTables.words.begin()) : -1;
}

// Not 0 where 32 bytes cannot be the inside of a phrase: a run of nine letters, a run of one or two that ends within,
// or more than kPhraseGap others in a row.
constexpr uint32_t Unfit(uint32_t x) {
  const uint32_t two = x & (x << 1), four = two & (two << 2), nine = four & (four << 4) & (x << 8);
  const uint32_t brief = x & ~(x << 1) & ~uint32_t{1} & ~(x >> 2) & 0x1FFFFFFF;
  const uint32_t g = ~x, g2 = g & (g << 1), g4 = g2 & (g2 << 2);
  return nine | brief | (g4 & (g4 << 3));
}

// Bit i: the i-th quarter of 128 bits is fit.
uint32_t FitOfFour(const uint64_t* x) {
#if defined(__x86_64__)
  const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(x)), ones = _mm_set1_epi32(-1);
  const auto up = [](__m128i a, int n) { return _mm_sll_epi32(a, _mm_cvtsi32_si128(n)); };
  const __m128i two = _mm_and_si128(v, up(v, 1)), four = _mm_and_si128(two, up(two, 2));
  const __m128i nine = _mm_and_si128(_mm_and_si128(four, up(four, 4)), up(v, 8));
  __m128i brief = _mm_andnot_si128(up(v, 1), v);
  brief = _mm_andnot_si128(_mm_srli_epi32(v, 2), brief);
  brief = _mm_and_si128(brief, _mm_set1_epi32(0x1FFFFFFE));
  const __m128i g = _mm_andnot_si128(v, ones), g2 = _mm_and_si128(g, up(g, 1)), g4 = _mm_and_si128(g2, up(g2, 2));
  const __m128i unfit = _mm_or_si128(_mm_or_si128(nine, brief), _mm_and_si128(g4, up(g4, 3)));
  const __m128i fit = _mm_cmpeq_epi32(unfit, _mm_setzero_si128());
  return static_cast<uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(fit)));
#else
  uint32_t fit = 0;
  for (int i = 0; i < 4; ++i) fit |= uint32_t{Unfit(static_cast<uint32_t>(x[i / 2] >> (i % 2 * 32))) == 0} << i;
  return fit;
#endif
}

}  // namespace

std::optional<int> PhraseWord(std::string_view word) {
  if (word.size() < kLeastWord || word.size() > kMostWord) return std::nullopt;
  const int number = NumberOf(Pack(word));
  if (number < 0) return std::nullopt;
  return number;
}

std::string_view PhraseWordAt(int number) {
  // For samples and messages: from the list itself, so that nothing else need be kept.
  size_t begin = 0;
  for (int i = 0; i < number; ++i) begin = kList.find(' ', begin) + 1;
  return kList.substr(begin, kList.find(' ', begin) - begin);
}

bool BetweenPhraseWords(char c) { return kBetween.Has(c); }

namespace {

// The word at `p`, of which 8 bytes may be read.
uint64_t PackFast(const char* p, size_t size) {
  uint64_t bytes;
  std::memcpy(&bytes, p, 8);
  if constexpr (std::endian::native == std::endian::little) bytes = __builtin_bswap64(bytes);
  return size >= 8 ? bytes : bytes & ~(~uint64_t{0} >> (8 * size));
}

// Could the 32 bytes stand in a phrase as far as those go that are no small letters? Nearly: all over 0x39 are refused
// but a bar.
bool OthersFit(const char* p, uint32_t letters) {
#if defined(__x86_64__)
  uint32_t low = 0;
  for (int part = 0; part < 2; ++part) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + part * 16));
    const __m128i fit = _mm_or_si128(_mm_cmplt_epi8(v, _mm_set1_epi8(0x3A)), _mm_cmpeq_epi8(v, _mm_set1_epi8('|')));
    low |= static_cast<uint32_t>(_mm_movemask_epi8(fit)) << (part * 16);
  }
  return (letters | low) == 0xFFFFFFFF;
#else
  for (size_t i = 0; i < kWindow; ++i) {
    if (!IsLetter(p[i]) && static_cast<signed char>(p[i]) >= 0x3A && p[i] != '|') return false;
  }
  return letters != 0;
#endif
}

// The begins of the words that begin and end within the 32 bytes; 0 if fewer than two do.
uint32_t WholeWords(uint32_t letters) {
  uint32_t begins = letters & ~(letters << 1) & ~uint32_t{1};
  if ((letters >> 31) != 0) begins &= ~(uint32_t{1} << (kWindow - static_cast<size_t>(std::countl_one(letters))));
  return (begins & (begins - 1)) != 0 ? begins : 0;
}

// Are these words of the list? First by four letters each, which turns nearly all prose away, then by all.
bool WordsFit(std::string_view bytes, uint32_t letters, uint32_t begins) {
  const auto word = [&](uint32_t rest) {
    const auto begin = static_cast<size_t>(std::countr_zero(rest));
    const auto size = static_cast<size_t>(std::countr_one(letters >> begin));
    return bytes.size() >= begin + 8 ? PackFast(bytes.data() + begin, size) : Pack(bytes.substr(begin, size));
  };
  for (uint32_t rest = begins; rest != 0; rest &= rest - 1) {
    if (!MayBegin(word(rest))) return false;
  }
  for (uint32_t rest = begins; rest != 0; rest &= rest - 1) {
    if (NumberOf(word(rest)) < 0) return false;
  }
  return true;
}

}  // namespace

void FindPhrases(std::string_view block, std::span<const uint64_t> small_letters, std::vector<uint32_t>* offsets) {
  offsets->clear();
  for (size_t i = 0; i < small_letters.size(); i += 2) {
    const uint64_t* two = &small_letters[i];
    const uint64_t last[2] = {*two, 0};
    if (i + 1 == small_letters.size()) two = last;
    for (uint32_t fit = FitOfFour(two); fit != 0; fit &= fit - 1) {
      const auto quarter = static_cast<size_t>(std::countr_zero(fit));
      const size_t begin = i * 64 + quarter * kWindow;
      if (begin + kWindow > block.size()) continue;
      const auto letters = static_cast<uint32_t>(two[quarter / 2] >> (quarter % 2 * 32));
      if (!OthersFit(block.data() + begin, letters)) continue;
      const uint32_t begins = WholeWords(letters);
      if (begins == 0 || !WordsFit(block.substr(begin, kWindow + 8), letters, begins)) continue;
      offsets->push_back(static_cast<uint32_t>(begin + static_cast<size_t>(std::countr_zero(begins))));
    }
  }
}

}  // namespace weir
