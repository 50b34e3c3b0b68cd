#include "report/printable.h"

#include <cstdint>

#include "report/utf8.h"

namespace weir {
namespace {

struct Range {
  uint32_t first, last;
};

// Characters that show nothing, or change how their neighbours are shown: controls, joiners, bidi
// marks, fillers, variation selectors, tags, noncharacters. Sorted.
constexpr Range kInvisible[] = {
    {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x2800, 0x2800},   {0x3164, 0x3164},
    {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},   {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool Invisible(uint32_t code) {
  if (code < 0x20) return true;
  if (code < 0x7F) return false;
  if ((code & 0xFFFE) == 0xFFFE) return true;  // the last two of every plane
  for (const Range& range : kInvisible) {
    if (code < range.first) return false;
    if (code <= range.last) return true;
  }
  return false;
}

constexpr char kHex[] = "0123456789abcdef";

void AppendByteEscape(unsigned char byte, std::string* out) {
  out->append("\\x");
  out->push_back(kHex[byte >> 4]);
  out->push_back(kHex[byte & 15]);
}

void AppendCodeEscape(uint32_t code, std::string* out) {
  out->append("\\u{");
  int shift = 28;
  while (shift > 4 && (code >> shift) == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) out->push_back(kHex[code >> shift & 15]);
  out->push_back('}');
}

}  // namespace

std::string Printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + 8);
  bool at_start = true;  // nothing but blanks so far
  for (size_t i = 0; i < bytes.size();) {
    const char b = bytes[i];
    if (b >= 0x20 && b < 0x7F) {
      const std::string_view rest = bytes.substr(i);
      const bool command = (b == ':' && at_start && rest.starts_with("::")) ||
                           (b == '#' && (rest.starts_with("##[") || rest.starts_with("##vso[")));
      if (command) {
        AppendByteEscape(static_cast<unsigned char>(b), &out);
      } else {
        out.push_back(b);
      }
      if (b != ' ') at_start = false;
      ++i;
      continue;
    }
    if (b == '\t') {
      out.push_back(' ');
      ++i;
      continue;
    }
    at_start = false;
    if (b == '\n' || b == '\r') {
      out.append(b == '\n' ? "\\n" : "\\r");
      ++i;
      continue;
    }
    const Utf8Char c = DecodeUtf8(bytes, i);
    if (!c.valid) {
      for (size_t k = 0; k < c.length; ++k) {
        AppendByteEscape(static_cast<unsigned char>(bytes[i + k]), &out);
      }
    } else if (!Invisible(c.code)) {
      out.append(bytes.substr(i, c.length));
    } else if (c.code < 0x80) {
      AppendByteEscape(static_cast<unsigned char>(c.code), &out);
    } else {
      AppendCodeEscape(c.code, &out);
    }
    i += c.length;
  }
  return out;
}

std::string ValidUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Char c = DecodeUtf8(bytes, i);
    if (c.valid) {
      out.append(bytes.substr(i, c.length));
    } else {
      AppendUtf8(0xFFFD, &out);
    }
    i += c.length;
  }
  return out;
}

}  // namespace weir
