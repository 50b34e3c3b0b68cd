// AgentHook: one message of a coding agent's hook, looked at and answered.
//
//   AgentHook hook({.client = FindClient("claude"), .guard = parts});
//   AgentAnswer answer = hook.Answer(bytes_of_stdin);
//
// All text of the message is looked at, by the parts of event_table.h, and the files that the event names and that
// are about to enter a context. What the policy says is done in the mildest form the client has that is as strict:
// mask, else ask, else block. Where it has none of them (the event only tells that something has happened), the
// finding is told in the strongest form there is. Commands for a shell are looked at as the shell reads them, too
// (shell_text.h).
// Where the policy says restore, an input of a tool goes on with the values of the vault in the place of their
// placeholders, in the form that a masked input has: where that form asks a person, he is asked.
// If weir could not look, Policy::on_error decides, and the answer says so in the client's form: nothing of what was
// not looked at is let pass in silence, and never is half an answer given.
// Files: only regular ones are opened, without waiting; a path that names none is the tool's business, since nothing
// enters a context then. One that is changed between this look and the client's own reading is not noticed.
// Limits: max_file_bytes a file, kMostFiles files a message; ScanOptions::max_time a text.
// Threads: one at a time. Ownership: borrows the parts.
#ifndef WEIR_ADAPTER_AGENT_AGENT_HOOK_H_
#define WEIR_ADAPTER_AGENT_AGENT_HOOK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapter/agent/answer.h"
#include "adapter/agent/client.h"
#include "adapter/agent/event_table.h"
#include "guard/json_guard.h"
#include "guard/policy.h"

namespace weir {

struct AgentHookOptions {
  const ClientRecord* client = nullptr;  // of the command line
  std::string event = {};                // of the command line; "" = the message says it
  uint64_t max_file_bytes = uint64_t{64} << 20;
  GuardParts guard = {};
  // Puts the values of a vault back for placeholders in a text: asked for inputs of tools where Policy::MayRestore
  // says so and the client can take a changed input. May be empty.
  std::function<absl::Status(std::string_view text, std::string* restored)> restore = {};
};

class AgentHook {
 public:
  static constexpr size_t kMostFiles = 64;

  explicit AgentHook(AgentHookOptions options) : options_(std::move(options)), json_(options_.guard) {}

  AgentAnswer Answer(std::string_view message);

 private:
  struct Told {  // a decision, and what can be done about it
    Decision decision;
    std::string_view part;
    std::string file;  // that holds it; "" = the message
    bool carried = false;
  };
  struct Event;

  bool MayRestore(const Event& event, std::string_view pointer, const Place& place) const;
  absl::Status LookAtCommands(const Event& event, std::vector<Told>* told);
  absl::Status LookAtFiles(const Event& event, std::vector<Told>* told);
  absl::Status LookAtFile(const Event& event, const std::string& path, std::vector<Told>* told);

  AgentHookOptions options_;
  JsonGuard json_;
  JsonVerdict verdict_;
};

// The answer where weir could not look: `message` as far as it was read, `why` in a few words.
AgentAnswer AnswerUnseen(std::string_view message, const ClientRecord& flag, std::string_view named_event,
                         OnError on_error, std::string_view why);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_AGENT_HOOK_H_
