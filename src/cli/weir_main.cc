// The program `weir`. All that is done to the process itself is here: a crash must not write
// secrets to a core file, other processes of the user must not read them out of memory, and the
// locale stays "C".
#include <sys/prctl.h>
#include <sys/resource.h>

#include <exception>
#include <new>
#include <span>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/signals.h"

namespace {

void HardenProcess() {
  // Best effort: a system that refuses is no reason not to look for secrets.
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // Sanitizers attach to the process; users' builds refuse that to all but root.
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  HardenProcess();
  weir::InstallSignalHandlers();
  std::vector<std::string_view> arguments;
  for (int i = 1; i < argc; ++i) arguments.emplace_back(argv[i]);
  try {
    return weir::RunProgram(arguments);
  } catch (const std::bad_alloc&) {
    weir::PrintError("out of memory; nothing can be said about what was to be looked at");
  } catch (const std::exception&) {
    // No library's words: they may quote what was read.
    weir::PrintError("an internal error; nothing can be said about what was to be looked at");
  }
  return weir::kExitError;
}
