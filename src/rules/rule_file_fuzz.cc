// Any bytes as a rule file: no crash, every place lies in the file, nothing raw is printed, and
// every rule that is kept can be made into a table.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "rules/rule_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weir;
  const std::string text(data, data + size);
  RuleFile file = ParseRuleFile("fuzz.toml", text);
  const size_t lines = static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (const Diagnostic& d : file.diagnostics) {
    if (d.code.size() != 4 || d.code[0] != 'R' || d.message.empty()) std::abort();
    if (d.line > lines || d.length == 0) std::abort();
    if (!d.source_line.empty() && text.find(d.source_line) == std::string::npos) std::abort();
    if (d.column > d.source_line.size() + 1 && !d.source_line.empty()) std::abort();
  }
  for (char c : RenderDiagnostics(file.diagnostics)) {
    const auto u = static_cast<unsigned char>(c);
    if ((u < 0x20 && c != '\n') || u == 0x7F) std::abort();
  }
  if (file.rules.empty() && file.diagnostics.empty()) std::abort();
  for (const Diagnostic& d : CheckTogether(file.rules)) {
    if (!d.code.starts_with("R3")) std::abort();
  }
  const size_t count = file.rules.size();
  const RuleTable table(std::move(file.rules), /*user=*/true);
  if (table.rules().size() != count) std::abort();
  for (const Rule& rule : table.rules()) {
    if (rule.id.empty() || rule.specificity == 0) std::abort();
  }
  return 0;
}
