// The vault that --vault names, opened as the other flags of vaults say.
//
//   absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(args, VaultUse::kRestore);
//
// Says on standard error, unless --quiet, when the end of the file was cut off by a crash. Failure: one line
// that names the vault or the source of its key.
#ifndef WEIR_CLI_OPEN_VAULT_H_
#define WEIR_CLI_OPEN_VAULT_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "redact/vault.h"

namespace weir {

enum class VaultUse { kRedact, kRestore, kChange };  // kRedact makes the vault if it is missing

absl::StatusOr<std::unique_ptr<Vault>> OpenVault(const ParsedArgs& args, VaultUse use);

// The key of a source as --vault-key has it, with the source in the message of a failure.
absl::StatusOr<VaultKey> LoadVaultKey(std::string_view source);

// "vault 'chat.vault': what is wrong"
absl::Status VaultError(const ParsedArgs& args, const absl::Status& status);

}  // namespace weir

#endif  // WEIR_CLI_OPEN_VAULT_H_
