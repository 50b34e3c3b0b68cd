// LineHash: GitHub code scanning's `primaryLocationLineHash`, by which an alert keeps its identity
// when lines move.
//
//   FormatLineHash(LineHash("key = 1\n"))  ->  "e830550ae8b9bf8"; SARIF appends ":1", ":2", ...
//
// The hash is a polynomial over the first 100 UTF-16 code units from the line's start on, over line
// ends too, blanks and tabs left out, CR and CR LF counted as LF; the text's end is one unit 0xFFFF
// and then zeros. It is not keyed: a secret that could be guessed must be blanked out before (see
// record.h).
//
// Limits: reads at most kLineHashBytes; a longer line of blanks is cut there. Threads: pure.
#ifndef WEIR_REPORT_LINE_HASH_H_
#define WEIR_REPORT_LINE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

inline constexpr size_t kLineHashBytes = 2048;

// `text` begins at the line's start and goes on to the text's end (`to_end`) or for kLineHashBytes.
uint64_t LineHash(std::string_view text, bool to_end = true);

std::string FormatLineHash(uint64_t hash);  // lower-case hex without leading zeros

}  // namespace weir

#endif  // WEIR_REPORT_LINE_HASH_H_
