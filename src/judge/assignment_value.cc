// Values: where they begin and end.
#include "judge/assignment_parser.h"

#include <algorithm>

#include "judge/assignment_words.h"

namespace weir::assignment_internal {

namespace {

// `lower`: in lower case.
bool HoldsFold(std::string_view text, std::string_view lower) {
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                     [](char a, char b) { return LowerAscii(a) == b; }) != text.end();
}

}  // namespace

bool Parser::StringPrefix(size_t p, Quote* quote) const {
  for (size_t n = 1; n <= 3; ++n) {
    const unsigned char c = w_.At(p + n - 1);
    const unsigned char lower = c | 0x20;
    const bool prefix = lower == 'f' || lower == 'r' || lower == 'b' || lower == 'u' ||
                        lower == 'l' || lower == 's' || lower == 'n' || lower == 'e' ||
                        lower == 'x' || c == '8' || c == '@' || c == '$';
    if (!prefix) return false;
    if (IsQuoteMark(w_.At(p + n)) && QuoteAt(w_, p + n, quote)) return true;
  }
  return false;
}

bool Parser::Value(Form form, size_t p, bool crossed) {
  const size_t blank = SkipBlank(w_, p);
  size_t at = SkipSpace(w_, p);
  bool new_line = at != blank && !crossed;
  if (form == Form::kQuery && at != p) return false;
  Quote quote;
  size_t stripped = 0;
  if (new_line && (form == Form::kColon || form == Form::kHeader) && w_.At(at) == '-' &&
      w_.At(at + 1) == ' ') {
    return ListItem(form, SkipBlank(w_, at + 1));
  }
  if (Fallback(at, &quote) || SecondOfPair(at, &quote)) return QuotedValue(form, quote);
  // Brackets and calls around a quoted value.
  for (int depth = 0; depth < 4; ++depth) {
    if (QuoteAt(w_, at, &quote) || StringPrefix(at, &quote)) return QuotedValue(form, quote);
    size_t q = at;
    if (w_.At(q) == '(' || (w_.At(q) == '[' && w_.At(q + 1) != ']')) {
      q = SkipSpace(w_, q + 1);
    } else {
      if (w_.At(q) == '[') q += 2;  // []byte("v")
      while (Is(w_.At(q), kKey) || (w_.At(q) == ':' && w_.At(q + 1) == ':') ||
             (w_.At(q) == ':' && q > at && w_.At(q - 1) == ':')) {
        ++q;
      }
      if (q == at || w_.At(q - 1) == ']') break;
      if (Is(w_.At(q), kBlank)) {
        static constexpr auto kNew = Words<"new await not">();
        if (!kNew.Has(w_.Sub(at, q))) break;
        q = SkipBlank(w_, q);
      } else if (w_.At(q) == '(' || w_.At(q) == '!') {
        size_t name = q;
        while (name > at && w_.At(name - 1) != '.' && w_.At(name - 1) != ':' &&
               w_.At(name - 1) != ']') {
          --name;
        }
        if (!IsWrapper(w_.Sub(name, q)) && !IsMaker(w_.Sub(name, q))) break;
        if (w_.At(q) == '!') ++q;
        if (w_.At(q) == '(') ++q;
      } else {
        break;
      }
    }
    if (!QuoteAt(w_, q, &quote) && !StringPrefix(q, &quote) && !Is(w_.At(q), kLetter)) break;
    at = q;
    ++stripped;
  }
  if (new_line) return false;  // a nested block, or the next statement
  return BareValue(form, blank == at || crossed ? at : stripped > 0 ? blank : at);
}

bool Parser::Fallback(size_t p, Quote* quote) const {
  constexpr size_t kMostLookUp = 96;  // bytes of the expression before the value
  if (!Is(w_.At(p), kLetter)) return false;
  const size_t limit = p + kMostLookUp;
  size_t q = p;
  while (q < limit && (Is(w_.At(q), kWord) || w_.At(q) == '.' || w_.At(q) == '$' || w_.At(q) == ':')) ++q;
  // The words of the expression, before the name that is looked up.
  bool environment = HoldsFold(w_.Sub(p, q), "env");
  const bool call = w_.At(q) == '(';
  if (call || w_.At(q) == '[') {
    const bool or_default = HoldsFold(w_.Sub(p, q), "ordefault");
    q = SkipBlank(w_, q + 1);
    Quote name;
    if (!QuoteAt(w_, q, &name)) return false;
    q = SkipBlank(w_, QuotedEnd(w_, name, name.end) + (name.end - q));
    if (q >= limit) return false;
    if (call && w_.At(q) == ',') {
      q = SkipSpace(w_, q + 1);
      const size_t word = WordEnd(w_, q);
      static constexpr auto kDefault = Words<"default fallback default_value defaultvalue">();
      if (kDefault.Has(w_.Sub(q, word)) && (w_.At(word) == '=' || w_.At(word) == ':')) {
        return QuoteAt(w_, SkipBlank(w_, word + 1), quote);
      }
      return (environment || or_default) && QuoteAt(w_, q, quote);
    }
    if (w_.At(q) != (call ? ')' : ']')) return false;
    ++q;
  }
  if (!environment) return false;
  q = SkipBlank(w_, q);
  const unsigned char c = w_.At(q), next = w_.At(q + 1);
  const bool either = (c == '|' && next == '|') || (c == '?' && next == '?') || (c == '?' && next == ':') ||
                      (c == 'o' && next == 'r' && Is(w_.At(q + 2), kBlank));
  return either && QuoteAt(w_, SkipSpace(w_, q + 2), quote);
}

