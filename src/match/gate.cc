#include "match/gate.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir {
namespace {

// A byte is in a class if (low_table[byte & 15] & high_table[byte >> 4]) has one of the class's bits.
// Bits: 1 digits, 2 A-O a-o, 4 P-Z p-z, 8 '-', 16 '_', 32 '+' and '/'. High nibbles over 7 have none.
constexpr unsigned char kDigit = 1, kLetterLow = 2, kLetterHigh = 4, kDash = 8, kUnderscore = 16,
                        kPlusSlash = 32;
constexpr unsigned char kWordClass = kDigit | kLetterLow | kLetterHigh | kDash | kUnderscore;
constexpr unsigned char kWideClass = kWordClass | kPlusSlash;

struct NibbleTables {
  alignas(64) unsigned char low[64];
  alignas(64) unsigned char high[64];
  unsigned char whole[256];
};

constexpr NibbleTables MakeTables() {
  NibbleTables t{};
  for (int n = 0; n < 16; ++n) {
    unsigned char low = 0;
    if (n <= 9) low |= kDigit;
    if (n >= 1) low |= kLetterLow;
    if (n <= 10) low |= kLetterHigh;
    if (n == 13) low |= kDash;
    if (n == 15) low |= kUnderscore;
    if (n == 11 || n == 15) low |= kPlusSlash;
    unsigned char high = 0;
    if (n == 3) high |= kDigit;
    if (n == 4 || n == 6) high |= kLetterLow;
    if (n == 5 || n == 7) high |= kLetterHigh;
    if (n == 2) high |= kDash | kPlusSlash;
    if (n == 5) high |= kUnderscore;
    for (int lane = 0; lane < 4; ++lane) {
      t.low[lane * 16 + n] = low;
      t.high[lane * 16 + n] = high;
    }
  }
  for (int b = 0; b < 256; ++b) t.whole[b] = t.low[b & 15] & t.high[b >> 4];
  return t;
}
constexpr NibbleTables kTables = MakeTables();

constexpr bool TablesAreRight() {
  for (int b = 0; b < 256; ++b) {
    auto byte = static_cast<unsigned char>(b);
    if (((kTables.whole[b] & kWordClass) != 0) != kWordBytes.Has(byte)) return false;
    if (((kTables.whole[b] & kWideClass) != 0) != kWideBytes.Has(byte)) return false;
  }
  return true;
}
static_assert(TablesAreRight());

struct Bits {
  uint64_t word, wide;
};

Bits Classify64Portable(const unsigned char* p) {
  Bits bits{0, 0};
  for (int i = 0; i < 64; ++i) {
    unsigned char c = kTables.whole[p[i]];
    bits.word |= uint64_t{(c & kWordClass) != 0} << i;
    bits.wide |= uint64_t{c != 0} << i;
  }
  return bits;
}

void ClassifyPortable(const unsigned char* p, size_t words, uint64_t* word, uint64_t* wide) {
  for (size_t i = 0; i < words; ++i) {
    Bits bits = Classify64Portable(p + i * 64);
    word[i] = bits.word;
    wide[i] = bits.wide;
  }
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) void ClassifySse42(const unsigned char* p, size_t words,
                                                     uint64_t* word, uint64_t* wide) {
  const __m128i low = _mm_load_si128(reinterpret_cast<const __m128i*>(kTables.low));
  const __m128i high = _mm_load_si128(reinterpret_cast<const __m128i*>(kTables.high));
  const __m128i nibble = _mm_set1_epi8(15), zero = _mm_setzero_si128();
  const __m128i word_class = _mm_set1_epi8(static_cast<char>(kWordClass));
  for (size_t i = 0; i < words; ++i) {
    uint64_t not_word = 0, not_wide = 0;
    for (int part = 0; part < 4; ++part) {
      __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i * 64 + part * 16));
      __m128i h = _mm_and_si128(_mm_srli_epi16(v, 4), nibble);
      // pshufb gives zero for bytes with the top bit set, which is what they should get.
      __m128i c = _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(v, nibble)),
                                _mm_shuffle_epi8(high, h));
      __m128i no_word = _mm_cmpeq_epi8(_mm_and_si128(c, word_class), zero);
      __m128i no_wide = _mm_cmpeq_epi8(c, zero);
      not_word |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(no_word))} << (part * 16);
      not_wide |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(no_wide))} << (part * 16);
    }
    word[i] = ~not_word;
    wide[i] = ~not_wide;
  }
}

__attribute__((target("avx2"))) void ClassifyAvx2(const unsigned char* p, size_t words,
                                                  uint64_t* word, uint64_t* wide) {
  const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.low));
  const __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.high));
  const __m256i nibble = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
  const __m256i word_class = _mm256_set1_epi8(static_cast<char>(kWordClass));
  for (size_t i = 0; i < words; ++i) {
    uint64_t not_word = 0, not_wide = 0;
    for (int part = 0; part < 2; ++part) {
      __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + i * 64 + part * 32));
      __m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
      __m256i c = _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, nibble)),
                                   _mm256_shuffle_epi8(high, h));
      __m256i no_word = _mm256_cmpeq_epi8(_mm256_and_si256(c, word_class), zero);
      __m256i no_wide = _mm256_cmpeq_epi8(c, zero);
      not_word |= uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(no_word))} << (part * 32);
      not_wide |= uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(no_wide))} << (part * 32);
    }
    word[i] = ~not_word;
    wide[i] = ~not_wide;
  }
}

