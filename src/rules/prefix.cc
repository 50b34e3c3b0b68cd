#include "rules/prefix.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rules/positions.h"
#include "rules/run_length.h"
#include "rules/walk_eval.h"

namespace weir {
namespace {

// Walks backwards from the end of the text; position p is the place p bytes before it.
template <typename Set>
class PrefixWalk {
 public:
  PrefixWalk(const WalkProgram& program, std::string_view window, uint64_t* work)
      : program_(program),
        end_(window.data() + window.size()),
        size_(static_cast<uint32_t>(window.size())),
        evaluator_(program, end_, size_, size_, work) {}

  // The live starts. False: torn (see positions.h) or too much work.
  bool Run(Set* live) {
    *live = Set();
    if (!Prefixes(0, live)) return false;
    if (!program_.tail.Empty()) {
      Set whole;
      whole.Add(0, 0);
      if (!evaluator_.Apply(0, &whole)) return false;
      live->Union(whole);
    }
    return !live->torn;
  }

 private:
  // Adds the places from which the text up to its end is a proper prefix of what `op` matches.
  bool Prefixes(uint32_t op, Set* out) {
    const WalkOp& o = program_.ops[op];
    switch (o.kind) {
      case WalkOp::kLiteral:
      case WalkOp::kFoldLiteral: {
        if (!evaluator_.Spend(o.length)) return false;
        WalkOp part = o;
        for (part.length = 0; part.length < o.length && part.length <= size_; ++part.length) {
          if (part.length == 0 || evaluator_.LiteralAt(part, 0)) out->Add(part.length, part.length);
        }
        return !out->torn;
      }
      case WalkOp::kSetRun: {
        if (o.max == 0) return true;
        const uint32_t limit = std::min(size_, o.max == kUnbounded ? size_ : o.max - 1);
        const uint32_t run = evaluator_.Run(program_.sets[o.at], 0, limit);
        out->Add(0, run);
        return evaluator_.Spend(run / 8 + 1) && !out->torn;
      }
      case WalkOp::kAlt: {
        uint32_t kid = op + 1;
        for (uint32_t i = 0; i < o.kids; ++i, kid += program_.ops[kid].size) {
          if (!Prefixes(kid, out)) return false;
        }
        return true;
      }
      case WalkOp::kConcat: {
        // A prefix of the sequence ends inside one of its parts, with the parts before it complete.
        Set sequence;
        bool ok = true;
        ForKidsBackward(program_.ops, op, [&](uint32_t kid) {
          if (!sequence.Empty()) ok = evaluator_.Apply(kid, &sequence);
          ok = ok && Prefixes(kid, &sequence);
          return ok;
        });
        if (!ok) return false;
        out->Union(sequence);
        return !out->torn;
      }
      case WalkOp::kRepeat: {
        // Inside the first round, the second, ... each with the rounds before it complete.
        Set rounds, last;
        if (!Prefixes(op + 1, &rounds)) return false;
        last = rounds;
        for (uint32_t i = 1; i < o.max && !last.Empty(); ++i) {
          if (!evaluator_.Spend(last.Cost()) || !evaluator_.Apply(op + 1, &last)) return false;
          last.Subtract(rounds);
          if (last.torn) return false;
          rounds.Union(last);
          if (rounds.torn) return false;
        }
        out->Union(rounds);
        return !out->torn;
      }
      default:
        return false;
    }
  }

