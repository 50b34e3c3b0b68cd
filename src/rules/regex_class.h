// The classes of RE2's syntax as byte sets: what a regex names and a shape spells out.
//
//   PerlClassOf('d');         // \d: the digits
//   PosixClassOf("alnum");    // [[:alnum:]]
//
// Bytes as Latin-1 in RE2, so that a negated class holds 0x80 to 0xFF. Threads: pure.
#ifndef WEIR_RULES_REGEX_CLASS_H_
#define WEIR_RULES_REGEX_CLASS_H_

#include <optional>
#include <string_view>

#include "rules/byte_set.h"
#include "rules/shape.h"

namespace weir {

// d, D, w, W, s or S; nullopt for any other letter.
std::optional<ByteSet> PerlClassOf(char letter);

std::optional<ByteSet> PosixClassOf(std::string_view name);

// Both cases of every ASCII letter of the set.
ByteSet FoldedSet(ByteSet set);

// The set as a node. One byte, or one letter in both cases, is better known as a literal.
Node NodeOfSet(const ByteSet& set);

}  // namespace weir

#endif  // WEIR_RULES_REGEX_CLASS_H_
