// The event table: for each client and event, which fields hold text and which answers the client understands.
// Answers are made from it and from nothing else, so that never a byte stands in one that its client does not know.
//
//   const AgentEvent* event = FindEvent(Client::kClaude, "PreToolUse");
//
// An event that is not in the table is handled by EventOfUnknown: all of its text is looked at, and the client's
// general forms answer.
//
// Parts, as the policy names them (guard/policy.h), with their directions:
//   prompt       out  what a person, or an agent for it, says to a model
//   tool-input   out  what a model gives to a tool: commands, new contents of files, arguments
//   tool-output  in   what a tool gives back, before the model sees it
//   file         in   the content of a file that is about to be read or was attached
//   message      in   what the client or the model says: notices, answers, summaries
// Threads: constant data.
#ifndef WEIR_ADAPTER_AGENT_EVENT_TABLE_H_
#define WEIR_ADAPTER_AGENT_EVENT_TABLE_H_

#include <span>
#include <string_view>

#include "adapter/agent/client.h"

namespace weir {

struct AgentEvent {
  Client client = Client::kClaude;
  std::string_view name = {};
  // "part:/pointer" for each field that holds text, separated by blanks. A member that is neither named here nor
  // metadata of the client is looked at as a message. "-:/pointer": looked at in another event, not here.
  std::string_view texts = {};
  // "tools:/pattern" for each field that names a file: a path, for tools of these names ("|" between globs, small
  // letters); "*" = always.
  std::string_view files = {};
  // What such a file holds is masked when the result of its reading comes, so masking is left to that event.
  bool file_later = false;
  // The text of a prompt may name files as @path, and the client puts them into the context.
  bool mentions = false;
  // Tools for which a later event of this client can ask, so that asking is left to it.
  std::string_view ask_later = {};
  AnswerForm block = {}, ask = {}, mask = {}, warn = {};
  // Where the event wants to be told that it may go on; else that of the client.
  AnswerForm allow = {};
  // What `mask` carries: changes below these pointers. Changes elsewhere cannot be written back.
  std::string_view carries = {};
  // Tools for which it can; empty = any.
  std::string_view mask_tools = {};
  // Only if no message of a model is in this array: the answer would drop what else those held.
  std::string_view lossless = {};
  // For `weir agent install`: what the client calls this event in its settings is written there, with this matcher
  // ("" = none). Not installed if nullptr.
  const char* matcher = nullptr;
};

const AgentEvent* FindEvent(Client client, std::string_view name);
// The events of a client, in the order of the table.
std::span<const AgentEvent> AllEvents();

// Does "a|b*" hold this name? Names are compared in small letters.
bool IsListed(std::string_view globs, std::string_view name);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_EVENT_TABLE_H_
