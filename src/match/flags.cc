#include "match/flags.h"

#include <bit>

#include "rules/byte_set.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir {
namespace {

constexpr ByteSet kLetters = ByteSet::Of("pPuUwaAckN");

void Take(std::string_view block, size_t dash, std::vector<uint32_t>* offsets) {
  if (dash + 2 >= block.size()) return;
  const char next = block[dash + 1];
  if (next == '-' ? block[dash + 2] == 'u' || block[dash + 2] == 'p' : kLetters.Has(next)) {
    offsets->push_back(static_cast<uint32_t>(dash));
  }
}

void Rest(std::string_view block, size_t from, std::vector<uint32_t>* offsets) {
  for (size_t i = from; i < block.size(); ++i) {
    if (block[i] == '-' && block[i - 1] == ' ') Take(block, i, offsets);
  }
}

#if defined(__x86_64__)
size_t Sse2(std::string_view block, std::vector<uint32_t>* offsets) {
  const __m128i dash = _mm_set1_epi8('-'), blank = _mm_set1_epi8(' ');
  size_t i = 1;
  for (; i + 16 <= block.size(); i += 16) {
    const char* p = block.data() + i;
    const __m128i here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i before = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p - 1));
    const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(here, dash), _mm_cmpeq_epi8(before, blank));
    for (auto bits = static_cast<uint32_t>(_mm_movemask_epi8(both)); bits != 0; bits &= bits - 1) {
      Take(block, i + static_cast<size_t>(std::countr_zero(bits)), offsets);
    }
  }
  return i;
}

__attribute__((target("avx2"))) size_t Avx2(std::string_view block, std::vector<uint32_t>* offsets) {
  const __m256i dash = _mm256_set1_epi8('-'), blank = _mm256_set1_epi8(' ');
  size_t i = 1;
  for (; i + 64 <= block.size(); i += 64) {
    const char* p = block.data() + i;
    const auto both = [&](const char* at) __attribute__((target("avx2"))) {
      const __m256i here = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
      const __m256i before = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at - 1));
      return static_cast<uint32_t>(_mm256_movemask_epi8(
          _mm256_and_si256(_mm256_cmpeq_epi8(here, dash), _mm256_cmpeq_epi8(before, blank))));
    };
    for (uint64_t bits = both(p) | uint64_t{both(p + 32)} << 32; bits != 0; bits &= bits - 1) {
      Take(block, i + static_cast<size_t>(std::countr_zero(bits)), offsets);
    }
  }
  return i;
}

__attribute__((target("avx512f,avx512bw"))) size_t Avx512(std::string_view block,
                                                          std::vector<uint32_t>* offsets) {
  const __m512i dash = _mm512_set1_epi8('-'), blank = _mm512_set1_epi8(' ');
  size_t i = 1;
  for (; i + 64 <= block.size(); i += 64) {
    const char* p = block.data() + i;
    const __m512i here = _mm512_loadu_si512(p), before = _mm512_loadu_si512(p - 1);
    for (uint64_t bits = _mm512_mask_cmpeq_epi8_mask(_mm512_cmpeq_epi8_mask(here, dash), before, blank);
         bits != 0; bits &= bits - 1) {
      Take(block, i + static_cast<size_t>(std::countr_zero(bits)), offsets);
    }
  }
  return i;
}
#endif

}  // namespace

void FindFlags(CpuTarget target, std::string_view block, std::vector<uint32_t>* offsets) {
  offsets->clear();
  size_t done = 1;
#if defined(__x86_64__)
  switch (target) {
    case CpuTarget::kAvx512: done = Avx512(block, offsets); break;
    case CpuTarget::kAvx2: done = Avx2(block, offsets); break;
    case CpuTarget::kSse42: done = Sse2(block, offsets); break;
    case CpuTarget::kPortable: break;
  }
#else
  (void)target;
#endif
  Rest(block, done, offsets);
}

}  // namespace weir
