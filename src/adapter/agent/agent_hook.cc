#include "adapter/agent/agent_hook.h"

#include <algorithm>
#include <utility>

#include "adapter/agent/mentions.h"
#include "adapter/agent/shell_text.h"
#include "adapter/agent/withhold.h"
#include "guard/decision_log.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/argument.h"
#include "source/open_file.h"
#include "text/json_path.h"

namespace weir {
namespace {

constexpr size_t kMostNamed = 80;

std::string_view Words(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// A name from outside, for a sentence.
std::string Shown(std::string_view name) {
  std::string text = Printable(name.substr(0, kMostNamed));
  if (name.size() > kMostNamed) text += "...";
  return text;
}

// The first blank-separated word of *list, taken off.
std::string_view NextWord(std::string_view* list) {
  while (list->starts_with(' ')) list->remove_prefix(1);
  const size_t blank = std::min(list->find(' '), list->size());
  const std::string_view word = list->substr(0, blank);
  list->remove_prefix(blank);
  return word;
}

// The part of the text at `pointer`: of the longest field that holds it. "" = it is not looked at.
std::string_view PartOf(const ClientRecord& client, const AgentEvent* event, std::string_view pointer) {
  std::string_view best, part;
  if (event != nullptr) {
    std::string_view texts = event->texts;
    for (std::string_view word = NextWord(&texts); !word.empty(); word = NextWord(&texts)) {
      const size_t colon = word.find(':');
      const std::string_view field = word.substr(colon + 1);
      if (!IsAtOrBelow(pointer, field) || field.size() < best.size()) continue;
      best = field;
      part = word.substr(0, colon);
    }
  }
  if (!best.empty()) return part == "-" ? std::string_view() : part;
  const std::string_view top = pointer.substr(0, std::min(pointer.find('/', 1), pointer.size()));
  std::string_view metadata = client.metadata;
  for (std::string_view word = NextWord(&metadata); !word.empty(); word = NextWord(&metadata)) {
    if (top.size() == word.size() + 1 && top.substr(1) == word) return {};
  }
  return "message";
}

Direction DirectionOf(std::string_view part) {
  return part == "prompt" || part == "tool-input" ? Direction::kOut : Direction::kIn;
}

std::string_view ComponentOf(const ClientRecord& client) {
  return client.name.empty() ? std::string_view("copilot") : client.name;
}

// Would giving back the array at `pointer` drop what a model has said in it?
bool HasModelsMessages(const MessageIndex& message, std::string_view pointer) {
  for (const std::string& role : message.Matching(Cat(pointer, "/*/role"))) {
    const std::string who = message.String(role);
    if (who != "user" && who != "system") return true;
  }
  return false;
}

// What happened to what, in a sentence; `holds` names the findings.
std::string Sentence(Action action, std::string_view part, std::string_view tool, std::string_view file,
                     std::string_view holds, bool can_act) {
  const std::string call = tool.empty() ? std::string("this tool call") : Cat("this call of ", Shown(tool));
  if (!file.empty()) {
    if (action == Action::kWarn) return Cat("weir: the file ", Shown(file), " holds ", holds, ".");
    return Cat("weir stopped this: the file ", Shown(file), " holds ", holds,
               ". Leave that file out, or take the secret out of it.");
  }
  if (action == Action::kWarn && !can_act) {
    return Cat("weir: this holds ", holds, ", and it cannot be taken out any more at this place. Do not repeat ",
               "it; the person should revoke it.");
  }
  if (action == Action::kWarn) return Cat("weir: this holds ", holds, ". It was let pass.");
  if (part == "prompt") {
    if (action == Action::kMask) return Cat("weir put placeholders in the place of ", holds, " in this prompt.");
    return Cat("weir stopped this prompt: it holds ", holds,
               ". Nothing was sent. Take the secret out, or refer to an environment variable or a file that is "
               "not shown to the model.");
  }
  if (part == "tool-input") {
    if (action == Action::kAsk) {
      return Cat("weir: the input of ", call, " holds ", holds, ". Agree only if it is meant to go there.");
    }
    if (action == Action::kMask) {
      return Cat("weir put placeholders in the place of ", holds, " in the input of ", call,
                 ": the values themselves are not used.");
    }
    return Cat("weir stopped ", call, ": its input holds ", holds,
               ". Do not write secrets into tool calls: refer to an environment variable or a secret store.");
  }
  if (action == Action::kMask) {
    return Cat("weir put placeholders in the place of ", holds,
               " in this text. What they stand for is not in this context: go on with the placeholders.");
  }
  if (action == Action::kAsk) return Cat("weir: this holds ", holds, ". Agree only if it may be shown.");
  return Cat("weir stopped this: it holds ", holds, ".");
}

}  // namespace

// What one message is about.
struct AgentHook::Event {
  const ClientRecord* client = nullptr;
  const AgentEvent* known = nullptr;  // null: not in the table
  std::string name, tool, folder;
  const MessageIndex* message = nullptr;

