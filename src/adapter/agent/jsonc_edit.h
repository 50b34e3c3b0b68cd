// JsoncEdit: changes to a settings file that somebody else keeps, as cuts and insertions at the right offsets.
//
//   absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(bytes);        // "line 3: ..." if it is no JSON
//   const JsoncNode* hooks = edit->Find({"hooks"});
//   RETURN_IF_ERROR(edit->Insert(*hooks, "PreToolUse", value));      // a member at its end
//   write(edit->text());
//
// Comments (// and /* */), commas behind the last element, and a byte order mark are read and kept. Nothing is ever
// written anew: order, blanks, numbers, escapes and line ends stay byte for byte. What is inserted follows the file:
// its indent, its line ends, and one line where what stands before it is on the line of the opening bracket.
// Each change parses the text anew, so nodes live until the next change. After Insert and Remove of the same value
// the text is what it was, unless the object around held nothing but blanks.
// Limits: kMostSettings bytes, kMostDepth levels. Threads: one at a time.
#ifndef WEIR_ADAPTER_AGENT_JSONC_EDIT_H_
#define WEIR_ADAPTER_AGENT_JSONC_EDIT_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

inline constexpr size_t kMostSettings = size_t{8} << 20;
inline constexpr size_t kMostDepth = 100;

struct JsoncNode {
  enum class Kind : uint8_t { kObject, kArray, kString, kOther };
  Kind kind = Kind::kOther;
  size_t begin = 0, end = 0;  // strings with their quotes
  size_t start = 0;           // of the key, if it is a member; else begin
  std::string key;            // decoded
  std::vector<JsoncNode> children;

  const JsoncNode* Member(std::string_view name) const;  // the last of that name; null if there is none
};

class JsoncEdit {
 public:
  static absl::StatusOr<JsoncEdit> Parse(std::string text);

  const std::string& text() const { return text_; }
  const JsoncNode& root() const { return root_; }
  // The value at the end of the names; null if there is none.
  const JsoncNode* Find(std::initializer_list<std::string_view> path) const;
  std::string_view Raw(const JsoncNode& node) const {
    return std::string_view(text_).substr(node.begin, node.end - node.begin);
  }
  std::string String(const JsoncNode& node) const;  // decoded; "" if it is no string

  // Adds a member at the end of an object, or an element (key "") at the end of an array. `value` is JSON laid out
  // over lines with an indent of two blanks.
  absl::Status Insert(const JsoncNode& parent, std::string_view key, std::string_view value);
  // Takes out parent.children[index].
  absl::Status Remove(const JsoncNode& parent, size_t index);

 private:
  absl::Status Reparse();
  bool OnOneLine(const JsoncNode& node) const;
  std::string IndentOfLine(size_t at) const;
  std::string Unit() const;

  std::string text_;
  JsoncNode root_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_JSONC_EDIT_H_
