// Files of other scanners that anyone may have written: taken over in part, or refused. What comes
// out is read by weir again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapter/import/go_regex.h"
#include "adapter/import/import.h"
#include "rules/rule_file.h"
#include "rules/toml.h"

namespace {

void Check(const absl::StatusOr<weir::Imported>& imported) {
  if (!imported.ok()) return;
  if (imported->notes.size() > weir::kMaxImportNotes) std::abort();
  if (!imported->rules_toml.empty() &&
      weir::ParseRuleFile("f", imported->rules_toml).rules.size() != imported->rules) {
    std::abort();
  }
  for (const weir::AllowEntry& entry : imported->allow) {
    if (entry.SaysNothing() || !weir::CheckReason(entry.reason).ok()) std::abort();
    if (!entry.regex.empty() && !weir::CheckAllowRegex(entry.regex).ok()) std::abort();
    if (!entry.path_regex.empty() && !weir::CheckAllowRegex(entry.path_regex).ok()) std::abort();
  }
  if (!toml::parse(weir::AllowFileText(imported->allow, "f"))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  weir::FingerprintKey key;
  Check(weir::ImportGitleaksConfig("f", bytes));
  Check(weir::ImportGitleaksIgnore("f", bytes));
  Check(weir::ImportGitleaksReport("f", bytes, key));
  Check(weir::ImportDetectSecrets("f", bytes));
  (void)weir::SplitGroups(bytes, static_cast<int>(size % 4));
  return 0;
}
