#include "text/joined.h"

#include <algorithm>

#include "text/token_bytes.h"

namespace weir {
namespace {

constexpr size_t kMostSpace = 120;  // between two strings: a line's end and an indentation

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsQuote(char c) { return c == '"' || c == '\'' || c == '`'; }

size_t SkipSpace(std::string_view text, size_t at, size_t stop) {
  stop = std::min(stop, text.size());
  while (at < stop && IsSpace(text[at])) ++at;
  return at;
}

size_t SkipIndent(std::string_view text, size_t at) {
  const size_t stop = std::min(text.size(), at + kMostSpace);
  while (at < stop && (text[at] == ' ' || text[at] == '\t')) ++at;
  return at;
}

// Behind the line's end at `at`; `at` if there is none.
size_t LineEnd(std::string_view text, size_t at) {
  size_t p = at;
  if (p < text.size() && text[p] == '\r') ++p;
  return p < text.size() && text[p] == '\n' ? p + 1 : at;
}

}  // namespace

size_t StringJoint(std::string_view text, size_t at) {
  if (at >= text.size() || !IsQuote(text[at]) || !TokenAt(text, at - 1)) return 0;
  const size_t stop = at + kMostSpace;
  size_t p = at + 1;
  // A shell's strings stand side by side: "abc"'def', abc""def.
  const bool beside = p < text.size() && IsQuote(text[p]) && text[p] != text[at];
  if (!beside) {
    p = SkipSpace(text, p, stop);
    if (p < text.size() && text[p] == '\\') {  // a line that goes on between them
      const size_t next = LineEnd(text, p + 1);
      if (next == p + 1) return 0;
      p = SkipSpace(text, next, stop);
    }
    if (p < text.size() && (text[p] == '+' || text[p] == '.' || text[p] == '&' || text[p] == '~')) {
      ++p;
      if (p < text.size() && (text[p] == '.' || text[p] == '+') && text[p] == text[p - 1]) ++p;  // ..  ++
      if (p < text.size() && text[p] == '_') p = p + 1;  // VB: & _ and the next line
      p = SkipSpace(text, p, stop);
      if (p < text.size() && text[p] == '_') p = SkipSpace(text, p + 1, stop);
    } else if (p == at + 1) {
      return 0;
    }
  }
  if (p >= text.size() || text[p] != (beside ? text[p] : text[at]) || !IsQuote(text[p])) return 0;
  ++p;
  return TokenAt(text, p) ? p - at : 0;
}

size_t LineJoint(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '\\' || !TokenAt(text, at - 1)) return 0;
  const size_t next = LineEnd(text, at + 1);
  if (next == at + 1) return 0;
  const size_t p = SkipIndent(text, next);
  return TokenAt(text, p) ? p - at : 0;
}

size_t WrapJoint(std::string_view text, size_t at) {
  if (!NameAt(text, at - 1)) return 0;
  const size_t next = LineEnd(text, at);
  if (next == at) return 0;
  const size_t p = SkipIndent(text, next);
  if (!NameAt(text, p)) return 0;
  // What was wrapped is a token: one long word on either side, and a digit in what they make together.
  constexpr size_t kLeast = 6, kLook = 256;
  size_t back = at;
  while (back > 0 && at - back < kLook && IsNameByte(text[back - 1])) --back;
  size_t end = p;
  while (end < text.size() && end - p < kLook && IsNameByte(text[end])) ++end;
  if (at - back < kLeast) return 0;
  if (std::max(at - back, end - p) < 16) return 0;
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::string_view left = text.substr(back, at - back), right = text.substr(p, end - p);
  if (std::none_of(left.begin(), left.end(), digit) || std::none_of(right.begin(), right.end(), digit)) return 0;
  // A line of its own key and value is no rest of a token.
  if (end < text.size() && (text[end] == '=' || text[end] == ':') && !(end + 1 < text.size() && text[end + 1] == '='))
    return 0;
  return p - at;
}

void DecodeJoined(std::string_view text, size_t begin, size_t end, View* view) {
  // The stretch alone decides, so that decoding it again gives the same.
  const std::string_view stretch = text.substr(begin, end - begin);
  size_t at = 0, copied = 0;
  while (!view->truncated()) {
    const size_t p = stretch.find_first_of("\"'`\\\n\r", at);
    if (p == std::string_view::npos) break;
    size_t length = 0;
    switch (stretch[p]) {
      case '\\': length = LineJoint(stretch, p); break;
      case '\n':
      case '\r': length = WrapJoint(stretch, p); break;
      default: length = StringJoint(stretch, p);
    }
    if (length == 0) {
      at = p + 1;
      continue;
    }
    view->Copy(stretch.substr(copied, p - copied), begin + copied);
    at = copied = p + length;
  }
  view->Copy(stretch.substr(copied), begin + copied);
}

}  // namespace weir