  const WalkProgram& program_;
  const char* end_;
  uint32_t size_;
  Evaluator<Set, true> evaluator_;
};

// Appends to each head what `op` may begin with.
bool ExtendHeads(const WalkProgram& program, uint32_t op, size_t limit, std::vector<Head>* heads) {
  const WalkOp& o = program.ops[op];
  auto full = [&] {
    return std::all_of(heads->begin(), heads->end(), [](const Head& h) { return h.size == kHeadBytes; });
  };
  auto merge = [](const std::vector<Head>& more, std::vector<Head>* all) {
    for (const Head& h : more) {
      if (std::find(all->begin(), all->end(), h) == all->end()) all->push_back(h);
    }
  };
  auto append = [](const ByteSet& set, Head* h) {
    if (h->size < kHeadBytes) h->sets[h->size++] = set;
  };
  // `step` appends one round; from `min` to `max` rounds.
  auto rounds = [&](uint32_t min, uint32_t max, auto&& step) {
    std::vector<Head> all;
    for (uint32_t i = 0;; ++i) {
      if (i >= min) merge(*heads, &all);
      if (i == max || all.size() > limit) break;
      if (full()) {
        merge(*heads, &all);
        break;
      }
      if (!step()) return false;
    }
    *heads = std::move(all);
    return heads->size() <= limit;
  };
  switch (o.kind) {
    case WalkOp::kLiteral:
    case WalkOp::kFoldLiteral:
      for (uint32_t i = 0; i < o.length && i < kHeadBytes; ++i) {
        const auto b = static_cast<unsigned char>(program.literals[o.at + i]);
        ByteSet set;
        set.Add(b);
        if (o.kind == WalkOp::kFoldLiteral && b >= 'a' && b <= 'z') {
          set.Add(static_cast<unsigned char>(b ^ 0x20));
        }
        for (Head& h : *heads) append(set, &h);
      }
      return true;
    case WalkOp::kSetRun:
      return rounds(o.min, o.max, [&] {
        for (Head& h : *heads) append(program.sets[o.at], &h);
        return true;
      });
    case WalkOp::kRepeat:
      return rounds(o.min, o.max, [&] { return ExtendHeads(program, op + 1, limit, heads); });
    case WalkOp::kConcat: {
      uint32_t kid = op + 1;
      for (uint32_t i = 0; i < o.kids && !full(); ++i, kid += program.ops[kid].size) {
        if (!ExtendHeads(program, kid, limit, heads)) return false;
      }
      return true;
    }
    case WalkOp::kAlt: {
      std::vector<Head> all;
      uint32_t kid = op + 1;
      for (uint32_t i = 0; i < o.kids; ++i, kid += program.ops[kid].size) {
        std::vector<Head> one = *heads;
        if (!ExtendHeads(program, kid, limit, &one)) return false;
        merge(one, &all);
        if (all.size() > limit) return false;
      }
      *heads = std::move(all);
      return true;
    }
    default:
      return false;
  }
}

// Out of line: its frame is several bitmaps.
__attribute__((noinline)) bool LiveBits(const WalkProgram& program, std::string_view window,
                                        Bits* live) {
  uint64_t work = 0;
  return PrefixWalk<Bits>(program, window, &work).Run(live);
}

}  // namespace

bool HeadsOf(const WalkProgram& program, size_t limit, std::vector<Head>* heads) {
  heads->assign(1, Head());
  return !program.empty() && ExtendHeads(program, 0, limit, heads) && heads->size() <= limit;
}

bool IsLivePrefix(const WalkProgram& program, std::string_view text, size_t start) {
  if (program.empty() || start > text.size() || text.size() - start >= kMaxSpan) return false;
  if (start == text.size()) return true;
  const std::string_view window = text.substr(start);
  const uint32_t distance = static_cast<uint32_t>(window.size());
  uint64_t work = 0;
  Spans live;
  if (PrefixWalk<Spans>(program, window, &work).Run(&live)) return live.Has(distance);
  Bits all;
  return !LiveBits(program, window, &all) || all.Has(distance);
}

size_t LivePrefix(const WalkProgram& program, const ByteSet& first, std::string_view text,
                  size_t window) {
  window = std::min({window, text.size(), kMaxSpan - 1});
  const std::string_view end = text.substr(text.size() - window);
  // Short windows only: looking through a long one costs more than the walk back saves.
  if (program.empty() || window == 0) return text.size();
  if (window <= 64 && RunLength(~first, end.data(), window, window) == window) return text.size();
  uint64_t work = 0;
  Spans live;
  if (PrefixWalk<Spans>(program, end, &work).Run(&live)) return text.size() - live.Highest();
  Bits all;
  if (!LiveBits(program, end, &all)) return text.size() - window;
  return text.size() - all.Highest();
}

}  // namespace weir
