// weir agent CLIENT: one message of a coding agent's hook on standard input, one answer on standard output.
//
// What is printed is read by a program: only the answer goes to standard output, and only what the client shows to
// somebody goes to standard error, so messages of the parts below are caught and told in the answer.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapter/agent/agent_hook.h"
#include "adapter/agent/client.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/guard_session.h"
#include "cli/message.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "guard/policy.h"
#include "os/write_fully.h"
#include "redact/restore.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostMessage = size_t{64} << 20;
constexpr size_t kReadBytes = size_t{64} << 10;
// Every client waits longer than both together; its own time-out would let pass in silence.
constexpr std::chrono::milliseconds kReadTime{5000};
constexpr std::string_view kScanTime = "10s";

std::string_view Words(const absl::Status& status) { return MessageOf(status); }

// All of standard input, within the limits. What was read stays in *message on an error, too.
absl::Status ReadMessage(std::string* message) {
  const Clock::time_point end = Clock::now() + kReadTime;
  size_t size = 0;
  for (;;) {
    if (message->size() < size + kReadBytes) message->resize(std::max(message->size() * 2, size + kReadBytes));
    const ssize_t got = read(STDIN_FILENO, message->data() + size, message->size() - size);
    if (got > 0) {
      size += static_cast<size_t>(got);
      if (size > kMostMessage) {
        message->clear();
        return absl::ResourceExhaustedError(Cat("the message is larger than ", kMostMessage >> 20, " MiB"));
      }
      continue;
    }
    if (got == 0) break;
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      const int error = errno;
      message->resize(size);
      return absl::UnavailableError(Cat("reading the message: ", SystemMessage(error)));
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd wait = {STDIN_FILENO, POLLIN, 0};
    if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) == 0) {
      message->resize(size);
      return absl::DeadlineExceededError(Cat("the message did not end within ", kReadTime.count() / 1000, " s"));
    }
  }
  message->resize(size);
  return absl::OkStatus();
}

// Reading stops at the deadline, whatever the client does with the other end. The flag belongs to the open file, so
// it is put back where standard input is shared.
class NonBlockingInput {
 public:
  NonBlockingInput() : flags_(fcntl(STDIN_FILENO, F_GETFL)) {
    struct stat info;
    // A regular file is always ready, and a terminal is a person's.
    if (flags_ < 0 || fstat(STDIN_FILENO, &info) != 0 || S_ISREG(info.st_mode) || isatty(STDIN_FILENO) != 0) {
      flags_ = -1;
    } else if (fcntl(STDIN_FILENO, F_SETFL, flags_ | O_NONBLOCK) != 0) {
      flags_ = -1;
    }
  }
  ~NonBlockingInput() {
    if (flags_ >= 0) (void)fcntl(STDIN_FILENO, F_SETFL, flags_);
  }
  NonBlockingInput(const NonBlockingInput&) = delete;
  NonBlockingInput& operator=(const NonBlockingInput&) = delete;

 private:
  int flags_;
};

int Give(const AgentAnswer& answer) {
  const bool failed = WriteFully(STDOUT_FILENO, answer.out) != 0;
  (void)WriteFully(STDERR_FILENO, answer.err);
  // An answer that did not arrive must not count as "nothing found".
  return failed ? kExitError : answer.exit;
}

// The first line of what the parts below have said, without their name in front.
std::string FirstLine(std::string_view said) {
  if (said.starts_with("weir: ")) said.remove_prefix(6);
  return std::string(said.substr(0, said.find('\n')));
}

// What an agent can write must not turn the looking off: the person's own settings, never the project's.
void TakeOwnSettings(ParsedArgs* args) {
  if (args->Has(FlagId::kConfig) || args->Has(FlagId::kNoConfig)) return;
  const char* xdg = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  std::string path;
  if (xdg != nullptr && xdg[0] == '/') {
    path = Cat(xdg, "/weir/weir.toml");
  } else if (home != nullptr && home[0] == '/') {
    path = Cat(home, "/.config/weir/weir.toml");
  }
  struct stat info;
  if (!path.empty() && stat(path.c_str(), &info) == 0) {
    args->Set(FlagId::kConfig, {path});
  } else {
    args->Set(FlagId::kNoConfig, {"true"});
  }
}

OnError OnErrorOf(const ParsedArgs& args) {
  return args.Value(FlagId::kOnError) == "allow" ? OnError::kAllow : OnError::kBlock;
}

AgentAnswer AnswerFor(ParsedArgs* args, const ClientRecord& client, const std::string& event) {
  std::string message;
  absl::Status status;
  {
    NonBlockingInput input;
    status = ReadMessage(&message);
  }
  const absl::Status read = std::move(status);
  std::string said;
  CaptureMessages(&said);
  TakeOwnSettings(args);
  if (!args->Has(FlagId::kMaxTime)) args->Set(FlagId::kMaxTime, {std::string(kScanTime)});
  GuardSession session;
  status = OpenGuardSession(args, {}, &session);
  CaptureMessages(nullptr);
  if (!status.ok()) {
    return AnswerUnseen(message, client, event, OnErrorOf(*args),
                        said.empty() ? std::string(Words(status)) : FirstLine(said));
  }
  if (!read.ok()) return AnswerUnseen(message, client, event, session.policy->on_error, Words(read));
  AgentHookOptions options;
  options.client = &client;
  options.event = event;
  if (const auto size = ParseSize(args->Value(FlagId::kMaxFileSize)); size.has_value() && *size > 0) {
    options.max_file_bytes = *size;
  }
  options.guard = session.Parts();
  if (session.vault != nullptr) {
    options.restore = [&session](std::string_view text, std::string* restored) {
      return session.Restore(text, JsonMode::kAuto, restored);
    };
  }
  AgentHook hook(std::move(options));
  AgentAnswer answer = hook.Answer(message);
  if (session.log != nullptr && !session.log->status().ok()) {
    answer.err += Cat("weir: ", Printable(Words(session.log->status())), "\n");
  }
  return answer;
}

}  // namespace

int RunAgentHook(ParsedArgs args) {
  const std::string& name = args.positionals()[0];
  const ClientRecord* client = FindClient(name);
  if (client == nullptr) {
    std::vector<std::string_view> known = {"install", "uninstall", "status"};
    for (const ClientRecord& record : AllClients()) {
      if (!record.name.empty()) known.push_back(record.name);
    }
    PrintError(Cat("unknown client '", Printable(name), "'", DidYouMean(name, known), " (see 'weir agent -h')"));
    return kExitError;
  }
  const std::string event = args.positionals().size() > 1 ? args.positionals()[1] : std::string();
  try {
    return Give(AnswerFor(&args, *client, event));
  } catch (const std::bad_alloc&) {
    CaptureMessages(nullptr);
    return Give(AnswerUnseen("", *client, event, OnErrorOf(args), "out of memory"));
  } catch (const std::exception&) {
    CaptureMessages(nullptr);
    return Give(AnswerUnseen("", *client, event, OnErrorOf(args), "an internal error"));
  }
}

}  // namespace weir
