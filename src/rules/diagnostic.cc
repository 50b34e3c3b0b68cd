#include "rules/diagnostic.h"

#include <algorithm>
#include <cstdint>

namespace weir {
namespace {

// Long source lines are shown as a window of this many characters around the caret.
constexpr size_t kWindow = 120;
constexpr size_t kBeforeCaret = 40;

// Bytes of the UTF-8 character at text[i], or 0 if there is none (overlong, surrogate, cut short).
size_t Utf8Length(std::string_view text, size_t i, uint32_t* code_point) {
  const auto byte = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  size_t length = 0;
  uint32_t value = 0;
  if (lead < 0x80) {
    *code_point = lead;
    return 1;
  } else if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    value = lead & 0x1Fu;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    value = lead & 0x0Fu;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    value = lead & 0x07u;
  } else {
    return 0;
  }
  if (text.size() - i < length) return 0;
  for (size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0u) != 0x80u) return 0;
    value = (value << 6) | (byte(i + k) & 0x3Fu);
  }
  if ((length == 3 && value < 0x800) || (length == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
      (value >= 0xD800 && value <= 0xDFFF)) {
    return 0;
  }
  *code_point = value;
  return length;
}

// Characters that move, hide or reorder what is around them.
bool Invisible(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

void AppendHex(uint32_t value, int digits, std::string* out) {
  constexpr char kHex[] = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    out->push_back(kHex[(value >> shift) & 15u]);
  }
}

// One character of a text in its visible form. A column is one cell, which is wrong for wide
// letters; a caret that is a little off is better than a table of widths here.
struct Cell {
  size_t begin = 0, end = 0;  // bytes of the original
  std::string shown;
  size_t columns = 1;
};

Cell NextCell(std::string_view text, size_t i) {
  Cell cell;
  cell.begin = i;
  uint32_t c = 0;
  const size_t length = Utf8Length(text, i, &c);
  if (length == 0) {
    cell.end = i + 1;
    cell.shown = "\\x";
    AppendHex(static_cast<unsigned char>(text[i]), 2, &cell.shown);
  } else if (c == '\t') {
    cell.end = i + 1;
    cell.shown = " ";
  } else if (Invisible(c)) {
    cell.end = i + length;
    if (c < 0x80) {
      cell.shown = "\\x";
      AppendHex(c, 2, &cell.shown);
    } else {
      cell.shown = "\\u{";
      AppendHex(c, c > 0xFFFF ? 6 : 4, &cell.shown);
      cell.shown += '}';
    }
  } else {
    cell.end = i + length;
    cell.shown = text.substr(i, length);
    return cell;
  }
  cell.columns = cell.shown.size();
  return cell;
}

std::string Visible(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const Cell cell = NextCell(text, i);
    out += cell.shown;
    i = cell.end;
  }
  return out;
}

// The source line and the line of carets below it, both cut to the window.
void AppendPicture(const Diagnostic& d, const std::string& number, std::string* out) {
  const std::string margin(number.size(), ' ');
  const size_t caret = d.column == 0 ? 0 : d.column - 1;
  const size_t caret_end = caret + std::max<size_t>(d.length, 1);

  // Far to the left of the caret nothing is looked at: lines can be megabytes.
  size_t start = 0;
  if (caret > 4 * kBeforeCaret && caret <= d.source_line.size()) {
    start = caret - 4 * kBeforeCaret;
    while (start < caret && (static_cast<unsigned char>(d.source_line[start]) & 0xC0u) == 0x80u) {
      ++start;
    }
  }
  std::vector<Cell> cells;
  size_t caret_cell = SIZE_MAX;
  for (size_t i = start; i < d.source_line.size() && cells.size() < 4 * kBeforeCaret + kWindow;) {
    cells.push_back(NextCell(d.source_line, i));
    i = cells.back().end;
    if (caret_cell == SIZE_MAX && cells.back().end > caret) caret_cell = cells.size() - 1;
  }
  if (caret_cell == SIZE_MAX) caret_cell = cells.size();  // past the end: what is missing there

  size_t first = 0;
  if (caret_cell > kWindow - kBeforeCaret) first = caret_cell - kBeforeCaret;
  const size_t last = std::min(cells.size(), first + kWindow);
  const bool cut_front = start > 0 || first > 0;
  const bool cut_back =
      last < cells.size() || (!cells.empty() && cells.back().end < d.source_line.size());

  std::string text = cut_front ? "..." : "";
  size_t before = text.size();
  size_t under = 0;
  for (size_t i = first; i < last; ++i) {
    text += cells[i].shown;
    if (i < caret_cell) {
      before += cells[i].columns;
    } else if (cells[i].begin < caret_end) {
      under += cells[i].columns;
    }
  }
  if (cut_back) text += "...";

  *out += margin + " |\n" + number + " | " + text + "\n";
  *out += margin + " |";
  if (d.column != 0) {
    *out += ' ';
    out->append(before, ' ');
    out->append(std::max<size_t>(under, 1), '^');
  }
  *out += '\n';
}

}  // namespace

std::string RenderDiagnostic(const Diagnostic& d) {
  std::string out = d.level == Diagnostic::Level::kError ? "error" : "warning";
  if (!d.code.empty()) out += " " + Visible(d.code);
  out += ": " + Visible(d.message) + "\n";

  // Without a line there is no number to line up with; one column of margin keeps the shape.
  const std::string number = d.line == 0 ? " " : std::to_string(d.line);
  const std::string margin(number.size(), ' ');
  if (!d.file.empty() || d.line != 0) {
    out += margin + "--> " + Visible(d.file);
    if (d.line != 0) {
      if (!d.file.empty()) out += ':';
      out += std::to_string(d.line);
      if (d.column != 0) out += ":" + std::to_string(d.column);
    }
    out += '\n';
  }
  if (!d.source_line.empty()) AppendPicture(d, number, &out);
  if (!d.hint.empty()) out += margin + " = hint: " + Visible(d.hint) + "\n";
  return out;
}

std::string RenderDiagnostics(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics) {
    if (!out.empty()) out += '\n';
    out += RenderDiagnostic(d);
  }
  return out;
}

}  // namespace weir
