// A proxy that copies bytes: starts a command and passes its input and output on, each in a thread
// of its own. What a proxy that looks at them is measured against (bench/mcp.py).
//   bench_copy_pipe COMMAND ARGS...
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

extern "C" char** environ;  // NOLINT: unistd.h declares it only for GNU sources

namespace {

void Copy(int from, int to) {
  static thread_local char buffer[1 << 18];
  for (;;) {
    const ssize_t n = read(from, buffer, sizeof buffer);
    if (n <= 0) break;
    for (ssize_t done = 0; done < n;) {
      const ssize_t written = write(to, buffer + done, static_cast<size_t>(n - done));
      if (written <= 0) return;
      done += written;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  int in[2], out[2];
  if (argc < 2 || pipe(in) != 0 || pipe(out) != 0) return 2;
  // As large as those of weir; the default where the system allows no more.
  for (const int fd : {in[1], out[1]}) (void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  for (const int fd : {in[0], in[1], out[0], out[1]})
    posix_spawn_file_actions_addclose(&actions, fd);
  pid_t pid = 0;
  if (posix_spawnp(&pid, argv[1], &actions, nullptr, argv + 1, environ) != 0) return 2;
  close(in[0]);
  close(out[1]);
  std::thread back([&out] { Copy(out[0], 1); });
  Copy(0, in[1]);
  close(in[1]);
  back.join();
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
