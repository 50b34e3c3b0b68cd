#include "scan/line_counter.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir {
namespace {

using Byte = unsigned char;

size_t CountLineFeeds(const Byte* p, const Byte* end) {
  size_t count = 0;
#ifdef __SSE2__
  const __m128i lf = _mm_set1_epi8('\n');
  const __m128i zero = _mm_setzero_si128();
  auto load = [](const Byte* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); };
  while (end - p >= 64) {
    // A lane of the sum grows by at most 4 a step, so 63 steps fit in its 8 bits.
    const Byte* const stop = p + std::min<ptrdiff_t>((end - p) / 64, 63) * 64;
    __m128i sum = zero;
    for (; p != stop; p += 64) {
      const __m128i a = _mm_add_epi8(_mm_cmpeq_epi8(load(p), lf), _mm_cmpeq_epi8(load(p + 16), lf));
      const __m128i b =
          _mm_add_epi8(_mm_cmpeq_epi8(load(p + 32), lf), _mm_cmpeq_epi8(load(p + 48), lf));
      sum = _mm_sub_epi8(sum, _mm_add_epi8(a, b));
    }
    const __m128i wide = _mm_sad_epu8(sum, zero);
    count += static_cast<size_t>(_mm_cvtsi128_si32(wide)) +
             static_cast<size_t>(_mm_cvtsi128_si32(_mm_srli_si128(wide, 8)));
  }
#endif
  for (; p != end; ++p) count += *p == '\n';
  return count;
}

// The last LF in [p, end), which must hold one.
const Byte* LastLineFeed(const Byte* p, const Byte* end) {
#ifdef __linux__
  return static_cast<const Byte*>(memrchr(p, '\n', static_cast<size_t>(end - p)));
#else
  do --end;
  while (*end != '\n');
  return end;
#endif
}

// Whole code units equal to `first`, `second`.
size_t CountUnit(const Byte* p, const Byte* end, Byte first, Byte second) {
  size_t count = 0;
#ifdef __SSE2__
  const __m128i wanted = _mm_set1_epi16(static_cast<int16_t>(second << 8 | first));
  while (end - p >= 16) {
    const Byte* const stop = p + std::min<ptrdiff_t>((end - p) / 16, 32767) * 16;
    __m128i sum = _mm_setzero_si128();
    for (; p != stop; p += 16) {
      const __m128i data = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
      sum = _mm_sub_epi16(sum, _mm_cmpeq_epi16(data, wanted));
    }
    uint16_t lanes[8];
    memcpy(lanes, &sum, sizeof lanes);
    for (uint16_t lane : lanes) count += lane;
  }
#endif
  for (; end - p >= 2; p += 2) count += p[0] == first && p[1] == second;
  return count;
}

