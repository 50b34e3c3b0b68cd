#include "rules/walk.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rules/positions.h"
#include "rules/walk_eval.h"
#include "rules/walk_tail.h"

namespace weir {
namespace {

bool FixedLength(const WalkOp& op, uint32_t* length) {
  if (op.kind == WalkOp::kLiteral || op.kind == WalkOp::kFoldLiteral) {
    *length += op.length;
    return true;
  }
  if (op.kind == WalkOp::kSetRun && op.min == op.max) {
    *length += op.min;
    return true;
  }
  return false;
}

// Where the secret part is, learned on the way while that costs nothing: it begins where the walk
// had one position only, and it ends a fixed number of bytes before the next such place.
struct SecretTracker {
  bool seen = false, begin_known = false, end_known = false, counting = false;
  uint32_t begin = 0, end = 0, after = 0;

  void BeforeKid(const WalkOp& kid, const Span& at) {
    if (kid.secret == 1) {
      seen = true;
      begin_known = at.lo == at.hi;
      begin = at.lo;
      counting = true;
    } else if (counting && !end_known) {
      counting = FixedLength(kid, &after);
    }
  }
  void AfterKid(const Span& at) {
    if (counting && !end_known && at.lo == at.hi) {
      end_known = true;
      end = at.lo - after;
    }
  }
  void AtMatch(uint32_t match_end) {
    if (counting && !end_known) {
      end_known = true;
      end = match_end - after;
    }
  }
  bool Known() const { return seen && begin_known && end_known; }
};

struct Job {
  const WalkProgram& program;
  const char* base;
  uint32_t size;    // positions run from 0 to size
  size_t readable;  // bytes of text from base on
  uint64_t work = 0;
};

// The general case of the secret part: forwards to every place where it may begin, backwards from
// the end of the match to every place from which the rest still leads there. False: too much work.
bool FindSecret(Job& job, uint32_t secret_op, uint32_t match_end, uint32_t* begin, uint32_t* end) {
  const WalkOp* ops = job.program.ops;
  Evaluator<Bits, false> forward(job.program, job.base, job.size, job.readable, &job.work);
  Evaluator<Bits, true> backward(job.program, job.base + match_end, match_end, match_end,
                                 &job.work);
  Bits starts(Span(0, 0));
  Bits ends(Span(0, 0));  // distances back from the end of the match
  bool ok = true;
  uint32_t op = 0;
  while (op != secret_op) {
    // Down to the child that holds the secret part: what stands before it leads forwards to it,
    // what stands after it leads back to it.
    const bool sequence = ops[op].kind == WalkOp::kConcat;
    if (!sequence && ops[op].kind != WalkOp::kAlt) return true;  // below a repeat: no one place
    uint32_t kid = op + 1;
    for (; kid + ops[kid].size <= secret_op && ok; kid += ops[kid].size) {
      if (sequence && !starts.Empty()) ok = forward.Apply(kid, &starts);
    }
    if (sequence && ok) {
      ForKidsBackward(ops, op, [&](uint32_t later) {
        if (later == kid || ends.Empty()) return false;
        ok = backward.Apply(later, &ends);
        return ok;
      });
    }
    if (!ok) return false;
    op = kid;
  }
  if (starts.Empty() || ends.Empty()) return true;
  Bits back = ends;
  if (!backward.Apply(op, &back)) return false;
  // The last begin that some end can be reached from.
  bool found = false;
  back.ForEachInterval([&](uint32_t lo, uint32_t hi) {
    for (uint32_t distance = lo; distance <= hi && !found; ++distance) {
      if (distance <= match_end && starts.Has(match_end - distance)) {
        *begin = match_end - distance;
        found = true;
      }
    }
  });
  if (!found) return true;
  Bits reached(Span(*begin, *begin));
  if (!forward.Apply(op, &reached)) return false;
  found = false;
  ends.ForEachInterval([&](uint32_t lo, uint32_t hi) {
    for (uint32_t distance = lo; distance <= hi && !found; ++distance) {
      if (distance <= match_end && reached.Has(match_end - distance)) {
        *end = match_end - distance;
        found = true;
      }
    }
  });
  return true;
}

// Would `next`, standing after `last`, have continued one of the last runs?
bool Continues(const WalkProgram& program, char last, char next) {
  if (!program.tail.Has(next)) return false;
  bool continues = false;
  ForEachTailSet(program, [&](const ByteSet& set) {
    continues = set.Has(last) && set.Has(next);
    return !continues;
  });
  return continues;
}

// The rest of a walk once the positions are many intervals: kids `from` on of the sequence at op 0,
// or op 0 itself. In a function of its own so that the usual walk does not carry its stack frame.
__attribute__((noinline)) bool WalkBits(Job& job, uint32_t op, uint32_t kids, const Spans& at,
                                        uint32_t* end) {
  Evaluator<Bits, false> evaluator(job.program, job.base, job.size, job.readable, &job.work);
  Bits positions(at);
  for (uint32_t i = 0; i < kids && !positions.Empty(); ++i, op += job.program.ops[op].size) {
    if (!evaluator.Apply(op, &positions)) return false;
  }
  *end = positions.Empty() ? 0 : positions.Highest();
  return true;
}

}  // namespace

WalkResult Walk(const WalkProgram& program, std::string_view text, size_t start) {
  WalkResult result;
  if (program.empty() || start >= text.size()) return result;
  const WalkOp* ops = program.ops;
  Job job{program, text.data() + start,
          static_cast<uint32_t>(std::min(text.size() - start, kMaxSpan)), text.size() - start};

  // The parts of the outermost sequence one after the other: as one interval while it is one, as a
  // few while they are few, and as a bitmap to the end from where they are many.
  const bool sequence = ops[0].kind == WalkOp::kConcat;
  const uint32_t kids = sequence ? ops[0].kids : 1;
  uint32_t op = sequence ? 1 : 0;
  Evaluator<Span, false> one(program, job.base, job.size, job.readable, &job.work);
  Evaluator<Spans, false> few(program, job.base, job.size, job.readable, &job.work);
  Span at(0, 0);
  Spans several;
  bool is_one = true;
  SecretTracker secret;
  uint32_t end = 0;
  bool many = false;
  for (uint32_t i = 0; i < kids; ++i, op += ops[op].size) {
    secret.BeforeKid(ops[op], at);
    if (is_one) {
      Span next = at;
      if (one.Apply(op, &next)) {
        if (next.Empty()) return result;
        at = next;
        secret.AfterKid(at);
        continue;
      }
      several = Spans(at);
    }
    Spans next = several;
    if (!few.Apply(op, &next)) {
      if (!WalkBits(job, op, kids - i, several, &end)) {
        result.overflow = true;
        return result;
      }
      many = true;
      break;
    }
    if (next.Empty()) return result;
    several = next;
    is_one = next.Single();
    at = Span(next.Lowest(), next.Highest());
    secret.AfterKid(at);
  }
  if (!many) end = at.hi;
  if (end == 0) return result;

  if (end < job.readable && Continues(program, job.base[end - 1], job.base[end])) {
    if (end < kMaxSpan) return result;
    result.truncated = true;
  }
  result.matched = true;
  result.end = start + end;
  result.secret_begin = start;
  result.secret_end = result.end;
  uint32_t secret_op = 0;
  while (secret_op < program.op_count && ops[secret_op].secret == 0) ++secret_op;
  if (secret_op == 0 || secret_op == program.op_count) return result;
  uint32_t secret_begin = 0, secret_end = end;
  if (!many) secret.AtMatch(end);
  if (secret.Known()) {
    secret_begin = secret.begin;
    secret_end = secret.end;
  } else if (!FindSecret(job, secret_op, end, &secret_begin, &secret_end)) {
    return WalkResult{.overflow = true};
  }
  result.secret_begin = start + secret_begin;
  result.secret_end = start + secret_end;
  return result;
}

}  // namespace weir
