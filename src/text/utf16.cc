#include "text/utf16.h"

#include <algorithm>
#include <array>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir {
namespace {

using Byte = unsigned char;

constexpr std::array<bool, 256> MakeAscii() {
  std::array<bool, 256> ascii{};
  for (unsigned c = 0x20; c <= 0x7E; ++c) ascii[c] = true;
  ascii['\t'] = ascii['\n'] = ascii['\r'] = true;
  return ascii;
}
constexpr std::array<bool, 256> kAscii = MakeAscii();

unsigned Unit(const Byte* p, bool big_endian) {
  return big_endian ? static_cast<unsigned>(p[0] << 8 | p[1])
                    : static_cast<unsigned>(p[1] << 8 | p[0]);
}

bool IsAsciiUnit(unsigned unit) { return unit < 256 && kAscii[unit]; }
bool IsHighSurrogate(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool IsLowSurrogate(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

struct Stretch {
  size_t end = 0;      // behind the last ASCII unit
  size_t scanned = 0;  // behind the last unit looked at
  size_t ascii = 0;
};

#ifdef __SSE2__
// Eight code units as 16-bit lanes in the machine's order.
__m128i LoadUnits(const Byte* p, bool big_endian) {
  const __m128i raw = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  if (!big_endian) return raw;
  return _mm_or_si128(_mm_slli_epi16(raw, 8), _mm_srli_epi16(raw, 8));
}

// True if all eight are U+0020 to U+007E.
bool AllPrintable(__m128i units) {
  const __m128i low = _mm_cmpgt_epi16(units, _mm_set1_epi16(0x1F));
  const __m128i high = _mm_cmplt_epi16(units, _mm_set1_epi16(0x7F));
  return _mm_movemask_epi8(_mm_and_si128(low, high)) == 0xFFFF;
}
#endif

// The run that begins with the ASCII unit at `begin`.
Stretch Extend(const Byte* data, size_t size, size_t begin, bool big_endian) {
  Stretch run;
  size_t gap = 0;
  size_t p = begin;
  while (p + 2 <= size) {
#ifdef __SSE2__
    while (p + 16 <= size && AllPrintable(LoadUnits(data + p, big_endian))) {
      p += 16;
      run.ascii += 8;
      run.end = p;
      gap = 0;
    }
    if (p + 2 > size) break;
#endif
    const unsigned unit = Unit(data + p, big_endian);
    p += 2;
    if (IsAsciiUnit(unit)) {
      ++run.ascii;
      run.end = p;
      gap = 0;
      continue;
    }
    if (++gap > kMaxUtf16Gap || unit < 0xA0 || IsLowSurrogate(unit) || unit >= 0xFFFE) break;
    if (unit == 0xFEFF) break;  // a mark: another text begins
    if (IsHighSurrogate(unit)) {
      if (p + 2 > size || !IsLowSurrogate(Unit(data + p, big_endian))) break;
      p += 2;
    }
  }
  run.scanned = p;
  return run;
}

// The first byte at or after `p` that is not zero.
size_t SkipZeros(const Byte* data, size_t size, size_t p) {
  while (p + 8 <= size) {
    uint64_t word;
    memcpy(&word, data + p, sizeof word);
    if (word != 0) break;
    p += 8;
  }
  while (p < size && data[p] == 0) ++p;
  return p;
}

class Finder {
 public:
  Finder(std::string_view bytes, std::vector<Utf16Region>* regions)
      : data_(reinterpret_cast<const Byte*>(bytes.data())),
        size_(bytes.size()),
        regions_(regions) {}

  void Run() {
    size_t p = 0;
    while (p < size_) {
      const void* found = memchr(data_ + p, 0, size_ - p);
      if (found == nullptr) return;
      const size_t zero = static_cast<size_t>(static_cast<const Byte*>(found) - data_);
      if (const size_t next = TryAt(zero); next > zero) {
        p = free_ = next;
        continue;
      }
      p = zero + 1;
      if (p < size_ && data_[p] == 0)
        p = SkipZeros(data_, size_, p) - 1;  // the last zero of the run
    }
  }

 private:
  // A region around the zero byte at `zero`: returns its end, or 0.
  size_t TryAt(size_t zero) {
    // Little endian text has its first zero behind a character; where zeros stand before it as
    // well, the zero found may be one of those, and big endian text may begin with it.
    size_t begin = zero - 1;
    bool possible = zero > free_ && kAscii[data_[zero - 1]];
    if (!possible && zero + 2 < size_ && kAscii[data_[zero + 1]] && data_[zero + 2] == 0) {
      begin = zero + 1;
      possible = true;
    }
    const Utf16Region little = Candidate(begin, possible, false);
    const size_t little_ascii = ascii_;
    const Utf16Region big = Candidate(zero, zero + 1 < size_ && kAscii[data_[zero + 1]], true);
    const size_t big_ascii = ascii_;
    if (little.end == 0 && big.end == 0) return 0;
    bool take_big = big_ascii > little_ascii;
    if (big_ascii == little_ascii) take_big = PreferBig(big.begin);
    regions_->push_back(take_big ? big : little);
    return regions_->back().end;
  }

  // Sets ascii_. An `end` of 0 says that there is no region.
  Utf16Region Candidate(size_t begin, bool possible, bool big_endian) {
    ascii_ = 0;
    if (!possible) return {};
    // A run that was too short once is too short from any of its inner units as well.
    size_t& failed = failed_[begin % 2][big_endian ? 1 : 0];
    if (begin < failed) return {};
    const Stretch run = Extend(data_, size_, begin, big_endian);
    if (run.ascii < kMinUtf16Ascii) {
      failed = run.scanned;
      return {};
    }
    ascii_ = run.ascii;
    return {.begin = begin, .end = run.end, .big_endian = big_endian};
  }

  bool PreferBig(size_t big_begin) const {
    if (size_ >= 2 && data_[0] == 0xFE && data_[1] == 0xFF) return true;
    if (size_ >= 2 && data_[0] == 0xFF && data_[1] == 0xFE) return false;
    return big_begin % 2 == 0;
  }

  const Byte* const data_;
  const size_t size_;
  std::vector<Utf16Region>* const regions_;
  size_t free_ = 0;  // the next region begins here or later
  size_t ascii_ = 0;
  size_t failed_[2][2] = {};
};

// Code units of valid UTF-8: one a character, two where it takes four bytes.
size_t CountUnits(std::string_view utf8) {
  size_t units = 0;
  for (char c : utf8) {
    const auto byte = static_cast<Byte>(c);
    units += (byte & 0xC0) != 0x80;
    units += byte >= 0xF0;
  }
  return units;
}

void AppendUtf8(unsigned code, std::string* out) {
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xC0 | code >> 6);
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    *out += static_cast<char>(0xE0 | code >> 12);
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    *out += static_cast<char>(0xF0 | code >> 18);
    *out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    *out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

void FindUtf16Regions(std::string_view bytes, std::vector<Utf16Region>* regions) {
  Finder(bytes, regions).Run();
}

void Utf16View::Reset(std::string_view bytes, Utf16Region region) {
  region.end = std::min(region.end, bytes.size());
  region.begin = std::min(region.begin, region.end);
  region.end -= (region.end - region.begin) % 2;
  region_ = region;
  decoded_.clear();
  units_before_.clear();
  ascii_ = true;

  decoded_.reserve((region.end - region.begin) / 2);
  const auto* p = reinterpret_cast<const Byte*>(bytes.data()) + region.begin;
  const Byte* const end = p + (region.end - region.begin);
  while (p != end) {
#ifdef __SSE2__
    while (end - p >= 32) {
      const __m128i a = LoadUnits(p, region.big_endian), b = LoadUnits(p + 16, region.big_endian);
      const __m128i wide = _mm_and_si128(_mm_or_si128(a, b), _mm_set1_epi16(-128));  // 0xFF80
      if (_mm_movemask_epi8(_mm_cmpeq_epi16(wide, _mm_setzero_si128())) != 0xFFFF) break;
      char narrow[16];
      _mm_storeu_si128(reinterpret_cast<__m128i*>(narrow), _mm_packus_epi16(a, b));
      decoded_.append(narrow, sizeof narrow);
      p += 32;
    }
    if (p == end) break;
#endif
    unsigned code = Unit(p, region.big_endian);
    p += 2;
    if (IsHighSurrogate(code) && p != end && IsLowSurrogate(Unit(p, region.big_endian))) {
      code = 0x10000 + ((code & 0x3FF) << 10) + (Unit(p, region.big_endian) & 0x3FF);
      p += 2;
    } else if (IsHighSurrogate(code) || IsLowSurrogate(code)) {
      code = 0xFFFD;
    }
    if (code >= 0x80) ascii_ = false;
    AppendUtf8(code, &decoded_);
  }

  if (ascii_) return;
  size_t units = 0;
  for (size_t at = 0; at < decoded_.size(); at += kStride) {
    units_before_.push_back(units);
    units += CountUnits(std::string_view(decoded_).substr(at, kStride));
  }
}

size_t Utf16View::ToOriginal(size_t offset) const {
  if (offset >= decoded_.size()) return region_.end;
  if (ascii_) return region_.begin + 2 * offset;
  while (offset > 0 && (static_cast<Byte>(decoded_[offset]) & 0xC0) == 0x80) --offset;
  const size_t stride = offset / kStride;
  const size_t units = units_before_[stride] + CountUnits(std::string_view(decoded_).substr(
                                                   stride * kStride, offset - stride * kStride));
  return region_.begin + 2 * units;
}

}  // namespace weir
