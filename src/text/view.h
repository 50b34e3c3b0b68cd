// View: the same bytes in other dress, undone, with a map back to the original bytes.
//
//   View view;                                                     // reuse it: keeps its memory
//   DecodeDress(Dress::kBase64, text, begin, end, limit, &view);   // text[begin, end) is base64
//   ... view.bytes() ...                                           // what it says
//   view.OriginalBegin(i), view.OriginalEnd(j)                     // [i, j) of it is this stretch of text
//
// The map is a list of pieces in each of which decoded and original offsets run in step (copied bytes, two
// hex digits a byte, three bytes in four characters) or that belong to one original stretch as a whole (an
// escape sequence, all that was compressed). Original bytes that say nothing (a line's end within base64, an
// invisible character) lie between pieces. Looking up an offset is one binary search over the pieces.
//
// Every decoder takes any bytes: what is not in its dress is copied or ends the view, as its own comment says.
// Decoders are pure functions of the stretch they are given: that is what lets Undress() repeat them.
// Limits: `limit` bytes produced (truncated() then), offsets below 4 GiB.
// Threads: a view belongs to one thread. Ownership: it owns its bytes and borrows nothing once made.
#ifndef WEIR_TEXT_VIEW_H_
#define WEIR_TEXT_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/trail.h"

namespace weir {

// Bytes a view of compressed data may produce, at most, whatever its limit.
inline constexpr size_t kMaxViewBytes = size_t{4} << 20;

class View {
 public:
  std::string_view bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }
  bool truncated() const { return truncated_; }

  // The first original byte of what holds bytes()[at]; of the end for at >= size().
  uint64_t OriginalBegin(uint64_t at) const;
  // Behind the last original byte of what holds bytes()[at - 1]; OriginalBegin(0) for 0.
  uint64_t OriginalEnd(uint64_t at) const;

  // True if bytes()[begin, end) was copied as it is, without anything left out in between.
  bool Verbatim(uint64_t begin, uint64_t end) const;

  // The smallest stretch of the original that decodes to at least bytes()[begin, end), when decoded alone
  // in the same dress; *first is what `begin` is in that. For compressed data all of it.
  void Stretch(uint64_t begin, uint64_t end, uint64_t* original_begin, uint64_t* original_end,
               uint64_t* first) const;

  // For decoders. `limit` is what the view may hold; once met, nothing more is taken.
  void Start(size_t limit) {
    bytes_.clear();
    pieces_.clear();
    limit_ = limit;
    truncated_ = false;
  }
  size_t room() const { return limit_ - bytes_.size(); }
  void Truncate() { truncated_ = true; }
  // Bytes that stand so in the original at `original`.
  void Copy(std::string_view bytes, uint64_t original) { Add(bytes, original, 1, 1); }
  // One original stretch [original, original + width) says all of `bytes`.
  void Atom(std::string_view bytes, uint64_t original, uint64_t width) { Add(bytes, original, 0, width); }
  // Each byte stands for `width` original ones, `stride` apart.
  void Add(std::string_view bytes, uint64_t original, uint64_t stride, uint64_t width);
  // Base64: whole groups of three bytes in four characters, the last perhaps shorter.
  void Base64(std::string_view bytes, uint64_t original) { Add(bytes, original, kBase64Stride, 0); }

 private:
  struct Piece {
    uint32_t decoded, original, stride, width;
  };
  static constexpr uint32_t kBase64Stride = UINT32_MAX;

  const Piece& PieceOf(uint64_t at) const;

  std::string bytes_;
  std::vector<Piece> pieces_;
  size_t limit_ = 0;
  bool truncated_ = false;
};

// Undoes `dress` of text[begin, end) and adds it to *view.
void AppendDress(Dress dress, std::string_view text, size_t begin, size_t end, View* view);

// The same into a view of its own.
void DecodeDress(Dress dress, std::string_view text, size_t begin, size_t end, size_t limit, View* view);

// The value a trail leads to. `dressed` is the outermost layer's stretch; [value_begin, value_end) counts in
// the innermost layer's decoded bytes. False if the bytes do not lead there: they are not those of the trail.
bool Undress(std::string_view dressed, const Trail& trail, uint32_t value_begin, uint32_t value_end,
             std::string* value);

}  // namespace weir

#endif  // WEIR_TEXT_VIEW_H_
