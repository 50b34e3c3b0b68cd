// Walk: the exact matcher generated from a shape. Given where a match starts it says where it ends.
//
//   WalkCode code = CompileWalk(tree);                       // owns its tables
//   WalkResult r = Walk(code.program(), text, start);
//   if (r.matched) secret = text.substr(r.secret_begin, r.secret_end - r.secret_begin);
//
// Semantics: the longest string of the shape's language that begins at `start`; if the byte after
// it could continue the last run of the shape (a 37th letter after alnum{36}), there is no match,
// because a token ends where its alphabet ends. What stands before `start` is the judge's business
// (boundary.h).
//
// The last runs are the counted or repeated sets that can end a match: after "=" of `base64{20}
// pad` only another "=" continues, after its letters only base64 does. A shape that ends in a
// literal has none. A set right after a run of token characters that contains it (`base64url{42}
// ["AEIM"]`) belongs to that run; any other single set, such as a closing quote, is like a literal.
// `tail` holds the bytes of all of them together: a byte outside it always ends a match.
//
// Secret part: where several derivations of the match exist, the one whose secret begins last, and
// of those the one whose secret ends last. No derivation through it (it stands in another
// alternative): the whole match.
//
// How: the set of positions reached so far is carried through the shape, each item maps it to the
// next one; as one interval while it is one, else as a bitmap of the span on the stack. So no
// backtracking and no way to lose a match: time is linear in (items x bytes looked at) and nothing
// is allocated. Only a large count of a group of varying length can repeat work; over kMaxWalkWork
// steps the walk gives up with overflow = true and no match.
//
// Limits: looks at no byte at or after start + kMaxSpan: a longer run ends there (truncated =
// true). Threads: pure. A WalkProgram borrows its tables (static data for built-in rules, else a
// WalkCode).
#ifndef WEIR_RULES_WALK_H_
#define WEIR_RULES_WALK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/byte_set.h"
#include "rules/shape.h"

namespace weir {

// The longest finding in bytes: PEM blocks of 16,384-bit RSA keys are 12.7 KB.
inline constexpr size_t kMaxSpan = 32 * 1024;

// Steps of one walk: about a byte or a position each.
inline constexpr uint64_t kMaxWalkWork = 128 * kMaxSpan;

struct WalkOp {
  enum Kind : uint8_t { kLiteral, kFoldLiteral, kSetRun, kRepeat, kConcat, kAlt };
  uint8_t kind = kLiteral;
  uint8_t secret = 0;  // 1 = the part that is the secret
  uint16_t kids = 0;   // kConcat, kAlt: number of children, which follow in pre-order
  uint32_t size = 1;   // ops in this subtree, itself included: the next sibling is at this + size
  uint32_t at = 0;  // literal: offset in the literal pool (folded ones in lower case); kSetRun: set
  uint32_t length = 0;  // literal: bytes
  uint32_t min = 1;     // kSetRun, kRepeat
  uint32_t max = 1;     // kSetRun, kRepeat; kUnbounded = no limit
};

struct WalkProgram {
  const WalkOp* ops = nullptr;
  uint32_t op_count = 0;
  const char* literals = nullptr;
  const ByteSet* sets = nullptr;
  ByteSet tail;  // bytes that, right after a match, may have continued it
  bool empty() const { return op_count == 0; }
};

struct WalkResult {
  bool matched = false;
  bool truncated = false;  // the match was cut at kMaxSpan
  bool overflow = false;   // too much work: treated as no match, and reported by the judge
  size_t end = 0;
  size_t secret_begin = 0;  // the whole match where the shape marks no secret part
  size_t secret_end = 0;
};

WalkResult Walk(const WalkProgram& program, std::string_view text, size_t start);

// Owner of a compiled walk. The tree must be bounded as the parsers bound it: recursion follows its
// depth.
struct WalkCode {
  std::vector<WalkOp> ops;
  std::string literals;
  std::vector<ByteSet> sets;
  ByteSet tail;
  WalkProgram program() const {
    return {ops.data(), static_cast<uint32_t>(ops.size()), literals.data(), sets.data(), tail};
  }
};
WalkCode CompileWalk(const Node& tree);

}  // namespace weir

#endif  // WEIR_RULES_WALK_H_
