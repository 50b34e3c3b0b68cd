#include "judge/assignment.h"

#include <algorithm>
#include <cstring>

#include "judge/assignment_parser.h"
#include "judge/assignment_words.h"

namespace weir {
namespace {

using assignment_internal::IsKeyByte;
using assignment_internal::IsLink;
using assignment_internal::kIdentified;
using assignment_internal::kWith;
using assignment_internal::IsScheme;
using assignment_internal::IsWeakKey;
using assignment_internal::ParseFrom;
using assignment_internal::Window;

// Operators tried, nearest first. A URL with a user and a port in a parameter needs four.
constexpr int kMaxTries = 8;

bool IsBlank(unsigned char c) { return c == ' ' || c == '\t'; }
bool IsQuote(unsigned char c) { return c == '"' || c == '\'' || c == '`'; }

// The window around `at`: kMaxLook bytes and two line ends to either side.
Window Around(std::string_view text, size_t at) {
  size_t low = at > kMaxLook ? at - kMaxLook : 0;
  size_t high = std::min(text.size(), at + kMaxLook);
  size_t p = at;
  for (int ends = 0; ends < 3; ++ends) {
    const size_t found = text.substr(low, p - low).rfind('\n');
    if (found == std::string_view::npos) break;
    p = low + found;
    if (ends == 2) low = p;  // the line end itself stays in sight: what follows begins a line
  }
  p = at;
  for (int ends = 0; ends < 3; ++ends) {
    const void* found = p < high ? memchr(text.data() + p, '\n', high - p) : nullptr;
    if (found == nullptr) break;
    p = static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
    if (ends == 2) high = p - 1;
  }
  return {.text = text, .low = low, .high = high};
}

class Backward {
 public:
  Backward(const Window& window, size_t at, Assignment* out) : w_(window), at_(at), out_(*out) {}

  bool Run() {
    size_t scheme_end = 0;
    const bool named = FindName(&scheme_end);
    // A scheme word names the value where nothing else does: "value": "Bearer v".
    if (scheme_end != 0 && (!named || IsWeakKey(out_.key(w_.text)))) {
      const Assignment weak = out_;
      if (Scheme(scheme_end)) {
        out_.quoted = named && weak.quoted;
        return true;
      }
      out_ = weak;
    }
    if (!named) out_ = Assignment();
    return named;
  }

 private:
  bool FindName(size_t* scheme_before) {
    size_t& scheme_end = *scheme_before;
    int spaces = 0;
    for (size_t i = at_; i > w_.low && tries_ < kMaxTries; --i) {
      const unsigned char c = w_.At(i - 1);
      switch (c) {
        case '=':
        case ':':
          if (TryOperator(i - 1)) return true;
          break;
        case 0x9A:
        case 0x9D:  // fullwidth colon and equals sign
          if (w_.At(i - 2) == 0xBC && w_.At(i - 3) == 0xEF && TryName(i - 3)) return true;
          break;
        case '>':
          if (w_.At(i - 2) == '=' || w_.At(i - 2) == '-') {
            if (TryName(i - 2)) return true;
          } else if (TryTag(i)) {
            return true;
          }
          break;
        case '-':
          if (w_.At(i - 2) == '<' && TryName(w_.At(i - 3) == '<' ? i - 3 : i - 2)) return true;
          break;
        case ';':
          if (IsQuote(w_.At(i - 2)) && TryName(i - 1)) return true;
          break;
        case '(':
        case ',':
        case '|':
          if (TryName(i - 1)) return true;
          break;
        case ' ':
        case '\t': {
          if (spaces >= 3 || !IsRunEnd(i)) break;
          ++spaces;
          size_t name = i - 1;
          while (name > w_.low && IsBlank(w_.At(name - 1))) --name;
          const size_t word = KeyStart(name);
          if (word == name && !IsQuote(w_.At(name - 1))) break;
          if (IsScheme(w_.Sub(word, name))) {
            if (scheme_end == 0) scheme_end = name;
            break;
          }
          if (TrySpaced(name)) return true;
          break;
        }
        default:
          break;
      }
    }
    return false;
  }

