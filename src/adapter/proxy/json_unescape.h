// JsonUnescape stream: JSON text that arrives in fragments (the arguments of a tool call), as a reader of its strings
// sees it, and back again.
//
//   ArgumentText text;
//   text.Push(fragment, &plain);        // plain: the text to scan; escapes that hide characters are undone
//   text.Emit(to, masks, &out);         // the original bytes that stand for plain[.., to), with masks in them
//
// Escapes are undone within strings, but for \" and \\ (and \u for quotes, backslashes and control bytes), which
// scanners know and which keep a string's end plain. A fragment may end within an escape: its beginning waits.
// Everything that is not masked is given out byte for byte; masks inside strings stand as they are, those of bare
// numbers get quotes, and one that reaches over a string's end leaves the structure standing, so JSON stays JSON.
// Threads: one at a time. Memory: what was pushed and not emitted.
#ifndef WEIR_ADAPTER_PROXY_JSON_UNESCAPE_H_
#define WEIR_ADAPTER_PROXY_JSON_UNESCAPE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct TextMask {
  uint64_t start = 0, end = 0;  // in the plain text
  std::string mask;
};

class ArgumentText {
 public:
  void Push(std::string_view fragment, std::string* plain);
  // The end: an escape that was begun is text.
  void Finish(std::string* plain);
  // Masks in order, none beyond `to`.
  void Emit(uint64_t to, const std::vector<TextMask>& masks, std::string* out);

  // The outermost array or object has ended: only blanks may follow.
  bool complete() const { return complete_; }

 private:
  // Where the plain text and the original differ.
  struct Unit {
    uint64_t plain_at;
    uint32_t plain_size, raw_size;
  };
  void Raw(std::string_view bytes, std::string* plain);
  void Escape(std::string* plain);
  void Copy(uint64_t to, bool take_cut_unit, std::string* out);
  void Mask(const TextMask& mask, std::string* out);
  void Note(std::string_view emitted);

  std::string raw_;              // original bytes that were not emitted
  size_t raw_at_ = 0;            // in raw_, of emitted_
  std::deque<Unit> units_;       // of these
  uint64_t pushed_ = 0, emitted_ = 0;  // in the plain text
  std::string escape_;           // an escape that has begun
  std::string region_;
  // What is read: in a string, and open arrays and objects.
  bool in_string_ = false, complete_ = false;
  uint32_t depth_ = 0;
  // What is written: in a string, behind a backslash.
  bool out_in_string_ = false, out_escaped_ = false;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_PROXY_JSON_UNESCAPE_H_
