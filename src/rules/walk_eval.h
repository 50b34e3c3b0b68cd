// The step of a walk: what set of positions does a part of a shape lead to? For walk.cc and
// prefix.cc.
//
// A walk may run either way. Positions are distances from where it began: forwards, position p is
// base + p; backwards, base - p, and sequences are taken from their last part to their first. So
// "which positions lead here" is the same code as "where does this lead".
//
// Threads: one Evaluator a walk, on the stack. Recursion follows the depth of the shape.
#ifndef WEIR_RULES_WALK_EVAL_H_
#define WEIR_RULES_WALK_EVAL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "rules/positions.h"
#include "rules/run_length.h"
#include "rules/walk.h"

namespace weir {

// Calls f(index of the op) for each child of the concat or alt at `op`, last one first, without
// memory that grows with their number.
template <typename F>
void ForKidsBackward(const WalkOp* ops, uint32_t op, F&& f) {
  constexpr uint32_t kChunk = 32;
  uint32_t chunk[kChunk];
  for (uint32_t end = ops[op].kids; end > 0;) {
    const uint32_t begin = end > kChunk ? end - kChunk : 0;
    uint32_t kid = op + 1;
    for (uint32_t i = 0; i < end; ++i) {
      if (i >= begin) chunk[i - begin] = kid;
      kid += ops[kid].size;
    }
    for (uint32_t i = end; i > begin; --i) {
      if (!f(chunk[i - 1 - begin])) return;
    }
    end = begin;
  }
}

inline bool MatchesFolded(const char* text, const char* lower, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    char c = text[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (c != lower[i]) return false;
  }
  return true;
}

template <typename Set, bool kBackward>
class Evaluator {
 public:
  // `size`: positions run from 0 to size. `readable` >= size: bytes that exist, for vector reads.
  Evaluator(const WalkProgram& program, const char* base, uint32_t size, size_t readable,
            uint64_t* work)
      : program_(program), base_(base), size_(size), readable_(readable), work_(work) {}

  // Makes `set` what op leads to from it. False: torn (see positions.h) or too much work.
  bool Apply(uint32_t op, Set* set) {
    const WalkOp& o = program_.ops[op];
    switch (o.kind) {
      case WalkOp::kLiteral:
      case WalkOp::kFoldLiteral:
        return ApplyLiteral(o, set);
      case WalkOp::kSetRun:
        return ApplyRun(o, set);
      case WalkOp::kConcat:
        return ApplyConcat(op, set);
      case WalkOp::kAlt: {
        const Set from = *set;
        *set = Set();
        uint32_t kid = op + 1;
        for (uint32_t i = 0; i < o.kids; ++i, kid += program_.ops[kid].size) {
          Set branch = from;
          if (!Apply(kid, &branch)) return false;
          set->Union(branch);
          if (set->torn) return false;
        }
        return true;
      }
      case WalkOp::kRepeat:
        return ApplyRepeat(op, set);
      default:
        return false;
    }
  }

  bool Spend(size_t steps) {
    *work_ += steps;
    return *work_ <= kMaxWalkWork;
  }

  // Length of the run of `set` from position `p`, at most up to position `limit`.
  uint32_t Run(const ByteSet& set, uint32_t p, uint32_t limit) const {
    if constexpr (kBackward) {
      return static_cast<uint32_t>(RunLengthBackward(set, base_ - p, limit - p));
    } else {
      return static_cast<uint32_t>(RunLength(set, base_ + p, limit - p, readable_ - p));
    }
  }

  // Is the literal what lies between position `p` and `p + length`?
  bool LiteralAt(const WalkOp& o, uint32_t p) const {
    const char* at = kBackward ? base_ - p - o.length : base_ + p;
    const char* literal = program_.literals + o.at;
    if (o.kind == WalkOp::kFoldLiteral) return MatchesFolded(at, literal, o.length);
    return std::memcmp(at, literal, o.length) == 0;
  }

