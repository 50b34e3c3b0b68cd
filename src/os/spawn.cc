#include "os/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace weir {

bool Pipe::Open() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  read = UniqueFd(ends[0]);
  write = UniqueFd(ends[1]);
  (void)fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);  // the default does as well
  return true;
}

SpawnSetup::SpawnSetup() {
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
}

SpawnSetup::~SpawnSetup() {
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
}

void SpawnSetup::SetSignals(int more_flags) {
  sigset_t defaults, none;
  sigemptyset(&none);
  sigemptyset(&defaults);
  for (const int number : {SIGPIPE, SIGXFSZ}) sigaddset(&defaults, number);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes,
                           static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | more_flags));
}

}  // namespace weir
