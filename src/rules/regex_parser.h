// A user's regex (a subset of RE2's syntax) parsed into the same tree as a shape.
//
// Read: literals, escapes (\n \t \r \f \v \x41 \x{41} \d \D \w \W \s \S and escaped punctuation),
// [classes] with ranges, negation and POSIX names, ., groups ( ) (?: ) (?P<name> ) (?i: ), leading
// flags (?i) (?s)
// (?is), alternation, ? * + {n} {n,} {n,m} and their lazy forms, \b and ^ $ \A \z at the very ends.
// Refused with a diagnostic (R2xx): look-around, back-references, possessive counts, \b elsewhere,
// \p{..}, \C, nested unbounded counts over the limit, an expression that matches the empty string.
// A single capture group, or the one named `secret`, is the secret part; several groups without
// that name are groups only. Bytes mode, as RE2 with Latin-1: . is one byte, (?i) folds ASCII
// letters and refuses others. Where RE2 and this parser both take a text, they mean the same
// language.
//
// Limits: 4,096 bytes, 32 groups deep, counts and nested counts multiplied up to 1,000 (as in RE2),
// two levels of unbounded counts. Threads: pure. Failure: a Diagnostic with `offset` into the text.
#ifndef WEIR_RULES_REGEX_PARSER_H_
#define WEIR_RULES_REGEX_PARSER_H_

#include <optional>
#include <string_view>

#include "rules/diagnostic.h"
#include "rules/shape.h"

namespace weir {

struct ParsedRegex {
  Node tree;
  bool word_start = false, word_end = false;  // \b at that end
  bool text_start = false,
       text_end = false;  // ^ or \A, $ or \z at that end: refused for rules (R2xx)
};

std::optional<ParsedRegex> ParseRegex(std::string_view text, Diagnostic* error);

}  // namespace weir

#endif  // WEIR_RULES_REGEX_PARSER_H_
