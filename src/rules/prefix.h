// Prefix closure: can the end of a text still grow into a match? What streaming (StreamScanner) holds.
//
//   size_t hold = LivePrefix(walk, text);   // earliest start s such that text[s..] is a proper prefix of
//                                           // a string of the shape's language; text.size() if none
// Cost: linear in the shape's longest bounded match. Threads: pure.
#ifndef WEIR_RULES_PREFIX_H_
#define WEIR_RULES_PREFIX_H_

#include <cstddef>
#include <string_view>

#include "rules/walk.h"

namespace weir {

// True if text[start..] is a proper prefix of a string in the language, or a match that may still grow.
bool IsLivePrefix(const WalkProgram& program, std::string_view text, size_t start);

// Looks at the last `window` bytes only.
size_t LivePrefix(const WalkProgram& program, const ByteSet& first, std::string_view text,
                  size_t window = kMaxSpan);

}  // namespace weir

#endif  // WEIR_RULES_PREFIX_H_
