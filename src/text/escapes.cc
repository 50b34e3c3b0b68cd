#include "text/escapes.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "text/token_bytes.h"
#include "text/utf8.h"

namespace weir {
namespace {

// `digits` hex digits at `at`, all of them; -1 if they are not there.
int64_t Hex(std::string_view text, size_t at, size_t end, size_t digits) {
  if (at + digits > end) return -1;
  int64_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const int v = HexValue(text[at + i]);
    if (v < 0) return -1;
    value = value << 4 | v;
  }
  return value;
}

void SetCode(uint32_t code, Escape* e) {
  std::string utf8;
  AppendUtf8(code, &utf8);
  e->size = utf8.size();
  std::copy(utf8.begin(), utf8.end(), e->bytes);
}

// {41}: up to eight digits in braces.
int64_t Braced(std::string_view text, size_t at, size_t end, size_t* length) {
  if (at >= end || text[at] != '{') return -1;
  size_t digits = 0;
  while (digits < 8 && at + 1 + digits < end && HexValue(text[at + 1 + digits]) >= 0) ++digits;
  if (digits == 0 || at + 1 + digits >= end || text[at + 1 + digits] != '}') return -1;
  *length = digits + 2;
  return Hex(text, at + 1, end, digits);
}

void Numeric(std::string_view text, size_t at, size_t end, Escape* e) {
  const char kind = text[at + 1];
  size_t braces = 0;
  if (kind == 'u') {
    int64_t code = Hex(text, at + 2, end, 4);
    if (code < 0) {
      code = Braced(text, at + 2, end, &braces);
      if (code < 0) return;
      e->json = false;
      e->length = 2 + braces;
      return SetCode(static_cast<uint32_t>(std::min<int64_t>(code, 0xFFFFFFFF)), e);
    }
    e->length = 6;
    if ((code & 0xFC00) == 0xD800 && at + 12 <= end && text[at + 6] == '\\' && text[at + 7] == 'u') {
      const int64_t low = Hex(text, at + 8, end, 4);
      if (low >= 0 && (low & 0xFC00) == 0xDC00) {
        code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
        e->length = 12;
      }
    }
    return SetCode(static_cast<uint32_t>(code), e);
  }
  e->json = false;
  if (kind == 'U') {
    const int64_t code = Hex(text, at + 2, end, 8);
    if (code < 0) return;
    e->length = 10;
    return SetCode(static_cast<uint32_t>(std::min<int64_t>(code, 0xFFFFFFFF)), e);
  }
  int64_t byte = -1;
  if (kind == 'x') {
    byte = Hex(text, at + 2, end, 2);
    e->length = 4;
    if (byte < 0) {
      byte = Braced(text, at + 2, end, &braces);
      e->length = 2 + braces;
      if (byte > 0xFF) return SetCode(static_cast<uint32_t>(byte), e);
    }
  } else {  // octal, up to three digits and up to \377
    byte = 0;
    size_t digits = 0;
    while (digits < 3 && at + 1 + digits < end && text[at + 1 + digits] >= '0' && text[at + 1 + digits] <= '7' &&
           byte * 8 + (text[at + 1 + digits] - '0') <= 0xFF) {
      byte = byte * 8 + (text[at + 1 + digits] - '0');
      ++digits;
    }
    e->length = 1 + digits;
  }
  if (byte < 0) {
    e->length = 0;
    return;
  }
  e->bytes[0] = static_cast<char>(byte);
  e->size = 1;
}

}  // namespace

Escape ParseEscape(std::string_view text, size_t at, size_t end) {
  Escape e;
  if (at + 1 >= end || text[at] != '\\') return e;
  const char c = text[at + 1];
  auto simple = [&](char as, bool json) {
    e.length = 2;
    e.bytes[0] = as;
    e.size = 1;
    e.json = json;
  };
  switch (c) {
    case '"':
    case '\\':
    case '/': simple(c, true); break;
    case 'n': simple('\n', true); break;
    case 't': simple('\t', true); break;
    case 'r': simple('\r', true); break;
    case 'b': simple('\b', true); break;
    case 'f': simple('\f', true); break;
    case 'v': simple('\v', false); break;
    case 'a': simple('\a', false); break;
    case 'e': simple('\x1b', false); break;
    case '\'':
    case '=':
    case ':':
    case '#':
    case '!':
    case '$':
    case '@':
    case '&':
    case '`':
    case '_':
    case '-':
    case '.': simple(c, false); break;
    case 'u':
    case 'U':
    case 'x': Numeric(text, at, end, &e); break;
    default:
      if (c >= '0' && c <= '7') Numeric(text, at, end, &e);
  }
  return e;
}

void DecodeEscapes(std::string_view text, size_t begin, size_t end, View* view) {
  size_t at = begin;
  while (at < end && !view->truncated()) {
    const size_t backslash = std::min(text.find('\\', at), end);
    if (backslash > at) view->Copy(text.substr(at, backslash - at), at);
    at = backslash;
    if (at >= end) return;
    const Escape e = ParseEscape(text, at, end);
    if (e.length == 0) {
      view->Copy(text.substr(at, 1), at);
      ++at;
    } else {
      view->Add({e.bytes, e.size}, at, e.size == 1 ? e.length : 0, e.length);
      at += e.length;
    }
  }
}

bool AllJsonEscapes(std::string_view text, size_t begin, size_t end) {
  for (size_t at = begin; (at = text.find('\\', at)) < end;) {
    const Escape e = ParseEscape(text, at, end);
    if (e.length == 0 || !e.json) return false;
    at += e.length;
  }
  return true;
}

bool EscapeMatters(std::string_view text, size_t at) {
  const Escape e = ParseEscape(text, at, text.size());
  if (e.length == 0 || e.size != 1) return false;
  const char as = e.bytes[0];
  const size_t behind = at + e.length;
  // A byte of a token, with another beside it. An escaped backslash may be the next layer's.
  auto goes_on = [&](size_t p) {
    return p < text.size() && (IsTokenByte(text[p]) || text[p] == '\\' || text[p] == '"');
  };
  switch (as) {
    case '\\': {
      if (behind >= text.size()) return false;
      const char next = text[behind];
      // \\" \\u0041 \\x41: a string within the string.
      if (next == '"') return true;
      if (next == '\\') {  // \\\" : the odd backslash escapes what follows
        return behind + 1 < text.size() && (text[behind + 1] == '"' || text[behind + 1] == '/');
      }
      if (next != 'u' && next != 'x') return false;
      const size_t digits = next == 'u' ? 4 : 2;
      return Hex(text, behind + 1, text.size(), digits) >= 0;
    }
    case '"': {
      // The quotes of a key or value within a string: {\"key\": \"value\"}, key=\"value\".
      size_t p = behind;
      while (p < text.size() && p < behind + 4 && text[p] == ' ') ++p;
      if (p < text.size() && text[p] == ':') return true;
      return at > 0 && text[at - 1] == '=';
    }
    case '/': return text[at + 1] == '/' ? TokenAt(text, at - 1) && goes_on(behind) : true;
    default: break;
  }
  if (as <= 0x20 || as >= 0x7F) return false;
  if (e.length == 2) return NameAt(text, at - 1) && (NameAt(text, behind) || text.substr(behind, 1) == "\\");
  return TokenAt(text, at - 1) || goes_on(behind);
}

}  // namespace weir
