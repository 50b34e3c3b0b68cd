#include "adapter/mcp/child_server.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "os/spawn.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

extern "C" char** environ;  // NOLINT: unistd.h declares it only for GNU sources

namespace weir {
namespace {

// Each end has flags of its own, so that of the child goes on blocking.
void DoNotBlock(int fd) {
  const int flags = fcntl(fd, F_GETFL);
  if (flags >= 0) (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildServer>> ChildServer::Start(
    std::span<const std::string> command, std::span<const std::string> hidden_variables) {
  if (command.empty())
    return absl::InvalidArgumentError("no server to start: name its command after --");
  std::vector<std::string> words(command.begin(), command.end());
  std::vector<char*> argv, envp;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view variable = *at;
    const std::string_view name = variable.substr(0, variable.find('='));
    if (std::find(hidden_variables.begin(), hidden_variables.end(), name) ==
        hidden_variables.end()) {
      envp.push_back(*at);
    }
  }
  envp.push_back(nullptr);

  Pipe in, out, errors;
  if (!in.Open() || !out.Open() || !errors.Open()) {
    return absl::UnavailableError(Cat("cannot make a pipe to the server: ", SystemMessage(errno)));
  }

  SpawnSetup setup;
  posix_spawn_file_actions_adddup2(&setup.actions, in.read.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&setup.actions, out.write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&setup.actions, errors.write.get(), STDERR_FILENO);
  posix_spawnattr_setpgroup(&setup.attributes, 0);
  setup.SetSignals(POSIX_SPAWN_SETPGROUP);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, words[0].c_str(), &setup.actions, &setup.attributes,
                                  argv.data(), envp.data());
  if (failed != 0) {
    const std::string message =
        Cat("cannot start the server '", Printable(words[0]), "': ", SystemMessage(failed));
    return failed == ENOENT ? absl::NotFoundError(message) : absl::UnavailableError(message);
  }
  DoNotBlock(in.write.get());
  DoNotBlock(out.read.get());
  DoNotBlock(errors.read.get());
  return std::unique_ptr<ChildServer>(
      new ChildServer(pid, std::move(in.write), std::move(out.read), std::move(errors.read)));
}

ChildServer::ChildServer(pid_t pid, UniqueFd in, UniqueFd out, UniqueFd errors)
    : pid_(pid), in_(std::move(in)), out_(std::move(out)), errors_(std::move(errors)) {
#ifdef SYS_pidfd_open
  exit_fd_ = UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
#endif
}

ChildServer::~ChildServer() {
  // What it started may outlive it.
  kill(-pid_, SIGKILL);
  if (code_.has_value()) return;
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChildServer::Signal(int number) const { kill(-pid_, number); }

std::optional<int> ChildServer::Reap() {
  if (code_.has_value()) return code_;
  int status = 0;
  const pid_t ended = waitpid(pid_, &status, WNOHANG);
  if (ended == pid_) code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (ended < 0 && errno != EINTR) code_ = 128;
  return code_;
}

}  // namespace weir
