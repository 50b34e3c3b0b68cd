// JsonTape: one JSON message as a flat list of values, to look fields up by name and to change a few of them.
//
//   JsonTape tape;                                        // reuse it: keeps its memory
//   if (!tape.Parse(json)) ...                            // no JSON
//   const JsonTape::Node* text = tape.Get(tape.Get(tape.root(), "delta"), "text");
//   if (text != nullptr && text->is_string()) use(tape.Text(*text));
//
// Get(nullptr, ...) is null, so chains need no checks between. Of duplicate keys the last counts, as for the
// clients' parsers. Offsets count in the message, without quotes. Limits: those of JsonReader, and kMaxNodes.
// Threads: one at a time. Ownership: borrows the message. Cost: one pass.
#ifndef WEIR_ADAPTER_PROXY_JSON_TAPE_H_
#define WEIR_ADAPTER_PROXY_JSON_TAPE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class JsonTape {
 public:
  static constexpr size_t kMaxNodes = size_t{4} << 20;
  enum class Kind : uint8_t { kObject, kArray, kString, kScalar };
  struct Node {
    Kind kind = Kind::kScalar;
    bool escaped = false;
    uint32_t key_begin = 0, key_end = 0;  // of a member
    uint32_t begin = 0, end = 0;          // of the value, raw; strings without quotes
    uint32_t after = 0;                   // index of the node behind this one and all in it
    bool is_string() const { return kind == Kind::kString; }
    bool is_object() const { return kind == Kind::kObject; }
    bool is_array() const { return kind == Kind::kArray; }
  };

  bool Parse(std::string_view json);
  const Node* root() const { return nodes_.empty() ? nullptr : &nodes_[0]; }
  std::string_view json() const { return json_; }

  const Node* Get(const Node* object, std::string_view key) const;
  const Node* First(const Node* parent) const;                  // null: nothing in it
  const Node* Next(const Node* parent, const Node* child) const;
  // "" for null; scalars as they are written.
  std::string_view Raw(const Node* node) const;
  std::string_view Key(const Node& node) const { return json_.substr(node.key_begin, node.key_end - node.key_begin); }
  std::string Text(const Node& node) const;                     // decoded
  bool Is(const Node* node, std::string_view text) const;       // a string of these bytes, unescaped
  std::optional<int64_t> Integer(const Node* node) const;
  bool IsNull(const Node* node) const { return node == nullptr || Raw(node) == "null"; }

 private:
  std::string_view json_;
  std::vector<Node> nodes_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_JSON_TAPE_H_