// Length of the sequence a lead byte begins, 0 if it begins none.
unsigned SequenceLength(Byte lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// True if `byte` may stand at `index` (1..3) behind `lead`: no overlong forms, no surrogates.
bool Continues(Byte lead, unsigned index, Byte byte) {
  Byte low = 0x80, high = 0xBF;
  if (index == 1) {
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  return byte >= low && byte <= high;
}

}  // namespace

void LineCounter::Advance(std::string_view bytes, uint64_t bytes_offset, uint64_t to) {
  if (offset_ < bytes_offset) return;  // not as agreed: these bytes do not join on
  to = std::min<uint64_t>(to, bytes_offset + bytes.size());
  if (to <= offset_) return;
  const auto* data = reinterpret_cast<const Byte*>(bytes.data());
  const Byte* begin = data + (offset_ - bytes_offset);
  const Byte* end = data + (to - bytes_offset);
  if (units_ == Units::kBytes) {
    AdvanceBytes(begin, end);
  } else {
    AdvanceUtf16(begin, end);
  }
}

void LineCounter::AdvanceBytes(const Byte* begin, const Byte* end) {
  const size_t lines = CountLineFeeds(begin, end);
  if (lines > 0) {
    const Byte* next = LastLineFeed(begin, end) + 1;
    offset_ += static_cast<uint64_t>(next - begin);
    position_ = {.line = position_.line + lines, .column = 1, .column_utf16 = 1};
    pending_size_ = 0;
    begin = next;
  }
  CountUnits(begin, end);
  position_.column += static_cast<uint64_t>(end - begin);
}

// Moves offset_ and column_utf16 over bytes that hold no LF.
void LineCounter::CountUnits(const Byte* p, const Byte* end) {
  uint64_t units = 0;
  while (p != end) {
    if (pending_size_ == 0) {
      const Byte* const start = p;
#ifdef __SSE2__
      while (end - p >= 16) {
        const __m128i data = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
        const auto high = static_cast<unsigned>(_mm_movemask_epi8(data));
        p += high == 0 ? 16 : std::countr_zero(high);
        if (high != 0) break;
      }
#endif
      while (p != end && *p < 0x80) ++p;
      units += static_cast<uint64_t>(p - start);
      offset_ += static_cast<uint64_t>(p - start);
      if (p == end) break;
    }
    units += Step(*p++);
    ++offset_;
  }
  position_.column_utf16 += units;
}

// One byte of UTF-8 at offset_; returns the code units that are certain now.
uint64_t LineCounter::Step(Byte byte) {
  uint64_t units = 0;
  if (pending_size_ > 0) {
    if (Continues(pending_[0], pending_size_, byte)) {
      pending_[pending_size_++] = byte;
      const unsigned length = SequenceLength(pending_[0]);
      if (pending_size_ < length) return 0;
      pending_size_ = 0;
      const bool mark = offset_ == 2 && memcmp(pending_, "\xEF\xBB\xBF", 3) == 0;
      return mark ? 0 : length == 4 ? 2 : 1;
    }
    units = pending_size_;  // the sequence broke off: each of its bytes is one
    pending_size_ = 0;
  }
  if (SequenceLength(byte) == 0) return units + 1;
  pending_[0] = byte;
  pending_size_ = 1;
  return units;
}

bool LineCounter::IsLineFeed(Byte first, Byte second) const {
  return units_ == Units::kUtf16Le ? first == '\n' && second == 0 : first == 0 && second == '\n';
}

void LineCounter::AdvanceUtf16(const Byte* begin, const Byte* end) {
  uint64_t line_start = offset_ - (position_.column - 1);
  const Byte* p = begin;
  uint64_t at = offset_;  // of *p
  offset_ += static_cast<uint64_t>(end - begin);

  if (pending_size_ == 1) {  // the second half of a code unit whose first half was seen before
    if (IsLineFeed(pending_[0], *p)) {
      ++position_.line;
      line_start = at + 1;
    } else if (at == 1) {
      has_mark_ = units_ == Units::kUtf16Le ? pending_[0] == 0xFF && *p == 0xFE
                                            : pending_[0] == 0xFE && *p == 0xFF;
    }
    ++p;
    ++at;
  } else if (at == 0 && end - p >= 2) {
    has_mark_ =
        units_ == Units::kUtf16Le ? p[0] == 0xFF && p[1] == 0xFE : p[0] == 0xFE && p[1] == 0xFF;
  }
  const Byte* const whole_end = p + (end - p) / 2 * 2;
  const bool little = units_ == Units::kUtf16Le;
  const size_t lines = CountUnit(p, whole_end, little ? '\n' : 0, little ? 0 : '\n');
  if (lines > 0) {
    position_.line += lines;
    const Byte* q = whole_end;
    do q -= 2;
    while (!IsLineFeed(q[0], q[1]));
    line_start = at + static_cast<uint64_t>(q - p) + 2;
  }
  pending_size_ = 0;
  if (whole_end != end) {
    pending_[0] = *whole_end;
    pending_size_ = 1;
  }
  position_.column = offset_ - line_start + 1;
  const uint64_t units = (offset_ - line_start) / 2;
  const uint64_t mark = has_mark_ && line_start == 0 && units > 0 ? 1 : 0;
  position_.column_utf16 = units - mark + 1;
}

void LineCounter::Locate(std::string_view bytes, uint64_t bytes_offset, Finding* finding) {
  Advance(bytes, bytes_offset, finding->start);
  finding->line = position_.line;
  finding->column = position_.column;
  finding->column_utf16 = position_.column_utf16;
  LineCounter ahead = *this;  // the next finding may begin before this one's end
  ahead.Advance(bytes, bytes_offset, finding->end);
  finding->end_line = ahead.position_.line;
  finding->end_column = ahead.position_.column;
  finding->end_column_utf16 = ahead.position_.column_utf16;
}

LineCounter::Units DetectUnits(std::string_view first_bytes) {
  using Units = LineCounter::Units;
  if (first_bytes.starts_with("\xFF\xFE")) return Units::kUtf16Le;
  if (first_bytes.starts_with("\xFE\xFF")) return Units::kUtf16Be;
  first_bytes = first_bytes.substr(0, 4096);
  // Almost every text is decided here: an 8-bit text has no zero byte.
  if (first_bytes.find('\0') == std::string_view::npos) return Units::kBytes;

  size_t little = 0, big = 0, nul = 0;
  const size_t units = first_bytes.size() / 2;
  auto ascii = [](Byte b) {
    return (b >= 0x20 && b <= 0x7E) || b == '\t' || b == '\n' || b == '\r';
  };
  for (size_t i = 0; i < units; ++i) {
    const auto first = static_cast<Byte>(first_bytes[2 * i]);
    const auto second = static_cast<Byte>(first_bytes[2 * i + 1]);
    nul += first == 0 && second == 0;
    little += second == 0 && ascii(first);
    big += first == 0 && ascii(second);
  }
  if (units < 4 || nul > 0) return Units::kBytes;
  if (little * 10 >= units * 7) return Units::kUtf16Le;
  if (big * 10 >= units * 7) return Units::kUtf16Be;
  return Units::kBytes;
}

}  // namespace weir
