#include "adapter/mcp/answers.h"

#include "guard/quoted_json.h"
#include "redact/json_context.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

std::string Head(std::string_view id) {
  return Cat("{\"jsonrpc\":\"2.0\",\"id\":", id.empty() ? std::string_view("null") : id, ",");
}

}  // namespace

std::string ErrorAnswer(std::string_view id, int code, std::string_view text) {
  return Cat(Head(id), "\"error\":{\"code\":", code, ",\"message\":", QuotedJson(text), "}}");
}

std::string ToolRefusal(std::string_view id, bool modern, std::string_view text,
                        std::string_view content) {
  return Cat(Head(id), "\"result\":{", modern ? "\"resultType\":\"complete\"," : "",
             "\"content\":[{\"type\":\"text\",\"text\":", QuotedJson(text), "}",
             content.empty() ? "" : ",", content, "],\"isError\":true}}");
}

std::string DeclinedAnswer(std::string_view id, std::string_view method, std::string_view text) {
  if (method == "elicitation/create") return Cat(Head(id), "\"result\":{\"action\":\"decline\"}}");
  if (method == "sampling/createMessage") {
    return ErrorAnswer(id, kUserRejectedCode, Cat("User rejected sampling request. ", text));
  }
  return ErrorAnswer(id, kStoppedCode, text);
}

std::string RefusalOf(std::string_view id, std::string_view method, bool modern,
                      std::string_view text) {
  return method == "tools/call" ? ToolRefusal(id, modern, text)
                                : ErrorAnswer(id, kStoppedCode, text);
}

std::string JoinBatch(std::span<const std::string> answers) {
  std::string out = "[";
  for (const std::string& answer : answers) out += Cat(out.size() > 1 ? "," : "", answer);
  return out + "]";
}

}  // namespace weir
