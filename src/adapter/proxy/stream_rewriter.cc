#include "adapter/proxy/stream_rewriter.h"

#include <algorithm>

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kTextPart = "text", kThinkingPart = "thinking", kArgumentsPart = "arguments",
                           kOtherPart = "event";
constexpr std::string_view kSequence = "#SEQ#";

// The members of a message that say whose it is, as they stand in it: "id":"...","model":"...",
std::string Members(const JsonTape& tape, const JsonTape::Node* object, std::initializer_list<std::string_view> names) {
  std::string out;
  for (std::string_view name : names) {
    const JsonTape::Node* const value = tape.Get(object, name);
    if (value == nullptr || value->is_object() || value->is_array()) continue;
    const bool quoted = value->is_string();
    out += Cat("\"", name, "\":", quoted ? "\"" : "", tape.Raw(value), quoted ? "\"" : "", ",");
  }
  return out;
}

// Of copies in Responses events: strings that had pieces of their own.
bool IsCopiedText(std::string_view key) {
  for (std::string_view name : {"text", "refusal", "input", "code", "diff", "command", "stdout", "stderr", "logs",
                                "output", "transcript", "delta"}) {
    if (key == name) return true;
  }
  return false;
}

}  // namespace

StreamRewriter::StreamRewriter(const ChannelParts& parts, const StreamOptionsOfRoute& options)
    : parts_(parts), options_(options), guard_(parts.guard, Direction::kIn, options.component) {}

Place StreamRewriter::PlaceOf(std::string_view part) const {
  return {.adapter = "proxy", .direction = Direction::kIn, .component = options_.component, .part = part};
}

absl::Status StreamRewriter::Open(const std::string& key, ChannelKind kind, std::string_view part, Stream** stream) {
  const auto [at, added] = streams_.try_emplace(key);
  if (added) {
    if (streams_.size() > kMaxChannels) return absl::ResourceExhaustedError("too many strings in one stream");
    const Place place = PlaceOf(part);
    at->second.channel =
        std::make_unique<Channel>(parts_, kind, place, parts_.guard.policy->MayRestore(place));
  }
  *stream = &at->second;
  return absl::OkStatus();
}

absl::Status StreamRewriter::PushPiece(Stream* stream, const Node& text, bool* nothing) {
  const std::string piece = tape_.Text(text);
  Piece out{.begin = text.begin, .changed = false, .text = {}};
  absl::Status status = stream->channel->Push(piece, &out.text);
  if (!status.ok()) return status;
  out.changed = out.text != piece;
  *nothing = out.text.empty() && !piece.empty();
  last_piece_[stream->channel.get()] = pieces_.size();
  pieces_.push_back(std::move(out));
  return absl::OkStatus();
}

absl::Status StreamRewriter::Close(std::string_view group, std::vector<OutMessage>* out) {
  for (auto at = streams_.begin(); at != streams_.end();) {
    Stream& stream = at->second;
    if (!stream.group.starts_with(group)) {
      ++at;
      continue;
    }
    std::string rest;
    absl::Status status = stream.channel->Finish(&rest);
    if (!status.ok()) return status;
    const auto piece = last_piece_.find(stream.channel.get());
    if (!rest.empty() && piece != last_piece_.end()) {
      Piece& last = pieces_[piece->second];
      last.text += rest;
      last.changed = true;
    } else if (!rest.empty()) {
      OutMessage message{.type = stream.type, .json = stream.before, .own = true};
      if (stream.numbered) {
        const size_t number = message.json.find(kSequence);
        if (number != std::string::npos) {
          message.json.replace(number, kSequence.size(), std::to_string(++last_sequence_));
        }
      }
      message.json += JsonEscape(rest) + stream.after;
      out->push_back(std::move(message));
    }
    if (piece != last_piece_.end()) last_piece_.erase(piece);
    at = streams_.erase(at);
  }
  return absl::OkStatus();
}

absl::Status StreamRewriter::Copy(const Node& text, ChannelKind kind, std::string_view part) {
  const std::string whole = tape_.Text(text);
  Piece out{.begin = text.begin, .changed = false, .text = {}};
  const Place place = PlaceOf(part);
  absl::Status status =
      ChannelText(parts_, kind, place, parts_.guard.policy->MayRestore(place), whole, &out.text);
  if (!status.ok()) return status;
  out.changed = out.text != whole;
  pieces_.push_back(std::move(out));
  return absl::OkStatus();
}

