// One run of a command line by /bin/sh, with bytes on its standard input, within a time.
//
//   CommandRun run = RunCommandLine("weir agent claude", message, folder, std::chrono::seconds(20));
//   if (!run.error.empty()) ...
//
// At most kMostOutput bytes of each stream are kept; the rest is read and dropped. The command is the leader of a
// process group of its own, which is killed when the time is over. Threads: one at a time.
#ifndef WEIR_ADAPTER_AGENT_RUN_COMMAND_H_
#define WEIR_ADAPTER_AGENT_RUN_COMMAND_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

inline constexpr size_t kMostOutput = size_t{1} << 20;

struct CommandRun {
  std::string error;  // not empty: it could not be run, or did not end in time
  std::string out, err;
  int exit = -1;      // 128 + N for a signal
};

CommandRun RunCommandLine(const std::string& command, std::string_view input, const std::string& folder,
                          std::chrono::milliseconds time);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_RUN_COMMAND_H_
