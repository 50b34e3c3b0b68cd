#include "cli/rules_table.h"

#include <string_view>
#include <vector>

#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr SecretClass kClassOrder[] = {
    SecretClass::kCredential, SecretClass::kPrivateKey, SecretClass::kConnectionString, SecretClass::kJwt,
    SecretClass::kWebhookUrl, SecretClass::kPassword,   SecretClass::kCredentialId,     SecretClass::kPii,
    SecretClass::kFinancial,  SecretClass::kHealth};

// A cell: nothing in it may end the cell, the row, or begin markup.
std::string Cell(std::string_view text) {
  std::string out;
  for (char c : Printable(text)) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<' || c == '[') out += '\\';
    out += c;
  }
  return out;
}

std::string Row(const Rule& rule, bool on) {
  return Cat("| `", rule.id, "` | ", Cell(rule.name), " | ", Cell(rule.provider), " | ", Name(rule.severity), " | ",
             Name(rule.kind), " | ", Cell(rule.checksum), " | ", on ? "on" : "off", " |\n");
}

}  // namespace

std::string RulesTable(const Ruleset& rules, std::span<const size_t> which) {
  std::string counts, tables;
  size_t all_on = 0;
  for (SecretClass secret_class : kClassOrder) {
    std::string rows;
    size_t count = 0, on = 0;
    for (size_t i : which) {
      const Rule& rule = rules.rule(i);
      if (rule.secret_class != secret_class) continue;
      rows += Row(rule, rules.Enabled(i));
      ++count;
      on += rules.Enabled(i);
    }
    if (count == 0) continue;
    all_on += on;
    const std::string_view name = Name(secret_class);
    counts += Cat("| [`", name, "`](#", name, ") | ", count, " | ", on, " |\n");
    tables += Cat("\n## ", name, "\n\n| id | name | provider | severity | kind | checksum | default |\n",
                  "|---|---|---|---|---|---|---|\n", rows);
  }
  return Cat("# All rules\n\nMade by `weir rules list --format markdown`. `weir rules show ID` prints a page of each: what it\n",
             "opens, how to replace it, its form and a sample.\n\n| class | rules | on by default |\n|---|---|---|\n", counts,
             "| all | ", which.size(), " | ", all_on, " |\n", tables);
}

}  // namespace weir
