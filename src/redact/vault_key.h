// VaultKey: the 32 bytes that open a vault, and where they come from.
//
//   absl::StatusOr<VaultKey> key = VaultKey::Load("env:WEIR_VAULT_KEY");
//
// Sources:
//   file:PATH or PATH   a regular file of this user with mode 0600 or less, not a symbolic link
//   env:NAME            an environment variable
//   keyring:NAME        a key of type "user" in the kernel's keyrings of this session or user:
//                       weir vault key - | keyctl padd user NAME @u
//   ""                  $WEIR_VAULT_KEY if it is set, else the file DefaultPath()
// Each holds 64 hexadecimal digits, as MakeFile() writes them. Passwords are not taken: whoever has the
// vault's file could try them out, and a key that a program makes costs a user nothing.
// Failure: InvalidArgument (not a key, bad source), NotFound, FailedPrecondition (a file others could
// read), PermissionDenied, Unavailable (no keyrings on this system). Messages name the source, never the
// key. Threads: a plain value. The bytes are wiped when it goes.
#ifndef WEIR_REDACT_VAULT_KEY_H_
#define WEIR_REDACT_VAULT_KEY_H_

#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

class VaultKey {
 public:
  static constexpr size_t kSize = 32;

  static absl::StatusOr<VaultKey> Load(std::string_view source);
  static absl::StatusOr<VaultKey> FromText(std::string_view hex);
  static absl::StatusOr<VaultKey> Random();

  // A new key in a new file of mode 0600; AlreadyExists if there is one: a key that is overwritten takes
  // its vaults with it. Folders are not made, but for the last one of DefaultPath().
  static absl::Status MakeFile(const std::string& path);
  // ~/.config/weir/vault.key, by XDG_CONFIG_HOME and HOME; "" if neither is an absolute path.
  static std::string DefaultPath();

  VaultKey Copy() const;
  VaultKey(VaultKey&& other) noexcept;
  VaultKey& operator=(VaultKey&& other) noexcept;
  ~VaultKey();

  std::span<const unsigned char, kSize> bytes() const {
    return std::span<const unsigned char, kSize>(bytes_, kSize);
  }
  std::string Hex() const;  // 64 digits: the caller's to wipe

 private:
  VaultKey() = default;
  unsigned char bytes_[kSize] = {};
};

// Fills it from the system's generator; false if there is none.
bool RandomBytes(std::span<unsigned char> into);

}  // namespace weir

#endif  // WEIR_REDACT_VAULT_KEY_H_
