#include "match/gate.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir {
namespace {

// A byte is in a class if (low_table[byte & 15] & high_table[byte >> 4]) has one of the class's bits. Letters are in two
// classes a case, because the halves of their codes go together in two ways. High halves over 7 have none.
constexpr unsigned char kDigit = 1, kCapitalLow = 2, kCapitalHigh = 4, kSmallLow = 8, kSmallHigh = 16, kDash = 32,
                        kUnderscore = 64, kPlusSlash = 128;
constexpr unsigned char kCapital = kCapitalLow | kCapitalHigh, kSmall = kSmallLow | kSmallHigh;
constexpr unsigned char kWordClass = kDigit | kCapital | kSmall | kDash | kUnderscore;

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
    if (n >= 1) low |= kCapitalLow | kSmallLow;
    if (n <= 10) low |= kCapitalHigh | kSmallHigh;
    if (n == 13) low |= kDash;
    if (n == 15) low |= kUnderscore;
    if (n == 11 || n == 15) low |= kPlusSlash;
    unsigned char high = 0;
    if (n == 3) high |= kDigit;
    if (n == 4) high |= kCapitalLow;
    if (n == 5) high |= kCapitalHigh | kUnderscore;
    if (n == 6) high |= kSmallLow;
    if (n == 7) high |= kSmallHigh;
    if (n == 2) high |= kDash | kPlusSlash;
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
    if ((kTables.whole[b] != 0) != kWideBytes.Has(byte)) return false;
    if (((kTables.whole[b] & kDigit) != 0) != (byte >= '0' && byte <= '9')) return false;
    if (((kTables.whole[b] & kSmall) != 0) != (byte >= 'a' && byte <= 'z')) return false;
    if (((kTables.whole[b] & kCapital) != 0) != (byte >= 'A' && byte <= 'Z')) return false;
  }
  return true;
}
static_assert(TablesAreRight());

// Where the bits go, and what the word before leaves for the next.
struct Bitmaps {
  uint64_t *word, *wide, *small, *mark;
  uint64_t small_before = 0;  // the last byte was a small letter

  void Put(size_t i, uint64_t word_bits, uint64_t wide_bits, uint64_t small_bits, uint64_t capitals, uint64_t digits) {
    word[i] = word_bits;
    wide[i] = wide_bits;
    small[i] = small_bits;
    mark[i] = digits | (capitals & (small_bits << 1 | small_before));
    small_before = small_bits >> 63;
  }
};

// Each returns whether one of the bytes is zero.
bool ClassifyPortable(const unsigned char* p, size_t from, size_t words, Bitmaps* out) {
  bool zero = false;
  for (size_t i = from; i < from + words; ++i, p += 64) {
    uint64_t word = 0, wide = 0, small = 0, capital = 0, digit = 0;
    for (int b = 0; b < 64; ++b) {
      const unsigned char c = kTables.whole[p[b]];
      word |= uint64_t{(c & kWordClass) != 0} << b;
      wide |= uint64_t{c != 0} << b;
      small |= uint64_t{(c & kSmall) != 0} << b;
      capital |= uint64_t{(c & kCapital) != 0} << b;
      digit |= uint64_t{(c & kDigit) != 0} << b;
      zero |= p[b] == 0;
    }
    out->Put(i, word, wide, small, capital, digit);
  }
  return zero;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) inline uint64_t None16(__m128i classes, unsigned char wanted, int part) {
  const __m128i none = _mm_cmpeq_epi8(_mm_and_si128(classes, _mm_set1_epi8(static_cast<char>(wanted))),
                                      _mm_setzero_si128());
  return uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(none))} << (part * 16);
}

