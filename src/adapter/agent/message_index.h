// MessageIndex: where the values of a JSON message stand, without building a tree of it.
//
//   MessageIndex index;
//   if (!index.Read(body)) ...                             // no JSON object; index.bad_at() tells where
//   std::string tool = index.String("/tool_name");         // decoded; "" if there is none
//   std::string_view input = index.Raw("/tool_input");     // its bytes, strings with their quotes
//   std::string flat = index.Text("/tool_input");          // a string decoded, anything else as its bytes
//
// Values down to kIndexDepth levels are kept, at most kIndexValues of them: what the adapters ask for lies there.
// Of keys that stand twice the last one counts, as with the clients' own parsers.
// Ownership: borrows the text. Threads: const after Read(). Cost: one pass.
#ifndef WEIR_ADAPTER_AGENT_MESSAGE_INDEX_H_
#define WEIR_ADAPTER_AGENT_MESSAGE_INDEX_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

inline constexpr size_t kIndexDepth = 4;
inline constexpr size_t kIndexValues = 4096;

class MessageIndex {
 public:
  // True if the text is one JSON object, with nothing but white space (or a byte order mark) around it.
  bool Read(std::string_view text);
  size_t bad_at() const { return bad_at_; }

  bool Has(std::string_view pointer) const { return Find(pointer) != nullptr; }
  bool IsString(std::string_view pointer) const;
  std::string_view Raw(std::string_view pointer) const;
  std::string String(std::string_view pointer) const;
  std::string Text(std::string_view pointer) const;
  // All pointers that a pattern fits, in the order of the text; "*" stands for one name or index.
  std::vector<std::string> Matching(std::string_view pattern) const;
  // The pointers of strings that are named as commands for a shell are: command, command_line, cmd, script.
  std::vector<std::string> Commands() const;

 private:
  struct Value {
    std::string pointer;
    size_t begin = 0, end = 0;  // strings with their quotes
  };
  const Value* Find(std::string_view pointer) const;

  std::string_view text_;
  std::vector<Value> values_;
  size_t bad_at_ = 0;
};

// What a JSON string says; `raw` is without its quotes and known to be valid.
std::string DecodeJsonString(std::string_view raw);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_MESSAGE_INDEX_H_
