#include "adapter/proxy/json_tape.h"

#include <charconv>

#include "redact/json_context.h"
#include "text/json_reader.h"

namespace weir {

bool JsonTape::Parse(std::string_view json) {
  json_ = json;
  nodes_.clear();
  if (json.size() > UINT32_MAX) return false;
  JsonReader reader(json);
  std::vector<uint32_t> open;
  JsonToken key;
  for (;;) {
    const JsonToken token = reader.Next();
    switch (token.kind) {
      case JsonToken::kBad:
        nodes_.clear();
        return false;
      case JsonToken::kEnd: {
        const bool whole = json.find_first_not_of(" \t\r\n", reader.at()) == std::string_view::npos;
        if (!whole) nodes_.clear();
        return whole;
      }
      case JsonToken::kKey:
        key = token;
        continue;
      case JsonToken::kClose: {
        Node& node = nodes_[open.back()];
        node.end = static_cast<uint32_t>(reader.at());
        node.after = static_cast<uint32_t>(nodes_.size());
        open.pop_back();
        continue;
      }
      case JsonToken::kOpen:
      case JsonToken::kString:
      case JsonToken::kScalar:
        break;
    }
    if (nodes_.size() == kMaxNodes) {
      nodes_.clear();
      return false;
    }
    Node node;
    node.key_begin = static_cast<uint32_t>(key.begin);
    node.key_end = static_cast<uint32_t>(key.end);
    key = JsonToken();
    node.begin = static_cast<uint32_t>(token.begin);
    node.end = static_cast<uint32_t>(token.end);
    node.escaped = token.escaped;
    node.after = static_cast<uint32_t>(nodes_.size() + 1);
    if (token.kind == JsonToken::kOpen) {
      node.kind = json[token.begin] == '{' ? Kind::kObject : Kind::kArray;
      open.push_back(static_cast<uint32_t>(nodes_.size()));
    } else {
      node.kind = token.kind == JsonToken::kString ? Kind::kString : Kind::kScalar;
    }
    nodes_.push_back(node);
  }
}

const JsonTape::Node* JsonTape::First(const Node* parent) const {
  if (parent == nullptr || (!parent->is_object() && !parent->is_array())) return nullptr;
  const size_t index = static_cast<size_t>(parent - nodes_.data()) + 1;
  return index < parent->after ? &nodes_[index] : nullptr;
}

const JsonTape::Node* JsonTape::Next(const Node* parent, const Node* child) const {
  return child->after < parent->after ? &nodes_[child->after] : nullptr;
}

const JsonTape::Node* JsonTape::Get(const Node* object, std::string_view key) const {
  if (object == nullptr || !object->is_object()) return nullptr;
  const Node* found = nullptr;
  for (const Node* child = First(object); child != nullptr; child = Next(object, child)) {
    const std::string_view raw = Key(*child);
    if (raw == key || (raw.find('\\') != std::string_view::npos && JsonUnescape(raw) == key)) found = child;
  }
  return found;
}

std::string_view JsonTape::Raw(const Node* node) const {
  return node == nullptr ? std::string_view() : json_.substr(node->begin, node->end - node->begin);
}

std::string JsonTape::Text(const Node& node) const {
  const std::string_view raw = Raw(&node);
  if (!node.escaped) return std::string(raw);
  // Half a surrogate pair stands for nothing; it stays as it is written.
  std::optional<std::string> text = JsonUnescape(raw);
  return text.has_value() ? *std::move(text) : std::string(raw);
}

bool JsonTape::Is(const Node* node, std::string_view text) const {
  if (node == nullptr || !node->is_string()) return false;
  return node->escaped ? Text(*node) == text : Raw(node) == text;
}

std::optional<int64_t> JsonTape::Integer(const Node* node) const {
  if (node == nullptr || node->kind != Kind::kScalar) return std::nullopt;
  const std::string_view raw = Raw(node);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size()) return std::nullopt;
  return value;
}

}  // namespace weir