  // A blank directly before the value's token, its quote, or a word of a chain before it.
  bool IsRunEnd(size_t i) const { return !IsBlank(w_.At(i)); }

  size_t KeyStart(size_t end) const {
    size_t p = end;
    while (p > w_.low && IsKeyByte(w_, p - 1)) --p;
    return p;
  }

  bool Try(size_t key_end) {
    ++tries_;
    if (!ParseFrom(w_, key_end, &out_)) return false;
    if (out_.value_start > at_ || out_.value_end <= at_) return false;
    Strengthen();
    return true;
  }

  bool TryOperator(size_t op) {
    static constexpr std::string_view kBefore = "=:?+.|&<^";
    size_t p = op;
    // The operator may be longer than its last byte: := ?= ||=
    for (int n = 0; n < 2 && p > w_.low &&
                    kBefore.find(static_cast<char>(w_.At(p - 1))) != std::string_view::npos;
         ++n) {
      --p;
    }
    return TryName(p);
  }

  // A name that ends before `p`, behind blanks and closing marks.
  bool TryName(size_t p) {
    while (p > w_.low && IsBlank(w_.At(p - 1))) --p;
    if (p > w_.low + 2 && w_.At(p - 1) == '*' && w_.At(p - 2) == '*') p -= 2;
    if (w_.At(p - 1) == '?' || w_.At(p - 1) == '!') --p;
    if (w_.At(p - 1) == ')') {  // varchar(50) =
      size_t q = p - 1;
      while (q > w_.low && p - q < 8 && IsKeyByte(w_, q - 1)) --q;
      if (w_.At(q - 1) == '(') p = q - 1;
    }
    if (w_.At(p - 1) == ']') {
      size_t q = p - 1;
      bool digits = true;
      while (q > w_.low && p - q < 24 && IsKeyByte(w_, q - 1)) {
        digits = digits && w_.At(q - 1) >= '0' && w_.At(q - 1) <= '9';
        --q;
      }
      p = digits && w_.At(q - 1) == '[' ? q - 1 : p - 1;  // k[0] = or data[k] =
    }
    p = SkipQuoteBack(p);
    if (p <= w_.low || !IsKeyByte(w_, p - 1)) return false;
    while (p > w_.low && (w_.At(p - 1) == '-' || w_.At(p - 1) == '.')) --p;
    return p > w_.low && Try(p);
  }

  size_t SkipQuoteBack(size_t p) const { return assignment_internal::SkipQuoteBack(w_, p); }

  bool TrySpaced(size_t name) {
    // Step over the words that link a name to its value.
    for (int links = 0; links < 4; ++links) {
      const size_t word = KeyStart(name);
      if (word == name || !IsLink(w_.Sub(word, name))) break;
      size_t p = word;
      while (p > w_.low && IsBlank(w_.At(p - 1))) --p;
      if (p == word) break;
      name = p;
    }
    return TryName(name) || TryPlugin(name);
  }

  // IDENTIFIED WITH name BY 'v': two words further back.
  bool TryPlugin(size_t name) {
    for (int words = 0; words < 2; ++words) {
      name = KeyStart(SkipQuoteBack(name));
      name = SkipQuoteBack(name);
      while (name > w_.low && IsBlank(w_.At(name - 1))) --name;
      if (words == 0 && !kWith.Has(w_.Sub(KeyStart(name), name))) return false;
    }
    return kIdentified.Has(w_.Sub(KeyStart(name), name)) && TryName(name);
  }

  // `<k>` or `<k attributes>` that ends before `end`.
  bool TryTag(size_t end) {
    const size_t limit = end > w_.low + 128 ? end - 128 : w_.low;
    for (size_t p = end - 1; p > limit; --p) {
      const unsigned char c = w_.At(p - 1);
      if (c == '>' || c == '\n') return false;
      if (c != '<') continue;
      size_t name = p;
      while (IsKeyByte(w_, name) || w_.At(name) == ':') ++name;
      return name > p && Try(name);
    }
    return false;
  }

