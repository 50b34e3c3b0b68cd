#include "adapter/git/git_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "os/spawn.h"
#include "os/write_fully.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

extern "C" char** environ;  // NOLINT: unistd.h declares it only for GNU sources

namespace weir {
namespace {

constexpr std::string_view kLocal[] = {"GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                       "GIT_COMMON_DIR",
                                       "GIT_CONFIG",
                                       "GIT_DIR",
                                       "GIT_GRAFT_FILE",
                                       "GIT_IMPLICIT_WORK_TREE",
                                       "GIT_INDEX_FILE",
                                       "GIT_INTERNAL_SUPER_PREFIX",
                                       "GIT_NAMESPACE",
                                       "GIT_NO_REPLACE_OBJECTS",
                                       "GIT_OBJECT_DIRECTORY",
                                       "GIT_PREFIX",
                                       "GIT_QUARANTINE_PATH",
                                       "GIT_REPLACE_REF_BASE",
                                       "GIT_SHALLOW_FILE",
                                       "GIT_WORK_TREE"};

// Programs, traces, and what we set ourselves below.
constexpr std::string_view kUnwanted[] = {"GIT_ALLOW_PROTOCOL",
                                          "GIT_ASKPASS",
                                          "GIT_ATTR_SOURCE",
                                          "GIT_DIFF_OPTS",
                                          "GIT_EDITOR",
                                          "GIT_EXTERNAL_DIFF",
                                          "GIT_GLOB_PATHSPECS",
                                          "GIT_GRAFT_FILE",
                                          "GIT_ICASE_PATHSPECS",
                                          "GIT_LITERAL_PATHSPECS",
                                          "GIT_NOGLOB_PATHSPECS",
                                          "GIT_NO_LAZY_FETCH",
                                          "GIT_NO_REPLACE_OBJECTS",
                                          "GIT_OPTIONAL_LOCKS",
                                          "GIT_PAGER",
                                          "GIT_PROXY_COMMAND",
                                          "GIT_SEQUENCE_EDITOR",
                                          "GIT_SSH",
                                          "GIT_SSH_COMMAND",
                                          "GIT_SSH_VARIANT",
                                          "GIT_TERMINAL_PROMPT",
                                          "LANGUAGE",
                                          "LC_ALL",
                                          "PAGER",
                                          "SSH_ASKPASS"};

constexpr const char* kSet[] = {
    "GIT_ALLOW_PROTOCOL=none",   // the name of no protocol: nothing is fetched, by no helper
    "GIT_GRAFT_FILE=/dev/null",  // grafts hide history
    "GIT_LITERAL_PATHSPECS=1",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_PAGER=cat",
    "GIT_TERMINAL_PROMPT=0",
    "LC_ALL=C"};

constexpr const char* kSettings[] = {
    "core.fsmonitor=false",
    "core.commitGraph=false",     // it is a cache that can be made to lie about parents
    "core.bigFileThreshold=16m",  // larger blobs are streamed, not held in memory
    "protocol.allow=never"};

std::string_view NameOf(std::string_view variable) {
  return variable.substr(0, std::min(variable.find('='), variable.size()));
}

bool IsIn(std::span<const std::string_view> list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// The work tree we stand in, if this is its root: hooks start there.
std::string WorkTree() {
  char path[PATH_MAX];
  struct stat info;
  if (getcwd(path, sizeof path) == nullptr || lstat(".git", &info) != 0) return std::string();
  return path;
}

std::string FindProgram() {
  const char* variable = std::getenv("PATH");
  std::string_view path = variable != nullptr ? variable : "/usr/bin:/bin";
  const std::string tree = WorkTree();
  while (!path.empty()) {
    const size_t end = std::min(path.find(':'), path.size());
    const std::string_view entry = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (entry.empty() || entry[0] != '/') continue;
    if (!tree.empty() && (entry == tree || entry.starts_with(tree + "/"))) continue;
    std::string program = Cat(entry, "/git");
    struct stat info;
    if (stat(program.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
        access(program.c_str(), X_OK) == 0) {
      return program;
    }
  }
  return std::string();
}

absl::Status SystemError(std::string_view what, int error) {
  return absl::UnavailableError(Cat(what, ": ", SystemMessage(error)));
}

}  // namespace

std::span<const std::string_view> LocalGitVariables() { return kLocal; }

bool IsUnwantedVariable(std::string_view name) {
  return IsIn(kUnwanted, name) || name.starts_with("GIT_TRACE") || name.starts_with("GIT_REDACT");
}

absl::Status WriteAll(int fd, std::string_view bytes) {
  const int failed = WriteFully(fd, bytes);
  if (failed == EPIPE) return absl::CancelledError("git stopped reading");
  return failed == 0 ? absl::OkStatus() : SystemError("cannot write to git", failed);
}

GitProcess::GitProcess(pid_t pid, UniqueFd in, UniqueFd out, UniqueFd errors, std::string what)
    : pid_(pid),
      in_(std::move(in)),
      out_(std::move(out)),
      errors_(std::move(errors)),
      what_(std::move(what)) {}

GitProcess::~GitProcess() { Kill(); }

void GitProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

absl::Status GitProcess::Wait() {
  if (pid_ <= 0) return absl::InternalError(Cat("git ", what_, " is not running"));
  in_.Reset();
  out_.Reset();
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0) {
    if (errno != EINTR) return SystemError(Cat("cannot wait for git ", what_), errno);
  }
  pid_ = 0;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (exit_code_ == 0) return absl::OkStatus();
  char text[2048];
  const ssize_t n = pread(errors_.get(), text, sizeof text, 0);
  std::string_view said(text, n > 0 ? static_cast<size_t>(n) : 0);
  said = said.substr(0, said.find('\n'));
  std::string message = Cat("git ", what_);
  if (exit_code_ >= 0) {
    message += Cat(" failed (status ", exit_code_, ")");
  } else {
    message += Cat(" was ended by signal ", WTERMSIG(status));
  }
  if (!said.empty()) message += Cat(": ", Printable(said));
  if (said.find("dubious ownership") != said.npos) {
    message +=
        "; if you trust this repository, tell git: git config --global --add safe.directory DIR";
  }
  return absl::FailedPreconditionError(message);
}

absl::StatusOr<Git> Git::Find(std::string_view directory) {
  Git git;
  git.program_ = FindProgram();
  if (git.program_.empty()) {
    return absl::NotFoundError(
        "cannot find git: no folder of $PATH with an absolute name holds it");
  }
  git.directory_ = directory;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view name = NameOf(*at);
    if (IsUnwantedVariable(name)) continue;
    if (!directory.empty() && IsIn(kLocal, name)) continue;
    git.environment_.emplace_back(*at);
  }
  git.environment_.insert(git.environment_.end(), std::begin(kSet), std::end(kSet));
  return git;
}

absl::StatusOr<std::unique_ptr<GitProcess>> Git::Start(const std::vector<std::string>& arguments,
                                                       StartOptions options) const {
  std::vector<std::string> all = {program_};
  if (!directory_.empty()) all.insert(all.end(), {"-C", directory_});
  all.insert(all.end(), {"--no-pager", "--no-replace-objects"});
  for (const char* setting : kSettings) all.insert(all.end(), {"-c", setting});
  if (!options.own_hooks) all.insert(all.end(), {"-c", "core.hooksPath=/dev/null"});
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv, envp;
  for (std::string& word : all) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> environment = environment_;
  for (std::string& word : environment) envp.push_back(word.data());
  envp.push_back(nullptr);

  constexpr std::string_view kNoPipe = "cannot make a pipe to git";
  Pipe out;
  if (!out.Open()) return SystemError(kNoPipe, errno);
  UniqueFd child_in, our_in;
  if (options.from.ok()) {
    child_in = std::move(options.from);
  } else if (options.input == Input::kPipe) {
    Pipe in;
    if (!in.Open()) return SystemError(kNoPipe, errno);
    child_in = std::move(in.read);
    our_in = std::move(in.write);
  } else {
    child_in = UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!child_in.ok()) return SystemError("cannot open /dev/null", errno);
  }
  // What it says goes to memory: a pipe nobody reads would stop it.
  UniqueFd errors(memfd_create("git-stderr", MFD_CLOEXEC));
  if (!errors.ok()) return SystemError("cannot keep what git says", errno);

