// Exit statuses: the only place that decides one, for every command.
//
//   0        looked at everything, found nothing (or: did what was asked)
//   1        looked at everything, found something
//   2        an error, or something that should have been looked at was not; findings are still
//   listed 128 + N  stopped by signal N; the report up to there is complete in form and says it is
//   not in content
//
// 2 wins over 1: a failure to look is never hidden behind a finding. A reader that closes the pipe
// is no error: the run ends quietly with 1 if something was found, 0 if all had been looked at,
// else 2. Threads: plain values.
#ifndef WEIR_CLI_EXIT_H_
#define WEIR_CLI_EXIT_H_

#include <cstdint>

namespace weir {

inline constexpr int kExitClean = 0;
inline constexpr int kExitFound = 1;
inline constexpr int kExitError = 2;

// What happened in a run. Start from the default and set what is true.
struct RunOutcome {
  uint64_t findings = 0;
  bool incomplete = false;   // something that should have been looked at was not
  bool error = false;        // bad use, a broken rule file, a report that could not be written
  bool pipe_closed = false;  // the reader of the report went away
  int signal = 0;            // the signal that stopped the run; 0 = none
};

int ExitStatus(const RunOutcome& outcome);

}  // namespace weir

#endif  // WEIR_CLI_EXIT_H_
