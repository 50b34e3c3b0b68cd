#include "adapter/serve/json_member.h"

#include "redact/json_context.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "text/json_reader.h"
#include "text/view.h"

namespace weir {
namespace {

std::string Decoded(std::string_view text, const JsonToken& token) {
  if (!token.escaped) return std::string(text.substr(token.begin, token.end - token.begin));
  View view;
  DecodeDress(Dress::kJson, text, token.begin, token.end, token.end - token.begin + 1, &view);
  return std::string(view.bytes());
}

// Calls tell(name, raw) for each direct member or item of the outermost value.
template <typename Tell>
void EachChild(std::string_view text, char open, const Tell& tell) {
  JsonReader reader(text);
  JsonToken token = reader.Next();
  if (token.kind != JsonToken::kOpen || text[token.begin] != open) return;
  std::string name;
  uint64_t begin = 0;
  for (;;) {
    token = reader.Next();
    const size_t depth = reader.depth();
    switch (token.kind) {
      case JsonToken::kBad:
      case JsonToken::kEnd:
        return;
      case JsonToken::kKey:
        if (depth == 1) name = Decoded(text, token);
        break;
      case JsonToken::kOpen:
        if (depth == 2) begin = token.begin;
        break;
      case JsonToken::kClose:
        if (depth == 1) tell(name, text.substr(begin, token.end - begin));
        break;
      case JsonToken::kString:
        if (depth == 1) tell(name, text.substr(token.begin - 1, token.end - token.begin + 2));
        break;
      case JsonToken::kScalar:
        if (depth == 1) tell(name, text.substr(token.begin, token.end - token.begin));
        break;
    }
  }
}

}  // namespace

std::optional<std::string_view> RawMember(std::string_view object, std::string_view name) {
  std::optional<std::string_view> found;
  EachChild(object, '{', [&](const std::string& key, std::string_view raw) {
    if (key == name) found = raw;
  });
  return found;
}

std::optional<std::string_view> RawMember(std::string_view object, std::string_view name,
                                          std::string_view inner) {
  const std::optional<std::string_view> outer = RawMember(object, name);
  return outer.has_value() ? RawMember(*outer, inner) : std::nullopt;
}

std::optional<std::string> StringOfRaw(std::string_view raw) {
  JsonReader reader(raw);
  const JsonToken token = reader.Next();
  if (token.kind != JsonToken::kString) return std::nullopt;
  return Decoded(raw, token);
}

std::optional<std::string> StringMember(std::string_view object, std::string_view name) {
  const std::optional<std::string_view> raw = RawMember(object, name);
  return raw.has_value() ? StringOfRaw(*raw) : std::nullopt;
}

std::vector<std::string_view> RawItems(std::string_view array) {
  std::vector<std::string_view> items;
  EachChild(array, '[', [&](const std::string&, std::string_view raw) { items.push_back(raw); });
  return items;
}

}  // namespace weir
