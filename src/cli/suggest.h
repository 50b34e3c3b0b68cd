// The nearest known name to a mistyped one, as the end of an error message.
//
//   DidYouMean("fromat", {"format", "output"}, "--")  ->  "; did you mean '--format'?"
//   DidYouMean("xyz", {"format", "output"})           ->  ""
//
// As rules/nearest.h, and: case and `_` for `-` cost nothing; a name that begins with the whole
// word (three bytes and more) is near too. Threads: pure.
#ifndef WEIR_CLI_SUGGEST_H_
#define WEIR_CLI_SUGGEST_H_

#include <span>
#include <string>
#include <string_view>

namespace weir {

// The nearest of `known`, or "" if none is near enough to be what was meant. The first wins a draw.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> known);

// `dashes` goes in front of the name.
std::string DidYouMean(std::string_view word, std::span<const std::string_view> known,
                       std::string_view dashes = "");

}  // namespace weir

#endif  // WEIR_CLI_SUGGEST_H_
