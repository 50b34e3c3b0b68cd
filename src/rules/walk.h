// Walk: the exact matcher generated from a shape. Given where a match starts it says where it ends.
//
//   WalkCode code = CompileWalk(tree);                       // owns its tables
//   WalkResult r = Walk(code.program(), text, start);
//   if (r.matched) secret = text.substr(r.secret_begin, r.secret_end - r.secret_begin);
//
// Semantics: the longest string of the shape's language that begins at `start`; if the byte after it
// could continue the last run of the shape (a 37th letter after alnum{36}), there is no match, because
// a token ends where its alphabet ends. What stands before `start` is the judge's business (boundary.h).
//
// How: positions reached so far are kept as a short list of intervals; each item of the shape maps the
// list to the next one. So no backtracking: time is linear in (items x bytes looked at), memory is a
// fixed array on the stack. More than kMaxIntervals intervals at one item give overflow = true and no
// match; `rules check` refuses shapes whose samples overflow.
//
// Limits: looks at no byte at or after start + kMaxSpan: a longer run ends there (truncated = true).
// Threads: pure. A WalkProgram borrows its tables (static data for built-in rules, else a WalkCode).
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

struct WalkOp {
  enum Kind : uint8_t { kLiteral, kFoldLiteral, kSetRun, kRepeat, kConcat, kAlt };
  uint8_t kind = kLiteral;
  uint8_t secret = 0;   // 1 = the part that is the secret
  uint16_t kids = 0;    // kConcat, kAlt: number of children, which follow in pre-order
  uint32_t size = 1;    // ops in this subtree, itself included: the next sibling is at this + size
  uint32_t at = 0;      // literal: offset in the literal pool; kSetRun: index of the set
  uint32_t length = 0;  // literal: bytes
  uint32_t min = 1;     // kSetRun, kRepeat
  uint32_t max = 1;     // kSetRun, kRepeat; kUnbounded = no limit
};

struct WalkProgram {
  const WalkOp* ops = nullptr;
  uint32_t op_count = 0;
  const char* literals = nullptr;
  const ByteSet* sets = nullptr;
  ByteSet tail;  // bytes that, right after a match, would have continued it
  bool empty() const { return op_count == 0; }
};

struct WalkResult {
  bool matched = false;
  bool truncated = false;  // the match was cut at kMaxSpan
  bool overflow = false;   // too many ways to match: treated as no match, and reported by the judge
  size_t end = 0;
  size_t secret_begin = 0;  // the whole match where the shape marks no secret part
  size_t secret_end = 0;
};

WalkResult Walk(const WalkProgram& program, std::string_view text, size_t start);

// Owner of a compiled walk.
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
