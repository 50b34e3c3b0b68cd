// Names with only blanks behind them: flags, .netrc, SQL, sentences; and names of several words.
#include "judge/assignment_parser.h"
#include "judge/assignment_words.h"

namespace weir::assignment_internal {

bool Parser::Spaced(size_t at) {
  Quote quote;
  if (kIdentified.Has(w_.Sub(start_, end_))) return !quoted_key_ && Identified(at);
  if (kWith.Has(WordBefore())) {  // IDENTIFIED WITH name BY 'v'
    const size_t with = WordStart(w_, SkipBlankBack(w_, NameFront())), before = SkipBlankBack(w_, with);
    if (kIdentified.Has(w_.Sub(WordStart(w_, before), before))) return false;
  }
  if (dash_) {
    if (quoted_key_ && !QuoteAt(w_, at, &quote)) return false;  // `--password` named in a sentence
    if (end_ - start_ < 2 || w_.At(at) == '-' || w_.At(at) == '|' || w_.At(at) == '>') return false;
    return Value(Form::kFlag, at);
  }
  if (quoted_key_) {
    // `password` is "x": a name in a code span.
    if (!Is(w_.At(at), kLetter)) return false;
  } else if (QuoteAt(w_, at, &quote) || StringPrefix(at, &quote)) {
    return !kStatements.Has(w_.Sub(start_, end_)) && Value(Form::kSpace, at);
  }
  // Words between: is, set to, by.
  size_t p = at, value = at;
  for (int links = 0; links < 4; ++links) {
    const size_t word_end = WordEnd(w_, p);
    const std::string_view word = w_.Sub(p, word_end);
    if (links == 0 && kTypesBehind.Has(word)) return TypeBehind(word_end);
    if (!kLinks.Has(word)) break;
    size_t q = SkipBlank(w_, word_end);
    if (q == word_end && w_.At(q) == ':') q = SkipBlank(w_, q + 1);
    if (q == word_end) break;
    p = value = q;
  }
  if (value > at) {
    if (QuoteAt(w_, value, &quote) || StringPrefix(value, &quote))
      return Value(Form::kSpace, value);
    return SaysSecret(value, 4) && Value(Form::kSpace, value);
  }
  if (quoted_key_) return SeveralWords(at);
  if (kSetters.Has(WordBefore())) return SingleWord(at) && Value(Form::kSpace, at);
  if (NetrcBefore()) return Value(Form::kSpace, at);
  if (AtLineStart(w_, SkipBlankBack(w_, start_)) && w_.At(start_ - 1) != '-' && LastOnLine(at) &&
      SaysSecret(at, 6)) {
    return Value(Form::kSpace, at);
  }
  if (IsGiven() && SaysSecret(at, 6)) {
    size_t end = BareEnd(w_, Form::kSpace, at);
    const unsigned char c = w_.At(SkipBlank(w_, end));
    if (c == 0 || c == '\n' || c == '\r' || c == ')' || c == ',' || c == ';') return Value(Form::kSpace, at);
  }
  return SeveralWords(at);
}

bool Parser::Identified(size_t p) {
  // Only in a statement about a user: in sentences things are identified by their names.
  constexpr size_t kStatement = 96;
  const size_t from = start_ > w_.low + kStatement ? start_ - kStatement : w_.low;
  static constexpr auto kUser = Words<"user grant role">();
  bool user = false;
  for (size_t q = from; q < start_ && !user;) {
    const size_t end = WordEnd(w_, q);
    user = end > q && kUser.Has(w_.Sub(q, end));
    q = end > q ? end : q + 1;
  }
  if (!user) return false;
  size_t end = WordEnd(w_, p);
  Quote quote;
  if (kWith.Has(w_.Sub(p, end))) {
    p = SkipBlank(w_, end);
    if (QuoteAt(w_, p, &quote)) {
      p = QuotedEnd(w_, quote, quote.end) + (quote.end - p);
    } else {
      p = WordEnd(w_, p);
    }
    p = SkipSpace(w_, p);
    end = WordEnd(w_, p);
  }
  if (!kBy.Has(w_.Sub(p, end))) return false;
  p = SkipSpace(w_, end);
  if (QuoteAt(w_, p, &quote)) return Value(Form::kSpace, p);
  return SaysSecret(p, 6) && Value(Form::kSpace, p);
}

// "log in as mara with password v": a sentence that gives it.
bool Parser::IsGiven() const {
  static constexpr auto kNames = Words<"password passwd pwd passphrase passwort senha">();
  static constexpr auto kGiving = Words<"with and using mit und avec et con y com e">();
  return kNames.Has(w_.Sub(start_, end_)) && kGiving.Has(WordBefore());
}

bool Parser::TypeBehind(size_t p) {
  if (w_.At(p) == '(') {  // varchar(50)
    ++p;
    while (Is(w_.At(p), kWord)) ++p;
    if (w_.At(p) != ')') return false;
    ++p;
  }
  p = SkipBlank(w_, p);
  if (w_.At(p) == '=' && w_.At(p + 1) != '=') return Value(Form::kEquals, p + 1);
  const size_t word_end = WordEnd(w_, p);
  static constexpr auto kDefault = Words<"default">();
  return kDefault.Has(w_.Sub(p, word_end)) && Value(Form::kEquals, word_end);
}

bool Parser::SeveralWords(size_t p) {
  if (quoted_key_ || kStatements.Has(WordBefore()) || kStatements.Has(w_.Sub(start_, end_)))
    return false;
  for (int words = 0; words < 3; ++words) {
    const size_t word_end = WordOrDashEnd(p);
    size_t end = word_end;
    while (end > p && w_.At(end - 1) == ':') --end;
    if (end == p) return false;
    const std::string_view word = w_.Sub(p, end);
    static constexpr auto kCode = Words<
        "if then else and or not in is return when while await as instanceof typeof new do be must "
        "should can will are was has this that end">();
    if (kCode.Has(word)) return false;
    const size_t at = SkipBlank(w_, end);
    const unsigned char c = w_.At(at), next = w_.At(at + 1);
    if (c == ':' && Is(next, kBlank)) {
      const size_t value = SkipBlank(w_, at + 1);
      const std::string_view first = w_.Sub(value, WordEnd(w_, value));
      if (kProse.Has(first) || kTypes.Has(first)) return false;
      end_ = end;
      return Value(Form::kColon, value);
    }
    if (c == '=' && next != '=' && next != '>' && at > end &&
        kQualifiers.Has(w_.Sub(start_, end_)) && words == 0) {
      end_ = end;
      return Value(Form::kEquals, at + 1);
    }
    if (at == end || !Is(c, kLetter)) return false;
    // "the oauth signature is "v"": the word names, the next says what.
    if (words == 0 && kQualifiers.Has(w_.Sub(start_, end_))) {
      const size_t link = WordEnd(w_, at);
      const size_t value = SkipBlank(w_, link);
      Quote quote;
      if (value > link && kLinks.Has(w_.Sub(at, link)) && QuoteAt(w_, value, &quote)) {
        end_ = end;
        return Value(Form::kSpace, value);
      }
    }
    p = at;
  }
  return false;
}

bool Parser::SingleWord(size_t p) const {
  const size_t q = SkipBlank(w_, BareEnd(w_, Form::kSpace, p));
  const unsigned char c = w_.At(q);
  return c == 0 || c == '\n' || c == '\r' || c == ';' || c == '&' || c == '#' || c == '"' ||
         c == '\'' || c == '\\';
}

bool Parser::LastOnLine(size_t p) const {
  const size_t q = SkipBlank(w_, BareEnd(w_, Form::kSpace, p));
  return w_.At(q) == 0 || w_.At(q) == '\n' || w_.At(q) == '\r';
}

bool Parser::NetrcBefore() const {
  static constexpr auto kNames = Words<"password passwd account">();
  if (!kNames.Has(w_.Sub(start_, end_))) return false;
  // login NAME password X, or on lines of their own.
  size_t p = SkipSpaceBack(start_);
  for (int words = 0; words < 4 && p > w_.low; ++words) {
    size_t q = p;
    while (q > w_.low && w_.At(q - 1) > ' ') --q;
    if (kNetrc.Has(w_.Sub(q, p))) return words == 1 || words == 3;
    p = SkipSpaceBack(q);
  }
  return false;
}

size_t Parser::SkipSpaceBack(size_t p) const {
  while (p > w_.low && w_.At(p - 1) <= ' ' && w_.At(p - 1) != 0) --p;
  return p;
}

bool Parser::SaysSecret(size_t p, size_t least) const {
  const size_t end = BareEnd(w_, Form::kSpace, p);
  bool letter = false, digit = false, symbol = false, inner = false;
  for (size_t i = p; i < end; ++i) {
    const unsigned char c = w_.At(i);
    if (Is(c, kLetter)) {
      letter = true;
      inner = inner || symbol;
    } else if (Is(c, kDigit)) {
      digit = true;
    } else if (c == '!' || c == '@' || c == '#' || c == '$' || c == '%' || c == '^' || c == '*' ||
               c == '+' || c == '~') {
      symbol = true;
    }
  }
  return end - p >= least && letter && (digit || inner);
}

void Parser::JoinPhrase() {
  size_t p = out_.key_start;
  if (p <= w_.low + 1 || w_.At(p - 1) != ' ' || !Is(w_.At(p - 2), kWord)) return;
  if (kLinks.Has(w_.Sub(out_.key_start, out_.key_end))) return;
  for (int words = 0; words < 4; ++words) {
    const size_t start = WordStart(w_, p - 1);
    if (kStatements.Has(w_.Sub(start, p - 1))) return;
    p = start;
    if (p > w_.low + 1 && w_.At(p - 1) == ' ' && Is(w_.At(p - 2), kWord)) continue;
    // The words must be all there is, but for indentation, a bullet or an opening quote.
    size_t line = p;
    for (int n = 0; n < 40 && line > w_.low; ++n) {
      const unsigned char c = w_.At(line - 1);
      if (c == '\n' || IsQuoteMark(c)) break;
      if (!Is(c, kBlank) && c != '-' && c != '*' && c != '#' && c != '>' && c != '/' && c != '|')
        return;
      --line;
    }
    if (line == 0 || AtLineStart(w_, line) || IsQuoteMark(w_.At(line - 1))) out_.key_start = p;
    return;
  }
}

void Parser::JoinQualifier() {
  if (quoted_key_ || out_.form == Form::kXml || out_.form == Form::kFlag) return;
  for (int words = 0; words < 2; ++words) {
    const size_t p = out_.key_start;
    if (p <= w_.low + 1 || w_.At(p - 1) != ' ') return;
    const size_t q = WordStart(w_, p - 1);
    if (q + 1 >= p || !kQualifiers.Has(w_.Sub(q, p - 1))) return;
    if (q > w_.low && (IsKeyByte(w_, q - 1) || w_.At(q - 1) == '$' || w_.At(q - 1) == '<')) return;
    out_.key_start = q;
  }
}

}  // namespace weir::assignment_internal
