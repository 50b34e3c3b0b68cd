// Trail: the dresses a text was found in, outermost first: "base64 > gzip > json".
//
// A layer is a dress and the stretch of its parent that wears it, so that a Trail together with the text is
// enough to undo the dresses again without looking for them (view.h: Undress). The outermost layer's stretch
// counts from Finding::dress_start: findings may be moved, their layers stay.
// Threads: plain values. Memory: fixed, no allocation. Limits: kMaxTrail layers.
#ifndef WEIR_TEXT_TRAIL_H_
#define WEIR_TEXT_TRAIL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

enum class Dress : uint8_t {
  kNone,
  kUtf16Le,
  kUtf16Be,
  kUtf32Le,
  kUtf32Be,
  kBase64,      // and base64url, wrapped or not
  kGzip,
  kZlib,
  kZstd,
  kJson,        // the escapes of a JSON string
  kEscapes,     // other backslash escapes: C, JavaScript, Python, shell, YAML, .properties
  kPercent,
  kEntities,    // HTML and XML
  kHex,         // 6768, 67 68, 67:68, 0x67, 0x68
  kInvisible,   // characters that do not show between those that do
  kLookalike,   // letters of other alphabets and widths in the place of ASCII
  kJoined,      // a token cut by string concatenation or a line's end
  kQuotedPrintable,
};
inline constexpr int kDressCount = static_cast<int>(Dress::kQuotedPrintable) + 1;
std::string_view Name(Dress dress);  // "" for kNone, "utf-16le", "base64", ...: stable, for machines

// True for the dresses whose characters take more than one byte each: a line's end is not one byte there.
constexpr bool IsWide(Dress dress) { return dress >= Dress::kUtf16Le && dress <= Dress::kUtf32Be; }

inline constexpr size_t kMaxTrail = 6;

struct Layer {
  uint32_t begin = 0, end = 0;  // in the parent's decoded bytes; the outermost from Finding::dress_start
  Dress dress = Dress::kNone;

  friend bool operator==(const Layer&, const Layer&) = default;
};

class Trail {
 public:
  constexpr Trail() = default;
  constexpr Trail(Dress dress) { Push({0, 0, dress}); }  // NOLINT: a dress is a trail of one

  constexpr bool empty() const { return size_ == 0; }
  constexpr size_t size() const { return size_; }
  constexpr Dress operator[](size_t i) const { return layers_[i].dress; }
  constexpr const Layer& layer(size_t i) const { return layers_[i]; }
  // The dress of the text's own bytes; kNone for a plain one.
  constexpr Dress outermost() const { return layers_[0].dress; }
  // Adds one inside the others. False: there is no room, and nothing was added.
  constexpr bool Push(Layer layer) {
    if (layer.dress == Dress::kNone || size_ == kMaxTrail) return false;
    layers_[size_++] = layer;
    return true;
  }
  // Adds one around the others.
  constexpr bool Wrap(Layer layer) {
    if (layer.dress == Dress::kNone || size_ == kMaxTrail) return false;
    for (size_t i = size_; i > 0; --i) layers_[i] = layers_[i - 1];
    layers_[0] = layer;
    ++size_;
    return true;
  }
  // Moves the outermost layer's stretch.
  constexpr void SetOutermost(uint32_t begin, uint32_t end) {
    layers_[0].begin = begin;
    layers_[0].end = end;
  }
  // The same dresses in the same order.
  friend constexpr bool operator==(const Trail& a, const Trail& b) {
    if (a.size_ != b.size_) return false;
    for (size_t i = 0; i < a.size_; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  std::array<Layer, kMaxTrail> layers_;
  uint8_t size_ = 0;
};

std::string Name(const Trail& trail);  // "base64 > escapes"; "" when empty

}  // namespace weir

#endif  // WEIR_TEXT_TRAIL_H_
