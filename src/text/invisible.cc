#include "text/invisible.h"

#include <algorithm>
#include <cstdint>

#include "text/token_bytes.h"

namespace weir {
namespace {

// Decodes the character at `at`; 0 if it is not well formed or ASCII. Two to four bytes.
uint32_t Decode(std::string_view text, size_t at, size_t* length) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0); };
  const unsigned lead = byte(0);
  *length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  uint32_t code = *length == 4 ? lead & 7 : *length == 3 ? lead & 15 : lead & 31;
  if (*length == 1) return 0;
  for (size_t i = 1; i < *length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      *length = 1;
      return 0;
    }
    code = code << 6 | (byte(i) & 0x3F);
  }
  return code;
}

bool Invisible(uint32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
         c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

size_t InvisibleLength(std::string_view text, size_t at, char* tag) {
  size_t length = 0;
  const uint32_t code = Decode(text, at, &length);
  *tag = code >= 0xE0020 && code <= 0xE007E ? static_cast<char>(code - 0xE0000) : '\0';
  return code != 0 && Invisible(code) ? length : 0;
}

void DropInvisible(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin, copied = begin;
  while (at < end && !view->truncated()) {
    if (static_cast<unsigned char>(text[at]) < 0xC2) {
      ++at;
      continue;
    }
    char tag = 0;
    const size_t length = InvisibleLength(text, at, &tag);
    if (length == 0 || at + length > end) {
      ++at;
      continue;
    }
    view->Copy(text.substr(copied, at - copied), copied);
    if (tag != 0) view->Add({&tag, 1}, at, length, length);
    at = copied = at + length;
  }
  if (copied < end) view->Copy(text.substr(copied, end - copied), copied);
}

bool InvisibleMatters(std::string_view text, size_t at) {
  char tag = 0;
  const size_t length = InvisibleLength(text, at, &tag);
  if (length == 0) return false;
  if (tag != 0) return IsTokenByte(tag);
  // Between two characters of a token, or more invisible ones.
  size_t behind = at + length;
  for (int i = 0; i < 16 && behind < text.size() && static_cast<unsigned char>(text[behind]) >= 0xC2; ++i) {
    const size_t more = InvisibleLength(text, behind, &tag);
    if (more == 0) break;
    behind += more;
  }
  return TokenAt(text, at - 1) && TokenAt(text, behind);
}

}  // namespace weir
