// Git: one way to run git as a child, and the only one: nothing that the repository names is run.
//
//   absl::StatusOr<Git> git = Git::Find("");                       // the repository we stand in
//   absl::StatusOr<std::string> out = git->Output({"rev-parse", "HEAD"}, 4096);
//   absl::StatusOr<std::unique_ptr<GitProcess>> list = git->Start({"rev-list", "HEAD"}, {});
//
// Only plumbing is asked for, which runs no textconv, filter, diff driver or pager. On top of that
// every child gets settings that switch off fsmonitor, hooks and the commit graph (which could lie
// about parents), an environment without pagers, editors, askpass and ssh programs and traces, no
// protocol at all (a missing object of a partial clone is missing, not fetched), no replace refs
// and no grafts. What git hands to its hooks is kept (GIT_DIR, GIT_INDEX_FILE, the quarantine of a
// push) unless a directory is given: then it belongs to another repository. safe.directory is the
// user's: a refusal of git is told, never worked around.
//
// The program is taken from the absolute entries of $PATH, and from none that lies inside the work
// tree. Failure: Status with the first line that git said. A child that is dropped is killed and
// waited for. Threads: Git is a value, const after Find(); a GitProcess belongs to one thread, but
// its two ends may be used by two threads.
#ifndef WEIR_ADAPTER_GIT_GIT_PROCESS_H_
#define WEIR_ADAPTER_GIT_GIT_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "os/unique_fd.h"

namespace weir {

class GitProcess {
 public:
  GitProcess(pid_t pid, UniqueFd in, UniqueFd out, UniqueFd errors, std::string what);
  ~GitProcess();
  GitProcess(const GitProcess&) = delete;
  GitProcess& operator=(const GitProcess&) = delete;

  int in() const { return in_.get(); }    // what the child reads; -1 if it is not a pipe
  int out() const { return out_.get(); }  // what it writes
  void CloseIn() { in_.Reset(); }
  UniqueFd TakeOut() { return std::move(out_); }  // to be the input of another child

  // Waits for the end. Not OK: it did not end with 0; the message is git's own.
  absl::Status Wait();
  void Kill();                                  // and wait; what it said does not matter any more
  int exit_code() const { return exit_code_; }  // after Wait(); -1: by a signal

 private:
  pid_t pid_;
  UniqueFd in_, out_, errors_;
  std::string what_;
  int exit_code_ = -1;
};

class Git {
 public:
  // `directory`: of the repository; "" is where we are, with what git has told us in the
  // environment.
  static absl::StatusOr<Git> Find(std::string_view directory);

  enum class Input { kNone, kPipe };
  struct StartOptions {
    Input input = Input::kNone;
    UniqueFd from;           // is the child's input, if it is open
    bool own_hooks = false;  // core.hooksPath is asked about, so it is not set
  };
  absl::StatusOr<std::unique_ptr<GitProcess>> Start(const std::vector<std::string>& arguments,
                                                    StartOptions options) const;

  // All that a child writes, at most `limit` bytes (more is an error). `input` is given to it in
  // full before anything is read, so it has to be small or the child has to read all before it
  // writes.
  absl::StatusOr<std::string> Output(const std::vector<std::string>& arguments, size_t limit,
                                     std::string_view input = {}, bool own_hooks = false) const;

 private:
  std::string program_, directory_;
  std::vector<std::string> environment_;
};

// The names of the variables that belong to one repository ("GIT_DIR", ...).
std::span<const std::string_view> LocalGitVariables();
// True if a child of ours shall not see the variable.
bool IsUnwantedVariable(std::string_view name);

// Writes all of it. Cancelled: the reader went away.
absl::Status WriteAll(int fd, std::string_view bytes);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_GIT_PROCESS_H_
