#include "adapter/agent/answer.h"

#include "guard/quoted_json.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

// The bytes of a value, or null where the message has none.
std::string RawOf(const MessageIndex* message, std::string_view pointer) {
  const std::string_view raw = message == nullptr ? std::string_view() : message->Raw(pointer);
  return raw.empty() ? std::string("null") : std::string(raw);
}

// A string that holds a JSON object is that object.
std::string JsonOf(const MessageIndex* message, std::string_view pointer) {
  std::string raw = RawOf(message, pointer);
  if (!raw.starts_with('"')) return raw;
  std::string inner = message->Text(pointer);
  MessageIndex check;
  return check.Read(inner) ? inner : raw;
}

std::string Marked(char kind, std::string_view pointer, const AnswerValues& values) {
  switch (kind) {
    case 'J':
      return JsonOf(values.message, pointer);
    case 'T':
      return QuotedJson(Cat(values.reason, "\n", values.message == nullptr ? "" : values.message->Text(pointer)));
    default:
      return RawOf(values.message, pointer);
  }
}

}  // namespace

AgentAnswer Expand(const AnswerForm& form, const AnswerValues& values) {
  AgentAnswer answer;
  answer.exit = form.exit;
  std::string_view rest = form.out;
  for (;;) {
    const size_t at = rest.find('$');
    answer.out += rest.substr(0, at);
    if (at == rest.npos) break;
    rest.remove_prefix(at + 1);
    char kind = rest.front();
    if (kind == 'R' || kind == 'E') {
      answer.out += QuotedJson(kind == 'R' ? values.reason : values.event);
      rest.remove_prefix(1);
      continue;
    }
    const size_t open = rest.find('('), close = rest.find(')');
    answer.out += Marked(kind, rest.substr(open + 1, close - open - 1), values);
    rest.remove_prefix(close + 1);
  }
  if (form.tells) answer.err = Cat(Printable(values.reason), "\n");
  return answer;
}

bool GivesBack(const AnswerForm& form) {
  return form.out.find("$(") != form.out.npos || form.out.find("$J(") != form.out.npos ||
         form.out.find("$T(") != form.out.npos;
}

}  // namespace weir
