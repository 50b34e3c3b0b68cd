#include "adapter/mcp/fields.h"

#include <algorithm>
#include <iterator>

#include "text/json_path.h"

namespace weir {
namespace {

using Kind = Envelope::Kind;

constexpr std::string_view kProtocolMeta = "/_meta/io.modelcontextprotocol~1";

// Members below which the names are not the protocol's.
constexpr std::string_view kFreeMembers[] = {"arguments",   "structuredContent", "input",
                                             "inputSchema", "outputSchema",      "requestedSchema"};

// Values that go back and forth as they are.
constexpr std::string_view kProtocolMembers[] = {
    "jsonrpc",        "id",        "requestState",  "cursor",    "nextCursor",
    "progressToken",  "requestId", "elicitationId", "toolUseId", "taskId",
    "protocolVersion"};

bool IsOneOf(std::string_view name, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, name) != end;
}

bool IsFree(const MessageContext& context, std::string_view pointer) {
  if (IsAtOrBelow(pointer, "/error/data")) return true;
  if (context.method == "notifications/message" && IsAtOrBelow(pointer, "/params/data")) return true;
  if (context.method == "elicitation/create" && context.kind == Kind::kResult) {
    return IsAtOrBelow(pointer, "/result/content");
  }
  // The last name is the text's own.
  const size_t last = pointer.rfind('/');
  if (last == pointer.npos) return false;
  std::string_view rest = pointer.substr(0, last);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const size_t end = std::min(rest.find('/'), rest.size());
    if (IsOneOf(rest.substr(0, end), std::begin(kFreeMembers), std::end(kFreeMembers))) return true;
    rest.remove_prefix(end);
  }
  // What a person answered, as the modern protocol carries it.
  return IsInField(pointer, "/params/inputResponses/*/content");
}

bool IsListing(std::string_view method) {
  return method == "tools/list" || method == "prompts/list" || method == "resources/list" ||
         method == "resources/templates/list" || method == "initialize" ||
         method == "server/discover";
}

std::string_view PartOfRequestToClient(std::string_view method) {
  if (method == "sampling/createMessage") return "sampling";
  if (method == "elicitation/create") return "elicitation";
  return "";
}

}  // namespace

bool LooksLikeBase64(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=' || c == '-' || c == '_' || c == '\n' || c == '\r';
  });
}

FieldUse UseOf(const MessageContext& context, std::string_view pointer, std::string_view key,
               std::string_view text) {
  if (pointer.find(kProtocolMeta) != pointer.npos) return FieldUse::kLeave;
  // Tools repeat resources in structuredContent, and the copies have to agree.
  if (key == "blob" && LooksLikeBase64(text)) return FieldUse::kBlob;
  const bool is_protocol = IsOneOf(key, std::begin(kProtocolMembers), std::end(kProtocolMembers));
  if ((!is_protocol && key != "data") || IsFree(context, pointer)) return FieldUse::kRead;
  if (is_protocol) return FieldUse::kLeave;
  return text.size() >= kMinMediaBytes && LooksLikeBase64(text) ? FieldUse::kLeave
                                                                : FieldUse::kRead;
}

std::string_view PartOf(const MessageContext& context, std::string_view pointer) {
  switch (context.kind) {
    case Kind::kError:
      return "error";
    case Kind::kNotification:
      return "notification";
    case Kind::kRequest:
      if (!context.from_client) {
        const std::string_view part = PartOfRequestToClient(context.method);
        return part.empty() ? "notification" : part;
      }
      if (IsAtOrBelow(pointer, "/params/inputResponses")) {
        // An answer to elicitation holds an action and what was filled in; one to sampling a
        // message.
        return IsInField(pointer, "/params/inputResponses/*/content/text") ? "sampling"
                                                                           : "elicitation";
      }
      return "arguments";
    case Kind::kResult:
      if (context.from_client) {
        const std::string_view part = PartOfRequestToClient(context.method);
        return part.empty() ? "result" : part;
      }
      if (IsAtOrBelow(pointer, "/result/inputRequests")) {
        const bool asks_person =
            IsInField(pointer, "/result/inputRequests/*/params/message") ||
            IsInField(pointer, "/result/inputRequests/*/params/requestedSchema") ||
            IsInField(pointer, "/result/inputRequests/*/params/url");
        return asks_person ? "elicitation" : "sampling";
      }
      return IsListing(context.method) ? "description" : "result";
    case Kind::kNone:
      break;
  }
  return context.from_client ? "arguments" : "result";
}

}  // namespace weir
