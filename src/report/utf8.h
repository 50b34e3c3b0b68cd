// UTF-8 and UTF-16 a character at a time, for text that may be anything.
//
//   for (size_t i = 0; i < text.size();) { const Utf8Char c = DecodeUtf8(text, i); i += c.length; }
//
// An invalid byte sequence is one character a maximal subpart, as browsers and Node.js count it.
// Cost: linear. Threads: pure.
#ifndef WEIR_REPORT_UTF8_H_
#define WEIR_REPORT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

struct Utf8Char {
  uint32_t code = 0xFFFD;  // U+FFFD where the bytes are no character
  uint8_t length = 1;      // bytes used, at least one
  bool valid = false;
};

// The character at bytes[at]; at < bytes.size().
Utf8Char DecodeUtf8(std::string_view bytes, size_t at);

void AppendUtf8(uint32_t code, std::string* out);

bool IsValidUtf8(std::string_view bytes);

// UTF-16 bytes as UTF-8; lone surrogates and an odd last byte become U+FFFD.
std::string Utf16ToUtf8(std::string_view bytes, bool big_endian);

// Columns a terminal gives to already printable text: 2 for wide East Asian characters and emoji, 0
// for combining marks. An estimate: terminals differ.
size_t DisplayWidth(std::string_view printable);

// The longest beginning (or end) of printable text that is at most `columns` wide.
std::string_view FitFront(std::string_view printable, size_t columns);
std::string_view FitBack(std::string_view printable, size_t columns);

// text cut to at most `max_bytes` at a character's border, with an ellipsis where it was cut.
std::string CutUtf8(std::string_view text, size_t max_bytes);

}  // namespace weir

#endif  // WEIR_REPORT_UTF8_H_
