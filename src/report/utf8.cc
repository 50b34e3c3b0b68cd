#include "report/utf8.h"

namespace weir {
namespace {

unsigned char At(std::string_view bytes, size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

size_t CharWidth(uint32_t c) {
  if (c < 0x300) return 1;
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5BD) ||
      (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
      (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
      (c >= 0xFE20 && c <= 0xFE2F)) {
    return 0;
  }
  if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
      (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
      (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) ||
      (c >= 0x1F680 && c <= 0x1F6FF) || (c >= 0x1F900 && c <= 0x1F9FF) ||
      (c >= 0x20000 && c <= 0x3FFFD)) {
    return 2;
  }
  return 1;
}

}  // namespace

Utf8Char DecodeUtf8(std::string_view bytes, size_t at) {
  const unsigned char b = At(bytes, at);
  if (b < 0x80) return {b, 1, true};
  // Range of the second byte by the first one: shuts out overlong forms, surrogates, > U+10FFFF.
  unsigned low = 0x80, high = 0xBF;
  int more = 0;
  uint32_t code = 0;
  if (b >= 0xC2 && b <= 0xDF) {
    more = 1;
    code = b & 0x1Fu;
  } else if (b >= 0xE0 && b <= 0xEF) {
    more = 2;
    code = b & 0x0Fu;
    if (b == 0xE0) low = 0xA0;
    if (b == 0xED) high = 0x9F;
  } else if (b >= 0xF0 && b <= 0xF4) {
    more = 3;
    code = b & 0x07u;
    if (b == 0xF0) low = 0x90;
    if (b == 0xF4) high = 0x8F;
  } else {
    return {};
  }
  uint8_t length = 1;
  for (int i = 0; i < more; ++i) {
    if (at + length >= bytes.size()) return {0xFFFD, length, false};
    const unsigned char next = At(bytes, at + length);
    if (next < low || next > high) return {0xFFFD, length, false};
    low = 0x80;
    high = 0xBF;
    code = code << 6 | (next & 0x3Fu);
    ++length;
  }
  return {code, length, true};
}

void AppendUtf8(uint32_t code, std::string* out) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

bool IsValidUtf8(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Char c = DecodeUtf8(bytes, i);
    if (!c.valid) return false;
    i += c.length;
  }
  return true;
}

std::string Utf16ToUtf8(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size() / 2 + 4);
  const auto unit = [&](size_t at) -> uint32_t {
    const uint32_t first = At(bytes, at), second = At(bytes, at + 1);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xD800 && code <= 0xDBFF && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 &&
        unit(i + 2) <= 0xDFFF) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (code >= 0xD800 && code <= 0xDFFF) {
      code = 0xFFFD;
    }
    AppendUtf8(code, &out);
  }
  if (i < bytes.size()) AppendUtf8(0xFFFD, &out);
  return out;
}

size_t DisplayWidth(std::string_view printable) {
  size_t width = 0;
  for (size_t i = 0; i < printable.size();) {
    const Utf8Char c = DecodeUtf8(printable, i);
    width += CharWidth(c.code);
    i += c.length;
  }
  return width;
}

std::string_view FitFront(std::string_view printable, size_t columns) {
  size_t width = 0;
  size_t i = 0;
  while (i < printable.size()) {
    const Utf8Char c = DecodeUtf8(printable, i);
    width += CharWidth(c.code);
    if (width > columns) break;
    i += c.length;
  }
  return printable.substr(0, i);
}

std::string_view FitBack(std::string_view printable, size_t columns) {
  size_t excess = DisplayWidth(printable);
  excess = excess > columns ? excess - columns : 0;
  size_t i = 0;
  // Combining marks left without their base go too.
  for (size_t dropped = 0; i < printable.size();) {
    const Utf8Char c = DecodeUtf8(printable, i);
    const size_t width = CharWidth(c.code);
    if (dropped >= excess && !(i > 0 && width == 0)) break;
    dropped += width;
    i += c.length;
  }
  return printable.substr(i);
}

std::string CutUtf8(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  static constexpr std::string_view kEllipsis = "\u2026";
  if (max_bytes < kEllipsis.size()) return std::string();
  const size_t limit = max_bytes - kEllipsis.size();
  size_t i = 0;
  while (i < text.size()) {
    const Utf8Char c = DecodeUtf8(text, i);
    if (i + c.length > limit) break;
    i += c.length;
  }
  std::string out(text.substr(0, i));
  out += kEllipsis;
  return out;
}

}  // namespace weir
