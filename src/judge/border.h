// Borders: may a token begin here? One rule for all rules.
//
// A token begins where its alphabet begins: not in the middle of a longer run of letters and digits. But
// tokens reach us glued to things that are not part of them, and those count as borders too:
//   session_sk-...   key=...   a separator, even one that the token's alphabet holds
//   \nghp_...        the letter of an escape sequence (\n \t \r \x22 \u0022)
//   %3Dghp_...       a percent-encoded byte
//   ESC[31mghp_...   a terminal colour sequence
// Where a token ends is the walk's business (rules/walk.h).
// Looks at most 16 bytes back. Threads: pure.
#ifndef WEIR_JUDGE_BORDER_H_
#define WEIR_JUDGE_BORDER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir {

enum class Border : uint8_t {
  kClean,   // the text begins here, or a byte that no token holds stands before
  kGlued,   // a separator or an escape sequence stands before
  kInside,  // in the middle of a run of letters and digits
};

Border StartBorder(std::string_view text, size_t start);

}  // namespace weir

#endif  // WEIR_JUDGE_BORDER_H_
