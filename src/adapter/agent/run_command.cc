#include "adapter/agent/run_command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "os/spawn.h"
#include "os/unique_fd.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

// Between fork and exec: only what is safe there.
[[noreturn]] void BecomeCommand(const Pipe& in, const Pipe& out, const Pipe& err, const char* folder,
                                const char* command) {
  setpgid(0, 0);
  signal(SIGPIPE, SIG_DFL);
  if (dup2(in.read.get(), 0) < 0 || dup2(out.write.get(), 1) < 0 || dup2(err.write.get(), 2) < 0) _exit(126);
  if (folder[0] != '\0' && chdir(folder) != 0) _exit(126);
  execl("/bin/sh", "sh", "-c", command, static_cast<char*>(nullptr));
  _exit(126);
}

// Reads what is there; closes the end at its end.
void Drain(UniqueFd* fd, std::string* into) {
  char buffer[16384];
  const ssize_t got = read(fd->get(), buffer, sizeof buffer);
  if (got > 0) {
    into->append(buffer, std::min(static_cast<size_t>(got), kMostOutput - std::min(kMostOutput, into->size())));
  } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
    *fd = UniqueFd();
  }
}

}  // namespace

CommandRun RunCommandLine(const std::string& command, std::string_view input, const std::string& folder,
                          std::chrono::milliseconds time) {
  CommandRun run;
  Pipe in, out, err;
  if (!in.Open() || !out.Open() || !err.Open()) {
    run.error = Cat("a pipe could not be made: ", SystemMessage(errno));
    return run;
  }
  const pid_t child = fork();
  if (child < 0) {
    run.error = Cat("a process could not be made: ", SystemMessage(errno));
    return run;
  }
  if (child == 0) BecomeCommand(in, out, err, folder.c_str(), command.c_str());
  setpgid(child, child);
  in.read = UniqueFd();
  out.write = UniqueFd();
  err.write = UniqueFd();
  (void)fcntl(in.write.get(), F_SETFL, O_NONBLOCK);

  const Clock::time_point end = Clock::now() + time;
  bool late = false;
  while (out.read.ok() || err.read.ok()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    late = left <= 0;
    if (late) break;
    pollfd fds[3];
    nfds_t count = 0;
    UniqueFd* readers[3] = {};
    for (UniqueFd* fd : {&out.read, &err.read}) {
      if (!fd->ok()) continue;
      readers[count] = fd;
      fds[count++] = {fd->get(), POLLIN, 0};
    }
    const nfds_t inputs = count;
    if (in.write.ok()) fds[count++] = {in.write.get(), POLLOUT, 0};
    if (poll(fds, count, static_cast<int>(left)) < 0 && errno != EINTR) break;
    for (nfds_t i = 0; i < inputs; ++i) {
      if (fds[i].revents != 0) Drain(readers[i], readers[i] == &out.read ? &run.out : &run.err);
    }
    if (in.write.ok() && fds[inputs].revents != 0) {
      const ssize_t put = write(in.write.get(), input.data(), input.size());
      if (put > 0) input.remove_prefix(static_cast<size_t>(put));
      // A command that does not read is no reason to wait.
      if (input.empty() || (put < 0 && errno != EAGAIN && errno != EINTR)) in.write = UniqueFd();
    }
  }
  int status = 0;
  // One that has closed its outputs and goes on is waited for until the time is over.
  while (!late && waitpid(child, &status, WNOHANG) == 0) {
    poll(nullptr, 0, 2);
    late = Clock::now() >= end;
  }
  if (late) {
    kill(-child, SIGKILL);
    run.error = Cat("it did not end within ", time.count() / 1000, " s");
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  run.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

}  // namespace weir
