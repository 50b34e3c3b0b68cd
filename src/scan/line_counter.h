// LineCounter: from byte offsets to lines and columns, over a text that may arrive in pieces.
//
//   LineCounter lines;                       // at line 1, column 1
//   lines.Advance(text, offset);             // text[...] from where it stands up to `offset`
//   finding.line = lines.position().line; ...
//
// Only moves forward. In 8-bit texts a line ends at LF (CR LF is one end; a CR alone is none);
// UTF-16 texts count LF code units at even distance from the text's start. Columns: bytes of the
// original text, and UTF-16 code units (a 4-byte UTF-8 sequence is two; an invalid byte is one). An
// offset inside a character has the UTF-16 column of that character. A byte order mark at the very
// start is bytes but no code unit: editors and report formats do not count it. The position at an
// offset is the same however the way there was cut into pieces, even inside a character.
//
// Cost: newlines are counted at memory speed; code units only from the last newline on, so a text
// is decoded at most once however long its lines are. No allocation.
// Threads: one object a thread.
#ifndef WEIR_SCAN_LINE_COUNTER_H_
#define WEIR_SCAN_LINE_COUNTER_H_

#include <cstdint>
#include <string_view>

#include "judge/finding.h"

namespace weir {

struct Position {
  uint64_t line = 1, column = 1, column_utf16 = 1;
};

class LineCounter {
 public:
  enum class Units : uint8_t { kBytes, kUtf16Le, kUtf16Be };
  explicit LineCounter(Units units = Units::kBytes) : units_(units) {}

  // Moves from offset() to `to` through `bytes`, which begins at the stream offset `bytes_offset`
  // (<= offset()) and reaches at least to `to`. A `to` behind offset() moves nothing; one beyond
  // the bytes given moves to their end.
  void Advance(std::string_view bytes, uint64_t bytes_offset, uint64_t to);
  uint64_t offset() const { return offset_; }
  const Position& position() const { return position_; }

  // Fills line, column and end positions of a finding, and moves to its start. Findings must come
  // in order of their start. An `end` beyond the bytes given is taken as their end.
  void Locate(std::string_view bytes, uint64_t bytes_offset, Finding* finding);

 private:
  void AdvanceBytes(const unsigned char* begin, const unsigned char* end);
  void AdvanceUtf16(const unsigned char* begin, const unsigned char* end);
  void CountUnits(const unsigned char* begin, const unsigned char* end);
  uint64_t Step(unsigned char byte);
  bool IsLineFeed(unsigned char first, unsigned char second) const;

  Units units_;
  bool has_mark_ = false;     // UTF-16: the first code unit was a byte order mark
  uint8_t pending_size_ = 0;  // bytes of a character (or code unit) that goes on beyond offset_
  unsigned char pending_[4] = {};
  uint64_t offset_ = 0;
  Position position_;
};

// Units of a text by its first bytes: a byte order mark, or a pattern of zero bytes that only
// UTF-16 has: at least four code units, seven in ten of them ASCII, none of them NUL. Looks at 4
// KiB at most.
LineCounter::Units DetectUnits(std::string_view first_bytes);

}  // namespace weir

#endif  // WEIR_SCAN_LINE_COUNTER_H_
