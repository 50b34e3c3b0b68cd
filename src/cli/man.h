// The manual page weir(1), in roff with the man macros, made from the records of flags.h and
// help.h. It holds no date, so that the same source gives the same page. Threads: pure.
#ifndef WEIR_CLI_MAN_H_
#define WEIR_CLI_MAN_H_

#include <string>
#include <string_view>

namespace weir {

std::string ManPage(std::string_view version);

// Text as roff prints it: backslashes, dashes, and dots and quotes at the start of a line are
// escaped.
std::string RoffText(std::string_view text);

}  // namespace weir

#endif  // WEIR_CLI_MAN_H_
