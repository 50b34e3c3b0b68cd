// What starting a child takes: pipes to it, and how its signals are when it begins.
//
//   Pipe out;
//   if (!out.Open()) ...                                    // errno says why
//   SpawnSetup setup;
//   setup.SetSignals(POSIX_SPAWN_SETPGROUP);                // and more flags of posix_spawn
//   posix_spawn_file_actions_adddup2(&setup.actions, out.write.get(), STDOUT_FILENO);
//   posix_spawn(&pid, program, &setup.actions, &setup.attributes, argv, envp);
//
// Threads: plain values. Ownership: each frees what it holds.
#ifndef WEIR_OS_SPAWN_H_
#define WEIR_OS_SPAWN_H_

#include <spawn.h>

#include "os/unique_fd.h"

namespace weir {

// Closed when the child's program begins, both ends.
struct Pipe {
  UniqueFd read, write;
  // False: errno says why. As large as the system lets it be up to 1 MiB: that saves switches between the processes.
  bool Open();
};

struct SpawnSetup {
  SpawnSetup();
  ~SpawnSetup();
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  // No signal blocked, and those that weir ignores as a program expects them.
  void SetSignals(int more_flags = 0);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

}  // namespace weir

#endif  // WEIR_OS_SPAWN_H_
