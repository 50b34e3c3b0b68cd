#include "judge/assignment_lexer.h"

#include <algorithm>

namespace weir::assignment_internal {
namespace {

struct WidePair {
  std::string_view open, close;
};
constexpr WidePair kWidePairs[] = {
    {"\xE2\x80\x9C", "\xE2\x80\x9D"},
    {"\xE2\x80\x9E", "\xE2\x80\x9C"},
    {"\xE2\x80\x98", "\xE2\x80\x99"},
    {"\xC2\xAB", "\xC2\xBB"},
    {"\xE3\x80\x8C", "\xE3\x80\x8D"},
    {"&quot;", "&quot;"},
    {"&#34;", "&#34;"},
    {"&#39;", "&#39;"},
    {"&#x27;", "&#x27;"},
    {"\\u0022", "\\u0022"},
};

// Quotes, colons and brackets outside ASCII: no letters, though their bytes are above 0x7F.
bool IsPunctuation(const Window& w, size_t i) {
  const unsigned char a = w.At(i), b = w.At(i + 1);
  if (a == 0xE2) return b == 0x80;                            // quotes, dashes
  if (a == 0xE3) return b == 0x80;                            // 「」、。
  if (a == 0xEF) return b == 0xBC || b == 0xBB || b == 0xBD;  // ：＝, the byte order mark
  if (a == 0xC2) return b == 0xA0 || b == 0xAB || b == 0xBB;  // no-break space, « »
  return false;
}

}  // namespace

bool StandsAt(const Window& w, size_t at, std::string_view what) {
  if (at < w.low || at > w.high) return false;
  const std::string_view here = w.Sub(at, std::min(w.high, at + what.size()));
  if (here.size() == what.size()) return here == what;
  if (what.starts_with(here)) w.beyond = true;
  return false;
}

bool IsKeyByte(const Window& window, size_t i) {
  const unsigned char c = window.At(i);
  if (c < 0x80) return Is(c, kKey);
  size_t lead = i;
  while (lead > window.low && i - lead < 3 && (window.At(lead) & 0xC0) == 0x80) --lead;
  return !IsPunctuation(window, lead);
}

bool QuoteAt(const Window& w, size_t at, Quote* quote) {
  size_t p = at;
  while (w.At(p) == '\\' && p - at < kMaxEscapes) ++p;
  const unsigned char c = w.At(p);
  if (IsQuoteMark(c)) {
    *quote = {
        .begin = at, .end = p + 1, .escapes = p - at, .mark = static_cast<char>(c), .close = {}};
    return true;
  }
  const unsigned char first = w.At(at);
  if (first < 0xC2 && first != '&' && first != '\\') return false;
  for (const WidePair& pair : kWidePairs) {
    if (StandsAt(w, at, pair.open)) {
      *quote = {.begin = at,
                .end = at + pair.open.size(),
                .escapes = 0,
                .mark = Quote::kWide,
                .close = pair.close};
      return true;
    }
  }
  return false;
}

size_t SkipQuoteBack(const Window& window, size_t p) {
  if (p <= window.low) return p;
  if (IsQuoteMark(window.At(p - 1))) {
    --p;
    while (p > window.low && window.At(p - 1) == '\\') --p;
    return p;
  }
  const unsigned char last = window.At(p - 1);
  if (last < 0x80 && last != ';' && last != '2') return p;
  for (const WidePair& pair : kWidePairs) {
    const size_t size = pair.close.size();
    if (p >= window.low + size && StandsAt(window, p - size, pair.close)) return p - size;
  }
  return p;
}

size_t WideMarksAround(const Window& w, size_t start, size_t* p) {
  const unsigned char c = w.At(*p);
  if (c < 0xC2 && c != '&' && c != '\\') return std::string_view::npos;
  for (const WidePair& pair : kWidePairs) {
    const size_t size = pair.open.size();
    if (start < w.low + size || !StandsAt(w, *p, pair.close) ||
        !StandsAt(w, start - size, pair.open))
      continue;
    *p += pair.close.size();
    return start - size;
  }
  return std::string_view::npos;
}

size_t QuotedEnd(const Window& w, const Quote& quote, size_t p) {
  if (quote.mark == Quote::kWide) {
    for (; w.InReach(p) && w.At(p) != '\n'; ++p) {
      if (StandsAt(w, p, quote.close)) return p;
    }
    return p;
  }
  size_t slashes = 0;
  const size_t period = 2 * (quote.escapes + 1);
  for (; w.InReach(p); ++p) {
    const unsigned char c = w.At(p);
    if (c == '\\') {
      ++slashes;
      continue;
    }
    if (c == static_cast<unsigned char>(quote.mark)) {
      const size_t own = slashes % period;
      if (own <= quote.escapes) return p - own;
    }
    if (c == '\n' && quote.mark != '`') return p - (w.At(p - 1) == '\r' ? 1 : 0);
    slashes = 0;
  }
  return p;
}

size_t BareEnd(const Window& w, Assignment::Form form, size_t p) {
  int depth = 0;
  for (; w.InReach(p); ++p) {
    const unsigned char c = w.At(p);
    if (c == '\\') {
      const unsigned char next = w.At(p + 1);
      if (next == 'n' || next == 'r' || next == 't' || next == 'u' || next == '0' || next == '\\' ||
          next == '"' || next == '\'') {
        break;
      }
    }
    if (c == '|' && form == Assignment::Form::kTable) break;
    if (c == '#' && form == Assignment::Form::kQuery) break;
    if (c == '{' || c == '(' || c == '[') ++depth;
    if (!Is(c, kEnd)) continue;
    // Brackets that opened in the value belong to it: ${X}, {{ x }}, ENC(abc).
    if ((c == '}' || c == ')' || c == ']') && depth > 0) {
      --depth;
      continue;
    }
    if (c == ' ' && depth >= 2 && w.At(p + 1) != 0) continue;  // {{ x }}
    break;
  }
  return p;
}

}  // namespace weir::assignment_internal