 private:
  bool ApplyLiteral(const WalkOp& o, Set* set) {
    if (!Spend(set->Cost())) return false;
    if (set->Lowest() == set->Highest()) {  // the usual case: one position
      const uint32_t p = set->Lowest();
      const bool matches = size_ - p >= o.length && LiteralAt(o, p);
      *set = Set();
      if (matches) set->Add(p + o.length, p + o.length);
      return true;
    }
    Set out;
    bool within_budget = true;
    set->ForEachInterval([&](uint32_t lo, uint32_t hi) {
      if (size_ < o.length || !within_budget || out.torn) return;
      hi = std::min(hi, size_ - o.length);
      if (lo > hi) return;
      within_budget = Spend(hi - lo + 1);
      if (o.kind == WalkOp::kLiteral && hi - lo >= 8) {
        FindLiteral(o, lo, hi, &out);
        return;
      }
      for (uint32_t p = lo; p <= hi; ++p) {
        if (LiteralAt(o, p)) out.Add(p + o.length, p + o.length);
      }
    });
    *set = out;
    return within_budget && !out.torn;
  }

  void FindLiteral(const WalkOp& o, uint32_t lo, uint32_t hi, Set* out) {
    // The literal's possible first bytes, as a range of addresses, whichever way the walk runs.
    const char* first = kBackward ? base_ - hi - o.length : base_ + lo;
    const char* last = first + (hi - lo);
    while (first <= last) {
      const void* hit = memmem(first, static_cast<size_t>(last - first) + o.length,
                               program_.literals + o.at, o.length);
      if (hit == nullptr) return;
      const char* at = static_cast<const char*>(hit);
      const uint32_t p = static_cast<uint32_t>(kBackward ? base_ - at : at + o.length - base_);
      out->Add(p, p);
      if (out->torn) return;
      first = at + 1;
    }
  }

  bool ApplyRun(const WalkOp& o, Set* set) {
    const ByteSet& bytes = program_.sets[o.at];
    Set out;
    uint32_t known = 0;  // where the last run of the set that was looked at ends
    bool ended = false;  // it ends there because of a byte, not because of a limit
    uint32_t run_from = 1;
    bool within_budget = true;
    set->ForEachInterval([&](uint32_t lo, uint32_t hi) {
      const uint32_t limit = o.max >= size_ - std::min(hi, size_) ? size_ : hi + o.max;
      for (uint32_t p = lo; p <= hi && within_budget && !out.torn;) {
        uint32_t end;
        if (run_from <= p && p <= known && (ended || known >= limit)) {
          end = std::min(known, limit);
        } else {
          const uint32_t from = run_from <= p && p < known ? known : p;
          if (from == p) run_from = p;
          end = from + Run(bytes, from, limit);
          known = end;
          ended = end < limit;
          within_budget = Spend((end - from) / 8 + 1);
        }
        if (end - p >= o.min) {
          const uint64_t farthest = uint64_t{std::min(hi, end)} + o.max;
          out.Add(p + o.min, static_cast<uint32_t>(std::min<uint64_t>(farthest, end)));
        }
        p = end + 1;
      }
    });
    *set = out;
    return within_budget && !out.torn;
  }

  bool ApplyConcat(uint32_t op, Set* set) {
    bool ok = true;
    if constexpr (kBackward) {
      ForKidsBackward(program_.ops, op, [&](uint32_t kid) {
        if (set->Empty()) return false;
        ok = Apply(kid, set);
        return ok;
      });
    } else {
      uint32_t kid = op + 1;
      for (uint32_t i = 0; i < program_.ops[op].kids && !set->Empty() && ok; ++i) {
        ok = Apply(kid, set);
        kid += program_.ops[kid].size;
      }
    }
    return ok;
  }

  bool ApplyRepeat(uint32_t op, Set* set) {
    const WalkOp& o = program_.ops[op];
    Set reached;
    if (o.min == 0) reached = *set;
    Set from = *set;
    for (uint32_t i = 1; i <= o.max; ++i) {
      Set to = from;
      if (!Spend(to.Cost()) || !Apply(op + 1, &to)) return false;
      if (i < o.min) {
        if (to.Empty()) break;
        // A part that may be empty stops changing the set: then more rounds do not either.
        if (to.Same(from)) i = o.min - 1;
      } else {
        // What an earlier round reached has more rounds left, so only new positions are followed.
        to.Subtract(reached);
        if (to.torn) return false;
        if (to.Empty()) break;
        reached.Union(to);
        if (reached.torn) return false;
      }
      from = to;
      if (i == o.max) break;  // kUnbounded + 1 would wrap
    }
    *set = reached;
    return true;
  }

  const WalkProgram& program_;
  const char* base_;
  uint32_t size_;
  size_t readable_;
  uint64_t* work_;
};

}  // namespace weir

#endif  // WEIR_RULES_WALK_EVAL_H_
