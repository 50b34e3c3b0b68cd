// Prefix closure: can the end of a text still grow into a match? What streaming (StreamScanner)
// holds.
//
//   size_t hold = LivePrefix(program, first, text);   // bytes from `hold` on must wait
//
// A start s is live if text[s..] is a proper prefix of a string of the shape's language, or is such
// a string itself while the byte to come may yet undo the match (a 37th letter after alnum{36}):
// see `tail` in walk.h. A match that nothing can change any more is not live, nor is a start
// kMaxSpan bytes back: the walk looks no further. Exact: whatever is not live, no later byte can
// make part of a match that begins there.
//
// How: one walk backwards from the end of the text, over the prefixes of the shape, finds all live
// starts at once. It stops where the text stops looking like the shape, for prose after a few
// bytes. Cost: linear in the shape's longest bounded match. A shape whose walk would be too much
// work (see kMaxWalkWork) counts as live from the earliest byte looked at. Threads: pure.
#ifndef WEIR_RULES_PREFIX_H_
#define WEIR_RULES_PREFIX_H_

#include <cstddef>
#include <string_view>

#include "rules/walk.h"

namespace weir {

// Is `start` live? The end of the text is (nothing has come yet), what lies behind it is not.
bool IsLivePrefix(const WalkProgram& program, std::string_view text, size_t start);

// The earliest live start among the last `window` bytes; text.size() if there is none. `first`: the
// bytes that may begin a match (Rule::first); a text without any of them in the window is answered
// at once.
size_t LivePrefix(const WalkProgram& program, const ByteSet& first, std::string_view text,
                  size_t window = kMaxSpan);

}  // namespace weir

#endif  // WEIR_RULES_PREFIX_H_