  SpawnSetup setup;
  posix_spawn_file_actions_adddup2(&setup.actions, child_in.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&setup.actions, out.write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&setup.actions, errors.get(), STDERR_FILENO);
  setup.SetSignals();
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, program_.c_str(), &setup.actions, &setup.attributes,
                                 argv.data(), envp.data());
  if (failed != 0) return SystemError(Cat("cannot start ", program_), failed);
  return std::make_unique<GitProcess>(pid, std::move(our_in), std::move(out.read),
                                      std::move(errors), arguments.empty() ? "" : arguments[0]);
}

absl::StatusOr<std::string> Git::Output(const std::vector<std::string>& arguments, size_t limit,
                                        std::string_view input, bool own_hooks) const {
  StartOptions options;
  options.own_hooks = own_hooks;
  if (!input.empty()) options.input = Input::kPipe;
  absl::StatusOr<std::unique_ptr<GitProcess>> child = Start(arguments, std::move(options));
  if (!child.ok()) return child.status();
  if (!input.empty()) {
    absl::Status status = WriteAll((*child)->in(), input);
    if (!status.ok() && status.code() != absl::StatusCode::kCancelled) return status;
    (*child)->CloseIn();
  }
  std::string text;
  char buffer[16 * 1024];
  for (;;) {
    const ssize_t n = read((*child)->out(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError("cannot read from git", errno);
    if (n == 0) break;
    if (text.size() + static_cast<size_t>(n) > limit) {
      return absl::ResourceExhaustedError(
          Cat("git ", arguments[0], " gave more than ", limit, " bytes"));
    }
    text.append(buffer, static_cast<size_t>(n));
  }
  absl::Status status = (*child)->Wait();
  if (!status.ok()) return status;
  return text;
}

}  // namespace weir
