#include "adapter/agent/message_index.h"

#include <algorithm>

#include "text/escapes.h"
#include "text/json_path.h"
#include "text/json_reader.h"
#include "text/view.h"

namespace weir {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool Fits(std::string_view pointer, std::string_view pattern) {
  while (!pattern.empty()) {
    if (pointer.empty()) return false;
    const std::string_view want = NextPointerName(&pattern), name = NextPointerName(&pointer);
    if (want != "*" && want != name) return false;
  }
  return pointer.empty();
}

}  // namespace

bool MessageIndex::Read(std::string_view text) {
  text_ = text;
  values_.clear();
  bad_at_ = 0;
  JsonReader reader(text, text.starts_with(kMark) ? kMark.size() : 0);
  std::vector<size_t> open;  // the values of the arrays and objects around, SIZE_MAX = not kept
  bool is_object = false, first = true;
  for (;;) {
    const JsonToken token = reader.Next();
    if (token.kind == JsonToken::kEnd) break;
    if (token.kind == JsonToken::kBad) {
      bad_at_ = reader.at();
      values_.clear();
      return false;
    }
    if (first) is_object = token.kind == JsonToken::kOpen && text[token.begin] == '{';
    first = false;
    if (token.kind == JsonToken::kKey) continue;
    if (token.kind == JsonToken::kClose) {
      if (open.back() != SIZE_MAX) values_[open.back()].end = token.end;
      open.pop_back();
      continue;
    }
    const bool keep = open.size() <= kIndexDepth && values_.size() < kIndexValues;
    if (keep) {
      const size_t quote = token.kind == JsonToken::kString ? 1 : 0;
      values_.push_back({reader.pointer(), token.begin - quote, token.end + quote});
    }
    if (token.kind == JsonToken::kOpen) open.push_back(keep ? values_.size() - 1 : SIZE_MAX);
  }
  size_t at = reader.at();
  while (at < text.size() && IsSpace(text[at])) ++at;
  if (at == text.size() && is_object) return true;
  bad_at_ = is_object ? at : 0;
  values_.clear();
  return false;
}

const MessageIndex::Value* MessageIndex::Find(std::string_view pointer) const {
  for (size_t i = values_.size(); i-- > 0;) {
    if (values_[i].pointer == pointer) return &values_[i];
  }
  return nullptr;
}

bool MessageIndex::IsString(std::string_view pointer) const {
  const Value* value = Find(pointer);
  return value != nullptr && text_[value->begin] == '"';
}

std::string_view MessageIndex::Raw(std::string_view pointer) const {
  const Value* value = Find(pointer);
  return value == nullptr ? std::string_view() : text_.substr(value->begin, value->end - value->begin);
}

std::string MessageIndex::String(std::string_view pointer) const {
  return IsString(pointer) ? Text(pointer) : std::string();
}

std::string MessageIndex::Text(std::string_view pointer) const {
  const std::string_view raw = Raw(pointer);
  if (!raw.starts_with('"')) return std::string(raw);
  return DecodeJsonString(raw.substr(1, raw.size() - 2));
}

std::vector<std::string> MessageIndex::Matching(std::string_view pattern) const {
  std::vector<std::string> found;
  for (const Value& value : values_) {
    if (Fits(value.pointer, pattern)) found.push_back(value.pointer);
  }
  return found;
}

std::vector<std::string> MessageIndex::Commands() const {
  std::vector<std::string> found;
  for (const Value& value : values_) {
    if (text_[value.begin] != '"') continue;
    const std::string_view name = std::string_view(value.pointer).substr(value.pointer.rfind('/') + 1);
    for (std::string_view known : {"command", "command_line", "cmd", "script"}) {
      if (name == known) found.push_back(value.pointer);
    }
  }
  return found;
}

std::string DecodeJsonString(std::string_view raw) {
  if (raw.find('\\') == raw.npos) return std::string(raw);
  View view;
  view.Start(raw.size());  // an escape is never shorter than what it says
  DecodeEscapes(raw, 0, raw.size(), &view);
  return std::string(view.bytes());
}

}  // namespace weir
