// Names and operators.
#include "judge/assignment_parser.h"

#include <algorithm>

#include "judge/assignment_words.h"

namespace weir::assignment_internal {

namespace {

constexpr size_t kMaxName = 96;  // bytes of a name

}  // namespace

bool Parser::Run() {
  if (!FindName()) return false;
  size_t p = end_;
  if (!CloseName(&p)) return false;
  return Tag(p) || NamedElement(p) || Sibling(p) || Operator(p);
}

bool Parser::FindName() {
  if (key_at_ <= w_.low || !IsKeyByte(w_, key_at_ - 1)) return false;
  end_ = key_at_;
  const size_t right = key_at_ + kMaxName;
  while (end_ < right && w_.InReach(end_) && IsKeyByte(w_, end_)) ++end_;
  start_ = key_at_;
  const size_t left = key_at_ > w_.low + kMaxName ? key_at_ - kMaxName : w_.low;
  while (start_ > left && IsKeyByte(w_, start_ - 1)) --start_;
  constexpr std::string_view kEscapedQuote = "u0022";
  if (w_.At(start_ - 1) == '\\' && w_.Sub(start_, end_).starts_with(kEscapedQuote)) {
    start_ += kEscapedQuote.size();
  }
  while (end_ > key_at_ && (w_.At(end_ - 1) == '-' || w_.At(end_ - 1) == '.')) --end_;
  bool letter = false;
  size_t dashes = 0;
  while (start_ < end_ && (w_.At(start_) == '-' || w_.At(start_) == '.')) {
    dashes += w_.At(start_) == '-';
    ++start_;
  }
  if (start_ >= key_at_) return false;
  for (size_t i = start_; i < end_ && !letter; ++i) letter = Is(w_.At(i), kLetter);
  if (!letter) return false;  // 12:30
  const unsigned char before = w_.At(start_ - dashes - 1);
  dash_ = dashes > 0 && dashes <= 2 &&
          (start_ - dashes == 0 || Is(before, kEnd) || before == '[' || before == '(');
  return true;
}

bool Parser::CloseName(size_t* p) {
  Quote quote;
  if (CloseWideName(p)) {
    quoted_key_ = true;
  } else if (QuoteAt(w_, *p, &quote)) {
    if (quote.mark == Quote::kWide || !FindOpening(quote)) return false;
    quoted_key_ = true;
    *p = quote.end;
  } else if (start_ > w_.low && w_.At(*p) == ' ' && IsQuoteMark(w_.At(start_ - 1))) {
    LongName(p);
  }
  const unsigned char c = w_.At(*p);
  if (c == ']') {
    if (quoted_key_ || w_.At(start_ - 1) == '[') ++*p;
  } else if (c == '[') {
    size_t q = *p + 1;
    while (q - *p < 32 && (Is(w_.At(q), kKey) || IsQuoteMark(w_.At(q)))) ++q;
    if (w_.At(q) == ']') *p = q + 1;
  } else if ((c == '?' || c == '!') && w_.At(*p + 1) == ':') {
    ++*p;
  } else if (c == '*' && w_.At(*p + 1) == '*') {
    *p += 2;  // **Password**: x
  }
  return true;
}

bool Parser::CloseWideName(size_t* p) {
  const size_t open = WideMarksAround(w_, start_, p);
  if (open == std::string_view::npos) return false;
  opening_ = open;
  return true;
}

bool Parser::FindOpening(const Quote& close) {
  const size_t limit = end_ > w_.low + 64 ? end_ - 64 : w_.low;
  size_t p = start_;
  while (p > limit) {
    const unsigned char c = w_.At(p - 1);
    if (c == static_cast<unsigned char>(close.mark)) {
      size_t slashes = 0;
      while (slashes < kMaxEscapes && w_.At(p - 2 - slashes) == '\\') ++slashes;
      if (slashes != close.escapes) return false;
      opening_ = p - 1 - slashes;
      while (w_.At(p) == '-' && p + 1 < end_) ++p;  // "--password"
      start_ = p;
      return true;
    }
    if (c == '\n' || c == '=' || c == '{' || c == '}' || c == '<' || c == '>' || c == ';' ||
        IsQuoteMark(c)) {
      return false;
    }
    --p;
  }
  return false;
}

void Parser::LongName(size_t* p) {
  const unsigned char mark = w_.At(start_ - 1);
  for (size_t q = *p; q < *p + 48 && w_.InReach(q); ++q) {
    const unsigned char c = w_.At(q);
    if (c == mark) {
      const unsigned char next = w_.At(SkipBlank(w_, q + 1));
      if (next != ':' && next != '=' && next != ']') return;
      end_ = q;
      *p = q + 1;
      opening_ = start_ - 1;
      quoted_key_ = true;
      return;
    }
    if (!Is(c, kKey) && c != ' ' && c != '/' && c != '(' && c != ')') return;
  }
}

size_t Parser::NameFront() const { return quoted_key_ ? opening_ : start_; }

unsigned char Parser::Before() const {
  const size_t p = SkipBlankBack(w_, NameFront());
  return p > w_.low ? w_.At(p - 1) : 0;
}

std::string_view Parser::WordBefore() const {
  size_t p = SkipBlankBack(w_, NameFront());
  if (p == NameFront()) return {};
  size_t q = WordStart(w_, p);
  if (q > w_.low && w_.At(q - 1) == '-') {  // set -x K v
    while (q > w_.low && w_.At(q - 1) == '-') --q;
    p = SkipBlankBack(w_, q);
    q = WordStart(w_, p);
  }
  if (q > w_.low && w_.At(q - 1) == '#') --q;
  return w_.Sub(q, p);
}

bool Parser::Operator(size_t p) {
  const size_t at = SkipBlank(w_, p);
  const bool blank = at > p;
  const unsigned char c = w_.At(at), next = w_.At(at + 1);
  switch (c) {
    case '=':
      if (next == '=' || next == '~') return false;
      if (next == '>') return Arrow(at + 2);
      return Equals(at + 1);
    case ':':
      if (next == ':') return false;
      if (next == '=') return Equals(at + 2);
      if (next == '-' && w_.At(start_ - 1) == '{') return Value(Form::kEquals, at + 2);
      return Colon(at, at + 1, blank);
    case 0xEF:
      if (next != 0xBC) return false;
      if (w_.At(at + 2) == 0x9A) return Colon(at, at + 3, true);
      return w_.At(at + 2) == 0x9D && Equals(at + 3);
    case '?':
    case '+':
    case '.':
    case '|':
    case '&':
    case '^':
      if (next == '=' && w_.At(at + 2) != '=') return Equals(at + 2);
      if (next == c && w_.At(at + 2) == '=' && w_.At(at + 3) != '=') return Equals(at + 3);
      return c == '|' && next != '|' && Table(at + 1);
    case '<':
      if (next == '-' && !quoted_key_) return Value(Form::kArrow, at + 2);
      return next == '<' && w_.At(at + 2) == '-' && Value(Form::kArrow, at + 3);
    case '-': {
      if (next != '>') return blank && next != ' ' && Spaced(at);
      Quote quote;
      const size_t value = SkipBlank(w_, at + 2);
      return QuoteAt(w_, value, &quote) && Value(Form::kArrow, value);
    }
    case ',':
      return Pair(at + 1);
    case ';':
      return quoted_key_ && Serialized(at + 1);
    case '(':
      return !blank && Call(at + 1);
    case 0:
    case '\n':
    case '\r':
      return false;
    default:
      return blank && Spaced(at);
  }
}

bool Parser::Equals(size_t p) {
  if (dash_) return Value(Form::kFlag, p);
  const unsigned char before = quoted_key_ ? 0 : w_.At(start_ - 1);
  if (before == '?' || before == '&') return Value(Form::kQuery, p);
  return Value(Form::kEquals, p);
}

bool Parser::Arrow(size_t p) {
  Quote quote;
  const size_t value = SkipSpace(w_, p);
  // Without any quotes `password => x` is a function of password, except where the key is a
  // symbol.
  if (!quoted_key_ && w_.At(start_ - 1) != ':' && !QuoteAt(w_, value, &quote)) return false;
  return Value(Form::kArrow, value);
}

bool Parser::Colon(size_t colon, size_t p, bool blank) {
  if (Before() == '?') return false;  // a ? b : c
  const unsigned char before = w_.At(start_ - 1);
  if (!quoted_key_ && before == ':' && w_.At(start_ - 2) == ':') return false;
  if (w_.At(p) == '/' && w_.At(p + 1) == '/') return false;  // a URL
  const bool tight = !blank && p == colon + 1 && !Is(w_.At(p), kBlank) && w_.At(p) != '\n';
  Quote quote;
  if (w_.At(p) == '*' && w_.At(p + 1) == '*') p += 2;  // **Password:** x
  size_t value = SkipBlank(w_, p);
  if (tight && !quoted_key_ && !QuoteAt(w_, value, &quote)) {
    // user:pass in a URL, path:line in a log, a CSS selector.
    if ((before == '/' || before == '@') && start_ - 1 > w_.low && !Is(w_.At(start_ - 2), kBlank))
      return false;
    const unsigned char follows = w_.At(SkipBlank(w_, WordOrDashEnd(value)));
    if (follows == '{') return false;
  }
  if (tight && before == ':' && InResourceName()) return false;
  Form form = IsHeader() ? Form::kHeader : Form::kColon;
  if (dash_) form = Form::kFlag;

  const unsigned char c = w_.At(value);
  if ((c == '|' || c == '>') && !tight) {  // a YAML block: the value is the next line
    size_t q = value + 1;
    while (w_.At(q) == '-' || w_.At(q) == '+' || Is(w_.At(q), kDigit)) ++q;
    q = SkipBlank(w_, q);
    if (w_.At(q) == '\n' || w_.At(q) == '\r')
      return Value(form, SkipSpace(w_, q), /*crossed=*/true);
  }
  size_t annotated = 0;
  const bool quoted = QuoteAt(w_, value, &quote);
  if (!quoted && Annotation(value, &annotated)) {
    return annotated != 0 && Value(Form::kEquals, annotated);
  }
  if (c == '&' && !tight) {  // a YAML anchor
    const size_t end = WordOrDashEnd(value + 1);
    if (end > value + 1 && Is(w_.At(end), kBlank)) value = SkipBlank(w_, end);
  }
  if (!QuoteAt(w_, value, &quote)) {
    if (!quoted_key_ && kStatements.Has(WordBefore())) return false;
    if (Is(w_.At(value), kLetter)) {
      const std::string_view word = w_.Sub(value, WordEnd(w_, value));
      const unsigned char behind = w_.At(value + word.size());
      if ((behind == 0 || Is(behind, kEnd) || behind == '.') && kProse.Has(word) && !quoted_key_)
        return false;
    }
  }
  return Value(form, value);
}

bool Parser::Annotation(size_t p, size_t* value) const {
  size_t q = p;
  while (w_.At(q) == '&' || w_.At(q) == '*' || w_.At(q) == '[' || (w_.At(q) == ']' && q > p)) ++q;
  if (w_.At(q) == '\'') q = SkipBlank(w_, WordEnd(w_, q + 1));  // a Rust lifetime
  const size_t name = q;
  q = WordEnd(w_, q);
  if (q == name) return false;
  const bool known = kTypes.Has(w_.Sub(name, q));
  // The rest of a type: Optional[str], Map<String, String>, string | null, models.Secret.
  const size_t limit = std::min(w_.high, q + 48);
  size_t type_end = q;
  while (type_end < limit) {
    const unsigned char c = w_.At(type_end);
    if (!Is(c, kWord) && c != '.' && c != '[' && c != ']' && c != '<' && c != '>' && c != '|' &&
        c != ' ' && c != '?' && c != '*' && !(c == ',' && w_.At(q) != ',')) {
      break;
    }
    ++type_end;
  }
  const unsigned char c = w_.At(type_end), next = w_.At(type_end + 1);
  if (c == '=' && next != '=' && next != '>') {
    Quote quote;
    const bool quoted = QuoteAt(w_, SkipBlank(w_, type_end + 1), &quote);
    // `k: T = b` and `k: T="b"`, but not `k: T=b`, nor `note: k = b`.
    const unsigned char first = w_.At(name);
    const bool named = (first >= 'A' && first <= 'Z') || name > p || w_.At(q) == '.';
    if (known || (named && (quoted || (Is(w_.At(type_end - 1), kBlank) && Is(next, kBlank))))) {
      *value = type_end + 1;
      return true;
    }
  }
  if (!known) return false;
  const unsigned char behind = w_.At(q);
  return behind == 0 || Is(behind, kEnd) || behind == '[' || behind == '|' || behind == '?' ||
         behind == '(' || behind == '=' || behind == '.' || behind == ':';
}

bool Parser::InResourceName() const {
  constexpr size_t kMostName = 160;
  const size_t limit = start_ > w_.low + kMostName ? start_ - kMostName : w_.low;
  size_t p = start_;
  while (p > limit && w_.At(p - 1) > ' ' && !IsQuoteMark(w_.At(p - 1)) && w_.At(p - 1) != '\\') --p;
  const std::string_view name = w_.Sub(p, start_);
  return name.find("arn:") != std::string_view::npos || name.starts_with("urn:");
}

bool Parser::IsHeader() const {
  if (quoted_key_) return false;
  const std::string_view key = w_.Sub(start_, end_);
  if (key.size() > 2 && (key[0] == 'X' || key[0] == 'x') && key[1] == '-') return true;
  static constexpr auto kHeaders =
      Words<"authorization cookie set-cookie proxy-authorize private-token api-key job-token">();
  if (kHeaders.Has(key)) return true;
  size_t p = start_;  // curl -H "K: v"
  if (p > w_.low && IsQuoteMark(w_.At(p - 1))) --p;
  p = SkipBlankBack(w_, p);
  return p > w_.low + 1 && w_.At(p - 1) == 'H' && w_.At(p - 2) == '-';
}

bool IsScheme(std::string_view word) { return kSchemes.Has(word); }
bool IsLink(std::string_view word) { return kLinks.Has(word); }
bool IsWeakKey(std::string_view key) { return kWeak.Has(key) || kTypes.Has(key); }

bool ParseFrom(const Window& window, size_t key_at, Assignment* out) {
  return Parser(window, key_at, out).Run();
}

}  // namespace weir::assignment_internal
