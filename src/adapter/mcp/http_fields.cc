#include "adapter/mcp/http_fields.h"

#include <algorithm>
#include <optional>

#include "adapter/mcp/blob.h"
#include "redact/json_context.h"
#include "rules/cat.h"
#include "text/json_reader.h"

namespace weir {
namespace {

constexpr std::string_view kBegin = "=?base64?", kEnd = "?=";

bool IsMirrored(std::string_view name) {
  constexpr std::string_view kParam = "mcp-param-";
  return EqualFolded(name, "mcp-name") ||
         (name.size() > kParam.size() && EqualFolded(name.substr(0, kParam.size()), kParam));
}

bool IsWrapped(std::string_view field) {
  return field.size() >= kBegin.size() + kEnd.size() && field.starts_with(kBegin) &&
         field.ends_with(kEnd);
}

// A value that a field can hold as it is, and that does not read as a wrapped one.
bool IsPlain(std::string_view value) {
  if (value != TrimBlanks(value) || IsWrapped(value)) return false;
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string Decoded(std::string_view inside) {
  return JsonUnescape(inside).value_or(std::string(inside));
}

}  // namespace

std::string DecodeMirrored(std::string_view field) {
  if (!IsWrapped(field)) return std::string(field);
  const std::string_view inside =
      field.substr(kBegin.size(), field.size() - kBegin.size() - kEnd.size());
  return DecodeBlob(inside).value_or(std::string(field));
}

std::string EncodeMirrored(std::string_view value, bool as_base64) {
  if (!as_base64 && IsPlain(value)) return std::string(value);
  return Cat(kBegin, EncodeBlob(value, "YQ=="), kEnd);
}

TextChanges ChangesOf(std::string_view before, std::string_view after) {
  TextChanges changes;
  JsonReader old_reader(before), new_reader(after);
  for (;;) {
    const JsonToken was = old_reader.Next(), is = new_reader.Next();
    if (was.kind != is.kind || was.kind == JsonToken::kBad || was.kind == JsonToken::kEnd)
      return changes;
    if (was.kind != JsonToken::kString) continue;
    const std::string_view old_text = before.substr(was.begin, was.end - was.begin);
    const std::string_view new_text = after.substr(is.begin, is.end - is.begin);
    if (old_text != new_text) changes.emplace(Decoded(old_text), Decoded(new_text));
  }
}

bool RewriteMirrored(const TextChanges& changes, MessageFilter* filter, HttpHeaders* headers) {
  for (HttpField& field : headers->fields()) {
    if (!IsMirrored(field.name)) continue;
    const std::string value = DecodeMirrored(field.value);
    const auto change = changes.find(value);
    std::string now = change != changes.end() ? change->second : value;
    if (change == changes.end() && !filter->LookAtHeader(field.name, &now)) return false;
    if (now != value) field.value = EncodeMirrored(now, IsWrapped(field.value));
  }
  return true;
}

bool IsLocalOrigin(std::string_view origin) {
  if (origin.empty()) return true;
  const size_t scheme = origin.find("://");
  if (scheme == origin.npos) return false;
  std::string_view host = origin.substr(scheme + 3);
  if (host.starts_with('[')) {
    host = host.substr(0, host.find(']') + 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace weir