bool Parser::SecondOfPair(size_t p, Quote* quote) const {
  if (w_.At(p) != '(' || !KeyNames(w_.Sub(start_, end_), "auth")) return false;
  size_t q = SkipSpace(w_, p + 1);
  Quote first;
  if (!QuoteAt(w_, q, &first)) return false;
  q = SkipBlank(w_, QuotedEnd(w_, first, first.end) + (first.end - q));
  if (w_.At(q) != ',') return false;
  q = SkipSpace(w_, q + 1);
  if (!QuoteAt(w_, q, quote)) return false;
  const size_t behind = SkipBlank(w_, QuotedEnd(w_, *quote, quote->end) + (quote->end - q));
  return w_.At(behind) == ')';
}

bool Parser::ListItem(Form form, size_t p) {
  Quote quote;
  if (QuoteAt(w_, p, &quote)) return QuotedValue(form, quote);
  Form scheme = form;
  if (SkipScheme(p, w_.high, &scheme) == p && (!LastOnLine(p) || !SaysSecret(p, 6))) return false;
  return BareValue(form, p);
}

// "Password: " + x : the mark behind the name may close a string that began before it. Marks of the
// same kind are counted from the beginning of the line.
bool Parser::ClosesString(const Quote& quote) const {
  if (quoted_key_ || quote.mark == Quote::kWide || quote.mark == '`') return false;
  bool open = false;
  for (size_t p = start_; p > w_.low && w_.At(p - 1) != '\n'; --p) {
    if (w_.At(p - 1) != static_cast<unsigned char>(quote.mark)) continue;
    size_t slashes = 0;
    while (w_.At(p - 2 - slashes) == '\\') ++slashes;
    const bool apostrophe = Is(w_.At(p - 2), kWord) && Is(w_.At(p), kWord);
    if (slashes == quote.escapes && !apostrophe) open = !open;
  }
  return open;
}

bool Parser::QuotedValue(Form form, Quote quote) {
  if (ClosesString(quote)) {  // "k: " "v" and "k=" + "v" are one string in the end
    size_t next = SkipBlank(w_, quote.end);
    if (w_.At(next) == '+') next = SkipBlank(w_, next + 1);
    if (next == quote.end || !QuoteAt(w_, next, &quote)) return false;
  }
  size_t begin = quote.end;
  // Three quotes open a long string.
  if (quote.escapes == 0 && w_.At(begin) == static_cast<unsigned char>(quote.mark) &&
      w_.At(begin + 1) == static_cast<unsigned char>(quote.mark) && quote.mark != Quote::kWide) {
    begin += 2;
    if (w_.At(begin) == '\n') ++begin;
  } else if (quote.mark == '`' && w_.At(begin) == '`') {
    ++begin;  // a code span of two marks
  }
  const size_t end = QuotedEnd(w_, quote, begin);
  const size_t inner = SkipScheme(begin, end, &form);
  return Accept(form, inner, end, true);
}

bool Parser::BareValue(Form form, size_t p) {
  const unsigned char c = w_.At(p);
  if (c == '{' && w_.At(p + 1) != '{') return false;  // a nested object
  if (c == '[' || c == '(') return false;
  if (c == '-' && form == Form::kFlag) return false;
  size_t end = BareEnd(w_, form, p);
  const size_t inner = SkipScheme(p, w_.high, &form);
  if (inner != p) {
    p = inner;
    end = BareEnd(w_, form, p);
  }
  if (form == Form::kSpace) {  // the end of a sentence is not part of the value
    while (end > p && (w_.At(end - 1) == '.' || w_.At(end - 1) == ':' || w_.At(end - 1) == '?'))
      --end;
  }
  return Accept(form, p, end, false);
}

size_t Parser::SkipScheme(size_t p, size_t end, Form* form) const {
  if (!Is(w_.At(p), kLetter)) return p;
  size_t q = p;
  while (q < end && q - p <= 16 && (Is(w_.At(q), kWord) || w_.At(q) == '-')) ++q;
  if (w_.At(q) != ' ' || q >= end) return p;
  const std::string_view word = w_.Sub(p, q);
  if (!kSchemes.Has(word)) return p;
  if (kVagueSchemes.Has(word) && !KeyNames(w_.Sub(start_, end_), "authorization") &&
      !KeyNames(w_.Sub(start_, end_), "auth")) {
    return p;
  }
  q = SkipBlank(w_, q);
  Quote quote;
  if (q >= end || w_.At(q) == 0 || Is(w_.At(q), kEnd) || QuoteAt(w_, q, &quote)) return p;
  *form = Form::kHeader;
  return q;
}

bool Parser::Accept(Form form, size_t begin, size_t end, bool quoted) {
  if (end <= begin || end > w_.high) return false;
  out_ = {.found = true,
          .quoted = quoted,
          .key_start = start_,
          .key_end = end_,
          .value_start = begin,
          .value_end = end,
          .form = form};
  JoinQualifier();
  if (form == Form::kColon && !quoted_key_) JoinPhrase();
  return true;
}

}  // namespace weir::assignment_internal
