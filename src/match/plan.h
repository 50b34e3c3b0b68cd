// Plan: from rule definitions to a PackView and the expressions of its Hyperscan databases.
//
//   absl::StatusOr<Plan> plan = MakePlan(table);       // table: RuleTable
//   plan->view, plan->token_expressions ...            // for database.h, or to be written out as tables
//
// The gate proof. A shape may be looked for behind the gate only if every string of its language holds a
// word run of kWordRun bytes or a wide run of kWideRun bytes that begins at most kBackContext bytes after
// the string does: then the gate finds the run whatever the rest looks like, and the piece of text it lets
// through, which begins kBackContext bytes before the run, holds the whole pattern. This is shown by a walk
// along each expanded sequence of the shape (shape.h), adding up what is certain. A rule without proof goes
// to an open database.
//
// The pattern. The fixed-length head of the sequence through its first literal of 3 bytes or more, and up
// to kPatternTail bytes behind it: of fixed length, so that a match's end gives its start without SOM.
// It accepts every prefix of that length of the language: provably weaker than the exact walk. The dense database
// has the same patterns and one short literal that never occurs, which makes Hyperscan look at every position
// instead of every second or fourth: on text that is nearly all identifiers, where word-like prefixes drown it in
// false candidates otherwise, that is a third faster; elsewhere it is slower, so each has its use. An open
// database is given the literal alone, which keeps it small.
//
// The open databases see every byte, so they must stay small: one of at most kOpenLiterals literals is more than
// twice as fast as one with one more, so two passes of eight beat one of sixteen. The built-in rules may take
// kMaxOpenDatabases of them. Assignment words that hold another word cost nothing.
//
// Values of a data class (personal, financial, health) are short and mostly digits, so their patterns are
// heads of fixed length of whatever is certain, with the border before them; where a run of open length comes first
// (the name before the @ of an address) the pattern is its last byte and what follows. They are a database of their
// own and, among the built-in rules, a pack of their own: nothing of them is touched while they are off.
//
// Failure: InvalidArgument naming the rule and why. Threads: pure.
#ifndef WEIR_MATCH_PLAN_H_
#define WEIR_MATCH_PLAN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "match/pack.h"
#include "rules/rule.h"

namespace weir {

inline constexpr size_t kGateBackContext = 24;     // bytes let through before a run
inline constexpr size_t kGateForwardContext = 8;   // and after it
inline constexpr size_t kPatternTail = 8;
inline constexpr size_t kMaxPatternLength = 160;
inline constexpr uint32_t kDataBack = 128;          // bytes looked back for the begin of a value of a data class
inline constexpr size_t kOpenLiterals = 8, kMaxOpenDatabases = 4;

struct Expression {
  std::string regex;
  bool fold_case = false;
  uint32_t id = 0;  // what a match reports
};

struct Plan {
  PackView view;  // borrows from the members below and from the RuleTable
  std::vector<Expression> token_expressions, open_expressions, keyword_expressions,
      regex_expressions, data_expressions;
  std::vector<Expression> token_dense_expressions;  // all token patterns and the dummy literal
  std::vector<Expression> token_plain_expressions;  // of token patterns that hold neither - nor _ for certain

  std::vector<uint8_t> enabled;
  std::vector<TokenPattern> tokens, open, data;
  std::vector<std::string> word_text, keyword_text, url_text;
  std::vector<std::string_view> words, keywords;
  std::vector<uint32_t> keyword_begin;
  std::vector<uint16_t> keyword_rules;
  std::vector<ValueEntry> values;
  std::vector<uint32_t> value_begin, kind_begin;
  std::vector<uint16_t> kind_list;
  std::vector<UrlShape> url_shapes;
  std::vector<uint16_t> url_begin;
  ByteSet url_inside_second;
  std::vector<uint16_t> urls, blocks, assignments, regexes, commands, phrases;
};

// `user`: no limit of open databases.
absl::StatusOr<std::unique_ptr<Plan>> MakePlan(const RuleTable& table, bool user);

}  // namespace weir

#endif  // WEIR_MATCH_PLAN_H_
