// What is known of the terminal, if there is one.
//
//   bool color = WantsColor("auto", STDOUT_FILENO, environment);
//
// Threads: pure apart from system calls.
#ifndef WEIR_CLI_TERMINAL_H_
#define WEIR_CLI_TERMINAL_H_

#include <cstddef>
#include <string_view>

namespace weir {

struct ColorEnvironment {
  std::string_view no_color;  // $NO_COLOR: set and not empty = none
  std::string_view term;      // $TERM
};
ColorEnvironment ReadColorEnvironment();

// `when` is auto, always or never ("" is auto).
bool WantsColor(std::string_view when, bool is_terminal, const ColorEnvironment& environment);

bool IsTerminal(int fd);
// Columns of the terminal behind fd; 80 if it is none or does not say. At least 40.
size_t TerminalWidth(int fd);

// True if standard input is something to read without being asked: a pipe, a file or a socket. Not
// a terminal, and not /dev/null, which jobs without input have: "clean" would be a claim about
// nothing.
bool StandardInputHasData();

}  // namespace weir

#endif  // WEIR_CLI_TERMINAL_H_
