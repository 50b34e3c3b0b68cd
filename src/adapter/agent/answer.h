// An answer written out: what the hook prints, and its exit status.
//
//   AgentAnswer answer = Expand(event->block, {.event = "PreToolUse", .reason = reason, .message = &masked});
//
// Threads: pure.
#ifndef WEIR_ADAPTER_AGENT_ANSWER_H_
#define WEIR_ADAPTER_AGENT_ANSWER_H_

#include <string>
#include <string_view>

#include "adapter/agent/client.h"
#include "adapter/agent/message_index.h"

namespace weir {

struct AgentAnswer {
  std::string out;  // all of standard output
  std::string err;  // all of standard error
  int exit = 0;
};

struct AnswerValues {
  std::string_view event;
  std::string_view reason;
  const MessageIndex* message = nullptr;  // masked; may be null where the form needs no part of the message
};

AgentAnswer Expand(const AnswerForm& form, const AnswerValues& values);

// Does the form give back part of the message?
bool GivesBack(const AnswerForm& form);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_ANSWER_H_
