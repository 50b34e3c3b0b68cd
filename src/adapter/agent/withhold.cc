#include "adapter/agent/withhold.h"

#include "text/json_reader.h"

namespace weir {
namespace {

// A word of this kind is kept where it is short: longer ones are no kinds.
constexpr size_t kMostKind = 32;

bool IsKind(std::string_view pointer, std::string_view text) {
  const std::string_view name = pointer.substr(pointer.rfind('/') + 1);
  if (text.size() > kMostKind) return false;
  for (std::string_view kind : {"type", "mode", "resultType", "status", "role"}) {
    if (name == kind) return true;
  }
  return false;
}

}  // namespace

bool Withhold(std::string_view message, std::string_view pointer, std::string_view notice, std::string* out) {
  out->clear();
  JsonReader reader(message);
  size_t copied = 0;
  for (JsonToken token = reader.Next(); token.kind != JsonToken::kEnd; token = reader.Next()) {
    if (token.kind == JsonToken::kBad) return false;
    if (token.kind != JsonToken::kString) continue;
    const std::string& at = reader.pointer();
    const bool below =
        at.starts_with(pointer) && (at.size() == pointer.size() || at[pointer.size()] == '/');
    if (!below || IsKind(at, message.substr(token.begin, token.end - token.begin))) continue;
    out->append(message, copied, token.begin - copied);
    out->append(notice);
    copied = token.end;
  }
  out->append(message, copied);
  return true;
}

}  // namespace weir
