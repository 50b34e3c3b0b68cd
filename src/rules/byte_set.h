// ByteSet: a set of byte values, the alphabet of one position of a shape.
//
//   constexpr ByteSet hex = ByteSet::Range('0', '9') | ByteSet::Range('a', 'f');
//   hex.Has('c');  // true
//
// A value type of 32 bytes without indirection, so tables of them live in read-only data.
// Threads: const methods only. Cost: one shift and one load a test.
#ifndef WEIR_RULES_BYTE_SET_H_
#define WEIR_RULES_BYTE_SET_H_

#include <bit>
#include <cstdint>
#include <string_view>

namespace weir {

struct ByteSet {
  uint64_t words[4] = {0, 0, 0, 0};

  static constexpr ByteSet Of(std::string_view bytes) {
    ByteSet set;
    for (char c : bytes) set.Add(static_cast<unsigned char>(c));
    return set;
  }
  // Both ends included.
  static constexpr ByteSet Range(unsigned char first, unsigned char last) {
    ByteSet set;
    for (unsigned b = first; b <= last; ++b) set.Add(static_cast<unsigned char>(b));
    return set;
  }

  constexpr void Add(unsigned char b) { words[b >> 6] |= uint64_t{1} << (b & 63); }
  constexpr bool Has(unsigned char b) const { return (words[b >> 6] >> (b & 63)) & 1; }
  constexpr bool Has(char c) const { return Has(static_cast<unsigned char>(c)); }
  constexpr bool Empty() const { return (words[0] | words[1] | words[2] | words[3]) == 0; }
  constexpr int Count() const {
    return std::popcount(words[0]) + std::popcount(words[1]) + std::popcount(words[2]) +
           std::popcount(words[3]);
  }
  constexpr bool SubsetOf(const ByteSet& other) const { return (*this & ~other).Empty(); }
  constexpr bool Intersects(const ByteSet& other) const { return !(*this & other).Empty(); }

  friend constexpr ByteSet operator|(const ByteSet& a, const ByteSet& b) {
    return {{a.words[0] | b.words[0], a.words[1] | b.words[1], a.words[2] | b.words[2],
             a.words[3] | b.words[3]}};
  }
  friend constexpr ByteSet operator&(const ByteSet& a, const ByteSet& b) {
    return {{a.words[0] & b.words[0], a.words[1] & b.words[1], a.words[2] & b.words[2],
             a.words[3] & b.words[3]}};
  }
  constexpr ByteSet operator~() const {
    return {{~words[0], ~words[1], ~words[2], ~words[3]}};
  }
  friend constexpr bool operator==(const ByteSet&, const ByteSet&) = default;
};

}  // namespace weir

#endif  // WEIR_RULES_BYTE_SET_H_
