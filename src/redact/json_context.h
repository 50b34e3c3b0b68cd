// JsonContext: how deep inside JSON strings does a place of a text stand?
//
//   JsonContext context;
//   context.Advance("{\"a\": \"");      context.depth() == 1
//   context.Advance("{\\\"b\\\": \\\"");  context.depth() == 2: a JSON text inside a JSON string
//
// A vault needs it twice: where a secret is taken out, its bytes carry the escapes of that depth; where it
// is put back, it must get those of the new place. Both sides look at the same bytes, the masked text, so
// they agree on every input, whether it is JSON or not: that is what makes restore(redact(x)) = x.
//
// What it goes by, in text of any kind: a string begins at a quote that follows no letter or digit, and
// ends at the next quote that is not escaped, or at the end of the line (a JSON string holds no raw line
// end). A quote behind backslashes belongs to the text inside the string, and begins a string there only
// after one of { [ , : as JSON would have it. So lines of source code and prose in quotes count as strings
// too, where a backslash before a quote is right more often than not. Depths above kMaxJsonDepth are not
// told apart.
// JsonEscape/JsonUnescape are one depth's worth of escapes. Threads: plain values. Cost: linear, a few
// bytes of state, no allocation in Advance().
#ifndef WEIR_REDACT_JSON_CONTEXT_H_
#define WEIR_REDACT_JSON_CONTEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

inline constexpr int kMaxJsonDepth = 4;

class JsonContext {
 public:
  void Advance(std::string_view bytes);
  void Reset() { *this = JsonContext(); }
  int depth() const { return depth_; }

 private:
  void Quote();

  int depth_ = 0;
  uint32_t backslashes_ = 0;  // right before this place
  char solid_ = '\n';         // the last byte that is no blank and no backslash
  char last_ = '\n';          // the last byte that is no backslash
};

// The bytes as they stand inside a JSON string: quote, backslash and control bytes escaped, nothing else.
std::string JsonEscape(std::string_view text);
std::string JsonEscape(std::string_view text, int depth);

// What the inside of a JSON string stands for; nullopt if it is none (a bare quote, an unknown escape, a
// control byte, half a surrogate pair). Bytes that are no UTF-8 stay as they are.
std::optional<std::string> JsonUnescape(std::string_view text);
std::optional<std::string> JsonUnescape(std::string_view text, int depth);

// True if JsonEscape(text) would change something.
bool NeedsJsonEscape(std::string_view text);

}  // namespace weir

#endif  // WEIR_REDACT_JSON_CONTEXT_H_
