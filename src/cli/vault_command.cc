// weir vault key | list | purge | rekey.
#include <sodium/utils.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/open_vault.h"
#include "redact/vault.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

int Fail(const absl::Status& status) {
  PrintError(status);
  return kExitError;
}

// "2026-01-31T12:00:00Z"
std::string Utc(uint64_t seconds) {
  const std::chrono::sys_seconds when{
      std::chrono::seconds(static_cast<int64_t>(std::min<uint64_t>(seconds, 253402300799)))};
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(when - day);
  char text[64];
  const int length = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
}

}  // namespace

int RunVaultKey(const ParsedArgs& args) {
  const std::string path =
      args.positionals().empty() ? VaultKey::DefaultPath() : args.positionals()[0];
  if (path == "-") {
    absl::StatusOr<VaultKey> key = VaultKey::Random();
    if (!key.ok()) return Fail(key.status());
    std::string text = key->Hex();
    text += '\n';
    const int printed = PrintOut(text);
    sodium_memzero(text.data(), text.size());
    return printed;
  }
  if (path.empty()) {
    PrintError("neither HOME nor XDG_CONFIG_HOME is an absolute path; name a FILE");
    return kExitError;
  }
  if (absl::Status status = VaultKey::MakeFile(path); !status.ok()) {
    PrintError(Cat("'", Printable(path), "': ", MessageOf(status)));
    return kExitError;
  }
  PrintNote(Cat("made the key '", Printable(path), "'; without it its vaults cannot be opened"));
  return kExitClean;
}

int RunVaultList(const ParsedArgs& args) {
  absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(args, VaultUse::kRestore);
  if (!vault.ok()) return Fail(vault.status());
  std::string out;
  for (const VaultListing& entry : (*vault)->List()) {
    const std::string_view fate = !entry.restorable ? "never restored"
                                  : entry.expired   ? "too old"
                                                    : "restorable";
    out += Cat(entry.placeholder, "  ", Printable(entry.rule_id), "  ", Name(entry.secret_class), "  ",
               Utc(entry.issued), "  ", fate, "\n");
  }
  return PrintOut(out);
}

int RunVaultPurge(const ParsedArgs& args) {
  absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(args, VaultUse::kChange);
  if (!vault.ok()) return Fail(vault.status());
  absl::StatusOr<uint64_t> gone = (*vault)->Purge(args.IsOn(FlagId::kPurgeAll));
  if (!gone.ok()) return Fail(VaultError(args, gone.status()));
  PrintNote(Cat("removed ", *gone, *gone == 1 ? " value; " : " values; ", (*vault)->size(), " left"));
  return kExitClean;
}

int RunVaultRekey(const ParsedArgs& args) {
  if (!args.Has(FlagId::kNewKey)) {
    PrintError("--new-key SOURCE must be given: it names the key to use from now on");
    return kExitError;
  }
  absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(args, VaultUse::kChange);
  if (!vault.ok()) return Fail(vault.status());
  absl::StatusOr<VaultKey> key = LoadVaultKey(args.Value(FlagId::kNewKey));
  if (!key.ok()) return Fail(key.status());
  if (absl::Status status = (*vault)->Rekey(*key); !status.ok()) return Fail(VaultError(args, status));
  PrintNote("the vault has the new key; copies of the old file still open with the old one");
  return kExitClean;
}

}  // namespace weir
