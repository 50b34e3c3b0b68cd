#include "rules/run_length.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "rules/x86_platform.h"

namespace weir {

size_t RunLengthPortable(const ByteSet& set, const char* text, size_t limit) {
  size_t n = 0;
  while (n < limit && set.Has(text[n])) ++n;
  return n;
}

size_t RunLengthBackward(const ByteSet& set, const char* text, size_t limit) {
  size_t n = 0;
  while (n < limit && set.Has(*(text - 1 - n))) ++n;
  return n;
}

#if defined(__x86_64__)

namespace {

// A byte b is bit (b & 7) of byte (b >> 3) of the set. PSHUFB looks up 16 entries, so the set's
// lower and upper half are two lookups: an index with its top bit set gives 0, which makes each
// lookup answer for its own half only.
__attribute__((target("ssse3"))) size_t RunLengthSsse3(const ByteSet& set, const char* text,
                                                       size_t limit, size_t readable) {
  const __m128i lower = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&set.words[0]));
  const __m128i upper = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&set.words[2]));
  const __m128i bits = _mm_set_epi8(-128, 64, 32, 16, 8, 4, 2, 1, -128, 64, 32, 16, 8, 4, 2, 1);
  const __m128i top = _mm_set1_epi8(-128);
  const __m128i low_five = _mm_set1_epi8(0x1F);
  const __m128i low_three = _mm_set1_epi8(0x07);
  const __m128i sixteen_up = _mm_set1_epi8(0x70);
  size_t n = 0;
  while (true) {
    if (readable - n < 16) {
      // The last block overlaps bytes already known to belong.
      if (readable < 16) return n + RunLengthPortable(set, text + n, limit - n);
      n = readable - 16;
    }
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + n));
    const __m128i index = _mm_and_si128(_mm_srli_epi16(bytes, 3), low_five);  // 0..31
    // 0..15 stay; 16..31 + 0x70 = 0x80..0x8F: top bit set.
    const __m128i in_lower = _mm_shuffle_epi8(lower, _mm_add_epi8(index, sixteen_up));
    const __m128i in_upper =
        _mm_shuffle_epi8(upper, _mm_xor_si128(_mm_add_epi8(index, sixteen_up), top));
    const __m128i bit = _mm_shuffle_epi8(bits, _mm_and_si128(bytes, low_three));
    const __m128i hit = _mm_and_si128(_mm_or_si128(in_lower, in_upper), bit);
    const uint32_t misses =
        static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(hit, _mm_setzero_si128())));
    if (misses != 0) return std::min(limit, n + static_cast<size_t>(std::countr_zero(misses)));
    n += 16;
    if (n >= limit) return limit;
  }
}

}  // namespace

size_t RunLength(const ByteSet& set, const char* text, size_t limit, size_t readable) {
  if (limit == 0) return 0;
  if (x86_cpu_active(x86_cpu_SSSE3)) return RunLengthSsse3(set, text, limit, readable);
  return RunLengthPortable(set, text, limit);
}

#elif defined(__aarch64__)

size_t RunLength(const ByteSet& set, const char* text, size_t limit, size_t readable) {
  static constexpr uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16x2_t table;
  table.val[0] = vreinterpretq_u8_u64(vld1q_u64(&set.words[0]));
  table.val[1] = vreinterpretq_u8_u64(vld1q_u64(&set.words[2]));
  const uint8x16_t bits = vld1q_u8(kBits);
  size_t n = 0;
  while (n < limit) {
    if (readable - n < 16) {
      // The last block overlaps bytes already known to belong.
      if (readable < 16) return n + RunLengthPortable(set, text + n, limit - n);
      n = readable - 16;
    }
    const uint8x16_t bytes = vld1q_u8(reinterpret_cast<const uint8_t*>(text + n));
    const uint8x16_t row = vqtbl2q_u8(table, vshrq_n_u8(bytes, 3));
    const uint8x16_t hit = vandq_u8(row, vqtbl1q_u8(bits, vandq_u8(bytes, vdupq_n_u8(7))));
    const uint8x16_t miss = vceqzq_u8(hit);
    const uint64_t nibbles =
        vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(miss), 4)), 0);
    if (nibbles != 0) {
      return std::min(limit, n + static_cast<size_t>(std::countr_zero(nibbles)) / 4);
    }
    n += 16;
  }
  return limit;
}

#else

size_t RunLength(const ByteSet& set, const char* text, size_t limit, size_t) {
  return RunLengthPortable(set, text, limit);
}

#endif

}  // namespace weir