absl::Status StreamRewriter::CopyStrings(const Node* node, std::string_view key) {
  if (node == nullptr) return absl::OkStatus();
  if (node->is_string()) {
    if (key == "arguments") return Copy(*node, ChannelKind::kJson, kArgumentsPart);
    if (IsCopiedText(key)) return Copy(*node, ChannelKind::kText, kTextPart);
    return absl::OkStatus();
  }
  if (node->is_object() && key == "logprobs") return absl::OkStatus();
  for (const Node* child = tape_.First(node); child != nullptr; child = tape_.Next(node, child)) {
    const std::string_view name = node->is_object() ? tape_.Key(*child) : key;
    if (name == "instructions" || name == "tools") continue;
    absl::Status status = CopyStrings(child, name);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status StreamRewriter::Chat(std::vector<OutMessage>* out) {
  const Node* const root = tape_.root();
  const Node* const choices = tape_.Get(root, "choices");
  const std::string head =
      Cat("{", Members(tape_, root, {"id", "object", "created", "model", "system_fingerprint", "service_tier"}),
          "\"choices\":[{\"index\":");
  bool nothing = false;
  absl::Status status;
  for (const Node* choice = tape_.First(choices); choice != nullptr && status.ok();
       choice = tape_.Next(choices, choice)) {
    const int64_t index = tape_.Integer(tape_.Get(choice, "index")).value_or(0);
    const std::string group = Cat("chat/", index, "/");
    const auto take = [&](const Node* text, const std::string& name, ChannelKind kind, std::string_view part,
                          std::string before, std::string after) {
      if (!status.ok() || text == nullptr || !text->is_string()) return;
      Stream* stream = nullptr;
      status = Open(group + name, kind, part, &stream);
      if (!status.ok()) return;
      if (stream->before.empty()) {
        stream->api = Api::kOpenAiChat;
        stream->group = group;
        stream->before = Cat(head, index, ",", before);
        stream->after = Cat("\"", after, ",\"finish_reason\":null}]}");
      }
      status = PushPiece(stream, *text, &nothing);
    };
    if (const Node* const logprobs = tape_.Get(choice, "logprobs"); logprobs != nullptr && !tape_.IsNull(logprobs)) {
      edits_.push_back({logprobs->begin, logprobs->end, "null"});
    }
    // A chunk, or (from servers that send a whole message as a chunk) a message.
    for (std::string_view name : {"delta", "message"}) {
      const Node* const delta = tape_.Get(choice, name);
      for (std::string_view field : {"content", "refusal", "reasoning_content", "reasoning"}) {
        const bool thinks = field.starts_with("reasoning");
        take(tape_.Get(delta, field), std::string(field), ChannelKind::kText, thinks ? kThinkingPart : kTextPart,
             Cat("\"delta\":{\"", field, "\":\""), "}");
      }
      take(tape_.Get(tape_.Get(delta, "audio"), "transcript"), "transcript", ChannelKind::kText, kTextPart,
           "\"delta\":{\"audio\":{\"transcript\":\"", "}}");
      take(tape_.Get(tape_.Get(delta, "function_call"), "arguments"), "function", ChannelKind::kJson, kArgumentsPart,
           "\"delta\":{\"function_call\":{\"arguments\":\"", "}}");
      const Node* const calls = tape_.Get(delta, "tool_calls");
      int64_t position = 0;
      for (const Node* call = tape_.First(calls); call != nullptr; call = tape_.Next(calls, call), ++position) {
        const int64_t number = tape_.Integer(tape_.Get(call, "index")).value_or(position);
        take(tape_.Get(tape_.Get(call, "function"), "arguments"), Cat("call/", number), ChannelKind::kJson,
             kArgumentsPart,
             Cat("\"delta\":{\"tool_calls\":[{\"index\":", number, ",\"function\":{\"arguments\":\""), "}}]}");
        take(tape_.Get(tape_.Get(call, "custom"), "input"), Cat("custom/", number), ChannelKind::kText,
             kArgumentsPart, Cat("\"delta\":{\"tool_calls\":[{\"index\":", number, ",\"custom\":{\"input\":\""),
             "}}]}");
      }
    }
    take(tape_.Get(choice, "text"), "text", ChannelKind::kText, kTextPart, "\"text\":\"", "");
    if (status.ok() && !tape_.IsNull(tape_.Get(choice, "finish_reason"))) status = Close(group, out);
  }
  return status;
}

absl::Status StreamRewriter::Anthropic(std::string_view type, std::vector<OutMessage>* out, bool* drop) {
  const Node* const root = tape_.root();
  const int64_t index = tape_.Integer(tape_.Get(root, "index")).value_or(0);
  const std::string group = Cat("block/", index, "/");
  const auto take = [&](const Node* text, std::string_view name, ChannelKind kind, std::string_view part,
                        std::string_view delta_type, std::string_view field) {
    if (text == nullptr || !text->is_string()) return absl::OkStatus();
    Stream* stream = nullptr;
    absl::Status status = Open(Cat(group, name), kind, part, &stream);
    if (!status.ok()) return status;
    if (stream->before.empty()) {
      stream->api = Api::kAnthropic;
      stream->group = group;
      stream->type = "content_block_delta";
      stream->before = Cat("{\"type\":\"content_block_delta\",\"index\":", index, ",\"delta\":{\"type\":\"", delta_type,
                           "\",\"", field, "\":\"");
      stream->after = "\"}}";
    }
    bool nothing = false;
    status = PushPiece(stream, *text, &nothing);
    *drop |= nothing && type == "content_block_delta";
    return status;
  };
  const Node* part = nullptr;
  if (type == "content_block_start") part = tape_.Get(root, "content_block");
  if (type == "content_block_delta") part = tape_.Get(root, "delta");
  if (part != nullptr) {
    absl::Status status =
        take(tape_.Get(part, "text"), "text", ChannelKind::kText, kTextPart, "text_delta", "text");
    if (status.ok()) {
      status = take(tape_.Get(part, "thinking"), "thinking", ChannelKind::kFixed, kThinkingPart, "thinking_delta",
                    "thinking");
    }
    if (status.ok()) {
      status = take(tape_.Get(part, "partial_json"), "json", ChannelKind::kJson, kArgumentsPart, "input_json_delta",
                    "partial_json");
    }
    if (status.ok() && tape_.Is(tape_.Get(part, "type"), "compaction_delta")) {
      status = take(tape_.Get(part, "content"), "compaction", ChannelKind::kText, kTextPart, "compaction_delta",
                    "content");
    }
    // The signature is of the whole thinking, so that must be out before it.
    if (status.ok() && tape_.Is(tape_.Get(part, "type"), "signature_delta")) status = Close(group, out);
    return status;
  }
  if (type == "content_block_stop") return Close(group, out);
  if (type == "message_delta" || type == "message_stop") return Close("block/", out);
  return absl::OkStatus();
}

absl::Status StreamRewriter::Responses(std::string_view type, std::vector<OutMessage>* out, bool* drop) {
  const Node* const root = tape_.root();
  const std::string item = Cat("item/", tape_.Integer(tape_.Get(root, "output_index")).value_or(-1), "/");
  const auto end_of = [&](std::string_view suffix) { return type.substr(0, type.size() - suffix.size()); };
  // Where a piece stands besides its item.
  std::string within;
  for (std::string_view name : {"content_index", "summary_index", "command_index"}) {
    const std::optional<int64_t> number = tape_.Integer(tape_.Get(root, name));
    if (number.has_value()) within += Cat(name, *number, "/");
  }
  absl::Status status;
  if (type.ends_with(".delta") && type != "response.audio.delta") {
    const std::string_view base = end_of(".delta");
    const bool arguments = base.ends_with("_arguments");
    const bool thinking = base.find("reasoning") != std::string_view::npos;
    const std::string group = Cat(item, within, base, "/");
    const std::string head =
        Cat("{\"type\":\"", JsonEscape(type), "\",",
            Members(tape_, root, {"item_id", "output_index", "content_index", "summary_index", "command_index"}),
            tape_.Get(root, "sequence_number") != nullptr ? Cat("\"sequence_number\":", kSequence, ",") : std::string());
    const auto take = [&](const Node* text, std::string_view name, std::string before, std::string after) {
      if (!status.ok() || text == nullptr || !text->is_string()) return;
      Stream* stream = nullptr;
      status = Open(Cat(group, name), arguments ? ChannelKind::kJson : ChannelKind::kText,
                    arguments ? kArgumentsPart : thinking ? kThinkingPart : kTextPart, &stream);
      if (!status.ok()) return;
      if (stream->before.empty()) {
        stream->api = Api::kOpenAiResponses;
        stream->group = group;
        stream->type = std::string(type);
        stream->before = Cat(head, before);
        stream->after = Cat("\"", after);
        stream->numbered = true;
      }
      bool nothing = false;
      status = PushPiece(stream, *text, &nothing);
      *drop |= nothing;
    };
    const Node* const delta = tape_.Get(root, "delta");
    take(delta, "", "\"delta\":\"", base == "response.output_text" ? ",\"logprobs\":[]}" : "}");
    for (std::string_view name : {"stdout", "stderr"}) {
      take(tape_.Get(delta, name), name, Cat("\"delta\":{\"", name, "\":\""), "}}");
    }
    if (const Node* const logprobs = tape_.Get(root, "logprobs"); logprobs != nullptr && logprobs->is_array()) {
      edits_.push_back({logprobs->begin, logprobs->end, "[]"});
    }
    return status;
  }
  if (type == "response.completed" || type == "response.failed" || type == "response.incomplete" || type == "error") {
    status = Close("item/", out);
    // Log probabilities of output texts.
    if (status.ok()) status = CopyStrings(tape_.Get(tape_.Get(root, "response"), "output"), "");
  } else if (type.ends_with(".done") || type.ends_with(".added")) {
    if (type == "response.output_item.done") {
      status = Close(item, out);
    } else if (type == "response.content_part.done" || type == "response.reasoning_summary_part.done") {
      status = Close(Cat(item, within), out);
    } else if (type.ends_with(".done")) {
      status = Close(Cat(item, within, end_of(".done"), "/"), out);
    }
    if (status.ok()) status = CopyStrings(root, "");
  }
  return status;
}

absl::Status StreamRewriter::Gemini(std::vector<OutMessage>* out) {
  const Node* const root = tape_.root();
  const Node* const candidates = tape_.Get(root, "candidates");
  for (const Node* candidate = tape_.First(candidates); candidate != nullptr;
       candidate = tape_.Next(candidates, candidate)) {
    const int64_t index = tape_.Integer(tape_.Get(candidate, "index")).value_or(0);
    const std::string group = Cat("candidate/", index, "/");
    const Node* const parts = tape_.Get(tape_.Get(candidate, "content"), "parts");
    for (const Node* part = tape_.First(parts); part != nullptr; part = tape_.Next(parts, part)) {
      const Node* const text = tape_.Get(part, "text");
      if (text == nullptr || !text->is_string()) {
        // A call or a file: the texts before it end here.
        absl::Status status = Close(group, out);
        if (!status.ok()) return status;
        continue;
      }
      const bool thought = tape_.Raw(tape_.Get(part, "thought")) == "true";
      Stream* stream = nullptr;
      absl::Status status = Open(Cat(group, thought ? "thought" : "text"), ChannelKind::kText,
                                 thought ? kThinkingPart : kTextPart, &stream);
      if (!status.ok()) return status;
      if (stream->before.empty()) {
        stream->api = Api::kGemini;
        stream->group = group;
        stream->before = Cat("{", Members(tape_, root, {"modelVersion", "responseId"}),
                             "\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{",
                             thought ? "\"thought\":true," : "", "\"text\":\"");
        stream->after = Cat("\"}]},\"index\":", index, "}]}");
      }
      bool nothing = false;
      status = PushPiece(stream, *text, &nothing);
      if (!status.ok()) return status;
    }
    if (!tape_.IsNull(tape_.Get(candidate, "finishReason"))) {
      absl::Status status = Close(group, out);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status StreamRewriter::Ollama(std::vector<OutMessage>* out) {
  const Node* const root = tape_.root();
  const Node* const message = tape_.Get(root, "message");
  const std::string head = Cat("{", Members(tape_, root, {"model", "created_at"}));
  absl::Status status;
  bool nothing = false;
  const bool done = tape_.Raw(tape_.Get(root, "done")) == "true";
  const auto take = [&](const Node* text, std::string_view name, std::string_view part, std::string before,
                        std::string after) {
    if (!status.ok() || text == nullptr || !text->is_string()) return;
    Stream* stream = nullptr;
    status = Open(Cat("ollama/", name), ChannelKind::kText, part, &stream);
    if (!status.ok()) return;
    if (stream->before.empty()) {
      stream->api = Api::kOllama;
      stream->group = "ollama/";
      stream->before = Cat(head, before);
      stream->after = after;
    }
    // The last line has counts and an empty text: the rest comes in a line before it.
    if (done && tape_.Raw(text).empty()) return;
    status = PushPiece(stream, *text, &nothing);
  };
  take(tape_.Get(message, "content"), "content", kTextPart, "\"message\":{\"role\":\"assistant\",\"content\":\"",
       "\"},\"done\":false}");
  take(tape_.Get(message, "thinking"), "thinking", kThinkingPart,
       "\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"", "\"},\"done\":false}");
  take(tape_.Get(root, "response"), "response", kTextPart, "\"response\":\"", "\",\"done\":false}");
  take(tape_.Get(root, "thinking"), "root-thinking", kThinkingPart, "\"response\":\"\",\"thinking\":\"",
       "\",\"done\":false}");
  if (status.ok() && done) status = Close("ollama/", out);
  return status;
}

absl::Status StreamRewriter::Finish(std::string* json) {
  // The guard offers strings in the order of the text.
  std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  size_t next = 0;
  return guard_.Look(json, kOtherPart, [&](const JsonText& text) -> std::optional<JsonChoice> {
    while (next < pieces_.size() && pieces_[next].begin < text.raw_start) ++next;
    if (text.is_key || next == pieces_.size() || pieces_[next].begin != text.raw_start) return std::nullopt;
    if (!pieces_[next].changed) return LeaveAlone();
    return JsonChoice{.scan = false, .place = {}, .replace = std::move(pieces_[next].text)};
  });
}

absl::Status StreamRewriter::Take(std::string_view type, std::string_view json, std::vector<OutMessage>* out) {
  out->clear();
  pieces_.clear();
  edits_.clear();
  last_piece_.clear();
  edited_.assign(json);
  bool drop = false;
  absl::Status status;
  if (!tape_.Parse(edited_)) return absl::InvalidArgumentError("a message of the stream is no JSON");
  const Node* const root = tape_.root();
  const Node* const named = tape_.Get(root, "type");
  const std::string own_type = named != nullptr && named->is_string() ? tape_.Text(*named) : std::string(type);
  const Node* const choices = tape_.Get(root, "choices");
  if (choices != nullptr && choices->is_array()) {
    seen_ = Api::kOpenAiChat;
    status = Chat(out);
  } else if (own_type.starts_with("response.") || (own_type == "error" && seen_ == Api::kOpenAiResponses)) {
    seen_ = Api::kOpenAiResponses;
    status = Responses(own_type, out, &drop);
  } else if (own_type.starts_with("content_block_") || own_type.starts_with("message_")) {
    seen_ = Api::kAnthropic;
    status = Anthropic(own_type, out, &drop);
  } else if (tape_.Get(root, "candidates") != nullptr) {
    seen_ = Api::kGemini;
    status = Gemini(out);
  } else if (tape_.Get(root, "done") != nullptr) {
    seen_ = Api::kOllama;
    status = Ollama(out);
  }
  if (!status.ok()) return status;
  const Node* const number = tape_.Get(root, "sequence_number");
  const std::optional<int64_t> sequence = tape_.Integer(number);
  if (drop) {
    // Its number is free for a message of ours.
    return absl::OkStatus();
  }
  if (sequence.has_value()) {
    if (*sequence <= last_sequence_) {
      edits_.push_back({number->begin, number->end, std::to_string(last_sequence_ + 1)});
      ++last_sequence_;
    } else {
      last_sequence_ = *sequence;
    }
  }
  OutMessage message{.type = std::string(type), .json = edited_, .own = false};
  if (!edits_.empty()) {
    // Pieces are told by where they stand, so they move with what changes before them.
    std::sort(edits_.begin(), edits_.end(), [](const RawEdit& a, const RawEdit& b) { return a.begin > b.begin; });
    for (const RawEdit& edit : edits_) {
      message.json.replace(edit.begin, edit.end - edit.begin, edit.text);
      for (Piece& piece : pieces_) {
        if (piece.begin >= edit.end) piece.begin += edit.text.size() - (edit.end - edit.begin);
      }
    }
  }
  status = Finish(&message.json);
  if (!status.ok()) return status;
  out->push_back(std::move(message));
  return absl::OkStatus();
}

absl::Status StreamRewriter::End(std::vector<OutMessage>* out) {
  out->clear();
  last_piece_.clear();
  return Close("", out);
}

}  // namespace weir
