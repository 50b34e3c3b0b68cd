#include "text/lookalike.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/token_bytes.h"

namespace weir {
namespace {

struct Pair {
  uint16_t code;
  char as;
};
// Letters of other alphabets and marks that common typefaces draw like ASCII, by code point.
constexpr Pair kPairs[] = {
    {0x0131, 'i'}, {0x017F, 's'}, {0x0251, 'a'}, {0x0261, 'g'}, {0x02D0, ':'}, {0x02D7, '-'},
    {0x037F, 'J'}, {0x0391, 'A'}, {0x0392, 'B'}, {0x0395, 'E'}, {0x0396, 'Z'}, {0x0397, 'H'},
    {0x0399, 'I'}, {0x039A, 'K'}, {0x039C, 'M'}, {0x039D, 'N'}, {0x039F, 'O'}, {0x03A1, 'P'},
    {0x03A4, 'T'}, {0x03A5, 'Y'}, {0x03A7, 'X'}, {0x03B1, 'a'}, {0x03B3, 'y'}, {0x03B9, 'i'},
    {0x03BA, 'k'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'u'},
    {0x03C7, 'x'}, {0x03C9, 'w'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x03F9, 'C'}, {0x0405, 'S'},
    {0x0406, 'I'}, {0x0408, 'J'}, {0x0410, 'A'}, {0x0412, 'B'}, {0x0415, 'E'}, {0x0417, '3'},
    {0x041A, 'K'}, {0x041C, 'M'}, {0x041D, 'H'}, {0x041E, 'O'}, {0x0420, 'P'}, {0x0421, 'C'},
    {0x0422, 'T'}, {0x0423, 'Y'}, {0x0425, 'X'}, {0x0430, 'a'}, {0x0433, 'r'}, {0x0435, 'e'},
    {0x043A, 'k'}, {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0443, 'y'},
    {0x0445, 'x'}, {0x044C, 'b'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0458, 'j'}, {0x0474, 'V'},
    {0x0475, 'v'}, {0x04BB, 'h'}, {0x04C0, 'I'}, {0x04CF, 'l'}, {0x0501, 'd'}, {0x050C, 'G'},
    {0x051A, 'Q'}, {0x051B, 'q'}, {0x051C, 'W'}, {0x051D, 'w'}, {0x0578, 'n'}, {0x2010, '-'},
    {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2024, '.'}, {0x2044, '/'}, {0x2212, '-'},
    {0x2215, '/'}, {0x2236, ':'}, {0xA789, ':'}, {0xFE4D, '_'}, {0xFE4E, '_'}, {0xFE4F, '_'},
    {0xFE63, '-'},
};

uint32_t Decode(std::string_view text, size_t at, size_t* length) {
  *length = 1;
  if (at >= text.size()) return 0;
  const auto lead = static_cast<unsigned char>(text[at]);
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (size == 1 || at + size > text.size()) return 0;
  uint32_t code = size == 4 ? lead & 7u : size == 3 ? lead & 15u : lead & 31u;
  for (size_t i = 1; i < size; ++i) {
    const auto b = static_cast<unsigned char>(text[at + i]);
    if ((b & 0xC0) != 0x80) return 0;
    code = code << 6 | (b & 0x3F);
  }
  *length = size;
  return code;
}

// Alphabets that are ASCII in another type: no text of words is written in them.
char Styled(uint32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return static_cast<char>(code - 0xFF01 + '!');
  if (code >= 0x1D400 && code <= 0x1D6A3) {
    const uint32_t i = (code - 0x1D400) % 52;
    return static_cast<char>(i < 26 ? 'A' + i : 'a' + (i - 26));
  }
  if (code >= 0x1D7CE && code <= 0x1D7FF) return static_cast<char>('0' + (code - 0x1D7CE) % 10);
  return '\0';
}

}  // namespace

char Lookalike(std::string_view text, size_t at, size_t* length) {
  const uint32_t code = Decode(text, at, length);
  if (code == 0) return '\0';
  if (const char styled = Styled(code); styled != '\0') return styled;
  const Pair* pair = std::lower_bound(std::begin(kPairs), std::end(kPairs), code,
                                      [](const Pair& p, uint32_t c) { return p.code < c; });
  return pair != std::end(kPairs) && pair->code == code ? pair->as : '\0';
}

void FoldLookalikes(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin, copied = begin;
  while (at < end && !view->truncated()) {
    if (static_cast<unsigned char>(text[at]) < 0xC2) {
      ++at;
      continue;
    }
    size_t length = 1;
    const char as = Lookalike(text, at, &length);
    if (as == '\0' || at + length > end) {
      at += as == '\0' ? std::min(length, end - at) : 1;
      continue;
    }
    view->Copy(text.substr(copied, at - copied), copied);
    view->Add({&as, 1}, at, length, length);
    at = copied = at + length;
  }
  if (copied < end) view->Copy(text.substr(copied, end - copied), copied);
}

bool LookalikeMatters(std::string_view text, size_t at) {
  size_t length = 1;
  const char as = Lookalike(text, at, &length);
  if (as == '\0' || !IsNameByte(as)) return false;
  if (Styled(Decode(text, at, &length)) != '\0') return true;
  // One of another alphabet is foreign here only among ASCII.
  return NameAt(text, at - 1);
}

}  // namespace weir