__attribute__((target("sse4.2"))) bool ClassifySse42(const unsigned char* p, size_t words, Bitmaps* out) {
  const __m128i low = _mm_load_si128(reinterpret_cast<const __m128i*>(kTables.low));
  const __m128i high = _mm_load_si128(reinterpret_cast<const __m128i*>(kTables.high));
  const __m128i nibble = _mm_set1_epi8(15);
  __m128i least = _mm_set1_epi8(-1);
  for (size_t i = 0; i < words; ++i) {
    uint64_t word = 0, wide = 0, small = 0, capital = 0, digit = 0;  // the bytes that are not
    for (int part = 0; part < 4; ++part) {
      const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i * 64 + part * 16));
      const __m128i h = _mm_and_si128(_mm_srli_epi16(v, 4), nibble);
      const __m128i c =
          _mm_and_si128(_mm_shuffle_epi8(low, _mm_and_si128(v, nibble)), _mm_shuffle_epi8(high, h));
      word |= None16(c, kWordClass, part);
      wide |= None16(c, 0xFF, part);
      small |= None16(c, kSmall, part);
      capital |= None16(c, kCapital, part);
      digit |= None16(c, kDigit, part);
      least = _mm_min_epu8(least, v);
    }
    out->Put(i, ~word, ~wide, ~small, ~capital, ~digit);
  }
  return _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())) != 0;
}

__attribute__((target("avx2"))) inline uint64_t None32(__m256i classes, unsigned char wanted, int part) {
  const __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(classes, _mm256_set1_epi8(static_cast<char>(wanted))),
                                         _mm256_setzero_si256());
  return uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(none))} << (part * 32);
}

__attribute__((target("avx2"))) bool ClassifyAvx2(const unsigned char* p, size_t words, Bitmaps* out) {
  const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.low));
  const __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.high));
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i least = _mm256_set1_epi8(-1);
  for (size_t i = 0; i < words; ++i) {
    uint64_t word = 0, wide = 0, small = 0, capital = 0, digit = 0;  // the bytes that are not
    for (int part = 0; part < 2; ++part) {
      const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + i * 64 + part * 32));
      const __m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
      const __m256i c = _mm256_and_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(v, nibble)),
                                         _mm256_shuffle_epi8(high, h));
      word |= None32(c, kWordClass, part);
      wide |= None32(c, 0xFF, part);
      small |= None32(c, kSmall, part);
      capital |= None32(c, kCapital, part);
      digit |= None32(c, kDigit, part);
      least = _mm256_min_epu8(least, v);
    }
    out->Put(i, ~word, ~wide, ~small, ~capital, ~digit);
  }
  return _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256())) != 0;
}

__attribute__((target("avx512f,avx512bw"))) bool ClassifyAvx512(const unsigned char* p, size_t words, Bitmaps* out) {
  const __m512i low = _mm512_load_si512(kTables.low);
  const __m512i high = _mm512_load_si512(kTables.high);
  const __m512i nibble = _mm512_set1_epi8(15);
  const __m512i word = _mm512_set1_epi8(static_cast<char>(kWordClass)),
                small = _mm512_set1_epi8(static_cast<char>(kSmall)),
                capital = _mm512_set1_epi8(static_cast<char>(kCapital)), digit = _mm512_set1_epi8(kDigit);
  __m512i least = _mm512_set1_epi8(-1);
  for (size_t i = 0; i < words; ++i) {
    const __m512i v = _mm512_loadu_si512(p + i * 64);
    const __m512i h = _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble);
    const __m512i c = _mm512_and_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(v, nibble)),
                                       _mm512_shuffle_epi8(high, h));
    least = _mm512_min_epu8(least, v);
    out->Put(i, _mm512_test_epi8_mask(c, word), _mm512_test_epi8_mask(c, c), _mm512_test_epi8_mask(c, small),
             _mm512_test_epi8_mask(c, capital), _mm512_test_epi8_mask(c, digit));
  }
  return _mm512_testn_epi8_mask(least, least) != 0;
}
#endif

bool Classify(CpuTarget target, const unsigned char* p, size_t words, Bitmaps* out) {
#if defined(__x86_64__)
  switch (target) {
    case CpuTarget::kAvx512: return ClassifyAvx512(p, words, out);
    case CpuTarget::kAvx2: return ClassifyAvx2(p, words, out);
    case CpuTarget::kSse42: return ClassifySse42(p, words, out);
    case CpuTarget::kPortable: break;
  }
#else
  (void)target;
#endif
  return ClassifyPortable(p, 0, words, out);
}

// The bits of the stream moved up by k, with those of the word before coming in at the bottom.
inline uint64_t Up(uint64_t now, uint64_t before, int k) { return (now << k) | (before >> (64 - k)); }

// Bits to runs: bit i of a word says that the run that reaches byte i is at least kLength long.
class Runs {
 public:
  Runs(size_t length, Run* out) : back_(static_cast<uint32_t>(length - 1)), first_(out), run_(out) {}

