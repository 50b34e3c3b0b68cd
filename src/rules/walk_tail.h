// The last runs of a program: which sets can stand at the end of a match and would go on there.
// The rule is told in walk.h. Threads: pure.
#ifndef WEIR_RULES_WALK_TAIL_H_
#define WEIR_RULES_WALK_TAIL_H_

#include "rules/byte_set.h"
#include "rules/walk.h"
#include "rules/walk_eval.h"

namespace weir {

namespace walk_internal {

inline constexpr ByteSet kTokenBytes = ByteSet::Range('0', '9') | ByteSet::Range('a', 'z') |
                                       ByteSet::Range('A', 'Z') | ByteSet::Of("_-+/");

// `before`: the op right before `op` in the same sequence, or null. `f` returns false to stop.
// Returns whether the op can match nothing, so that what stands before it can end a match too.
template <typename F>
bool TailSets(const WalkProgram& program, uint32_t op, const WalkOp* before, bool repeated, F&& f,
              bool* stop) {
  const WalkOp& o = program.ops[op];
  switch (o.kind) {
    case WalkOp::kSetRun: {
      const ByteSet* set = &program.sets[o.at];
      const bool single = o.min == 1 && o.max == 1 && !repeated;
      if (before != nullptr && before->kind == WalkOp::kSetRun &&
          set->SubsetOf(program.sets[before->at]) &&
          program.sets[before->at].SubsetOf(kTokenBytes)) {
        set = &program.sets[before->at];
      } else if (single) {
        return false;
      }
      if (!f(*set)) *stop = true;
      return o.min == 0;
    }
    case WalkOp::kRepeat:
      return TailSets(program, op + 1, before, true, f, stop) || o.min == 0;
    case WalkOp::kAlt: {
      bool nothing = false;
      uint32_t kid = op + 1;
      for (uint32_t i = 0; i < o.kids && !*stop; ++i, kid += program.ops[kid].size) {
        nothing |= TailSets(program, kid, before, repeated, f, stop);
      }
      return nothing;
    }
    case WalkOp::kConcat: {
      bool nothing = true;
      uint32_t later = 0;  // the op after, waiting to learn what stands before it
      auto visit = [&](const WalkOp* previous) {
        // Only a sequence that is one part as a whole is a repeat of that part.
        nothing = TailSets(program, later, previous, repeated && o.kids == 1, f, stop);
        return nothing && !*stop;
      };
      bool more = true;
      ForKidsBackward(program.ops, op, [&](uint32_t kid) {
        if (later != 0) more = visit(&program.ops[kid]);
        later = kid;
        return more;
      });
      if (more && later != 0) visit(before);
      return nothing;
    }
    default:
      return o.length == 0;
  }
}

}  // namespace walk_internal

template <typename F>
void ForEachTailSet(const WalkProgram& program, F&& f) {
  bool stop = false;
  if (!program.empty()) walk_internal::TailSets(program, 0, nullptr, false, f, &stop);
}

}  // namespace weir

#endif  // WEIR_RULES_WALK_TAIL_H_
