#include "text/percent.h"

#include <algorithm>

#include "text/token_bytes.h"
#include "text/utf8.h"

namespace weir {
namespace {

int Byte(std::string_view text, size_t at, size_t end) {
  if (at + 3 > end || text[at] != '%') return -1;
  const int high = HexValue(text[at + 1]), low = HexValue(text[at + 2]);
  return (high | low) < 0 ? -1 : high << 4 | low;
}

}  // namespace

void DecodePercent(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin;
  while (at < end && !view->truncated()) {
    const size_t sign = std::min(text.find('%', at), end);
    if (sign > at) view->Copy(text.substr(at, sign - at), at);
    at = sign;
    if (at >= end) return;
    const int byte = Byte(text, at, end);
    if (byte < 0) {
      view->Copy(text.substr(at, 1), at);
      ++at;
    } else {
      const char c = static_cast<char>(byte);
      view->Add({&c, 1}, at, 3, 3);
      at += 3;
    }
  }
}

bool PercentMatters(std::string_view text, size_t at) {
  const int byte = Byte(text, at, text.size());
  if (byte <= 0x20 || byte >= 0x7F) return false;
  auto beside = [&](size_t p) { return p < text.size() && (IsTokenByte(text[p]) || text[p] == '%'); };
  return beside(at + 3) && (TokenAt(text, at - 1) || text[at + 3] == '%');
}

}  // namespace weir