  void Word(size_t i, uint64_t now) {
    uint64_t edges = now ^ Up(now, before_, 1);
    before_ = now;
    for (; edges != 0; edges &= edges - 1) {
      const auto at = static_cast<uint32_t>(i * 64 + static_cast<size_t>(std::countr_zero(edges)));
      if ((now >> (at & 63)) & 1) {
        run_->begin = at - back_;
      } else {
        run_->end = at;
        ++run_;
      }
    }
  }
  bool open() const { return before_ >> 63 != 0; }
  void ClearBefore() { before_ = 0; }
  // The number of runs; one may reach the end of the block.
  size_t Close(size_t size) {
    if (open()) {
      run_->end = static_cast<uint32_t>(size);
      ++run_;
    }
    return static_cast<size_t>(run_ - first_);
  }

 private:
  const uint32_t back_;
  Run* const first_;
  Run* run_;
  uint64_t before_ = 0;
};

// Runs of at least 20 or 40, by doubling: a run of 2n is a run of n here and a run of n that ended n earlier.
static_assert(kWordRun == 20 && kWideRun == 40);

void CollectPortable(const uint64_t* bits, size_t words, bool wide, Runs* runs) {
  uint64_t r1 = 0, r2 = 0, r4 = 0, r8 = 0, r16 = 0;
  for (size_t i = 0; i < words; ++i) {
    const uint64_t x = bits[i];
    const uint64_t n2 = x & Up(x, r1, 1), n4 = n2 & Up(n2, r2, 2), n8 = n4 & Up(n4, r4, 4), n16 = n8 & Up(n8, r8, 8);
    const uint64_t n20 = n16 & Up(n4, r4, 16), n40 = n16 & Up(n16, r16, 16) & Up(n8, r8, 32);
    runs->Word(i, wide ? n40 : n20);
    r1 = x, r2 = n2, r4 = n4, r8 = n8, r16 = n16;
  }
}

#if defined(__x86_64__)
// The same for four or eight words at once; `words` is rounded up, zeros follow.
template <int k>
__attribute__((target("avx2"), always_inline)) inline __m256i Up256(__m256i now, __m256i before) {
  // Words before each: the last of `before`, then the first three of `now`.
  const __m256i shifted = _mm256_permute4x64_epi64(_mm256_blend_epi32(now, before, 0xC0), 0x93);
  return _mm256_or_si256(_mm256_slli_epi64(now, k), _mm256_srli_epi64(shifted, 64 - k));
}

__attribute__((target("avx2"))) void CollectAvx2(const uint64_t* bits, size_t words, bool wide, Runs* runs) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i r1 = zero, r2 = zero, r4 = zero, r8 = zero, r16 = zero;
  for (size_t i = 0; i < words; i += 4) {
    const __m256i x = _mm256_load_si256(reinterpret_cast<const __m256i*>(bits + i));
    const __m256i n2 = _mm256_and_si256(x, Up256<1>(x, r1)), n4 = _mm256_and_si256(n2, Up256<2>(n2, r2)),
                  n8 = _mm256_and_si256(n4, Up256<4>(n4, r4)), n16 = _mm256_and_si256(n8, Up256<8>(n8, r8));
    const __m256i n = wide ? _mm256_and_si256(_mm256_and_si256(n16, Up256<16>(n16, r16)), Up256<32>(n8, r8))
                           : _mm256_and_si256(n16, Up256<16>(n4, r4));
    r1 = x, r2 = n2, r4 = n4, r8 = n8, r16 = n16;
    if (_mm256_testz_si256(n, n) != 0 && !runs->open()) {
      runs->ClearBefore();
      continue;
    }
    alignas(32) uint64_t lanes[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), n);
    for (size_t lane = 0; lane < 4; ++lane) runs->Word(i + lane, lanes[lane]);
  }
}

template <int k>
__attribute__((target("avx512f"), always_inline)) inline __m512i Up512(__m512i now, __m512i before) {
  // In their masked form, all lanes on: GCC 12 warns about the plain ones, whose headers begin with an undefined value.
  const __m512i shifted = _mm512_maskz_alignr_epi64(0xFF, now, before, 7);
  return _mm512_or_si512(_mm512_maskz_slli_epi64(0xFF, now, k), _mm512_maskz_srli_epi64(0xFF, shifted, 64 - k));
}

