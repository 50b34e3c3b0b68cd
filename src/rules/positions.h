// Sets of positions, the state of a walk: three forms with one interface.
//
//   Span   one interval; adding what would tear it apart sets `torn`. Twelve bytes, in registers.
//   Spans  up to six intervals; a seventh sets `torn`. For optional parts and alternatives, which
//   soon
//          lead to one place again.
//   Bits   any set of 0..kMaxSpan, a bitmap of which only the words between lo and hi are valid, so
//   that
//          a short match touches a few words of its 4 KiB.
//
// Intervals include both ends. A set is empty when lo > hi. Threads: plain values.
#ifndef WEIR_RULES_POSITIONS_H_
#define WEIR_RULES_POSITIONS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "rules/walk.h"

namespace weir {

struct Span {
  uint32_t lo = 1, hi = 0;
  bool torn = false;  // the set was no interval: the result is unusable

  Span() = default;
  Span(uint32_t first, uint32_t last) : lo(first), hi(last) {}

  bool Empty() const { return lo > hi; }
  uint32_t Lowest() const { return lo; }
  uint32_t Highest() const { return hi; }
  bool Has(uint32_t position) const { return lo <= position && position <= hi; }

  void Add(uint32_t first, uint32_t last) {
    if (Empty()) {
      lo = first;
      hi = last;
    } else if (first <= hi + 1 && lo <= last + 1) {
      lo = std::min(lo, first);
      hi = std::max(hi, last);
    } else {
      torn = true;
    }
  }
  void Union(const Span& other) {
    torn |= other.torn;
    if (!other.Empty()) Add(other.lo, other.hi);
  }
  // May leave positions that are in `other`, never takes away others.
  void Subtract(const Span& other) {
    if (Empty() || other.Empty()) return;
    if (other.lo <= lo && hi <= other.hi) {
      lo = 1;
      hi = 0;
    } else if (other.lo <= lo && lo <= other.hi) {
      lo = other.hi + 1;
    } else if (other.lo <= hi && hi <= other.hi) {
      hi = other.lo - 1;
    }
  }
  bool Same(const Span& other) const {
    return (Empty() && other.Empty()) || (lo == other.lo && hi == other.hi);
  }
  // Calls f(first, last) for each interval, upwards.
  template <typename F>
  void ForEachInterval(F&& f) const {
    if (!Empty()) f(lo, hi);
  }
  size_t Cost() const { return 1; }
};

class Spans {
 public:
  Spans() {}  // NOLINT: items beyond the count stay uninitialised
  explicit Spans(const Span& span) {
    if (!span.Empty()) Add(span.lo, span.hi);
  }
  Spans(const Spans& other) { *this = other; }
  Spans& operator=(const Spans& other) {
    torn = other.torn;
    count_ = other.count_;
    for (uint32_t i = 0; i < count_; ++i) items_[i] = other.items_[i];
    return *this;
  }

  bool torn = false;

  bool Empty() const { return count_ == 0; }
  bool Single() const { return count_ == 1; }
  uint32_t Lowest() const { return count_ == 0 ? 1 : items_[0].lo; }
  uint32_t Highest() const { return count_ == 0 ? 0 : items_[count_ - 1].hi; }
  bool Has(uint32_t position) const {
    for (uint32_t i = 0; i < count_; ++i) {
      if (items_[i].lo <= position && position <= items_[i].hi) return true;
    }
    return false;
  }

  void Add(uint32_t first, uint32_t last) {
    // Mostly added in order: after the last interval, or touching it.
    uint32_t at = count_;
    while (at > 0 && items_[at - 1].lo > last + 1) --at;
    // Now every interval that touches the new one stands right before `at`.
    uint32_t from = at;
    while (from > 0 && items_[from - 1].hi + 1 >= first) {
      --from;
      first = std::min(first, items_[from].lo);
      last = std::max(last, items_[from].hi);
    }
    if (from == at) {
      if (count_ == kMost) {
        torn = true;
        return;
      }
      for (uint32_t i = count_; i > at; --i) items_[i] = items_[i - 1];
      ++count_;
    } else {
      for (uint32_t i = at; i < count_; ++i) items_[from + 1 + i - at] = items_[i];
      count_ -= at - from - 1;
    }
    items_[from] = {first, last};
  }
  void Union(const Spans& other) {
    torn |= other.torn;
    for (uint32_t i = 0; i < other.count_; ++i) Add(other.items_[i].lo, other.items_[i].hi);
  }
  void Subtract(const Spans& other) {
    Spans left;
    for (uint32_t i = 0; i < count_; ++i) {
      uint32_t lo = items_[i].lo;
      const uint32_t hi = items_[i].hi;
      bool rest = true;
      for (uint32_t j = 0; j < other.count_ && rest; ++j) {
        if (other.items_[j].hi < lo || other.items_[j].lo > hi) continue;
        if (other.items_[j].lo > lo) left.Add(lo, other.items_[j].lo - 1);
        rest = other.items_[j].hi < hi;
        lo = other.items_[j].hi + 1;
      }
      if (rest) left.Add(lo, hi);
    }
    *this = left;  // torn if the pieces are too many
  }
  bool Same(const Spans& other) const {
    if (count_ != other.count_) return false;
    for (uint32_t i = 0; i < count_; ++i) {
      if (items_[i].lo != other.items_[i].lo || items_[i].hi != other.items_[i].hi) return false;
    }
    return true;
  }
  template <typename F>
  void ForEachInterval(F&& f) const {
    for (uint32_t i = 0; i < count_; ++i) f(items_[i].lo, items_[i].hi);
  }
  size_t Cost() const { return count_ + 1; }

