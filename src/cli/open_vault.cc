#include "cli/open_vault.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "cli/message.h"
#include "cli/values.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "scan/scanner.h"

namespace weir {
namespace {

// The names of --never-restore: classes and rules that there are, so that a slip does not restore what must
// not be.
absl::StatusOr<std::vector<std::string>> NeverRestore(const ParsedArgs& args) {
  std::vector<std::string> names;
  if (!args.Has(FlagId::kNeverRestore)) return VaultOptions().never_restore;
  for (const std::string& name : args.Values(FlagId::kNeverRestore)) {
    if (name == "none") continue;
    names.push_back(name);
    if (ParseSecretClass(name).has_value()) continue;
    absl::StatusOr<std::shared_ptr<const Ruleset>> ruleset = Ruleset::Default();
    if (!ruleset.ok()) return ruleset.status();
    // A user's own rule may not be known here; its id has the form of one all the same.
    if ((*ruleset)->Find(name) == nullptr && name.find('-') == name.npos) {
      return absl::InvalidArgumentError(Cat("--never-restore '", Printable(name),
                                            "': no class and no rule has this name (see weir "
                                            "rules list)"));
    }
  }
  return names;
}

}  // namespace

absl::StatusOr<VaultKey> LoadVaultKey(std::string_view source) {
  absl::StatusOr<VaultKey> key = VaultKey::Load(source);
  if (key.ok() || source.empty()) return key;
  return absl::Status(key.status().code(), Cat("'", Printable(source), "': ", MessageOf(key.status())));
}

absl::Status VaultError(const ParsedArgs& args, const absl::Status& status) {
  return absl::Status(status.code(), Cat("vault '", Printable(args.Value(FlagId::kVault)),
                                         "': ", MessageOf(status)));
}

absl::StatusOr<std::unique_ptr<Vault>> OpenVault(const ParsedArgs& args, VaultUse use) {
  if (!args.Has(FlagId::kVault)) {
    return absl::InvalidArgumentError("--vault FILE must be given: it names the vault");
  }
  VaultOptions options;
  options.create = use == VaultUse::kRedact;
  options.read_only = use == VaultUse::kRestore;
  if (args.Has(FlagId::kVaultMaxAge)) {
    options.max_age = std::chrono::ceil<std::chrono::seconds>(
        ParseDuration(args.Value(FlagId::kVaultMaxAge)).value_or(std::chrono::milliseconds(0)));
  }
  if (args.Has(FlagId::kVaultMaxEntries)) {
    options.max_entries =
        ParseCount(args.Value(FlagId::kVaultMaxEntries)).value_or(kDefaultVaultEntries);
  }
  absl::StatusOr<std::vector<std::string>> never = NeverRestore(args);
  if (!never.ok()) return never.status();
  options.never_restore = *std::move(never);
  absl::StatusOr<VaultKey> key = LoadVaultKey(args.Value(FlagId::kVaultKey));
  if (!key.ok()) return key.status();
  absl::StatusOr<std::unique_ptr<Vault>> vault =
      Vault::Open(std::string(args.Value(FlagId::kVault)), *key, std::move(options));
  if (!vault.ok()) return VaultError(args, vault.status());
  if ((*vault)->torn_bytes() > 0 && !args.IsOn(FlagId::kQuiet)) {
    PrintNote(Cat("vault '", Printable(args.Value(FlagId::kVault)), "': the last ",
                  (*vault)->torn_bytes(),
                  " bytes are of a write that was cut off, and are left out"));
  }
  return vault;
}

}  // namespace weir
