// Clients: the coding agents whose hooks weir answers, one record each; and which of them sent a message.
//
//   const ClientRecord* flag = FindClient("claude");
//   const ClientRecord& who = SenderOf(index, *flag);      // by the message, where it says more than the flag
//
// Settings are read across products (Cursor, VS Code and Copilot CLI load Claude Code's), so the command that one
// client was given may be started by another: the payload decides, and the answer has the shape it asks for.
// Threads: constant data and pure functions.
#ifndef WEIR_ADAPTER_AGENT_CLIENT_H_
#define WEIR_ADAPTER_AGENT_CLIENT_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "adapter/agent/message_index.h"

namespace weir {

enum class Client : uint8_t {
  kClaude,
  kCursor,
  kGemini,
  kCodex,
  kCopilot,
  kCopilotPascal,  // Copilot CLI with the event names of Claude Code; never named on a command line
  kVsCode,
  kWindsurf,
  kCline,     // the extension of VS Code
  kClineCli,  // its SDK and command line
  kOpencode,
};

// An answer as the client reads it. In `out` and `err` of records, markers stand for what each answer puts in:
//   $R            the reason, as a JSON string
//   $E            the event's name, as a JSON string
//   $(/pointer)   the value there in the masked message, byte for byte
//   $J(/pointer)  the same; if it is a string that holds JSON, that JSON
//   $T(/pointer)  a JSON string: the reason, a line's end, and the masked text there
struct AnswerForm {
  std::string_view out = {};
  int exit = 0;
  bool tells = false;     // the reason goes to standard error, too
  bool possible = false;  // the client has such an answer
};

constexpr AnswerForm Say(std::string_view out, int exit = 0, bool tells = false) {
  return {out, exit, tells, true};
}

struct ClientRecord {
  Client client = Client::kClaude;
  std::string_view name = {};   // on the command line; the component of a Place
  std::string_view title = {};  // for people
  // Pointers of what every message of the client has; empty = none.
  std::string_view event = {}, tool = {}, session = {}, folder = {};
  // Top-level members that hold no text of anybody: they are not searched.
  std::string_view metadata = {};
  AnswerForm allow, warn, block;  // where no event says otherwise
  // When the message could not be read, so that its event is not known: closed for every event that can be.
  AnswerForm unread;
  // When weir could not look and the setting is to let pass. Says so where the client shows it.
  AnswerForm unseen;
};

std::span<const ClientRecord> AllClients();
const ClientRecord& GetClient(Client client);
const ClientRecord* FindClient(std::string_view name);  // null for the unnamed, and for unknown names

// Who sent this message, and what the event is called. `named`: the event given on the command line, for clients
// whose messages do not say it.
const ClientRecord& SenderOf(const MessageIndex& message, const ClientRecord& flag);
std::string EventOf(const MessageIndex& message, const ClientRecord& client, std::string_view named);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_CLIENT_H_
