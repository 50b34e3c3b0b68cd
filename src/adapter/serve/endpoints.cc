#include "adapter/serve/endpoints.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "adapter/serve/body_look.h"
#include "adapter/serve/json_member.h"
#include "guard/quoted_json.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "scan/stream_scanner.h"
#include "text/json_path.h"

namespace weir {
namespace {

constexpr size_t kMostFindings = 1000;  // listed in one answer; all are acted on
constexpr size_t kMostLabel = 200;      // bytes of a component or part

std::string_view Message(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// A prompt on its way to a model, or the model's answer.
Place PlaceOfSide(bool is_answer, std::string_view component = "") {
  return {.adapter = "serve",
          .direction = is_answer ? Direction::kIn : Direction::kOut,
          .component = component,
          .part = is_answer ? "response" : "prompt"};
}

std::string FindingJson(const Decision& d) {
  std::string json =
      Cat("{\"rule\":", QuotedJson(d.rule->id), ",\"name\":", QuotedJson(d.rule->name),
          ",\"class\":\"", Name(d.rule->secret_class), "\",\"confidence\":\"", Name(d.confidence),
          "\",\"action\":\"", Name(d.ruling.action), "\",\"reason\":",
          QuotedJson(d.allowed_by.empty() ? d.ruling.reason : std::string_view(d.allowed_by)));
  if (!d.pointer.empty()) json += Cat(",\"pointer\":", QuotedJson(d.pointer));
  json += Cat(",\"line\":", d.line, ",\"start\":", d.start, ",\"end\":", d.end);
  if (!d.mask.empty()) json += Cat(",\"mask\":", QuotedJson(d.mask));
  return json + "}";
}

// "action":"mask","reason":"...","findings":[...]
std::string VerdictMembers(Action action, const std::vector<Decision>& decisions) {
  std::string json =
      Cat("\"found\":", decisions.empty() ? "false" : "true", ",\"action\":\"", Name(action), "\"");
  if (!decisions.empty()) json += Cat(",\"summary\":", QuotedJson(ReasonOf(decisions)));
  json += ",\"findings\":[";
  for (size_t i = 0; i < decisions.size() && i < kMostFindings; ++i) {
    json += Cat(i == 0 ? "" : ",", FindingJson(decisions[i]));
  }
  json += "]";
  if (decisions.size() > kMostFindings)
    json += Cat(",\"findings_not_listed\":", decisions.size() - kMostFindings);
  return json;
}

std::string Unpercent(std::string_view text) {
  auto hex = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string QueryMember(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const size_t equals = std::min(part.find('='), part.size());
    if (part.substr(0, equals) == name)
      return Unpercent(part.substr(std::min(equals + 1, part.size())));
  }
  return std::string();
}

bool IsJson(std::string_view content_type) {
  return content_type.find("json") != content_type.npos;
}

}  // namespace

struct ServeEndpoints::Where {
  std::string direction, component, part;