  AnswerForm block() const { return known != nullptr ? known->block : client->block; }
  AnswerForm ask() const { return known != nullptr ? known->ask : AnswerForm(); }
  AnswerForm mask() const { return known != nullptr ? known->mask : AnswerForm(); }
  AnswerForm warn() const { return known != nullptr && known->warn.possible ? known->warn : client->warn; }
  AnswerForm allow() const { return known != nullptr && known->allow.possible ? known->allow : client->allow; }
  bool CanMask(std::string_view pointer) const {
    if (known == nullptr || !known->mask.possible || !IsAtOrBelow(pointer, known->carries)) return false;
    if (!known->mask_tools.empty() && !IsListed(known->mask_tools, tool)) return false;
    return known->lossless.empty() || !HasModelsMessages(*message, known->lossless);
  }
};

AgentAnswer AgentHook::Answer(std::string_view bytes) {
  const auto unseen = [&](std::string_view why) {
    return AnswerUnseen(bytes, *options_.client, options_.event, options_.guard.policy->on_error, why);
  };
  MessageIndex message;
  if (!message.Read(bytes)) {
    return unseen(bytes.empty() ? std::string("there was no message")
                                : Cat("the message is no JSON object (at byte ", message.bad_at(), ")"));
  }
  Event event;
  event.client = &SenderOf(message, *options_.client);
  event.name = EventOf(message, *event.client, options_.event);
  event.known = FindEvent(event.client->client, event.name);
  event.tool = message.String(event.client->tool);
  event.folder = message.String(event.client->folder);
  event.message = &message;
  if (options_.guard.log != nullptr) options_.guard.log->set_session(message.String(event.client->session));

  const std::string_view component = ComponentOf(*event.client);
  absl::Status restored;
  std::string plain;
  size_t put_back = 0;
  absl::Status status = json_.Look(
      bytes,
      [&](const JsonText& text) {
        const std::string_view part = PartOf(*event.client, event.known, text.pointer);
        if (part.empty()) return LeaveAlone();
        JsonChoice choice;
        choice.place = {"agent", DirectionOf(part), component, part};
        if (restored.ok() && text.text.find("WEIR_") != text.text.npos &&
            MayRestore(event, text.pointer, choice.place)) {
          restored = options_.restore(text.text, &plain);
          if (restored.ok() && plain != text.text) {
            choice.replace = plain;
            ++put_back;
          }
        }
        return choice;
      },
      &verdict_);
  if (status.ok()) status = restored;
  if (!status.ok()) return unseen(Words(status));

  std::vector<Told> told;
  for (Decision& decision : verdict_.decisions) {
    Told one;
    one.part = PartOf(*event.client, event.known, decision.pointer);
    one.carried = event.CanMask(decision.pointer);
    one.decision = std::move(decision);
    told.push_back(std::move(one));
  }
  status = LookAtCommands(event, &told);
  if (status.ok()) status = LookAtFiles(event, &told);
  if (!status.ok()) return unseen(Words(status));

  // Each decision in the form that the client has for it; the strictest is done.
  const AnswerForm block = event.block();
  Action action = Action::kAllow;
  const Told* first = nullptr;
  for (const Told& one : told) {
    const Action wanted = one.decision.ruling.action;
    Action can = Within(wanted, {.warn = true, .mask = one.carried, .ask = event.ask().possible});
    if (can == Action::kBlock && wanted != Action::kBlock && event.known != nullptr &&
        IsListed(event.known->ask_later, event.tool)) {
      can = Action::kAllow;
    }
    if (can == Action::kBlock && !block.possible) can = one.carried ? Action::kMask : Action::kWarn;
    if (can > action) {
      action = can;
      first = &one;
    }
  }
  if (put_back > 0 && action < Action::kAsk) {
    MessageIndex with_values;
    if (!with_values.Read(verdict_.json)) return unseen("the restored message is no JSON");
    const std::string reason = Cat("weir put values of the vault back for the placeholders in this input (",
                                   put_back, put_back == 1 ? " text" : " texts", "), as the policy says.");
    return Expand(event.mask(), {.event = event.name, .reason = reason, .message = &with_values});
  }
  if (first == nullptr) return Expand(event.allow(), {});

  std::vector<Decision> decisions;
  for (const Told& one : told) {
    if (one.file == first->file) decisions.push_back(one.decision);
  }
  std::string reason = Sentence(action, first->part, event.tool, first->file, ReasonOf(decisions),
                                first->decision.ruling.action <= Action::kWarn);
  if (!first->decision.ruling.reason.empty()) reason += Cat(" (", Printable(first->decision.ruling.reason), ")");

  const AnswerForm form = action == Action::kBlock  ? block
                          : action == Action::kAsk  ? event.ask()
                          : action == Action::kMask ? event.mask()
                                                    : event.warn();
  MessageIndex masked;
  if (GivesBack(form)) {
    // A block that gives the text back as well (it cannot take it away otherwise) gives the masked one.
    if (verdict_.changed ? !masked.Read(verdict_.json) : !masked.Read(bytes)) {
      return unseen("the masked message is no JSON");
    }
  }
  return Expand(form, {.event = event.name, .reason = reason, .message = &masked});
}

bool AgentHook::MayRestore(const Event& event, std::string_view pointer, const Place& place) const {
  return options_.restore && place.part == "tool-input" && event.CanMask(pointer) &&
         options_.guard.policy->MayRestore(place);
}

// A command that a shell puts together from pieces holds what it says then. Such a finding cannot be masked.
absl::Status AgentHook::LookAtCommands(const Event& event, std::vector<Told>* told) {
  std::string read;
  for (const std::string& pointer : event.message->Commands()) {
    if (PartOf(*event.client, event.known, pointer) != "tool-input") continue;
    if (!ReadAsShell(event.message->Text(pointer), &read)) continue;
    const bool known = std::any_of(told->begin(), told->end(),
                                   [&](const Told& one) { return one.decision.pointer == pointer; });
    if (known) continue;
    TextGuard guard(options_.guard);
    Verdict verdict;
    const Place place = {"agent", Direction::kOut, ComponentOf(*event.client), "tool-input"};
    if (absl::Status status = guard.Look(read, place, pointer, &verdict); !status.ok()) return status;
    for (Decision& decision : verdict.decisions) {
      // Quotes say much about whether a value is one; only what tells its own kind counts without them.
      if (decision.rule == nullptr || decision.rule->kind != RuleKind::kShape) continue;
      Told one;
      one.part = "tool-input";
      one.decision = std::move(decision);
      told->push_back(std::move(one));
    }
  }
  return absl::OkStatus();
}

absl::Status AgentHook::LookAtFiles(const Event& event, std::vector<Told>* told) {
  if (event.known == nullptr) return absl::OkStatus();
  std::vector<std::string> paths;
  std::string_view files = event.known->files;
  for (std::string_view word = NextWord(&files); !word.empty(); word = NextWord(&files)) {
    const size_t colon = word.find(':');
    const std::string_view tools = word.substr(0, colon);
    if (tools != "*" && !IsListed(tools, event.tool)) continue;
    for (const std::string& pointer : event.message->Matching(word.substr(colon + 1))) {
      paths.push_back(event.message->String(pointer));
    }
  }
  if (event.known->mentions) {
    for (std::string& path : MentionedFiles(event.message->String("/prompt"))) paths.push_back(std::move(path));
  }
  size_t count = 0;
  for (const std::string& path : paths) {
    if (path.empty() || path.find('\0') != path.npos) continue;
    if (++count > kMostFiles) {
      return absl::ResourceExhaustedError(Cat("the message names more than ", kMostFiles, " files"));
    }
    if (absl::Status status = LookAtFile(event, path, told); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status AgentHook::LookAtFile(const Event& event, const std::string& path, std::vector<Told>* told) {
  std::string full = path;
  if (path[0] != '/') {
    std::string folder = event.folder;
    if (folder.empty()) folder = event.message->String("/workspace_roots/0");
    full = folder.empty() ? path : Cat(folder, "/", path);
    if (full == "-") full = "./-";
  }
  // Descriptors of this process are not the client's.
  if (full.starts_with("/dev/") || full.starts_with("/proc/self/fd/")) return absl::OkStatus();
  Argument argument = OpenArgument(full);
  if (argument.kind != Argument::Kind::kFile) return absl::OkStatus();
  if (argument.size > options_.max_file_bytes) {
    if (event.known->file_later) return absl::OkStatus();  // what is read of it is looked at then
    return absl::ResourceExhaustedError(Cat("the file ", Shown(path), " is larger than ",
                                            options_.max_file_bytes >> 20, " MiB"));
  }
  // One byte more than it should have, to see that it ends there. Sizes in /proc are 0.
  std::string text(static_cast<size_t>(std::max<uint64_t>(argument.size + 1, uint64_t{64} << 10)), '\0');
  const ReadOutcome got = ReadUpTo(argument.fd.get(), text.data(), text.size());
  if (got.error != 0) return absl::OkStatus();  // the client cannot read it either
  text.resize(got.size);
  if (!got.at_end && !event.known->file_later) {
    return absl::ResourceExhaustedError(Cat("the file ", Shown(path), " grows while it is read"));
  }

  const Place place = {"agent", Direction::kIn, ComponentOf(*event.client), "file"};
  TextGuard guard(options_.guard);
  Verdict verdict;
  if (absl::Status status = guard.Look(text, place, "", &verdict); !status.ok()) return status;
  if (verdict.decisions.empty()) return absl::OkStatus();
  // A name may hold a secret itself.
  Verdict name;
  const Place name_place = {"agent", Direction::kIn, ComponentOf(*event.client), "message"};
  const bool is_plain = guard.Look(path, name_place, "", &name).ok() && name.decisions.empty();
  for (Decision& decision : verdict.decisions) {
    if (event.known->file_later && decision.ruling.action == Action::kMask) continue;
    Told one;
    one.part = "file";
    one.file = is_plain ? path : "that is named";
    one.decision = std::move(decision);
    told->push_back(std::move(one));
  }
  return absl::OkStatus();
}

AgentAnswer AnswerUnseen(std::string_view bytes, const ClientRecord& flag, std::string_view named_event,
                         OnError on_error, std::string_view why) {
  MessageIndex message;
  const bool is_json = message.Read(bytes);
  const ClientRecord& client = is_json ? SenderOf(message, flag) : flag;
  const std::string name = is_json ? EventOf(message, client, named_event) : std::string(named_event);
  const AgentEvent* event = FindEvent(client.client, name);
  std::string reason = Cat("weir could not look at this: ", Printable(why), ". ");
  const bool observes = event != nullptr && !event->block.possible && !event->mask.possible;
  if (on_error == OnError::kAllow || observes) {
    reason += "It goes on unchecked";
    reason += observes ? ": this event cannot be stopped." : ", as the setting on_error says.";
    AnswerForm form = observes && event->warn.possible ? event->warn : client.unseen;
    return Expand(form, {.event = name, .reason = reason});
  }
  reason += "It was stopped; 'weir agent status' tells more, and on_error = \"allow\" would let it pass.";
  if (event == nullptr) return Expand(is_json ? client.block : client.unread, {.event = name, .reason = reason});
  const AnswerForm form = event->block.possible ? event->block : event->mask;
  if (!GivesBack(form)) return Expand(form, {.event = name, .reason = reason});
  // The only way to keep a text back is to give another one of the same shape.
  std::string withheld;
  MessageIndex rest;
  if (!Withhold(bytes, event->carries, "[withheld by weir: it could not be looked at]", &withheld) ||
      !rest.Read(withheld)) {
    return Expand(client.unread, {.event = name, .reason = reason});
  }
  return Expand(form, {.event = name, .reason = reason, .message = &rest});
}

}  // namespace weir
