#include "adapter/mcp/message_filter.h"

#include <algorithm>
#include <utility>

#include "adapter/mcp/answers.h"
#include "adapter/mcp/blob.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "text/base64.h"
#include "text/json_reader.h"

namespace weir {
namespace {

using Kind = Envelope::Kind;

constexpr uint64_t kMaxNotes = 10'000;
constexpr size_t kMaxShownName = 80;

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

// A made-up answer to these would change what the client takes the server for.
bool IsNeverStopped(std::string_view method) {
  return method == "initialize" || method == "server/discover" ||
         method == "notifications/initialized" || method == "ping";
}

std::string Shown(std::string_view name) {
  return Printable(name.substr(0, std::min(name.size(), kMaxShownName)));
}

std::string_view Part(std::string_view text, Stretch place) {
  return text.substr(place.start, place.end - place.start);
}

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

void Shift(uint64_t by, Stretch* place) {
  if (!place->there()) return;
  place->start -= by;
  place->end -= by;
}

// The same envelope, counted from the begin of its message.
Envelope ByItself(Envelope envelope) {
  const uint64_t by = envelope.all.start;
  for (Stretch* place : {&envelope.all, &envelope.params, &envelope.result, &envelope.error,
                         &envelope.content, &envelope.structured, &envelope.result_type}) {
    Shift(by, place);
  }
  return envelope;
}

// The texts in which two forms of one JSON value differ. False: a name differs, or more than texts.
bool ChangedTexts(std::string_view before, std::string_view after,
                  std::vector<std::string>* pointers) {
  JsonReader old_reader(before), new_reader(after);
  for (;;) {
    const JsonToken was = old_reader.Next(), is = new_reader.Next();
    if (was.kind != is.kind || was.kind == JsonToken::kBad) return false;
    if (was.kind == JsonToken::kEnd) return true;
    if (was.kind != JsonToken::kKey && was.kind != JsonToken::kString) continue;
    if (before.substr(was.begin, was.end - was.begin) == after.substr(is.begin, is.end - is.begin))
      continue;
    if (was.kind == JsonToken::kKey) return false;
    pointers->push_back(new_reader.pointer());
  }
}

}  // namespace

MessageFilter::MessageFilter(FilterOptions options)
    : options_(std::move(options)),
      guard_(options_.parts),
      text_guard_(options_.parts),
      schemas_(options_.schemas != nullptr ? options_.schemas : &own_schemas_) {}

void MessageFilter::Look(Side from, std::string_view line, WaitingRequests* waiting,
                         Filtered* out) {
  out->Clear();
  if (IsBlank(line)) return;
  ++counts_.messages;
  reader_.Reset();
  reader_.Push(line);
  const bool is_json = reader_.Finish();
  out->is_batch = reader_.is_batch();
  if (reader_.too_many()) {
    ++counts_.stopped;
    out->forward = false;
    const std::string why = Cat("a batch of more than ", kMaxBatch, " messages");
    if (from == Side::kClient)
      out->answer = ErrorAnswer("", kInvalidRequestCode, Cat("weir: ", why));
    Tell(Cat("stopped ", why, from == Side::kClient ? " to" : " from", " the server"));
    return;
  }
  if (!is_json) {
    LookAtJunk(from, line, out);
    return;
  }
  const std::vector<Envelope> messages = reader_.messages();
  if (!messages.empty()) out->first = messages[0];
  if (!reader_.is_batch()) {
    if (!messages[0].is_object) {
      LookAtJunk(from, line, out);
      return;
    }
    One one = LookAtOne(from, line, messages[0], waiting);
    out->forward = one.forward;
    out->changed = one.changed;
    out->text = std::move(one.text);
    out->answer = std::move(one.answer);
    return;
  }

  std::vector<std::string> passed, answers;
  bool changed = false;
  for (const Envelope& envelope : messages) {
    const std::string_view text = Part(line, envelope.all);
    One one = LookAtOne(from, text, ByItself(envelope), waiting);
    changed |= one.changed || !one.forward;
    if (one.forward) passed.push_back(one.changed ? std::move(one.text) : std::string(text));
    if (!one.answer.empty()) answers.push_back(std::move(one.answer));
  }
  if (!answers.empty()) out->answer = JoinBatch(answers);
  if (!changed) return;
  out->changed = true;
  out->forward = !passed.empty();
  if (out->forward) out->text = JoinBatch(passed);
}

MessageFilter::One MessageFilter::LookAtOne(Side from, std::string_view text,
                                            const Envelope& envelope, WaitingRequests* waiting) {
  const bool from_client = from == Side::kClient;
  const Kind kind = envelope.kind();
  std::optional<AskedRequest> asked;
  if (kind == Kind::kResult || kind == Kind::kError) {
    asked = (from_client ? waiting->from_server : waiting->from_client).Take(envelope.IdKey());
  }
  if (from_client && (envelope.twice || envelope.broken || !envelope.is_object)) {
    // Readers differ on what such a message says, so what was looked at may not be what the server
    // sees.
    ++counts_.stopped;
    One one;
    one.forward = false;
    one.answer = ErrorAnswer(envelope.id, kInvalidRequestCode,
                             envelope.twice ? "weir: a member of the message stands twice"
                                            : "weir: this is no message that a server could read");
    Tell("stopped a message to the server that readers could understand in different ways");
    return one;
  }

  const MessageContext context = {
      .from_client = from_client, .kind = kind, .method = asked ? asked->method : envelope.method};
  const absl::Status status = Walk(from, text, context, &verdict_);
  if (!status.ok()) {
    ++counts_.unread;
    const std::string why =
        Cat("could not look at ", Where(from, envelope, asked), ": ", MessageOf(status));
    if (options_.parts.policy->on_error == OnError::kBlock) {
      Tell(Cat(why, "; stopped"));
      return Stop(from, envelope, asked, Cat("Stopped by weir, which ", why, "."));
    }
    Tell(Cat(why, "; passed on as it is, because on-error is allow"));
  } else if (verdict_.action >= Action::kAsk && !IsNeverStopped(context.method)) {
    const std::string what = Cat(verdict_.Reason(), " in ", Where(from, envelope, asked));
    Tell(Cat("stopped: ", what));
    return Stop(from, envelope, asked,
                Cat("Stopped by weir, a scanner for secrets: ", what,
                    from_client ? ". Nothing was sent to the server. Use a reference to the secret "
                                  "in place of its value."
                                : ". What the server sent was not passed on."));
  }

  One one;
  if (status.ok() && verdict_.changed) {
    one.changed = true;
    one.text = std::move(verdict_.json);
    if (verdict_.action >= Action::kMask) ++counts_.masked;
    std::string as_text;
    if (asked && asked->method == "tools/call" && kind == Kind::kResult && !from_client &&
        !FitsSchema(envelope, Part(text, envelope.structured), one.text, *asked, &as_text)) {
      one.text = std::move(as_text);
    }
  }
  if (status.ok() && verdict_.action >= Action::kWarn) {
    Tell(Cat(verdict_.action == Action::kWarn ? "warning: " : "masked: ", verdict_.Reason(), " in ",
             Where(from, envelope, asked)));
  }
  if (kind == Kind::kRequest) {
    (from_client ? waiting->from_client : waiting->from_server)
        .Add(envelope.IdKey(),
             {.method = envelope.method, .name = envelope.name, .modern = envelope.modern});
  }
  if (context.method == "tools/list" && kind == Kind::kResult && !from_client) {
    schemas_->Learn(one.changed ? std::string_view(one.text) : text);
  }
  return one;
}

absl::Status MessageFilter::Walk(Side from, std::string_view text, const MessageContext& context,
                                 JsonVerdict* verdict) {
  more_.Clear();
  absl::Status trouble;
  absl::Status status = guard_.Look(
      text,
      [&](const JsonText& one) -> JsonChoice {
        const FieldUse use = UseOf(context, one.pointer, one.key, one.text);
        if (use == FieldUse::kLeave) return LeaveAlone();
        JsonChoice choice;
        choice.place = {.adapter = "mcp",
                        .direction = from == Side::kClient ? Direction::kOut : Direction::kIn,
                        .component = options_.server,
                        .part = PartOf(context, one.pointer)};
        if (use == FieldUse::kBlob && !one.is_key) {
          std::optional<std::string> decoded = DecodeBlob(one.text);
          const bool is_long = one.text.size() >= kMinMediaBytes;
          // A short one that decodes to no text may be a secret that only looks like base64.
          if (decoded.has_value() &&
              (is_long || WorthReading(std::string_view(*decoded).substr(0, kProbeBytes)))) {
            if (is_long && IsMedia(*decoded)) return LeaveAlone();
            choice.scan = false;
            absl::Status looked =
                text_guard_.Look(*decoded, choice.place, one.pointer, &text_verdict_);
            if (!looked.ok()) {
              trouble = std::move(looked);
              return choice;
            }
            more_.action = std::max(more_.action, text_verdict_.action);
            for (Decision& decision : text_verdict_.decisions)
              more_.decisions.push_back(std::move(decision));
            if (text_verdict_.changed) choice.replace = EncodeBlob(text_verdict_.text, one.text);
            return choice;
          }
        }
        if (from == Side::kClient) {
          absl::Status restored = Restore(one.text, choice.place, &choice.replace);
          if (!restored.ok()) trouble = std::move(restored);
        }
        return choice;
      },
      verdict);
  if (status.ok()) status = trouble;
  if (!status.ok()) return status;
  verdict->action = std::max(verdict->action, more_.action);
  for (Decision& decision : more_.decisions) verdict->decisions.push_back(std::move(decision));
  return absl::OkStatus();
}

MessageFilter::One MessageFilter::Stop(Side from, const Envelope& envelope,
                                       const std::optional<AskedRequest>& asked,
                                       std::string_view why) {
  ++counts_.stopped;
  const bool from_client = from == Side::kClient;
  const std::string_view asked_method =
      asked ? std::string_view(asked->method) : std::string_view();
  One one;
  one.forward = false;
  switch (envelope.kind()) {
    case Kind::kRequest:
      one.answer = from_client ? RefusalOf(envelope.id, envelope.method, envelope.modern, why)
                               : DeclinedAnswer(envelope.id, envelope.method, why);
      break;
    case Kind::kResult:
    case Kind::kError:
      one.forward = one.changed = true;
      one.text = from_client ? DeclinedAnswer(envelope.id, asked_method, why)
                             : RefusalOf(envelope.id, asked_method, asked && asked->modern, why);
      break;
    case Kind::kNotification:
      break;
    case Kind::kNone:
      if (from_client) one.answer = ErrorAnswer(envelope.id, kStoppedCode, why);
      break;
  }
  return one;
}

void MessageFilter::LookAtJunk(Side from, std::string_view line, Filtered* out) {
  if (from == Side::kClient) {
    ++counts_.stopped;
    out->forward = false;
    out->answer = ErrorAnswer("", kParseErrorCode,
                              "weir: this is no JSON-RPC message, so it was not passed on");
    Tell("stopped a line to the server that is no JSON-RPC message");
    return;
  }
  const Place place = {.adapter = "mcp",
                       .direction = Direction::kIn,
                       .component = options_.server,
                       .part = "result"};
  const absl::Status status = text_guard_.Look(line, place, "", &text_verdict_);
  if (!status.ok()) {
    ++counts_.unread;
    out->forward = options_.parts.policy->on_error == OnError::kAllow;
    Tell(Cat("could not look at a line of the server that is no message: ", MessageOf(status),
             out->forward ? "; passed on as it is" : "; dropped"));
    return;
  }
  if (text_verdict_.action >= Action::kAsk) {
    ++counts_.stopped;
    out->forward = false;
    Tell(Cat("dropped a line of the server that is no message: ", text_verdict_.Reason()));
    return;
  }
  if (text_verdict_.action >= Action::kWarn) {
    Tell(Cat(text_verdict_.changed ? "masked: " : "warning: ", text_verdict_.Reason(),
             " in a line of the server that is no message"));
  }
  if (!text_verdict_.changed) return;
  ++counts_.masked;
  out->changed = true;
  out->text = std::move(text_verdict_.text);
}

void MessageFilter::LookTooLong(Side from, const EnvelopeReader& envelope, WaitingRequests* waiting,
                                Filtered* out) {
  out->Clear();
  ++counts_.messages;
  ++counts_.unread;
  out->forward = false;
  out->is_batch = envelope.is_batch();
  const std::string why = Cat("a message of more than ", options_.max_message,
                              " bytes, which is not passed on unread (--max-message)");
  Tell(Cat("stopped ", why, from == Side::kClient ? ": to the server" : ": from the server"));
  std::vector<std::string> passed, answers;
  for (const Envelope& one : envelope.messages()) {
    std::optional<AskedRequest> asked;
    if (one.kind() == Kind::kResult || one.kind() == Kind::kError ||
        (one.kind() == Kind::kNone && !one.id.empty())) {
      asked =
          (from == Side::kClient ? waiting->from_server : waiting->from_client).Take(one.IdKey());
    }
    Envelope known = one;
    // A result that was cut off before its end is still the answer to what was asked.
    if (one.kind() == Kind::kNone && asked) known.result = {0, 1};
    One stopped = Stop(from, known, asked, Cat("Stopped by weir: ", why, "."));
    if (stopped.forward) passed.push_back(std::move(stopped.text));
    if (!stopped.answer.empty()) answers.push_back(std::move(stopped.answer));
  }
  if (!passed.empty()) {
    out->forward = out->changed = true;
    out->text = out->is_batch ? JoinBatch(passed) : passed[0];
  }
  if (!answers.empty()) out->answer = out->is_batch ? JoinBatch(answers) : answers[0];
}

bool MessageFilter::LookAtHeader(std::string_view name, std::string* value) {
  const Place place = {.adapter = "mcp",
                       .direction = Direction::kOut,
                       .component = options_.server,
                       .part = "arguments"};
  std::optional<std::string> plain;
  absl::Status status = Restore(*value, place, &plain);
  if (plain.has_value()) *value = *std::move(plain);
  if (status.ok()) status = text_guard_.Look(*value, place, name, &text_verdict_);
  if (!status.ok()) {
    ++counts_.unread;
    Tell(Cat("could not look at the header ", Shown(name), ": ", MessageOf(status)));
    return options_.parts.policy->on_error == OnError::kAllow;
  }
  if (text_verdict_.action >= Action::kAsk) return false;
  if (text_verdict_.changed) *value = text_verdict_.text;
  return true;
}

bool MessageFilter::FitsSchema(const Envelope& before, std::string_view structured,
                               const std::string& masked, const AskedRequest& asked,
                               std::string* as_text) {
  if (!before.structured.there()) return true;
  EnvelopeReader reader;
  reader.Push(masked);
  if (!reader.Finish() || reader.messages().empty()) return true;
  const Envelope& after = reader.messages()[0];
  const std::string_view now = Part(masked, after.structured);
  if (now == structured) return true;
  std::vector<std::string> pointers;
  if (ChangedTexts(structured, now, &pointers) && schemas_->Accepts(asked.name, now, pointers))
    return true;
  std::string_view content = Part(masked, after.content);
  if (content.starts_with('[') && content.ends_with(']')) {
    content = content.substr(1, content.size() - 2);
    if (IsBlank(content)) content = {};
  } else {
    content = {};
  }
  *as_text = ToolRefusal(before.id, asked.modern,
                         "weir, a scanner for secrets, masked a part of the structured result of "
                         "this tool, which its output schema "
                         "does not allow; so the structured result is left out, and what follows "
                         "is the text the server sent with it.",
                         content);
  Tell(Cat("the structured result of tool '", Shown(asked.name),
           "' was left out: its output schema does not allow what was masked"));
  return false;
}

absl::Status MessageFilter::Restore(std::string_view text, const Place& place,
                                    std::optional<std::string>* plain) {
  if (!options_.restore || !options_.parts.policy->MayRestore(place)) return absl::OkStatus();
  std::string out;
  uint64_t restored = 0;
  absl::Status status = options_.restore(text, &out, &restored);
  if (!status.ok() || restored == 0) return status;
  counts_.restored += restored;
  *plain = std::move(out);
  return absl::OkStatus();
}

void MessageFilter::Tell(std::string_view line) {
  if (!options_.note || told_ > kMaxNotes) return;
  options_.note(told_ == kMaxNotes ? std::string_view("further notes are left out") : line);
  ++told_;
}

std::string MessageFilter::Where(Side from, const Envelope& envelope,
                                 const std::optional<AskedRequest>& asked) const {
  const std::string_view method =
      asked ? std::string_view(asked->method) : std::string_view(envelope.method);
  const std::string_view name =
      asked ? std::string_view(asked->name) : std::string_view(envelope.name);
  std::string what;
  switch (envelope.kind()) {
    case Kind::kRequest:
      what = "the request ";
      break;
    case Kind::kNotification:
      what = "the notification ";
      break;
    case Kind::kResult:
      what = "the result of ";
      break;
    case Kind::kError:
      what = "the error of ";
      break;
    case Kind::kNone:
      what = "a message ";
      break;
  }
  what += method.empty() ? std::string("an unknown method") : Shown(method);
  if (!name.empty()) what += Cat(" '", Shown(name), "'");
  return Cat(what, from == Side::kClient ? " to" : " from", " the server '", Shown(options_.server),
             "'");
}

}  // namespace weir
