// Reading rules from TOML, with diagnostics a person can act on.
//
//   RuleFile file = ParseRuleFile("rules/github.toml", bytes);
//   if (file.HasErrors()) std::fputs(RenderDiagnostics(file.diagnostics).c_str(), stderr);
//
// Fields of a [[rule]] (rules/README.md is the manual): id, name, provider, class, severity;
// exactly one of shape | value + context | begin (+ end) | url | regex | assignment; context,
// context_within, hints, checksum, on_invalid, min_entropy, enabled, description, rotate,
// reference. Unknown fields are errors with the nearest known name as a hint. A rule that CheckCost
// refuses is an error here too, with its place in the file; so a caller that has a RuleFile need
// not call CheckCost. Places inside a shape or regex are exact where the TOML string is written as
// it reads ('...' on one line), else they are the start of the string. Limits: 4 MiB of file,
// 10,000 rules, 100 diagnostics. Never throws. Threads: pure.
#ifndef WEIR_RULES_RULE_FILE_H_
#define WEIR_RULES_RULE_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/rule.h"

namespace weir {

struct RuleFile {
  std::vector<RuleDef> rules;           // only those without an error
  std::vector<Diagnostic> diagnostics;  // in the order of the file
  bool HasErrors() const;
};

RuleFile ParseRuleFile(std::string_view file_name, std::string_view bytes);

// What is wrong between rules, once several files are put together: duplicate ids (R301), the same
// shape under two ids (R302, warning).
std::vector<Diagnostic> CheckTogether(const std::vector<RuleDef>& rules);

// What would make a rule slow (R4xx): no required literal, a literal under 3 bytes or on the list
// of hot words (a warning), a context word under 3 bytes, an expansion over the limit. A run of at
// least 20 bytes of [A-Za-z0-9_-] stands for a literal where a checksum is given. `offset` and
// `length` are into shape_text; for a word (R405) `offset` is its index in `context`.
std::vector<Diagnostic> CheckCost(const RuleDef& rule);

}  // namespace weir

#endif  // WEIR_RULES_RULE_FILE_H_