  size_t SkipBetween(size_t p) const {
    static constexpr std::string_view kBetween = " \t\r\n,;:=*&|[]?'";
    while (p > w_.low && kBetween.find(static_cast<char>(w_.At(p - 1))) != std::string_view::npos)
      --p;
    return p;
  }

  // The key just found may be a mere "value" or a type: the name is the word before it.
  void Strengthen() {
    for (int steps = 0; steps < 2; ++steps) {
      const std::string_view key = out_.key(w_.text);
      if (!IsWeakKey(key) && !IsLink(key) && !(out_.form == Assignment::Form::kEquals && IsType()))
        return;
      size_t p = out_.key_start;
      if (out_.form == Assignment::Form::kXml && w_.At(p - 1) == '<') {
        --p;
        while (p > w_.low && w_.At(p - 1) <= ' ') --p;
        if (w_.At(p - 1) != '>') return;
        while (p > w_.low && w_.At(p - 1) != '<') --p;
        if (w_.At(p) != '/') return;
        --p;
      } else {
        p = SkipBetween(SkipQuoteBack(p));
        const size_t word = KeyStart(p);
        if (w_.At(word - 1) == '\'' && w_.At(word - 2) == '&')
          p = SkipBetween(word - 2);  // a lifetime
        p = SkipQuoteBack(p);
      }
      Assignment other;
      if (p <= w_.low || !ParseFrom(w_, p, &other) || other.value_start != out_.value_start) return;
      out_ = other;
    }
  }

  // True if the key stands where a type does: `k: models.Secret = "v"`.
  bool IsType() const {
    size_t p = out_.key_start;
    while (p > w_.low && IsBlank(w_.At(p - 1))) --p;
    return p < out_.key_start && p > w_.low + 1 && w_.At(p - 1) == ':' && IsKeyByte(w_, p - 2);
  }

  bool Scheme(size_t end) {
    size_t value = end;
    while (value < at_ && IsBlank(w_.At(value))) ++value;
    size_t value_end = value;
    while (w_.InReach(value_end) && w_.At(value_end) > ' ' && !IsQuote(w_.At(value_end)) &&
           w_.At(value_end) != '\\' && w_.At(value_end) != ',' && w_.At(value_end) != '<') {
      ++value_end;
    }
    if (value > at_ || value_end <= at_) return false;
    out_ = {.found = true,
            .quoted = false,
            .key_start = KeyStart(end),
            .key_end = end,
            .value_start = value,
            .value_end = value_end,
            .form = Assignment::Form::kHeader};
    return true;
  }

  const Window& w_;
  const size_t at_;
  Assignment& out_;
  int tries_ = 0;
};

}  // namespace

namespace {

// The end of the text was met, and what comes there would have been looked at.
bool StillOpen(const Window& window, size_t at) {
  return window.beyond && window.high == window.text.size() && window.high < at + kMaxLook;
}

}  // namespace

Assignment AssignmentBefore(std::string_view text, size_t value_start, bool* open) {
  Assignment found;
  if (open != nullptr) *open = value_start >= text.size();
  if (value_start >= text.size()) return found;
  const Window window = Around(text, value_start);
  Backward(window, value_start, &found).Run();
  if (open != nullptr) *open = StillOpen(window, value_start);
  return found;
}

Assignment AssignmentAfter(std::string_view text, size_t key_at, bool* open) {
  Assignment found;
  if (open != nullptr) *open = key_at > text.size();
  if (key_at == 0 || key_at > text.size()) return found;
  const Window window = Around(text, key_at);
  const bool parsed = ParseFrom(window, key_at, &found);
  if (open != nullptr) *open = StillOpen(window, key_at);
  return parsed ? found : Assignment();
}

}  // namespace weir