 private:
  static constexpr uint32_t kMost = 6;
  struct Item {
    uint32_t lo, hi;
  };
  uint32_t count_ = 0;
  Item items_[kMost];
};

class Bits {
 public:
  // The words stay uninitialised until a position in them is added: clearing 4 KiB for each step of
  // a walk of 40 bytes would cost more than the walk.
  Bits() {}  // NOLINT
  explicit Bits(const Span& span) {
    if (!span.Empty()) Add(span.lo, span.hi);
  }
  explicit Bits(const Spans& spans) {
    spans.ForEachInterval([this](uint32_t lo, uint32_t hi) { Add(lo, hi); });
  }
  Bits(const Bits& other) { *this = other; }
  Bits& operator=(const Bits& other) {
    if (this == &other) return *this;
    lo_ = other.lo_;
    hi_ = other.hi_;
    if (!Empty()) {
      const size_t first = lo_ / 64;
      std::memcpy(words_ + first, other.words_ + first, (hi_ / 64 - first + 1) * sizeof(words_[0]));
    }
    return *this;
  }

  static constexpr bool torn = false;
  bool Empty() const { return lo_ > hi_; }
  uint32_t Lowest() const { return lo_; }
  uint32_t Highest() const { return hi_; }
  bool Has(uint32_t position) const {
    return lo_ <= position && position <= hi_ &&
           ((words_[position / 64] >> (position % 64)) & 1) != 0;
  }

  void Add(uint32_t first, uint32_t last) {
    MakeValid(first / 64, last / 64);
    lo_ = std::min(lo_, first);
    hi_ = std::max(hi_, last);
    const uint64_t head = ~uint64_t{0} << (first % 64);
    const uint64_t tail = ~uint64_t{0} >> (63 - last % 64);
    if (first / 64 == last / 64) {
      words_[first / 64] |= head & tail;
      return;
    }
    words_[first / 64] |= head;
    for (uint32_t w = first / 64 + 1; w < last / 64; ++w) words_[w] = ~uint64_t{0};
    words_[last / 64] |= tail;
  }
  void Union(const Bits& other) {
    if (other.Empty()) return;
    MakeValid(other.lo_ / 64, other.hi_ / 64);
    for (uint32_t w = other.lo_ / 64; w <= other.hi_ / 64; ++w) words_[w] |= other.words_[w];
    lo_ = std::min(lo_, other.lo_);
    hi_ = std::max(hi_, other.hi_);
  }
  void Subtract(const Bits& other) {
    if (Empty() || other.Empty()) return;
    const uint32_t first = std::max(lo_ / 64, other.lo_ / 64);
    const uint32_t last = std::min(hi_ / 64, other.hi_ / 64);
    for (uint32_t w = first; w <= last; ++w) words_[w] &= ~other.words_[w];
    Shrink();
  }
  bool Same(const Bits& other) const {
    if (Empty() || other.Empty()) return Empty() && other.Empty();
    if (lo_ != other.lo_ || hi_ != other.hi_) return false;
    const size_t first = lo_ / 64;
    return std::memcmp(words_ + first, other.words_ + first,
                       (hi_ / 64 - first + 1) * sizeof(words_[0])) == 0;
  }
  template <typename F>
  void ForEachInterval(F&& f) const {
    if (Empty()) return;
    for (uint32_t position = lo_; position <= hi_;) {
      const uint32_t first = Next(position, /*value=*/true);
      if (first > hi_) return;
      const uint32_t last = Next(first, /*value=*/false) - 1;
      f(first, last);
      position = last + 1;
    }
  }
  size_t Cost() const { return Empty() ? 1 : (hi_ - lo_) / 64 + 1; }

 private:
  static constexpr uint32_t kWords = kMaxSpan / 64 + 1;

  // The first position from `position` on whose bit is `value`; hi_ + 1 if there is none.
  uint32_t Next(uint32_t position, bool value) const {
    const uint64_t flip = value ? 0 : ~uint64_t{0};
    uint32_t w = position / 64;
    uint64_t word = (words_[w] ^ flip) & (~uint64_t{0} << (position % 64));
    while (word == 0) {
      if (++w > hi_ / 64) return hi_ + 1;
      word = words_[w] ^ flip;
    }
    return std::min<uint32_t>(hi_ + 1, w * 64 + static_cast<uint32_t>(std::countr_zero(word)));
  }

  void MakeValid(uint32_t first, uint32_t last) {
    if (Empty()) {
      std::memset(words_ + first, 0, (last - first + 1) * sizeof(words_[0]));
      lo_ = UINT32_MAX;  // the caller lowers lo_ and raises hi_ to what it adds
      hi_ = 0;
      return;
    }
    for (uint32_t w = first; w < lo_ / 64; ++w) words_[w] = 0;
    for (uint32_t w = hi_ / 64 + 1; w <= last; ++w) words_[w] = 0;
  }

  // Makes lo_ and hi_ positions of the set again after some were taken away.
  void Shrink() {
    uint32_t first = lo_ / 64, last = hi_ / 64;
    while (first <= last && words_[first] == 0) ++first;
    if (first > last) {
      lo_ = 1;
      hi_ = 0;
      return;
    }
    while (words_[last] == 0) --last;
    lo_ = first * 64 + static_cast<uint32_t>(std::countr_zero(words_[first]));
    hi_ = last * 64 + 63 - static_cast<uint32_t>(std::countl_zero(words_[last]));
  }

  uint32_t lo_ = 1, hi_ = 0;
  uint64_t words_[kWords];
};

}  // namespace weir

#endif  // WEIR_RULES_POSITIONS_H_