__attribute__((target("avx512f"))) void CollectAvx512(const uint64_t* bits, size_t words, bool wide, Runs* runs) {
  const __m512i zero = _mm512_setzero_si512();
  __m512i r1 = zero, r2 = zero, r4 = zero, r8 = zero, r16 = zero;
  for (size_t i = 0; i < words; i += 8) {
    const __m512i x = _mm512_load_si512(bits + i);
    const __m512i n2 = _mm512_and_si512(x, Up512<1>(x, r1)), n4 = _mm512_and_si512(n2, Up512<2>(n2, r2)),
                  n8 = _mm512_and_si512(n4, Up512<4>(n4, r4)), n16 = _mm512_and_si512(n8, Up512<8>(n8, r8));
    const __m512i n = wide ? _mm512_and_si512(_mm512_and_si512(n16, Up512<16>(n16, r16)), Up512<32>(n8, r8))
                           : _mm512_and_si512(n16, Up512<16>(n4, r4));
    r1 = x, r2 = n2, r4 = n4, r8 = n8, r16 = n16;
    if (_mm512_test_epi64_mask(n, n) == 0 && !runs->open()) {
      runs->ClearBefore();
      continue;
    }
    alignas(64) uint64_t lanes[8];
    _mm512_store_si512(lanes, n);
    for (size_t lane = 0; lane < 8; ++lane) runs->Word(i + lane, lanes[lane]);
  }
}
#endif

size_t Collect(CpuTarget target, const uint64_t* bits, size_t words, size_t size, bool wide, Run* out) {
  Runs runs(wide ? kWideRun : kWordRun, out);
#if defined(__x86_64__)
  if (target == CpuTarget::kAvx512) {
    CollectAvx512(bits, words, wide, &runs);
  } else if (target == CpuTarget::kAvx2) {
    CollectAvx2(bits, words, wide, &runs);
  } else {
    CollectPortable(bits, words, wide, &runs);
  }
#else
  (void)target;
  CollectPortable(bits, words, wide, &runs);
#endif
  return runs.Close(size);
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

bool GateRuns::Wordy(Run run) const {
  if (run.end == size_) return false;
  const uint32_t first = run.begin / 64, last = (run.end - 1) / 64;
  uint64_t marks = mark_bits_[first] & (~uint64_t{0} << (run.begin % 64));
  for (uint32_t i = first; i < last; ++i) {
    if (marks != 0) return false;
    marks = mark_bits_[i + 1];
  }
  return (marks & (~uint64_t{0} >> (63 - (run.end - 1) % 64))) == 0;
}

void FindRuns(CpuTarget target, std::string_view block, GateRuns* runs) {
  const auto* p = reinterpret_cast<const unsigned char*>(block.data());
  const size_t whole = block.size() / 64, rest = block.size() % 64;
  size_t words = whole;
  Bitmaps maps{runs->word_bits_, runs->wide_bits_, runs->small_bits_, runs->mark_bits_};
  runs->size_ = block.size();
  runs->has_zero_ = Classify(target, p, whole, &maps);
  if (rest != 0) {
    unsigned char padded[64] = {};  // zero bytes are in no class
    std::memcpy(padded, p + whole * 64, rest);
    ClassifyPortable(padded, whole, 1, &maps);
    runs->has_zero_ = runs->has_zero_ || std::memchr(padded, 0, rest) != nullptr;
    ++words;
  }
  for (size_t i = words; i < (words + 7) / 8 * 8; ++i) runs->word_bits_[i] = runs->wide_bits_[i] = 0;
  runs->wide_count_ = Collect(target, runs->wide_bits_, words, block.size(), true, runs->wides_);
  for (size_t i = 0; i < runs->wide_count_; ++i) {
    const Run wide = runs->wides_[i];
    if (wide.end - wide.begin >= kBlobRun) HideWords(wide, runs->wide_bits_, runs->word_bits_);
  }
  runs->word_count_ = Collect(target, runs->word_bits_, words, block.size(), false, runs->words_);
  for (size_t i = 0; i < runs->wide_count_; ++i) runs->wides_[i].wordy = runs->Wordy(runs->wides_[i]);
  for (size_t i = 0; i < runs->word_count_; ++i) runs->words_[i].wordy = runs->Wordy(runs->words_[i]);
}

}  // namespace weir
