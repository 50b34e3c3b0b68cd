#include "source/positions.h"

#include <algorithm>

namespace weir {

Positions::Positions(LineCounter::Units units, uint64_t part_begin)
    : counter_(units), begin_(part_begin) {
  if (begin_ == 0) return;
  // The counter takes a byte order mark for one only at the start of the input, which this part is
  // not.
  using Units = LineCounter::Units;
  static constexpr char kLines[] = "\n\0\n\0\n";
  const std::string_view lead = units == Units::kBytes     ? std::string_view("\n\n\n\n")
                                : units == Units::kUtf16Le ? std::string_view(kLines, 4)
                                                           : std::string_view(kLines + 1, 4);
  counter_.Advance(lead, 0, lead.size());
  lead_ = lead.size();
  lead_lines_ = counter_.position().line - 1;
}

// The same bytes as the counter sees them: from the part's begin on, offsets counted from there.
std::string_view Positions::Shift(std::string_view bytes, uint64_t offset,
                                  uint64_t* shifted) const {
  if (offset < begin_) {
    bytes.remove_prefix(static_cast<size_t>(std::min<uint64_t>(begin_ - offset, bytes.size())));
    offset = begin_;
  }
  *shifted = offset - begin_ + lead_;
  return bytes;
}

void Positions::Locate(std::string_view bytes, uint64_t offset, std::span<Finding> findings) const {
  if (findings.empty()) return;
  LineCounter counter = counter_;
  uint64_t shifted = 0;
  bytes = Shift(bytes, offset, &shifted);
  for (Finding& finding : findings) {
    Finding moved = finding;
    moved.start = finding.start - begin_ + lead_;
    moved.end = finding.end - begin_ + lead_;
    counter.Locate(bytes, shifted, &moved);
    moved.start = finding.start;
    moved.end = finding.end;
    moved.line -= lead_lines_;
    moved.end_line -= lead_lines_;
    finding = moved;
  }
}

void Positions::Advance(std::string_view bytes, uint64_t offset, uint64_t to) {
  uint64_t shifted = 0;
  bytes = Shift(bytes, offset, &shifted);
  counter_.Advance(bytes, shifted, to - begin_ + lead_);
}

std::optional<uint64_t> FindLineStart(std::string_view bytes, uint64_t offset,
                                      LineCounter::Units units) {
  using Units = LineCounter::Units;
  if (units == Units::kBytes) {
    const size_t at = bytes.rfind('\n');
    if (at == std::string_view::npos) return std::nullopt;
    return offset + at + 1;
  }
  const char first = units == Units::kUtf16Le ? '\n' : '\0';
  const char second = units == Units::kUtf16Le ? '\0' : '\n';
  for (size_t end = bytes.size() / 2 * 2; end >= 2; end -= 2) {
    if (bytes[end - 2] == first && bytes[end - 1] == second) return offset + end;
  }
  return std::nullopt;
}

}  // namespace weir
