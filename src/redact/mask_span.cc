#include "redact/mask_span.h"

#include <algorithm>
#include <string>

namespace weir {
namespace {

bool IsOpaque(Dress dress) {
  switch (dress) {
    case Dress::kBase64:
    case Dress::kGzip:
    case Dress::kZlib:
    case Dress::kZstd:
    case Dress::kHex:
      return true;
    default:
      return false;
  }
}

bool IsBigEndian(Dress wide) { return wide == Dress::kUtf16Be || wide == Dress::kUtf32Be; }

// The character at `at`, or 0 where it is not ASCII or not there.
char UnitAt(std::string_view text, uint64_t at, Dress wide) {
  const size_t size = UnitBytes(wide);
  if (at + size > text.size()) return 0;
  const size_t low = IsBigEndian(wide) ? size - 1 : 0;
  for (size_t i = 0; i < size; ++i) {
    if (i != low && text[at + i] != 0) return 0;
  }
  return (text[at + low] & 0x80) != 0 ? 0 : text[at + low];
}

bool IsTokenByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '/' || c == '-' || c == '_';
}

// An odd number of backslashes ends at `at`: what stands there belongs to an escape sequence.
bool Escaped(std::string_view text, uint64_t at, Dress wide) {
  const size_t unit = UnitBytes(wide);
  size_t slashes = 0;
  while (at >= unit * (slashes + 1) && UnitAt(text, at - unit * (slashes + 1), wide) == '\\') {
    ++slashes;
  }
  return slashes % 2 == 1;
}

// The token's first byte, at or after `floor`: not the rest of an escape sequence that stands before it.
uint64_t TokenBegin(std::string_view text, uint64_t start, uint64_t floor, Dress wide) {
  const size_t unit = UnitBytes(wide);
  uint64_t at = start;
  while (at >= floor + unit && IsTokenByte(UnitAt(text, at - unit, wide))) at -= unit;
  uint64_t skip = 0;
  if (Escaped(text, at, wide)) {
    const char kind = UnitAt(text, at, wide);
    skip = kind == 'u' ? 5 : kind == 'x' ? 3 : kind == 'U' ? 9 : 1;
  } else if (at >= unit && UnitAt(text, at - unit, wide) == '%') {
    skip = 2;
  }
  return std::min(at + skip * unit, start);
}

uint64_t TokenEnd(std::string_view text, uint64_t end, Dress wide) {
  const size_t unit = UnitBytes(wide);
  while (IsTokenByte(UnitAt(text, end, wide))) end += unit;
  for (int i = 0; i < 2 && UnitAt(text, end, wide) == '='; ++i) end += unit;
  return end;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr size_t kLookBack = kNumberLookBack;

// A value that is a number and stands where one may in JSON; whether that is in a string is not asked here.
bool IsBareNumber(std::string_view text, const MaskSpan& span) {
  const size_t unit = UnitBytes(span.wide);
  for (uint64_t at = span.start; at < span.end; at += unit) {
    const char c = UnitAt(text, at, span.wide);
    if (!(c >= '0' && c <= '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
      return false;
    }
  }
  // Only so far back, so that a stream, which has no more at hand, decides the same.
  uint64_t before = span.start;
  for (size_t n = 0; n < kLookBack && before >= unit; ++n) {
    const char c = UnitAt(text, before - unit, span.wide);
    if (!IsBlank(c)) return c == ':' || c == ',' || c == '[';
    before -= unit;
  }
  return false;
}

}  // namespace

size_t UnitBytes(Dress wide) {
  switch (wide) {
    case Dress::kUtf16Le:
    case Dress::kUtf16Be:
      return 2;
    case Dress::kUtf32Le:
    case Dress::kUtf32Be:
      return 4;
    default:
      return 1;
  }
}

bool NarrowToAscii(std::string_view wide_text, Dress wide, std::string* ascii) {
  ascii->clear();
  const size_t unit = UnitBytes(wide);
  if (wide_text.size() % unit != 0) return false;
  for (uint64_t at = 0; at < wide_text.size(); at += unit) {
    const char c = UnitAt(wide_text, at, wide);
    if (c == 0) return false;
    ascii->push_back(c);
  }
  return true;
}

void AppendWide(std::string_view ascii, Dress wide, std::string* out) {
  const size_t unit = UnitBytes(wide);
  if (unit == 1) {
    out->append(ascii);
    return;
  }
  const size_t low = IsBigEndian(wide) ? unit - 1 : 0;
  for (const char c : ascii) {
    for (size_t i = 0; i < unit; ++i) out->push_back(i == low ? c : '\0');
  }
}

MaskSpan SpanOf(const Finding& finding, std::string_view text, uint64_t floor, bool json) {
  MaskSpan span{finding.start, finding.end, finding.rule};
  if (finding.rule->kind == RuleKind::kBlock) {
    span.start = std::min(span.start, finding.match_start);
    span.end = std::max(span.end, finding.match_end);
  }
  const Trail& trail = finding.trail;
  if (!trail.empty() && IsWide(trail.outermost())) span.wide = trail.outermost();
  for (size_t i = 0; i < trail.size(); ++i) span.opaque |= IsOpaque(trail[i]);
  if (span.opaque) {
    // Not the whole of the dress: it may go on over lines that say other things.
    span.start = TokenBegin(text, std::max(span.start, floor), floor, span.wide);
    span.end = TokenEnd(text, span.end, span.wide);
  }
  span.end = std::min<uint64_t>(span.end, text.size());
  if (json && !span.opaque) span.bare_number = IsBareNumber(text, span);
  return span;
}

MaskSpan SpanOf(uint64_t start, uint64_t end, const Rule& rule, Dress wide, std::string_view text,
                bool json) {
  MaskSpan span{start, end, &rule, wide};
  if (json) span.bare_number = IsBareNumber(text, span);
  return span;
}

}  // namespace weir
