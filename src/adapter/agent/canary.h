// Canary: the proof that an installed hook looks. The command of the settings is run as the client runs it, with an
// event that holds a secret made up on the spot; the answer has to keep that secret out.
//
//   absl::StatusOr<Canary> canary = Canary::Make();
//   CanaryResult result = canary->Try(Client::kClaude, "PreToolUse", "/usr/bin/weir agent claude");
//   if (!result.passed) print result.what;              // "exit 127, nothing was answered"
//
// The command is given to /bin/sh -c, with the environment of this process, in `folder`; after kCanaryTime it and its
// children are killed. Threads: one at a time.
#ifndef WEIR_ADAPTER_AGENT_CANARY_H_
#define WEIR_ADAPTER_AGENT_CANARY_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapter/agent/event_table.h"

namespace weir {

inline constexpr std::chrono::seconds kCanaryTime{20};

struct CanaryResult {
  bool passed = false;
  std::string what;  // for people: what the answer did, or what is wrong
};

class Canary {
 public:
  static absl::StatusOr<Canary> Make();
  ~Canary();
  Canary(Canary&& other) noexcept;
  Canary& operator=(Canary&&) = delete;

  CanaryResult Try(const AgentEvent& event, const std::string& command, const std::string& folder) const;

  // The message of an event with the secret in it, as the client would send it. For tests.
  std::string Message(const AgentEvent& event) const;

 private:
  Canary() = default;
  std::string secret_;
  std::string file_;  // holds the secret, for events that name a file; removed with the canary
};

// Does this answer keep what it was asked about from going on as it is? For events that can only be told of: does it
// tell. *what says how.
bool KeepsOut(const AgentEvent& event, std::string_view out, std::string_view err, int exit, std::string* what);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_CANARY_H_
