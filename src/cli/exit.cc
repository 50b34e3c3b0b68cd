#include "cli/exit.h"

namespace weir {

int ExitStatus(const RunOutcome& outcome) {
  if (outcome.signal != 0) return 128 + outcome.signal;
  if (outcome.error) return kExitError;
  // A run that the reader ended early is incomplete for that reason alone; what it found stands.
  if (outcome.pipe_closed && outcome.findings > 0) return kExitFound;
  if (outcome.incomplete) return kExitError;
  return outcome.findings > 0 ? kExitFound : kExitClean;
}

}  // namespace weir
