// Positions: lines and columns of findings in an input that arrives in windows, or in parts that
// several threads look at without knowing how many lines stand before them.
//
//   Positions positions(units, part_begin);
//   positions.Locate(window.bytes, window.offset, findings);    // lines count from the part's
//   begin positions.Advance(window.bytes, window.offset, own_end);    // to where the next window
//   begins
//   ...
//   uint64_t lines = positions.Lines();      // to add to every line of the parts behind
//
// A part begins at 0 or right behind the end of a line (FindLineStart), so that its columns are
// final. Threads: one object a thread.
#ifndef WEIR_SOURCE_POSITIONS_H_
#define WEIR_SOURCE_POSITIONS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "judge/finding.h"
#include "scan/line_counter.h"

namespace weir {

class Positions {
 public:
  explicit Positions(LineCounter::Units units, uint64_t part_begin = 0);

  // `bytes` begins at `offset` of the input and reaches from where Advance() has come to (or
  // earlier) to the end of every finding; findings are sorted by start. Does not move.
  void Locate(std::string_view bytes, uint64_t offset, std::span<Finding> findings) const;
  void Advance(std::string_view bytes, uint64_t offset, uint64_t to);

  // Line ends between the part's begin and where Advance() has come to.
  uint64_t Lines() const { return counter_.position().line - 1 - lead_lines_; }

 private:
  std::string_view Shift(std::string_view bytes, uint64_t offset, uint64_t* shifted) const;

  LineCounter counter_;
  uint64_t begin_;
  uint64_t lead_ = 0;        // bytes that the counter was shown before the part's first
  uint64_t lead_lines_ = 0;  // line ends in them
};

// The first offset in [offset, offset + bytes.size()] after the last line end in `bytes`, which
// stand at `offset` (even) of the input. nullopt: there is no line end.
std::optional<uint64_t> FindLineStart(std::string_view bytes, uint64_t offset,
                                      LineCounter::Units units);

}  // namespace weir

#endif  // WEIR_SOURCE_POSITIONS_H_
