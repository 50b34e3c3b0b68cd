// Shapes: the format of a credential as a tree, parsed from the shape language or from a regex.
//
//   "ghp_" alnum{36}                                 a prefix and 36 letters or digits
//   ~"bearer " base64url{20,400} pad                 any case, counted run, optional padding
//   "https://hooks.example/" secret(alnum{24})       only the part in secret(...) is the secret
//
// Grammar (see rules/README.md for the charsets and macros):
//   shape = alt ; alt = seq { "|" seq } ; seq = item { item } ; item = atom [ count ]
//   count = "{n}" | "{n,m}" | "{n+}" | "?"
//   atom  = "literal" | ~"literal" | charset | macro | "(" alt ")" | "[" set "]" | secret "(" alt
//   ")" set   = { "chars" | "a".."z" | charset }, a leading `not` = every printable byte but these
//   "()" is nothing. In quotes: \" \\ \n \t \r and \xHH for any byte; other control bytes are
//   refused.
//
// The tree is what everything else is generated from: the Hyperscan pattern, the exact walk, length
// bounds, the required literals, the gate proof, the prefix closure, samples and near misses.
//
// Limits: 4,096 bytes of text, 32 levels of nesting, 4,096 nodes, counts up to 65,535; more is a
// diagnostic. Failure: a Diagnostic with `offset` into the given text. Threads: pure functions.
#ifndef WEIR_RULES_SHAPE_H_
#define WEIR_RULES_SHAPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/byte_set.h"
#include "rules/diagnostic.h"

namespace weir {

inline constexpr uint32_t kUnbounded = UINT32_MAX;

struct Node {
  enum class Kind : uint8_t { kLiteral, kSet, kRepeat, kConcat, kAlt };

  Kind kind = Kind::kConcat;
  std::string literal;        // kLiteral: at least one byte
  bool fold_case = false;     // kLiteral: ASCII letters match in either case
  ByteSet set;                // kSet: exactly one byte out of this set, never empty
  uint32_t min = 1, max = 1;  // kRepeat: of kids[0]; max may be kUnbounded
  std::vector<Node> kids;     // kRepeat: one; kConcat, kAlt: any number
  bool secret = false;        // this part is the secret; at most one in a tree, not below a kRepeat

  // These make the one canonical form of a tree: parts of parts are laid flat and neighbouring
  // literals joined (unless marked secret), a list of one is that one, {1} is no repeat, {0} is
  // nothing (an empty kConcat), a literal without letters does not fold.
  static Node Literal(std::string bytes, bool fold_case = false);
  static Node Set(ByteSet set);
  static Node Repeat(Node kid, uint32_t min, uint32_t max);
  static Node Concat(std::vector<Node> kids);
  static Node Alt(std::vector<Node> kids);

  friend bool operator==(const Node& a, const Node& b);
};

// Parses the shape language. On failure returns nullopt and fills *error (code R1xx).
std::optional<Node> ParseShape(std::string_view text, Diagnostic* error);

// A named alphabet of the shape language ("alnum", "hex-lower", ...), or nullopt.
std::optional<ByteSet> NamedCharset(std::string_view name);

// The tree as an RE2 / Hyperscan expression in bytes (Latin-1) mode without captures except, if
// `capture_secret`, one around the secret part. Used for patterns and for the RE2 oracle in tests.
// Counts over `largest_count`, alone or multiplied by nesting, are written as several smaller ones:
// 1000 is RE2's limit, Hyperscan takes 32767.
std::string ToRegex(const Node& node, bool capture_secret = false, uint32_t largest_count = 1000);

// The tree in shape-language text, canonical: ParseShape(ToShapeText(n)) is the same tree for every
// tree made with the functions above.
std::string ToShapeText(const Node& node);

// Fewest and most bytes a match can have; max is kUnbounded where there is no bound.
struct LengthBounds {
  uint32_t min = 0;
  uint32_t max = 0;
};
LengthBounds Lengths(const Node& node);

// Bytes that may begin, and bytes that may end, a match.
ByteSet FirstBytes(const Node& node);
ByteSet LastBytes(const Node& node);

// Alternatives and optional parts multiplied out into plain sequences of literals and counted sets
// (kLiteral, kSet and kRepeat-of-kSet), so that analysis can be a walk along a list. The union of
// the sequences is the language of the tree. Neighbouring literals are joined, neighbouring runs of
// one set are one run, a repeated byte is a run; secret marks are dropped. nullopt if there would
// be more than `limit` of them, or a group is repeated without a bound.
std::optional<std::vector<std::vector<Node>>> ExpandSequences(const Node& node, size_t limit = 64);

}  // namespace weir

#endif  // WEIR_RULES_SHAPE_H_
