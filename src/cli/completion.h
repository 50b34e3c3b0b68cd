// Completion scripts for bash, zsh and fish, made from the records of flags.h.
//
//   std::string script = BashCompletion();     // source <(weir completion bash)
//
// Complete are: commands, the flags of the command typed so far, the values of flags with a fixed
// choice, file names, and rule ids (asked from `weir rules list` when they are wanted). Threads:
// pure.
#ifndef WEIR_CLI_COMPLETION_H_
#define WEIR_CLI_COMPLETION_H_

#include <string>

namespace weir {

std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace weir

#endif  // WEIR_CLI_COMPLETION_H_
