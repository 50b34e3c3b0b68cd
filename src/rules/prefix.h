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

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/walk.h"

namespace weir {

// Is `start` live? The end of the text is (nothing has come yet), what lies behind it is not.
bool IsLivePrefix(const WalkProgram& program, std::string_view text, size_t start);

// The earliest live start among the last `window` bytes; text.size() if there is none. `first`: the
// bytes that may begin a match (Rule::first); a text without any of them in the window is answered
// at once.
size_t LivePrefix(const WalkProgram& program, const ByteSet& first, std::string_view text,
                  size_t window = kMaxSpan);

// What the strings of a shape begin with, as sets of bytes: every string begins with one of the heads,
// or is as long as one. A head has kHeadBytes sets, or fewer where a string of the shape ends there.
// For a quick first look at where a shape may begin at all.
inline constexpr size_t kHeadBytes = 5;
struct Head {
  std::array<ByteSet, kHeadBytes> sets{};
  uint32_t size = 0;
  friend bool operator==(const Head&, const Head&) = default;
};
// False if there are more than `limit` of them: then nothing is known.
bool HeadsOf(const WalkProgram& program, size_t limit, std::vector<Head>* heads);

}  // namespace weir

#endif  // WEIR_RULES_PREFIX_H_
