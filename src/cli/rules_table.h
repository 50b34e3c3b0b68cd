// RulesTable: rules as a Markdown page, one table a class; what rules/TABLE.md holds.
//
//   std::string page = RulesTable(*rules, {0, 1, 2});    // indices of rules, in this order within a class
//
// Begins with the counts by class. Text of a user's rules is escaped, so that it cannot break a row.
// Threads: pure.
#ifndef WEIR_CLI_RULES_TABLE_H_
#define WEIR_CLI_RULES_TABLE_H_

#include <cstddef>
#include <span>
#include <string>

#include "scan/scanner.h"

namespace weir {

std::string RulesTable(const Ruleset& rules, std::span<const size_t> which);

}  // namespace weir

#endif  // WEIR_CLI_RULES_TABLE_H_
