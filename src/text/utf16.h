// UTF-16 inside bytes: where it is, and the same text as UTF-8 with every offset mapped back.
//
//   std::vector<Utf16Region> regions;
//   FindUtf16Regions(bytes, &regions);
//   for (const Utf16Region& region : regions) {
//     Utf16View view(bytes, region);
//     ... look at view.decoded(), and report view.ToOriginal(start), view.ToOriginal(end)
//   }
//
// Files of Windows programs, registry exports, PowerShell output and string tables of executables
// hold text two bytes a character; a scan for bytes walks past it. A region is a stretch of code
// units of one byte order at any alignment, even or odd, which
//   - begins and ends with an ASCII character: tab, LF, CR, or U+0020 to U+007E;
//   - holds at least kMinUtf16Ascii of those;
//   - has no more than kMaxUtf16Gap other characters in a row, so that a line with accented letters
//     or a few words of another script stays whole. A gap holds no control character, no byte order
//     mark, no U+FFFE or U+FFFF, and no half of a surrogate pair.
//
// A byte order mark is never part of a region: a marked file is one whose first region begins after
// it. Almost every stretch can be read in both byte orders, one byte apart. The one with more ASCII
// characters is taken; among equals the order of the file's byte order mark, else the one at an
// even offset, else little endian. Text of scripts without ASCII is not found: the credentials this
// is for are ASCII.
//
// Cost: bytes without a zero byte cost one memchr (some 20 GB/s); runs of zeros are skipped eight
// bytes a step; each other byte is looked at no more than a few times whatever it is.
// Memory: decoded text of half the region (up to one and a half times for other scripts). A region
// may be cut at any code unit and viewed in pieces, to bound that.
// Threads: pure functions; a view belongs to one thread.
// Ownership: a view owns its decoded text and borrows nothing once made.
#ifndef WEIR_TEXT_UTF16_H_
#define WEIR_TEXT_UTF16_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

inline constexpr size_t kMinUtf16Ascii = 12;
inline constexpr size_t kMaxUtf16Gap = 8;

struct Utf16Region {
  size_t begin = 0, end = 0;  // byte offsets; end - begin is even
  bool big_endian = false;

  friend bool operator==(const Utf16Region&, const Utf16Region&) = default;
};

// Appends the regions of `bytes` in order; they do not overlap.
void FindUtf16Regions(std::string_view bytes, std::vector<Utf16Region>* regions);

class Utf16View {
 public:
  Utf16View() = default;
  // `region` may be any stretch within `bytes` (it is cut to them); a last odd byte is left out.
  Utf16View(std::string_view bytes, Utf16Region region) { Reset(bytes, region); }

  // The same on an existing object: keeps its memory.
  void Reset(std::string_view bytes, Utf16Region region);

  // UTF-8. A half of a surrogate pair without the other one is U+FFFD.
  std::string_view decoded() const { return decoded_; }
  const Utf16Region& region() const { return region_; }

  // Offset in the original bytes of the character that holds the byte decoded()[offset];
  // region().end for decoded().size() and beyond. So [ToOriginal(a), ToOriginal(b)) is the original
  // of [a, b) wherever a and b stand between characters. Cost: constant for ASCII text, else a step
  // through at most kStride bytes.
  size_t ToOriginal(size_t offset) const;

 private:
  static constexpr size_t kStride = 1024;

  Utf16Region region_;
  std::string decoded_;
  bool ascii_ = true;
  // units_before_[i]: code units of decoded_[0, i * kStride). Empty where all is ASCII.
  std::vector<size_t> units_before_;
};

}  // namespace weir

#endif  // WEIR_TEXT_UTF16_H_
