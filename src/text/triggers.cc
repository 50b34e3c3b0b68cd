#include "text/triggers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <initializer_list>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "text/entities.h"
#include "text/escapes.h"
#include "text/hex.h"
#include "text/invisible.h"
#include "text/joined.h"
#include "text/lookalike.h"
#include "text/percent.h"
#include "text/quoted_printable.h"
#include "text/token_bytes.h"
#include "text/utf8.h"

namespace weir {
namespace {

// Eight kinds of pairs, a bit each. A kind's bytes are all combinations of some high and some low halves, so the
// sets are a little larger than meant.
struct Tables {
  // Four times, for the lanes of the widest register.
  alignas(64) unsigned char low1[64] = {}, high1[64] = {}, low2[64] = {}, high2[64] = {};
  bool Has(unsigned char a, unsigned char b) const {
    return (low1[a & 15] & high1[a >> 4] & low2[b & 15] & high2[b >> 4]) != 0;
  }
};

using Halves = std::initializer_list<int>;

constexpr Tables MakeTables() {
  Tables t;
  unsigned kind = 1;
  auto add = [&](Halves high1, Halves low1, Halves high2, Halves low2) {
    for (int h : high1) t.high1[h] |= static_cast<unsigned char>(kind);
    for (int l : low1) t.low1[l] |= static_cast<unsigned char>(kind);
    for (int h : high2) t.high2[h] |= static_cast<unsigned char>(kind);
    for (int l : low2) t.low2[l] |= static_cast<unsigned char>(kind);
    kind <<= 1;
  };
  // A backslash, and u U x 0..7 / " \ = :
  add({0x5}, {0xC}, {0x2, 0x3, 0x5, 0x7}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 0xA, 0xC, 0xD, 0xF});
  // % space : = and the first digit of a printable byte
  add({0x2, 0x3}, {0x0, 0x5, 0xA, 0xD}, {0x3}, {2, 3, 4, 5, 6, 7});
  // & and # or the first letter of a name
  add({0x2}, {0x6}, {0x2, 0x6, 0x7}, {1, 3, 4, 5, 7, 8, 0xC, 0xE});
  // \ = before a line's end; 0x
  add({0x3, 0x5}, {0x0, 0xC, 0xD}, {0x0, 0x5, 0x7}, {0x8, 0xA, 0xD});
  // U+2000.. and U+FE00.. to U+FFFF
  add({0xE}, {0x2, 0xF}, {0x8, 0xB}, {0, 1, 8, 0xB, 0xC, 0xD, 0xE, 0xF});
  // Soft hyphen, tags, mathematical letters, grapheme joiner
  add({0xC, 0xF}, {0x0, 0x2, 0x3, 0xD}, {0x8, 0x9, 0xA}, {0x0, 0xD, 0xF});
  // ASCII before Greek or Cyrillic
  add({0x2, 0x3, 0x4, 0x5, 0x6, 0x7}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {0xC, 0xD},
      {0xE, 0xF, 0, 1});
  // A quote, and what joins it to the next string
  add({0x2}, {0x2, 0x7}, {0x0, 0x2}, {0x0, 0x2, 0x6, 0x7, 0xA, 0xB, 0xD, 0xE});
  for (size_t i = 16; i < 64; ++i) {
    t.low1[i] = t.low1[i - 16];
    t.high1[i] = t.high1[i - 16];
    t.low2[i] = t.low2[i - 16];
    t.high2[i] = t.high2[i - 16];
  }
  return t;
}
constexpr Tables kTables = MakeTables();

struct Sink {
  std::vector<Trigger>* triggers;
  uint64_t* hex_to;

  void Hex(std::string_view text, uint64_t at) {
    if (at < *hex_to || !StartsSpacedHexText(text, at)) return;
    *hex_to = HexEnd(text, at, text.size());
    triggers->push_back({at, Dress::kHex, *hex_to});
  }
};

// What the pair at `at` is worth.
void Ask(std::string_view text, uint64_t at, Sink* out) {
  const auto add = [&](Dress dress, uint64_t where) { out->triggers->push_back({where, dress, 0}); };
  switch (text[at]) {
    case '\\':
      if (text[at + 1] == '\n' || text[at + 1] == '\r') {
        if (LineJoint(text, at) > 0) add(Dress::kJoined, at);
      } else if (EscapeMatters(text, at)) {
        add(Dress::kEscapes, at);
      }
      return;
    case '%':
      if (PercentMatters(text, at)) add(Dress::kPercent, at);
      return;
    case '=':
      if (QuotedPrintableMatters(text, at)) add(Dress::kQuotedPrintable, at);
      return;
    case ' ':
    case ':':
      // "67 68": the second of the pairs shows it.
      if (at < 2 || at + 4 > text.size() || HexValue(text[at + 2]) < 0 || text[at + 3] != text[at] ||
          HexValue(text[at - 1]) < 0 || HexValue(text[at - 2]) < 0 || NameAt(text, at - 3)) {
        return;
      }
      out->Hex(text, at - 2);
      return;
    case '&':
      if (EntityMatters(text, at)) add(Dress::kEntities, at);
      return;
    case '0':
      if (text[at + 1] == 'x' || text[at + 1] == 'X') out->Hex(text, at);
      return;
    case '"':
    case '\'':
      if (StringJoint(text, at) > 0) add(Dress::kJoined, at);
      return;
    default: break;
  }
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    if (static_cast<unsigned char>(text[at + 1]) >= 0xCE && LookalikeMatters(text, at + 1)) {
      add(Dress::kLookalike, at + 1);
    }
    return;
  }
  if (lead < 0xC2 || lead == 0xC3) return;
  if (InvisibleMatters(text, at)) {
    add(Dress::kInvisible, at);
  } else if (LookalikeMatters(text, at)) {
    add(Dress::kLookalike, at);
  }
}