  static Where OfQuery(std::string_view query) {
    return {QueryMember(query, "direction"), QueryMember(query, "component"),
            QueryMember(query, "part")};
  }
  static Where OfJson(std::string_view body) {
    return {StringMember(body, "direction").value_or(""),
            StringMember(body, "component").value_or(""), StringMember(body, "part").value_or("")};
  }
  bool Good() const {
    return (direction.empty() || direction == "in" || direction == "out") &&
           component.size() <= kMostLabel && part.size() <= kMostLabel;
  }
  Place place() const {
    return {.adapter = "serve",
            .direction = direction == "in" ? Direction::kIn : Direction::kOut,
            .component = component,
            .part = part};
  }
};

ServeAnswer ErrorAnswer(int status, std::string_view message) {
  ServeAnswer answer;
  answer.status = status;
  answer.body = Cat("{\"error\":{\"message\":", QuotedJson(Printable(message)), ",\"type\":\"",
                    status < 500 ? "invalid_request_error" : "server_error", "\"}}\n");
  return answer;
}

ServeAnswer ServeEndpoints::Failure(const absl::Status& status) const {
  if (status.code() == absl::StatusCode::kInvalidArgument) return ErrorAnswer(400, Message(status));
  parts_.metrics->Failed();
  if (parts_.guard.policy->on_error == OnError::kAllow) {
    ServeAnswer pass;
    pass.status = 0;
    return pass;
  }
  return ErrorAnswer(
      500, Cat("this text could not be looked at, so it does not pass: ", Message(status)));
}

absl::Status ServeEndpoints::Look(std::string_view body, const ChooseText& choose,
                                  JsonVerdict* verdict) const {
  JsonGuard guard(parts_.guard);
  absl::Status status = guard.Look(body, choose, verdict);
  if (status.ok()) parts_.metrics->Decided(verdict->decisions);
  return status;
}

std::optional<ServeAnswer> ServeEndpoints::LookOrFail(std::string_view body, const ChooseText& choose,
                                                      JsonVerdict* verdict) const {
  const absl::Status status = Look(body, choose, verdict);
  if (status.ok()) return std::nullopt;
  ServeAnswer answer = Failure(status);
  if (answer.status != 0) return answer;
  verdict->Clear();
  return std::nullopt;
}

ServeAnswer ServeEndpoints::Answer(const ServeRequest& request) const {
  const bool is_get = request.method == "GET" || request.method == "HEAD";
  ServeAnswer answer;
  if (request.path == "/healthz") {
    if (!is_get) return ErrorAnswer(405, "GET it");
    answer.body = Cat("{\"status\":\"ok\",\"version\":", QuotedJson(parts_.version),
                      ",\"rules\":", parts_.rules, "}\n");
    return answer;
  }
  if (request.path == "/metrics") {
    if (!is_get) return ErrorAnswer(405, "GET it");
    answer.content_type = "text/plain; version=0.0.4";
    answer.body = parts_.metrics->Text(parts_.rules);
    return answer;
  }
  using Method = ServeAnswer (ServeEndpoints::*)(const ServeRequest&) const;
  static constexpr std::pair<std::string_view, Method> kPosts[] = {
      {"/restore", &ServeEndpoints::Restore},
      {"/beta/litellm_basic_guardrail_api", &ServeEndpoints::LiteLlm},
      {"/v1/moderations", &ServeEndpoints::Moderations},
      {"/v1/check", &ServeEndpoints::Check},
      {"/webhook", &ServeEndpoints::Webhook}};
  const bool is_scan = request.path == "/scan", is_redact = request.path == "/redact";
  const auto* post = std::find_if(std::begin(kPosts), std::end(kPosts),
                                  [&](const auto& known) { return known.first == request.path; });
  if (!is_scan && !is_redact && post == std::end(kPosts)) {
    return ErrorAnswer(404, "there is nothing of this name; weir help serve lists what there is");
  }
  if (request.method != "POST") {
    answer = ErrorAnswer(405, "POST it");
    answer.fields.push_back({"allow", "POST"});
    return answer;
  }
  if (is_scan || is_redact) return Scan(request, is_redact);
  return (this->*post->second)(request);
}

// Of /scan and /redact.
ServeAnswer ServeEndpoints::Scan(const ServeRequest& request, bool masked) const {
  if (!IsJson(request.content_type)) return ScanRaw(request, Where::OfQuery(request.query), masked);
  static constexpr std::string_view kForms[] = {"text", "texts", "json"};
  std::string_view form;
  for (std::string_view known : kForms) {
    if (!RawMember(request.body, known).has_value()) continue;
    if (!form.empty()) return ErrorAnswer(400, "give one of text, texts and json, not two");
    form = known;
  }
  const Where where = Where::OfJson(request.body);
  if (!where.Good())
    return ErrorAnswer(400, "direction is in or out; component and part have at most 200 bytes");
  const std::string top = Cat("/", form);
  JsonVerdict verdict;
  const absl::Status status = Look(
      request.body,
      [&](const JsonText& text) -> JsonChoice {
        if (form.empty() || !IsAtOrBelow(text.pointer, top) || (text.is_key && text.pointer == top))
          return LeaveAlone();
        return {.place = where.place()};
      },
      &verdict);
  if (status.code() == absl::StatusCode::kInvalidArgument) return ErrorAnswer(400, Message(status));
  if (form.empty())
    return ErrorAnswer(400, "give one of text (a string), texts (strings) and json (anything)");
  const std::string_view given = *RawMember(request.body, form);
  if (form == "text" && !given.starts_with('"')) return ErrorAnswer(400, "text is a string");
  if (form == "texts") {
    const std::vector<std::string_view> items = RawItems(given);
    if (!given.starts_with('[') ||
        !std::all_of(items.begin(), items.end(),
                     [](std::string_view item) { return item.starts_with('"'); })) {
      return ErrorAnswer(400, "texts is an array of strings");
    }
  }
  ServeAnswer answer;
  if (!status.ok()) {
    answer = Failure(status);
    if (answer.status != 0) return answer;
    answer.status = 200;
    answer.body = Cat("{\"found\":false,\"action\":\"allow\",\"findings\":[],\"error\":",
                      QuotedJson(Message(status)));
    verdict.Clear();
  } else {
    answer.body = Cat("{", VerdictMembers(verdict.action, verdict.decisions));
  }
  if (masked) {
    answer.body += Cat(",\"changed\":", verdict.changed ? "true" : "false");
    // What is blocked is not given back, not even masked: nobody is to use it by mistake.
    if (verdict.action < Action::kAsk) {
      const std::string_view from = verdict.changed ? std::string_view(verdict.json) : request.body;
      answer.body += Cat(",\"", form, "\":", RawMember(from, form).value_or("null"));
    }
  }
  answer.body += "}\n";
  return answer;
}

ServeAnswer ServeEndpoints::ScanRaw(const ServeRequest& request, const Where& where,
                                    bool masked) const {
  if (!where.Good())
    return ErrorAnswer(400, "direction is in or out; component and part have at most 200 bytes");
  BodyVerdict verdict;
  const absl::Status status = LookAtBody(parts_.guard, request.body, where.place(), &verdict);
  ServeAnswer answer;
  if (!status.ok()) {
    answer = Failure(status);
    if (answer.status != 0) return answer;
    answer.status = 200;
    answer.fields.push_back({"x-weir-error", Printable(Message(status))});
  }
  parts_.metrics->Decided(verdict.decisions);
  answer.fields.push_back({"x-weir-action", std::string(Name(verdict.action))});
  answer.fields.push_back({"x-weir-findings", std::to_string(verdict.decisions.size())});
  if (!masked) {
    answer.body = Cat("{", VerdictMembers(verdict.action, verdict.decisions), "}\n");
    return answer;
  }
  if (verdict.action >= Action::kAsk) {
    ServeAnswer refused =
        ErrorAnswer(403, Cat("the policy lets none of this pass: ", ReasonOf(verdict.decisions)));
    refused.fields = std::move(answer.fields);
    return refused;
  }
  answer.content_type = request.content_type.empty() ? "text/plain; charset=utf-8"
                                                     : std::string(request.content_type);
  answer.body = verdict.changed ? std::move(verdict.body) : std::string(request.body);
  return answer;
}

ServeAnswer ServeEndpoints::Restore(const ServeRequest& request) const {
  if (parts_.restore == nullptr)
    return ErrorAnswer(409, "weir serve was started without --vault: nothing can be restored");
  const bool is_json = IsJson(request.content_type);
  Where where = is_json ? Where::OfJson(request.body) : Where::OfQuery(request.query);
  if (!where.Good()) return ErrorAnswer(400, "component and part have at most 200 bytes");
  where.direction = "in";
  where.part = "restore";
  if (!parts_.guard.policy->MayRestore(where.place())) {
    return ErrorAnswer(403,
                       "the policy restores nothing here; a [[policy.entry]] with adapter = "
                       "\"serve\" and action = "
                       "\"restore\" allows it");
  }
  std::string_view form;
  if (is_json) {
    for (std::string_view known : {"text", "texts", "json"}) {
      if (RawMember(request.body, known).has_value()) form = known;
    }
    if (form.empty())
      return ErrorAnswer(400, "give one of text (a string), texts (strings) and json (anything)");
  }
  std::string restored;
  RestoreCounts counts;
  if (absl::Status status = parts_.restore(request.body, &restored, &counts); !status.ok()) {
    return ErrorAnswer(500, Message(status));
  }
  ServeAnswer answer;
  if (!is_json) {
    answer.content_type = request.content_type.empty() ? "text/plain; charset=utf-8"
                                                       : std::string(request.content_type);
    answer.fields.push_back({"x-weir-restored", std::to_string(counts.restored)});
    answer.body = std::move(restored);
    return answer;
  }
  answer.body = Cat("{\"restored\":", counts.restored, ",\"unknown\":", counts.unknown,
                    ",\"expired\":", counts.expired, ",\"never\":", counts.never, ",\"", form,
                    "\":", RawMember(restored, form).value_or("null"), "}\n");
  return answer;
}

// How many trailing characters of each text that is given back may still change when more of it
// arrives, so that a stream holds them back.
std::string ServeEndpoints::Holdback(std::string_view texts, std::string_view given_back,
                                     const std::vector<Decision>& decisions) const {
  std::string list = "[";
  StreamScanner stream(*parts_.guard.scanner);
  StreamStep step;
  const std::vector<std::string_view> before = RawItems(texts), after = RawItems(given_back);
  for (size_t i = 0; i < before.size() && i < after.size(); ++i) {
    const std::string text = StringOfRaw(before[i]).value_or(""),
                      masked = StringOfRaw(after[i]).value_or("");
    stream.Reset();
    uint64_t decided = 0;  // where that cannot be told: nothing is
    if (stream.Push(text, &step).ok())
      decided = text.size() - std::min(stream.Held().size(), text.size());
    // The same place in the masked text.
    int64_t at = static_cast<int64_t>(decided);
    const std::string pointer = Cat("/texts/", i);
    for (const Decision& d : decisions) {
      if (d.pointer != pointer || d.mask.empty() || d.end > decided) continue;
      at += static_cast<int64_t>(d.mask.size()) - static_cast<int64_t>(d.end - d.start);
    }
    const std::string_view tail = std::string_view(masked).substr(
        static_cast<size_t>(std::clamp<int64_t>(at, 0, static_cast<int64_t>(masked.size()))));
    // Characters as Python counts them: code points.
    const auto characters =
        std::count_if(tail.begin(), tail.end(), [](char c) { return (c & '\xC0') != '\x80'; });
    list += Cat(i > 0 ? "," : "", static_cast<uint64_t>(characters));
  }
  return list + "]";
}

ServeAnswer ServeEndpoints::LiteLlm(const ServeRequest& request) const {
  const std::string_view body = request.body;
  const std::string type = StringMember(body, "input_type").value_or("");
  std::string alias;
  if (const auto data = RawMember(body, "request_data")) {
    alias = StringMember(*data, "user_api_key_alias").value_or("").substr(0, kMostLabel);
  }
  const bool is_answer = type == "response";
  const Place place = PlaceOfSide(is_answer, alias);
  // Arguments of tool calls cannot be given back, so what would be masked in them is refused.
  bool in_calls = false;
  JsonVerdict verdict;
  const absl::Status status = Look(
      body,
      [&](const JsonText& text) -> JsonChoice {
        const bool is_text = IsAtOrBelow(text.pointer, "/texts") || IsAtOrBelow(text.pointer, "/tools");
        if (text.pointer.size() <= 6 || (!is_text && !IsAtOrBelow(text.pointer, "/tool_calls")) ||
            (text.is_key && (text.pointer == "/tool_calls"))) {
          return LeaveAlone();
        }
        return {.place = place};
      },
      &verdict);
  if (status.code() == absl::StatusCode::kInvalidArgument) return ErrorAnswer(400, Message(status));
  if (type != "request" && type != "response")
    return ErrorAnswer(400, "input_type is request or response");
  ServeAnswer answer;
  if (!status.ok()) {
    answer = Failure(status);
    if (answer.status != 0) return answer;
    answer.status = 200;
    answer.body = "{\"action\":\"NONE\"}\n";
    return answer;
  }
  for (const Decision& d : verdict.decisions) {
    in_calls |= IsAtOrBelow(d.pointer, "/tool_calls") && d.ruling.action >= Action::kMask;
  }
  if (in_calls || verdict.action >= Action::kAsk) {
    answer.body = Cat("{\"action\":\"BLOCKED\",\"blocked_reason\":",
                      QuotedJson(Cat("it holds ", verdict.Reason())), "}\n");
    return answer;
  }
  const std::string_view from = verdict.changed ? std::string_view(verdict.json) : body;
  answer.body = Cat("{\"action\":\"", verdict.changed ? "GUARDRAIL_INTERVENED" : "NONE", "\"");
  const std::optional<std::string_view> texts = RawMember(from, "texts");
  if (texts.has_value() && texts->starts_with('[')) {
    if (verdict.changed) answer.body += Cat(",\"texts\":", *texts);
    if (is_answer) {
      answer.body +=
          Cat(",\"stream_holdback_chars\":",
              Holdback(RawMember(body, "texts").value_or("[]"), *texts, verdict.decisions));
    }
  }
  if (verdict.changed) {
    const std::optional<std::string_view> tools = RawMember(from, "tools");
    if (tools.has_value() && tools->starts_with('[')) answer.body += Cat(",\"tools\":", *tools);
  }
  answer.body += "}\n";
  return answer;
}

ServeAnswer ServeEndpoints::Moderations(const ServeRequest& request) const {
  const std::optional<std::string_view> input = RawMember(request.body, "input");
  if (!input.has_value() || !(input->starts_with('"') || input->starts_with('['))) {
    return ErrorAnswer(400, "input is a string or an array of strings or parts");
  }
  const std::vector<std::string_view> items = RawItems(*input);
  const bool is_list = input->starts_with('[');
  // An array of parts ({"type": "text", ...}) is one input.
  const bool is_parts = is_list && !items.empty() && items[0].starts_with('{');
  const size_t count = !is_list || is_parts ? 1 : items.size();
  std::vector<std::vector<Decision>> by_input(count);
  JsonVerdict verdict;
  std::optional<ServeAnswer> failed = LookOrFail(
      request.body,
      [&](const JsonText& text) -> JsonChoice {
        if (!IsAtOrBelow(text.pointer, "/input") || (text.is_key && text.pointer == "/input"))
          return LeaveAlone();
        return {.place = {.adapter = "serve",
                          .direction = Direction::kOut,
                          .component = "",
                          .part = "moderation"}};
      },
      &verdict);
  if (failed.has_value()) return *std::move(failed);
  for (Decision& d : verdict.decisions) {
    if (d.ruling.action == Action::kAllow) continue;
    size_t index = 0;
    if (count > 1) {
      for (char c : std::string_view(d.pointer).substr(std::min<size_t>(7, d.pointer.size()))) {
        if (c < '0' || c > '9' || index >= count) break;
        index = index * 10 + static_cast<size_t>(c - '0');
      }
    }
    by_input[std::min(index, count - 1)].push_back(std::move(d));
  }
  ServeAnswer answer;
  answer.body = "{\"id\":\"modr-weir\",\"model\":\"weir-secrets-1\",\"results\":[";
  for (size_t i = 0; i < count; ++i) {
    const std::vector<Decision>& found = by_input[i];
    double score = 0;
    for (const Decision& d : found) {
      score = std::max(score, d.confidence == Confidence::kHigh     ? 0.99
                              : d.confidence == Confidence::kMedium ? 0.8
                                                                    : 0.5);
    }
    const std::string_view flagged = found.empty() ? "false" : "true";
    const std::string_view number = score > 0.9   ? "0.99"
                                    : score > 0.7 ? "0.8"
                                    : score > 0   ? "0.5"
                                                  : "0";
    answer.body +=
        Cat(i == 0 ? "" : ",", "{\"flagged\":", flagged, ",\"categories\":{\"secrets\":", flagged);
    std::string scores = Cat("{\"secrets\":", number), types = "{\"secrets\":[\"text\"]";
    std::vector<SecretClass> told;
    for (const Decision& d : found) {
      if (std::find(told.begin(), told.end(), d.rule->secret_class) != told.end()) continue;
      told.push_back(d.rule->secret_class);
      const std::string_view name = Name(d.rule->secret_class);
      answer.body += Cat(",\"secrets/", name, "\":true");
      scores += Cat(",\"secrets/", name, "\":", number);
      types += Cat(",\"secrets/", name, "\":[\"text\"]");
    }
    answer.body +=
        Cat("},\"category_scores\":", scores, "},\"category_applied_input_types\":", types, "}}");
  }
  answer.body += "]}\n";
  return answer;
}

ServeAnswer ServeEndpoints::Check(const ServeRequest& request) const {
  const std::optional<std::string> phase = StringMember(request.body, "phase");
  const std::optional<std::string_view> text = RawMember(request.body, "text");
  if (!text.has_value() || !text->starts_with('"')) return ErrorAnswer(400, "text is a string");
  if (phase.has_value() && *phase != "INPUT" && *phase != "OUTPUT")
    return ErrorAnswer(400, "phase is INPUT or OUTPUT");
  const bool is_answer = phase.has_value() && *phase == "OUTPUT";
  JsonVerdict verdict;
  std::optional<ServeAnswer> failed = LookOrFail(
      request.body,
      [&](const JsonText& t) -> JsonChoice {
        if (t.pointer != "/text" || t.is_key) return LeaveAlone();
        return {.place = PlaceOfSide(is_answer)};
      },
      &verdict);
  if (failed.has_value()) return *std::move(failed);
  const bool blocked = verdict.action >= Action::kAsk;
  const std::string_view from = verdict.changed ? std::string_view(verdict.json) : request.body;
  ServeAnswer answer;
  answer.body = Cat(
      "{\"blocked\":", blocked ? "true" : "false",
      ",\"found\":", verdict.decisions.empty() ? "false" : "true", ",\"message\":",
      QuotedJson(verdict.decisions.empty() ? std::string() : Cat("it holds ", verdict.Reason())),
      ",\"redacted_text\":", blocked ? "\"\"" : RawMember(from, "text").value_or("\"\""), "}\n");
  return answer;
}

ServeAnswer ServeEndpoints::Webhook(const ServeRequest& request) const {
  const std::string event = StringMember(request.body, "eventType").value_or("");
  if (event != "beforeRequestHook" && event != "afterRequestHook") {
    return ErrorAnswer(400, "eventType is beforeRequestHook or afterRequestHook");
  }
  const bool is_answer = event == "afterRequestHook";
  const std::string_view side = is_answer ? "response" : "request";
  const std::string top = Cat("/", side, "/json"), plain = Cat("/", side, "/text");
  JsonVerdict verdict;
  std::optional<ServeAnswer> failed = LookOrFail(
      request.body,
      [&](const JsonText& text) -> JsonChoice {
        if ((!IsAtOrBelow(text.pointer, top) && text.pointer != plain) ||
            (text.is_key && (text.pointer == top || text.pointer == plain))) {
          return LeaveAlone();
        }
        return {.place = PlaceOfSide(is_answer)};
      },
      &verdict);
  if (failed.has_value()) return *std::move(failed);
  const bool blocked = verdict.action >= Action::kAsk;
  ServeAnswer answer;
  answer.body = Cat("{\"verdict\":", blocked ? "false" : "true");
  if (!verdict.decisions.empty())
    answer.body += Cat(",\"data\":{\"explanation\":", QuotedJson(verdict.Reason()), "}");
  if (verdict.changed && !blocked) {
    answer.body += Cat(",\"transformedData\":{\"", side,
                       "\":{\"json\":", RawMember(verdict.json, side, "json").value_or("null"));
    if (is_answer)
      answer.body += Cat(",\"text\":", RawMember(verdict.json, side, "text").value_or("null"));
    answer.body += "}}";
  }
  answer.body += "}\n";
  return answer;
}

}  // namespace weir
