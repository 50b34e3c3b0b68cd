// Characters, words and quotation marks as the assignment parser sees them.
//
// Threads: pure. Nothing reads beyond a window, but for a line end just before it.
#ifndef WEIR_JUDGE_ASSIGNMENT_LEXER_H_
#define WEIR_JUDGE_ASSIGNMENT_LEXER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "judge/assignment.h"

namespace weir::assignment_internal {

// A text with the part of it that may be looked at. A byte outside reads as 0, and no operator,
// word or value holds a 0: so nothing goes past the borders.
struct Window {
  std::string_view text;
  size_t low = 0, high = 0;  // low <= high <= text.size()

  // Something was asked for behind `high`: more text there could have changed the answer.
  mutable bool beyond = false;

  unsigned char At(size_t i) const {
    if (InReach(i)) return i >= low ? static_cast<unsigned char>(text[i]) : 0;
    return 0;
  }
  // i < high, for loops that end there.
  bool InReach(size_t i) const {
    if (i < high) return true;
    if (static_cast<ptrdiff_t>(i) >= 0) beyond = true;  // 0 - 1 is before the text
    return false;
  }
  std::string_view Sub(size_t from, size_t to) const { return text.substr(from, to - from); }
};

// kWord: letters, digits, _. kKey: those, - and . as well. kEnd: what ends a value without quotes.
enum : uint8_t { kWord = 1, kKey = 2, kBlank = 4, kEnd = 8, kDigit = 16, kLetter = 32 };

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (unsigned c = 0; c < 256; ++c) {
    uint8_t bits = 0;
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit) bits |= kDigit;
    if (letter || c >= 0x80) bits |= kLetter;
    if (digit || letter || c == '_' || c >= 0x80) bits |= kWord | kKey;
    if (c == '-' || c == '.') bits |= kKey;
    if (c == ' ' || c == '\t') bits |= kBlank;
    // What ends a value that is not in quotes.
    if (c <= ' ' || c == ',' || c == ';' || c == ')' || c == '}' || c == ']' || c == '&' ||
        c == '"' || c == '\'' || c == '`' || c == '<') {
      bits |= kEnd;
    }
    classes[c] = bits;
  }
  return classes;
}
inline constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

inline bool Is(unsigned char c, unsigned bits) { return (kClasses[c] & bits) != 0; }
inline bool IsQuoteMark(unsigned char c) { return c == '"' || c == '\'' || c == '`'; }

// True if `what` stands at `at`.
bool StandsAt(const Window& window, size_t at, std::string_view what);

// True if text[i] is part of a name: kKey, but no punctuation of other scripts.
bool IsKeyByte(const Window& window, size_t i);

inline size_t SkipBlank(const Window& w, size_t p) {
  while (Is(w.At(p), kBlank)) ++p;
  return p;
}

inline size_t SkipBlankBack(const Window& w, size_t p) {
  while (p > w.low && Is(w.At(p - 1), kBlank)) --p;
  return p;
}

// Over line ends too: the window holds two of them.
inline size_t SkipSpace(const Window& w, size_t p) {
  while (Is(w.At(p), kBlank) || w.At(p) == '\n' || w.At(p) == '\r') ++p;
  return p;
}

inline size_t WordEnd(const Window& w, size_t p) {
  while (Is(w.At(p), kWord)) ++p;
  return p;
}

inline size_t WordStart(const Window& w, size_t p) {
  while (p > w.low && Is(w.At(p - 1), kWord)) --p;
  return p;
}

inline bool AtLineStart(const Window& w, size_t p) {
  return p == 0 || (p > w.low && (w.At(p - 1) == '\n' || w.At(p - 1) == '\r'));
}

inline constexpr size_t kMaxEscapes =
    15;  // backslashes before a quote: four levels of JSON in JSON

// An opening quotation mark: plain, behind backslashes (text in a string in a string), typographic,
// or an entity (&quot;).
struct Quote {
  size_t begin = 0, end = 0;  // of the mark with its backslashes
  size_t escapes = 0;
  char mark = 0;  // one of " ' `; or kWide: closed by the text `close`
  std::string_view close;
  static constexpr char kWide = 'w';
};

bool QuoteAt(const Window& window, size_t at, Quote* quote);

// Where the mark (with its backslashes) that ends at `p` begins; `p` if none does.
size_t SkipQuoteBack(const Window& window, size_t p);

// If a name [start, *p) stands between two wide marks: where the first begins, and *p moves behind
// the second. Else npos.
size_t WideMarksAround(const Window& window, size_t start, size_t* p);

// The end of the quoted value that begins at `p`. A mark closes if it stands behind as many
// backslashes as the opening one did, not counting those that are escaped themselves; a mark behind
// fewer belongs to the string around, and ends this one as well. So does the end of the line, but
// for back quotes.
size_t QuotedEnd(const Window& window, const Quote& quote, size_t p);

// The end of the value without quotes that begins at `p`.
size_t BareEnd(const Window& window, Assignment::Form form, size_t p);

}  // namespace weir::assignment_internal

#endif  // WEIR_JUDGE_ASSIGNMENT_LEXER_H_
