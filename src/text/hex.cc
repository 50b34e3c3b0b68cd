#include "text/hex.h"

#include <algorithm>

#include "text/base64.h"
#include "text/utf8.h"

namespace weir {
namespace {

// The pair at `at`, 0x before it passed over; -1 if there is none.
int Pair(std::string_view text, size_t at, size_t end, size_t* next) {
  if (at + 4 <= end && text[at] == '0' && (text[at + 1] == 'x' || text[at + 1] == 'X')) at += 2;
  if (at + 2 > end) return -1;
  const int high = HexValue(text[at]), low = HexValue(text[at + 1]);
  if ((high | low) < 0) return -1;
  *next = at + 2;
  return high << 4 | low;
}

// Behind what may stand between two pairs: at most a comma or one of : - space, and a line's end.
size_t Between(std::string_view text, size_t at, size_t end) {
  size_t p = at;
  if (p < end && (text[p] == ':' || text[p] == '-')) return p + 1;
  if (p < end && text[p] == ',') ++p;
  const size_t stop = std::min(end, p + 24);
  while (p < stop && (text[p] == ' ' || text[p] == '\t' || text[p] == '\n' || text[p] == '\r')) ++p;
  return p;
}

bool Starts(std::string_view text, size_t at, bool spaced) {
  char bytes[kMinHexPairs];
  size_t p = at;
  for (size_t i = 0; i < kMinHexPairs; ++i) {
    size_t next = p;
    const int pair = Pair(text, p, text.size(), &next);
    if (pair < 0) return false;
    if (i == 0 && (pair < 0x09 || (pair > 0x7E && pair < 0xC2))) return false;
    bytes[i] = static_cast<char>(pair);
    p = Between(text, next, text.size());
    if (i + 1 < kMinHexPairs && spaced != (p > next)) return false;
  }
  return WorthReading({bytes, sizeof bytes});
}

}  // namespace

bool StartsPlainHexText(std::string_view text, size_t at) { return Starts(text, at, false); }
bool StartsSpacedHexText(std::string_view text, size_t at) { return Starts(text, at, true); }

size_t HexEnd(std::string_view text, size_t begin, size_t limit) {
  limit = std::min(limit, text.size());
  size_t end = begin, at = begin;
  bool first = true, spaced = false;
  for (;;) {
    size_t next = at;
    if (Pair(text, at, limit, &next) < 0) return end;
    end = next;
    at = Between(text, end, limit);
    if (first) spaced = at > end;
    first = false;
    if (!spaced && at > end) return end;  // plain pairs stand on one line
    if (spaced && at == end) return end;
  }
}

void DecodeHex(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin;
  while (at < end) {
    size_t next = at;
    const int pair = Pair(text, at, end, &next);
    if (pair < 0) return;
    const char byte = static_cast<char>(pair);
    const size_t width = next - at;
    const size_t after = Between(text, next, end);
    view->Add({&byte, 1}, at, after - at, width);
    if (view->truncated()) return;
    at = after;
  }
}

}  // namespace weir
