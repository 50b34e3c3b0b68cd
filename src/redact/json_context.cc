#include "redact/json_context.h"

#include <algorithm>

namespace weir {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

// In which text does a quote behind `n` backslashes stand as a bare one? In \" it is the text inside the
// string, in \\\" the text inside the string inside it; \\" is a backslash and then a quote out here.
int QuoteLevel(uint32_t n) {
  int level = 0;
  for (; n % 2 == 1; n = (n - 1) / 2) ++level;
  return level;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits of \uXXXX, or -1.
int32_t Unit(std::string_view digits) {
  if (digits.size() < 4) return -1;
  int32_t unit = 0;
  for (const char c : digits.substr(0, 4)) {
    const int digit = HexDigit(c);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

void AppendUtf8(uint32_t point, std::string* out) {
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3f));
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }
}

}  // namespace

void JsonContext::Quote() {
  const int level = QuoteLevel(backslashes_);
  if (level < depth_) {
    depth_ = level;  // ends the string at this level, and all inside it
  } else if (level == depth_ && depth_ < kMaxJsonDepth) {
    const bool begins = level == 0 ? !IsAlphanumeric(last_)
                                   : solid_ == '{' || solid_ == '[' || solid_ == ',' || solid_ == ':';
    if (begins) ++depth_;
  }
}

void JsonContext::Advance(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\\') {
      if (backslashes_ < UINT32_MAX) ++backslashes_;
      continue;
    }
    if (c == '"') {
      Quote();
    } else if (c == '\n') {
      depth_ = 0;
    }
    backslashes_ = 0;
    last_ = c;
    if (c != ' ' && c != '\t') solid_ = c;
  }
}

bool NeedsJsonEscape(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return c == '"' || c == '\\' || IsControl(c); });
}

std::string JsonEscape(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(text.size() + 8);
  for (const char c : text) {
    switch (c) {
      case '"':
      case '\\':
        out += '\\';
        out += c;
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (IsControl(c)) {
          out += "\\u00";
          out += kDigits[c >> 4];
          out += kDigits[c & 15];
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string JsonEscape(std::string_view text, int depth) {
  std::string out(text);
  for (int i = 0; i < depth && NeedsJsonEscape(out); ++i) out = JsonEscape(out);
  return out;
}

std::optional<std::string> JsonUnescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || IsControl(c)) return std::nullopt;
    if (c != '\\') {
      out += c;
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    switch (text[i]) {
      case '"':
      case '\\':
      case '/':
        out += text[i];
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        const int32_t unit = Unit(text.substr(i + 1));
        if (unit < 0 || (unit >= 0xdc00 && unit < 0xe000)) return std::nullopt;
        i += 4;
        uint32_t point = static_cast<uint32_t>(unit);
        if (unit >= 0xd800 && unit < 0xdc00) {
          if (text.substr(i + 1, 2) != "\\u") return std::nullopt;
          const int32_t low = Unit(text.substr(i + 3));
          if (low < 0xdc00 || low >= 0xe000) return std::nullopt;
          point = 0x10000 + ((point - 0xd800) << 10) + static_cast<uint32_t>(low - 0xdc00);
          i += 6;
        }
        AppendUtf8(point, &out);
        break;
      }
      default:
        return std::nullopt;
    }
  }
  return out;
}

std::optional<std::string> JsonUnescape(std::string_view text, int depth) {
  std::optional<std::string> out(text);
  for (int i = 0; i < depth && out.has_value(); ++i) out = JsonUnescape(*out);
  return out;
}

}  // namespace weir