void AskPortable(std::string_view text, uint64_t begin, uint64_t end, Sink* out) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (uint64_t at = begin; at < end; ++at) {
    if (kTables.Has(p[at], p[at + 1])) Ask(text, at, out);
  }
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint64_t AskSse42(std::string_view text, uint64_t at, uint64_t end,
                                                    Sink* out) {
  const auto load = [](const unsigned char* p) { return _mm_load_si128(reinterpret_cast<const __m128i*>(p)); };
  const __m128i low1 = load(kTables.low1), high1 = load(kTables.high1), low2 = load(kTables.low2),
                high2 = load(kTables.high2), half = _mm_set1_epi8(15), zero = _mm_setzero_si128();
  for (; at + 16 <= end; at += 16) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at + 1));
    const __m128i first = _mm_and_si128(_mm_shuffle_epi8(low1, _mm_and_si128(a, half)),
                                        _mm_shuffle_epi8(high1, _mm_and_si128(_mm_srli_epi16(a, 4), half)));
    const __m128i second = _mm_and_si128(_mm_shuffle_epi8(low2, _mm_and_si128(b, half)),
                                         _mm_shuffle_epi8(high2, _mm_and_si128(_mm_srli_epi16(b, 4), half)));
    const __m128i none = _mm_cmpeq_epi8(_mm_and_si128(first, second), zero);
    auto hits = static_cast<uint32_t>(_mm_movemask_epi8(none)) ^ 0xFFFFu;
    for (; hits != 0; hits &= hits - 1) Ask(text, at + static_cast<uint64_t>(std::countr_zero(hits)), out);
  }
  return at;
}

__attribute__((target("avx2"))) uint64_t AskAvx2(std::string_view text, uint64_t at, uint64_t end,
                                                 Sink* out) {
  const __m256i low1 = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.low1)),
                high1 = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.high1)),
                low2 = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.low2)),
                high2 = _mm256_load_si256(reinterpret_cast<const __m256i*>(kTables.high2)),
                half = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
  for (; at + 32 <= end; at += 32) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + at));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + at + 1));
    const __m256i first =
        _mm256_and_si256(_mm256_shuffle_epi8(low1, _mm256_and_si256(a, half)),
                         _mm256_shuffle_epi8(high1, _mm256_and_si256(_mm256_srli_epi16(a, 4), half)));
    const __m256i second =
        _mm256_and_si256(_mm256_shuffle_epi8(low2, _mm256_and_si256(b, half)),
                         _mm256_shuffle_epi8(high2, _mm256_and_si256(_mm256_srli_epi16(b, 4), half)));
    const __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(first, second), zero);
    auto hits = ~static_cast<uint32_t>(_mm256_movemask_epi8(none));
    for (; hits != 0; hits &= hits - 1) Ask(text, at + static_cast<uint64_t>(std::countr_zero(hits)), out);
  }
  return at;
}

__attribute__((target("avx512f,avx512bw"))) uint64_t AskAvx512(std::string_view text, uint64_t at, uint64_t end,
                                                               Sink* out) {
  const __m512i low1 = _mm512_load_si512(kTables.low1), high1 = _mm512_load_si512(kTables.high1),
                low2 = _mm512_load_si512(kTables.low2), high2 = _mm512_load_si512(kTables.high2),
                half = _mm512_set1_epi8(15);
  for (; at + 64 <= end; at += 64) {
    const __m512i a = _mm512_loadu_si512(text.data() + at), b = _mm512_loadu_si512(text.data() + at + 1);
    const __m512i first =
        _mm512_and_si512(_mm512_shuffle_epi8(low1, _mm512_and_si512(a, half)),
                         _mm512_shuffle_epi8(high1, _mm512_and_si512(_mm512_srli_epi16(a, 4), half)));
    const __m512i second =
        _mm512_and_si512(_mm512_shuffle_epi8(low2, _mm512_and_si512(b, half)),
                         _mm512_shuffle_epi8(high2, _mm512_and_si512(_mm512_srli_epi16(b, 4), half)));
    uint64_t hits = _mm512_test_epi8_mask(first, second);
    for (; hits != 0; hits &= hits - 1) Ask(text, at + static_cast<uint64_t>(std::countr_zero(hits)), out);
  }
  return at;
}
#endif

}  // namespace

void FindTriggers(GateCpu cpu, std::string_view text, uint64_t begin, uint64_t end, uint64_t* hex_to,
                  std::vector<Trigger>* triggers) {
  // The last byte has none behind it.
  end = std::min<uint64_t>(end, text.empty() ? 0 : text.size() - 1);
  if (begin >= end) return;
  Sink sink{triggers, hex_to};
#if defined(__x86_64__)
  if (cpu == GateCpu::kAvx512) begin = AskAvx512(text, begin, end, &sink);
  if (cpu == GateCpu::kAvx2) begin = AskAvx2(text, begin, end, &sink);
  if (cpu == GateCpu::kSse42) begin = AskSse42(text, begin, end, &sink);
#else
  (void)cpu;
#endif
  AskPortable(text, begin, end, &sink);
}

}  // namespace weir
