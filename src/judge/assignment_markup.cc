// Names in markup, in tables and in calls.
#include <algorithm>

#include "judge/assignment_parser.h"
#include "judge/assignment_words.h"

namespace weir::assignment_internal {

namespace {

constexpr size_t kMaxTag = 128;  // bytes of a tag

}  // namespace

bool Parser::Tag(size_t p) {
  if (quoted_key_) return false;
  if (w_.At(p) == '<') {
    if (w_.At(p + 1) != '/' || w_.At(start_ - 1) == '/') return false;
    const size_t close = TagEnd(p);
    if (close == 0) return false;
    const size_t next = SkipSpace(w_, close);
    if (w_.At(next) != '<' || w_.At(next + 1) == '/') return false;
    const size_t name_end = WordOrDashEnd(next + 1);
    if (!IsWeakKey(w_.Sub(next + 1, name_end))) return false;
    const size_t inside = TagEnd(next);
    return inside != 0 && Element(inside);
  }
  size_t open = start_;
  if (w_.At(open - 1) == ':') open = WordStart(w_, open - 1);
  if (open <= w_.low || w_.At(open - 1) != '<') return false;
  const unsigned char c = w_.At(p);
  if (c != '>' && !Is(c, kBlank)) return false;
  const size_t inside = TagEnd(open - 1);
  if (inside == 0) return false;
  if (w_.At(inside - 2) == '/') return AttributeValue(p, inside);
  return Element(inside);
}

size_t Parser::WordOrDashEnd(size_t p) const {
  while (Is(w_.At(p), kKey) || w_.At(p) == ':') ++p;
  return p;
}

size_t Parser::TagEnd(size_t p) const {
  for (size_t q = p + 1; q < p + kMaxTag && w_.InReach(q); ++q) {
    const unsigned char c = w_.At(q);
    if (c == '>') return q + 1;
    if (c == '<') return 0;
  }
  return 0;
}

bool Parser::Element(size_t p) {
  p = SkipSpace(w_, p);
  constexpr std::string_view kCdata = "<![CDATA[";
  if (StandsAt(w_, p, kCdata)) {
    p += kCdata.size();
    size_t end = p;
    while (w_.InReach(end) && w_.At(end) != ']' && w_.At(end) != '\n') ++end;
    return Accept(Form::kXml, p, end, false);
  }
  size_t end = p;
  while (w_.InReach(end) && w_.At(end) != '<' && w_.At(end) != '\n' && w_.At(end) != '\r') ++end;
  while (end > p && Is(w_.At(end - 1), kBlank)) --end;
  return Accept(Form::kXml, p, end, false);
}

bool Parser::AttributeValue(size_t p, size_t tag_end) {
  for (; p < tag_end; ++p) {
    if (!Is(w_.At(p), kBlank)) continue;
    const size_t name = SkipBlank(w_, p), name_end = WordOrDashEnd(name);
    if (!IsWeakKey(w_.Sub(name, name_end)) || w_.At(name_end) != '=') continue;
    return Value(Form::kXml, name_end + 1);
  }
  return false;
}

bool Parser::Sibling(size_t p) {
  size_t q = SkipSpace(w_, p);
  if (w_.At(q) == ',' || w_.At(q) == ';') q = SkipSpace(w_, q + 1);
  if (q == p) return false;
  if (w_.At(q) == ':') ++q;  // :value =>
  Quote quote;
  const bool quoted = QuoteAt(w_, q, &quote);
  if (quoted) q = quote.end;
  const size_t word_end = WordOrDashEnd(q);
  if (word_end == q) return false;
  size_t after = word_end;
  // `value:` reads its colon as part of a name with a namespace.
  while (after > q && w_.At(after - 1) == ':') --after;
  if (!IsWeakKey(w_.Sub(q, after))) return false;
  if (!InNameAttribute()) return false;
  if (quoted && QuoteAt(w_, after, &quote)) after = quote.end;
  after = SkipBlank(w_, after);
  const unsigned char c = w_.At(after);
  if (c == '=' && w_.At(after + 1) == '>') return Value(Form::kArrow, after + 2);
  if (c == '=') return Value(Form::kXml, after + 1);
  if (c == ':') return Value(Form::kColon, after + 1);
  return false;
}

bool Parser::NamedElement(size_t p) {
  if (!quoted_key_ || w_.At(p) != '>' || w_.At(p - 2) == '/' || !InNameAttribute()) return false;
  size_t open = opening_;
  const size_t limit = open > w_.low + kMaxTag ? open - kMaxTag : w_.low;
  while (open > limit && w_.At(open - 1) != '<' && w_.At(open - 1) != '>' && w_.At(open - 1) != '\n') --open;
  if (w_.At(open - 1) != '<' || !Is(w_.At(open), kLetter)) return false;
  return Element(p + 1);
}

bool Parser::InNameAttribute() const {
  size_t p = SkipBlankBack(w_, NameFront());
  if (p <= w_.low) return false;
  if (w_.At(p - 1) == '>' && p - 1 > w_.low && w_.At(p - 2) == '=') --p;  // :name => "K"
  if (w_.At(p - 1) != '=' && w_.At(p - 1) != ':' && w_.At(p - 1) != '>') return false;
  p = SkipBlankBack(w_, p - 1);
  if (p > w_.low && IsQuoteMark(w_.At(p - 1))) --p;
  while (p > w_.low && w_.At(p - 1) == '\\') --p;
  size_t q = p;
  while (q > w_.low && Is(w_.At(q - 1), kKey)) --q;
  while (q < p && w_.At(q) == '-') ++q;
  return kNameAttributes.Has(w_.Sub(q, p));
}

bool Parser::Table(size_t p) {
  size_t front = NameFront();
  while (front > w_.low && w_.At(front - 1) == '*') --front;
  front = SkipBlankBack(w_, front);
  if (front <= w_.low || w_.At(front - 1) != '|') return false;
  // The row begins with its line: or this is a pipe, or alternatives.
  size_t row = front;
  while (row > w_.low && w_.At(row - 1) != '\n') --row;
  if (w_.At(SkipBlank(w_, row)) != '|') return false;
  p = SkipBlank(w_, p);
  Quote quote;
  if (QuoteAt(w_, p, &quote)) return Value(Form::kTable, p);
  const size_t end = BareEnd(w_, Form::kTable, p);
  const unsigned char behind = w_.At(SkipBlank(w_, end));
  if (behind != '|' && behind != '\n' && behind != 0) return false;
  return Accept(Form::kTable, p, end, false);
}

bool Parser::Pair(size_t p) {
  if (!quoted_key_) return false;
  const size_t value = SkipSpace(w_, p);
  Quote quote;
  if (!QuoteAt(w_, value, &quote) && !StringPrefix(value, &quote)) return false;
  const size_t front = SkipBlankBack(w_, opening_);
  if (AtLineStart(w_, front)) {  // not a list with an item a line
    return value == SkipBlank(w_, p) && Value(Form::kTable, value);
  }
  const unsigned char before = w_.At(front - 1);
  if (before == '(' || before == '[' || before == '{') return Value(Form::kCall, value);
  if (before != ',') return false;
  // A further argument: the one before must not be a string, or this is a list of strings.
  const size_t other = SkipBlankBack(w_, front - 1);
  return other > w_.low && Is(w_.At(other - 1), kWord) && Value(Form::kCall, value);
}

bool Parser::Serialized(size_t p) {
  if (w_.At(p) != 's' || w_.At(p + 1) != ':') return false;
  size_t q = p + 2;
  while (Is(w_.At(q), kDigit)) ++q;
  if (q == p + 2 || w_.At(q) != ':') return false;
  Quote quote;
  return QuoteAt(w_, q + 1, &quote) && QuotedValue(Form::kColon, quote);
}

bool Parser::Call(size_t p) {
  if (quoted_key_) return false;
  size_t name = end_;
  while (name > start_ && w_.At(name - 1) != '.') --name;
  if (name >= key_at_) return false;  // k.method("v") says nothing of k
  const std::string_view callee = w_.Sub(name, end_);
  if (IsWrapper(callee)) return false;
  size_t verb = 0;
  while (verb < callee.size() && (verb == 0 || callee[verb] < 'A' || callee[verb] > 'Z') &&
         callee[verb] != '_')
    ++verb;
  if (kAskers.Has(callee) || (verb < callee.size() && kAskers.Has(callee.substr(0, verb))))
    return false;
  const size_t value = SkipSpace(w_, p);
  Quote quote;
  if (!QuoteAt(w_, value, &quote) && !StringPrefix(value, &quote)) return false;
  const size_t start = start_;
  start_ = name;
  if (Value(Form::kCall, value)) return true;
  start_ = start;
  return false;
}

bool Parser::IsMaker(std::string_view callee) {
  static constexpr auto kMakers =
      Words<"create make to from parse decode build import encode wrap new as">();
  size_t verb = 0;
  while (verb < callee.size() && (callee[verb] < 'A' || callee[verb] > 'Z') &&
         callee[verb] != '_') {
    ++verb;
  }
  return verb < callee.size() && kMakers.Has(callee.substr(0, verb));
}

bool Parser::IsWrapper(std::string_view callee) { return kWrappers.Has(callee); }

}  // namespace weir::assignment_internal
