// A command line as a shell reads it: quotes taken off, backslashes undone, what stands together joined.
//
//   std::string read;
//   if (ReadAsShell("echo 'gh''p_'\"x\"", &read)) ...      // echo ghp_x
//
// False if that is the text itself, or nothing is joined: then the scanner's own look has seen it. Nothing is
// expanded: what a variable holds stands nowhere in the text. Threads: pure. Cost: linear.
#ifndef WEIR_ADAPTER_AGENT_SHELL_TEXT_H_
#define WEIR_ADAPTER_AGENT_SHELL_TEXT_H_

#include <string>
#include <string_view>

namespace weir {

bool ReadAsShell(std::string_view command, std::string* read);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_SHELL_TEXT_H_
