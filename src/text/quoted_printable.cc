#include "text/quoted_printable.h"

#include <algorithm>

#include "text/token_bytes.h"
#include "text/utf8.h"

namespace weir {
namespace {

bool IsUpperHex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); }

// Length of a soft line break at the `=` at `at`, or 0.
size_t SoftBreak(std::string_view text, size_t at, size_t end) {
  size_t p = at + 1;
  while (p < end && p < at + 4 && (text[p] == ' ' || text[p] == '\t')) ++p;
  if (p < end && text[p] == '\r') ++p;
  return p < end && text[p] == '\n' ? p + 1 - at : 0;
}

}  // namespace

void DecodeQuotedPrintable(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin;
  while (at < end && !view->truncated()) {
    const size_t sign = std::min(text.find('=', at), end);
    if (sign > at) view->Copy(text.substr(at, sign - at), at);
    at = sign;
    if (at >= end) return;
    if (at + 3 <= end && IsUpperHex(text[at + 1]) && IsUpperHex(text[at + 2])) {
      const char c = static_cast<char>(HexValue(text[at + 1]) << 4 | HexValue(text[at + 2]));
      view->Add({&c, 1}, at, 3, 3);
      at += 3;
    } else if (const size_t length = SoftBreak(text, at, end); length > 0) {
      at += length;
    } else {
      view->Copy(text.substr(at, 1), at);
      ++at;
    }
  }
}

bool QuotedPrintableMatters(std::string_view text, size_t at) {
  if (at + 2 >= text.size()) return false;
  if (text[at + 1] == '\r' || text[at + 1] == '\n') {
    // Mail breaks lines at 76 characters; a line that is as long and goes on in the middle of a token.
    constexpr size_t kLeastLine = 60, kMostLine = 80;
    const size_t length = SoftBreak(text, at, text.size());
    if (length == 0 || !NameAt(text, at - 1) || !TokenAt(text, at + length)) return false;
    const size_t line = at - std::min(at, kMostLine);
    const size_t newline = text.substr(line, at - line).rfind('\n');
    const size_t from = newline == std::string_view::npos ? line : line + newline + 1;
    return at - from >= kLeastLine && (at <= kMostLine || at - from < kMostLine);
  }
  // =3D and the marks of tokens; a value such as width=30 is not meant.
  if (text[at + 1] < '2' || text[at + 1] > '7' || text[at + 2] < 'A' || text[at + 2] > 'F') return false;
  return TokenAt(text, at - 1) && (TokenAt(text, at + 3) || text.substr(at + 3, 1) == "\"");
}

}  // namespace weir
