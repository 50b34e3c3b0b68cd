// ChildServer: the MCP server that a client would have started, as a child of ours with pipes.
//
//   auto child = ChildServer::Start({"npx", "-y", "server"}, {"WEIR_VAULT_KEY"});
//   write((*child)->in(), ...); read((*child)->out(), ...); read((*child)->errors(), ...);
//   (*child)->CloseIn(); (*child)->Signal(SIGTERM); std::optional<int> code = (*child)->Reap();
//
// Found through PATH, like a shell finds it; it gets our environment without the variables named
// (weir's own keys are no business of a server), the usual dispositions of signals, and a process
// group of its own, so that a launcher such as npx is ended together with what it launched. Our
// ends of the pipes do not block. exit_fd() becomes readable when it ends (-1 where the system has
// no pidfd). A child that is dropped is killed, with its group, and waited for. Threads: one.
// Failure: NotFound or Unavailable, with the command.
#ifndef WEIR_ADAPTER_MCP_CHILD_SERVER_H_
#define WEIR_ADAPTER_MCP_CHILD_SERVER_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "os/unique_fd.h"

namespace weir {

class ChildServer {
 public:
  static absl::StatusOr<std::unique_ptr<ChildServer>> Start(
      std::span<const std::string> command, std::span<const std::string> hidden_variables);
  ~ChildServer();
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  int in() const { return in_.get(); }
  int out() const { return out_.get(); }
  int errors() const { return errors_.get(); }
  int exit_fd() const { return exit_fd_.get(); }
  void CloseIn() { in_.Reset(); }
  void CloseOut() { out_.Reset(); }
  void CloseErrors() { errors_.Reset(); }

  void Signal(int number) const;  // to it and its group
  // Its exit status (128 + N: ended by signal N) once it has ended; does not wait.
  std::optional<int> Reap();

 private:
  ChildServer(pid_t pid, UniqueFd in, UniqueFd out, UniqueFd errors);

  const pid_t pid_;
  std::optional<int> code_;
  UniqueFd in_, out_, errors_, exit_fd_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_MCP_CHILD_SERVER_H_
