// Text set in lines of a given width, for help on a terminal.
//
//   Wrap("one two three", 2, 9)  ->  "  one two\n  three\n"
//
// A '\n' in the text begins a new paragraph, set apart by an empty line. A word longer than a line
// stands alone on one. Width counts bytes: help texts are ASCII. Threads: pure.
#ifndef WEIR_CLI_WRAP_H_
#define WEIR_CLI_WRAP_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

inline constexpr size_t kHelpWidth = 79;

std::string Wrap(std::string_view text, size_t indent, size_t width = kHelpWidth);

}  // namespace weir

#endif  // WEIR_CLI_WRAP_H_
