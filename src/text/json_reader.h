// JsonReader: a JSON text token by token, with exact offsets in the raw bytes.
//
//   JsonReader reader(text);
//   for (JsonToken t = reader.Next(); t.kind != JsonToken::kEnd; t = reader.Next()) {
//     if (t.kind == JsonToken::kBad) ...                    // no JSON, at reader.at()
//     if (t.kind == JsonToken::kString) ... text.substr(t.begin, t.end - t.begin), reader.pointer()
//   }
//
// No library: what is replaced in a text needs the offsets of raw bytes, and parsers give values
// without them (simdjson's static archive, which a program without shared objects would need, is
// not packaged either). All of the text is checked: structure, strings, escapes, numbers by their
// characters; duplicate keys are allowed. Limits: kMaxJsonNesting open arrays and objects, deeper
// text is kBad. Pointers hold at most kMaxPointer bytes, then "…"; keys in them are as they decode,
// so bytes from outside. Threads: one at a time. Ownership: borrows the text. Cost: one pass, 16
// bytes a step within strings.
#ifndef WEIR_TEXT_JSON_READER_H_
#define WEIR_TEXT_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/view.h"

namespace weir {

inline constexpr size_t kMaxJsonNesting = 1000;
inline constexpr size_t kMaxPointer = 512;

struct JsonToken {
  enum Kind : uint8_t {
    kEnd,  // the value is complete; what follows it has not been looked at
    kBad,
    kOpen,   // { or [
    kClose,  // } or ]
    kKey,
    kString,
    kScalar,  // a number, true, false or null
  };
  Kind kind = kEnd;
  bool escaped = false;         // of a key or string: holds a backslash
  uint64_t begin = 0, end = 0;  // keys and strings: without their quotes
};

// The first byte from `at` on that ends a run of plain characters of a string: a quote, a
// backslash, or a control character. The size of the text if there is none.
size_t EndOfPlain(std::string_view text, size_t at);

// Do arrays and objects stand in one another deeper than `levels`? For a text that a parser is to read next whose cost or
// stack depends on it: looks at brackets outside of strings only, whether the rest is JSON or not.
bool NestsDeeper(std::string_view text, size_t levels);

class JsonReader {
 public:
  // One value, from `at` on.
  explicit JsonReader(std::string_view text, size_t at = 0) : text_(text), at_(at) {}

  JsonToken Next();
  // Behind the last token; where a bad one begins.
  size_t at() const { return at_; }
  // Begins with another value, from `at` on.
  void Restart(size_t at);

  // RFC 6901, of the value (or of the member whose key it is) that Next() gave last. "" is the
  // document itself.
  const std::string& pointer() const { return pointer_; }
  // How many arrays and objects are open; a value's own are not.
  size_t depth() const { return stack_.size(); }
  // Does the value stand in an array (or is it the document)?
  bool in_object() const { return !stack_.empty() && !stack_.back().is_array; }

 private:
  enum class State : uint8_t { kValue, kFirst, kKey, kBehind, kDone };
  struct Frame {
    bool is_array = false, cut = false;  // cut: the pointer of what it holds is
    uint64_t index = 0;
    size_t pointer_size = 0;  // of the pointer of the array or object itself
  };

  JsonToken Bad() {
    state_ = State::kDone;
    bad_ = true;
    return {.kind = JsonToken::kBad};
  }
  void SkipSpace();
  bool String(JsonToken* token);
  bool Scalar(JsonToken* token);
  void NameKey(const JsonToken& key);
  void NameIndex();
  void Append(std::string_view name);

  std::string_view text_;
  size_t at_ = 0;
  State state_ = State::kValue;
  bool bad_ = false;
  std::vector<Frame> stack_;
  std::string pointer_;
  View key_;
};

}  // namespace weir

#endif  // WEIR_TEXT_JSON_READER_H_
