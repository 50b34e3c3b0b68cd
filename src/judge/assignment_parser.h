// The inside of assignment.h: from the place of a name forward to its value. Both directions use
// this one parser (backward: guess where a name may end, parse forward, and see whether the value
// holds the byte asked for), so they cannot disagree.
//
// Every function takes an offset and returns an offset or whether it came to an assignment; what it
// found is in *out. Nothing looks beyond the window. Cost: linear in the bytes looked at; no
// allocation.
#ifndef WEIR_JUDGE_ASSIGNMENT_PARSER_H_
#define WEIR_JUDGE_ASSIGNMENT_PARSER_H_

#include <cstddef>
#include <string_view>

#include "judge/assignment.h"
#include "judge/assignment_lexer.h"

namespace weir::assignment_internal {

// Parses the assignment of the name that holds the byte key_at - 1. False if there is none.
bool ParseFrom(const Window& window, size_t key_at, Assignment* out);

// Words that stand before a credential in a header's value: Bearer, Basic.
bool IsScheme(std::string_view word);
// Words between a name and its value in prose and SQL: is, set to, identified by.
bool IsLink(std::string_view word);
// Names that say nothing: value, string, str. The name before them is the key.
bool IsWeakKey(std::string_view key);

class Parser {
 public:
  Parser(const Window& window, size_t key_at, Assignment* out)
      : w_(window), key_at_(key_at), out_(*out) {}

  bool Run();

 private:
  using Form = Assignment::Form;

  // assignment_parser.cc: names and operators.
  // Sets start_ and end_ to the unquoted name around key_at_.
  bool FindName();
  // Steps *p over what may follow a name before its operator: a closing quote, a bracket, `?`.
  bool CloseName(size_t* p);
  // A name in typographic quotes or in entities: &quot;password&quot;
  bool CloseWideName(size_t* p);
  // The opening mark of a quoted name: directly before it, or a few words back ("my db password").
  bool FindOpening(const Quote& close);
  // "password for the x" : the closing mark stands some words on.
  void LongName(size_t* p);
  size_t NameFront() const;
  // The last byte before the name that is not blank; 0 at the start.
  unsigned char Before() const;
  std::string_view WordBefore() const;
  bool Operator(size_t p);
  bool Equals(size_t p);
  bool Arrow(size_t p);
  bool Colon(size_t colon, size_t p, bool blank);
  // `k: type = v`. True if a type stands at `p`; *value is where the value begins, or 0.
  bool Annotation(size_t p, size_t* value) const;
  bool IsHeader() const;
  // arn:aws:secretsmanager:us-east-1:1:secret:v : a part of a resource's name.
  bool InResourceName() const;

  // assignment_markup.cc: markup, tables, calls.
  // <k>v</k>, <k value="v"/>, and a name in one element with its value in the next.
  bool Tag(size_t p);
  size_t WordOrDashEnd(size_t p) const;
  // Behind the `>` of the tag that begins at `p`, or 0.
  size_t TagEnd(size_t p) const;
  bool Element(size_t p);
  // value="v" among the attributes of the tag [p, tag_end).
  bool AttributeValue(size_t p, size_t tag_end);
  // name="K" value="V", {"name": "K", "value": "V"}, and in YAML over two lines.
  bool Sibling(size_t p);
  bool InNameAttribute() const;
  // <entry key="K">v</entry>
  bool NamedElement(size_t p);
  // | k | v |
  bool Table(size_t p);
  // set(k, "v"), ("k", "v"), "k","v" in a table of values.
  bool Pair(size_t p);
  // s:8:"password";s:4:"v" as PHP serializes.
  bool Serialized(size_t p);
  // k("v")
  bool Call(size_t p);
  // createSecretKey("v"), to_bytes("v"): makes of its argument what is assigned.
  static bool IsMaker(std::string_view callee);
  static bool IsWrapper(std::string_view callee);

  // assignment_prose.cc: names with only blanks behind them, and names of several words.
  // Only blanks between name and value: flags, .netrc, setenv, SQL, and sentences.
  bool Spaced(size_t at);
  bool TypeBehind(size_t p);
  // "password for admin: x", "secret access key = x": up to three more words, then the operator.
  bool SeveralWords(size_t p);
  // True if a single word stands at `p` up to the end of the line or command.
  bool SingleWord(size_t p) const;
  bool LastOnLine(size_t p) const;
  bool NetrcBefore() const;
  bool IsGiven() const;
  // ALTER USER k IDENTIFIED BY 'v', and GRANT ... TO k IDENTIFIED WITH plugin BY 'v'. `p`: behind IDENTIFIED.
  bool Identified(size_t p);
  size_t SkipSpaceBack(size_t p) const;
  // A bare word in a sentence is believed only if it does not look like one.
  bool SaysSecret(size_t p, size_t least) const;
  // "root password for the console: x" : up to four words from the line's beginning are one name.
  void JoinPhrase();
  // "secret key = x": the word before belongs to the name.
  void JoinQualifier();

  // assignment_value.cc: where values begin and end.
  // A letter or two, or a call that hands its argument on, before the quote of a value.
  bool StringPrefix(size_t p, Quote* quote) const;
  // Parses the value at `p`. `crossed`: line ends were crossed on purpose.
  bool Value(Form form, size_t p, bool crossed = false);
  // env("K", "v"), process.env.K || "v", os.environ.get("K", "v"): the value that is taken where the one looked up is
  // missing. auth=("user", "v"): the second of the pair.
  bool Fallback(size_t p, Quote* quote) const;
  bool SecondOfPair(size_t p, Quote* quote) const;
  // The first item of a YAML list: quoted, behind Bearer, or a lone word that looks like no word.
  bool ListItem(Form form, size_t p);
  bool ClosesString(const Quote& quote) const;
  bool QuotedValue(Form form, Quote quote);
  bool BareValue(Form form, size_t p);
  // Behind the word Bearer and its like, if the value [p, end) begins with one.
  size_t SkipScheme(size_t p, size_t end, Form* form) const;
  bool Accept(Form form, size_t begin, size_t end, bool quoted);

  const Window& w_;
  const size_t key_at_;
  Assignment& out_;
  size_t start_ = 0, end_ = 0;  // the name
  size_t opening_ = 0;          // its opening quote, if quoted_key_
  bool quoted_key_ = false;
  bool dash_ = false;  // -name or --name
};

}  // namespace weir::assignment_internal

#endif  // WEIR_JUDGE_ASSIGNMENT_PARSER_H_