__attribute__((target("avx512f,avx512bw"))) void ClassifyAvx512(const unsigned char* p,
                                                                size_t words, uint64_t* word,
                                                                uint64_t* wide) {
  const __m512i low = _mm512_load_si512(kTables.low);
  const __m512i high = _mm512_load_si512(kTables.high);
  const __m512i nibble = _mm512_set1_epi8(15);
  const __m512i word_class = _mm512_set1_epi8(static_cast<char>(kWordClass));
  for (size_t i = 0; i < words; ++i) {
    __m512i v = _mm512_loadu_si512(p + i * 64);
    __m512i h = _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble);
    __m512i c = _mm512_and_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(v, nibble)),
                                 _mm512_shuffle_epi8(high, h));
    word[i] = _mm512_test_epi8_mask(c, word_class);
    wide[i] = _mm512_test_epi8_mask(c, c);
  }
}
#endif

void Classify(CpuTarget target, const unsigned char* p, size_t words, uint64_t* word,
              uint64_t* wide) {
#if defined(__x86_64__)
  switch (target) {
    case CpuTarget::kAvx512: return ClassifyAvx512(p, words, word, wide);
    case CpuTarget::kAvx2: return ClassifyAvx2(p, words, word, wide);
    case CpuTarget::kSse42: return ClassifySse42(p, words, word, wide);
    case CpuTarget::kPortable: break;
  }
#else
  (void)target;
#endif
  ClassifyPortable(p, words, word, wide);
}

// The bits of the stream moved up by k, with those of the word before coming in at the bottom.
inline uint64_t Up(uint64_t now, uint64_t before, int k) { return (now << k) | (before >> (64 - k)); }

// Runs of at least 20 or 40: bit i says that the run that reaches i is at least that long. Each step
// doubles: a run of 2n is a run of n here and a run of n that ended n earlier.
struct LongWord {
  uint64_t r1 = 0, r2 = 0, r4 = 0, r8 = 0;
  static constexpr size_t kLength = kWordRun;
  uint64_t Step(uint64_t x) {
    uint64_t n2 = x & Up(x, r1, 1);
    uint64_t n4 = n2 & Up(n2, r2, 2);
    uint64_t n8 = n4 & Up(n4, r4, 4);
    uint64_t n16 = n8 & Up(n8, r8, 8);
    uint64_t n20 = n16 & Up(n4, r4, 16);
    r1 = x, r2 = n2, r4 = n4, r8 = n8;
    return n20;
  }
};
struct LongWide {
  uint64_t r1 = 0, r2 = 0, r4 = 0, r8 = 0, r16 = 0;
  static constexpr size_t kLength = kWideRun;
  uint64_t Step(uint64_t x) {
    uint64_t n2 = x & Up(x, r1, 1);
    uint64_t n4 = n2 & Up(n2, r2, 2);
    uint64_t n8 = n4 & Up(n4, r4, 4);
    uint64_t n16 = n8 & Up(n8, r8, 8);
    uint64_t n32 = n16 & Up(n16, r16, 16);
    uint64_t n40 = n32 & Up(n8, r8, 32);
    r1 = x, r2 = n2, r4 = n4, r8 = n8, r16 = n16;
    return n40;
  }
};

template <typename Long>
size_t Collect(const uint64_t* bits, size_t words, size_t size, Run* out) {
  Long state;
  uint64_t before = 0;
  Run* run = out;
  for (size_t i = 0; i < words; ++i) {
    uint64_t now = state.Step(bits[i]);
    uint64_t edges = now ^ Up(now, before, 1);
    before = now;
    while (edges != 0) {
      auto at = static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(edges)));
      if ((now >> (at & 63)) & 1) {
        run->begin = at - static_cast<uint32_t>(Long::kLength - 1);
      } else {
        run->end = at;
        ++run;
      }
      edges &= edges - 1;
    }
  }
  if (before >> 63) {  // a run that reaches the end of the block
    run->end = static_cast<uint32_t>(size);
    ++run;
  }
  return static_cast<size_t>(run - out);
}

// Clears the word bits of a wide run unless all its bytes are word bytes.
void HideWords(Run wide, const uint64_t* wide_bits, uint64_t* word_bits) {
  const uint32_t first = wide.begin / 64, last = (wide.end - 1) / 64;
  auto mask = [&](uint32_t i) {
    uint64_t m = ~uint64_t{0};
    if (i == first) m &= ~uint64_t{0} << (wide.begin % 64);
    if (i == last && wide.end % 64 != 0) m &= ~uint64_t{0} >> (64 - wide.end % 64);
    return m;
  };
  bool all_word = true;
  for (uint32_t i = first; i <= last && all_word; ++i) {
    all_word = ((word_bits[i] ^ wide_bits[i]) & mask(i)) == 0;
  }
  if (all_word) return;
  for (uint32_t i = first; i <= last; ++i) word_bits[i] &= ~mask(i);
}

}  // namespace

void FindRuns(CpuTarget target, std::string_view block, GateRuns* runs) {
  const auto* p = reinterpret_cast<const unsigned char*>(block.data());
  const size_t whole = block.size() / 64;
  size_t words = whole;
  Classify(target, p, whole, runs->word_bits_, runs->wide_bits_);
  if (size_t rest = block.size() % 64; rest != 0) {
    unsigned char padded[64] = {};  // zero bytes are in neither class
    std::memcpy(padded, p + whole * 64, rest);
    Bits bits = Classify64Portable(padded);
    runs->word_bits_[words] = bits.word;
    runs->wide_bits_[words] = bits.wide;
    ++words;
  }
  runs->wide_count_ = Collect<LongWide>(runs->wide_bits_, words, block.size(), runs->wides_);
  for (size_t i = 0; i < runs->wide_count_; ++i) {
    const Run wide = runs->wides_[i];
    if (wide.end - wide.begin >= kBlobRun) HideWords(wide, runs->wide_bits_, runs->word_bits_);
  }
  runs->word_count_ = Collect<LongWord>(runs->word_bits_, words, block.size(), runs->words_);
}

}  // namespace weir
