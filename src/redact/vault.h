// Vault: placeholders and the values they stand for, in an encrypted file, so that a text that was masked
// can be restored where its answer comes back.
//
//   absl::StatusOr<VaultKey> key = VaultKey::Load("file:/home/me/.config/weir/vault.key");
//   auto vault = Vault::Open("chat.vault", *key, {.create = true});
//   std::string mark = (*vault)->PlaceholderFor(rule, value);       // when masking
//   absl::Status status = (*vault)->Commit();                       // before the masked text goes out
//   VaultAnswer answer = (*vault)->Find(*ParsePlaceholder(mark));   // when restoring; see restore.h
//
// The same value of the same kind has the same placeholder in one vault, for ever and in every process; in
// another vault it has another one. The tag is HMAC-SHA-256 with a key that lies in the vault, 48 bits:
// whoever does not have the vault can neither guess the placeholder of a value nor a value from it, and
// what looks like a placeholder but was never issued stays as it is. A placeholder that was issued is no
// secret, though: whoever has seen one may write it into a text, and it is restored there. Look at what
// you restore as you would at the values themselves.
//
// A look-up takes different times for known and unknown placeholders. That tells nobody a value: a
// placeholder gives no access by itself, and an attacker who could try 2^48 of them has no clock here.
//
// Values that are never restored: kinds named in VaultOptions::never_restore, by default private keys,
// which no tool call needs back. They get a placeholder; the vault keeps a keyed digest and no value.
//
// Commit() writes what is new, synced to the disk; if it fails, nothing masked may be given out, because it
// could not be restored. Entries older than max_age do not resolve and are removed at the next Commit() or
// Purge(); a value that is masked again becomes young again.
// The file: vault_file.h (permissions, locks, crashes), vault_format.h (encryption, what an attacker can
// and cannot do to it). In memory, values lie in a SecretArena.
//
// Limits: max_entries, kMaxVaultValue a value, kMaxVaultFile. Where one is met, PlaceholderFor() still
// gives a placeholder, which will not be restored, and status() tells.
// Failure: as vault_file.h; Aborted: two processes gave two values one placeholder (2^-48 a pair); run
// again. Threads: one at a time. Processes: any number on one vault.
#ifndef WEIR_REDACT_VAULT_H_
#define WEIR_REDACT_VAULT_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "redact/json_context.h"
#include "redact/placeholder.h"
#include "redact/secret_arena.h"
#include "redact/vault_file.h"
#include "redact/vault_format.h"
#include "redact/vault_key.h"

namespace weir {

inline constexpr uint64_t kDefaultVaultEntries = 100'000;

struct VaultOptions {
  bool create = false;     // make the file if it is missing
  bool read_only = false;  // for restoring: no write is tried, a file that cannot be written will do
  uint64_t max_entries = kDefaultVaultEntries;
  std::chrono::seconds max_age{0};  // 0 = for ever
  // Classes ("private-key") and ids of rules whose values are not kept and not given back.
  std::vector<std::string> never_restore = {"private-key"};
  uint64_t now = 0;  // seconds since 1970; 0 = the system's clock. For tests.
};

struct VaultAnswer {
  enum class Kind { kFound, kUnknown, kExpired, kNever };
  Kind kind = Kind::kUnknown;
  std::string_view value;  // kFound; valid until the next call that is not const
  bool number = false;     // if quotes stand around the placeholder, they go too
  int json_depth = 0;      // the value holds the escapes of this many JSON strings
};

// What `weir vault list` shows. No value.
struct VaultListing {
  std::string placeholder, rule_id;
  SecretClass secret_class;
  uint64_t issued;      // seconds since 1970
  size_t value_size;    // bytes; 0 if the value is not kept
  bool restorable, expired;
};

class Vault final : public PlaceholderSource {
 public:
  static absl::StatusOr<std::unique_ptr<Vault>> Open(const std::string& path, const VaultKey& key,
                                                     VaultOptions options = {});
  ~Vault() override;

  std::string PlaceholderFor(const Rule& rule, std::string_view value) override;
  // kWide values are never restored: nothing tells what they are at the other end.
  std::string PlaceholderOf(const Rule& rule, std::string_view value, ValueForm form) override;
  void BeginText() override { context_.Reset(); }
  void Written(std::string_view bytes) override { context_.Advance(bytes); }
  absl::Status status() const override { return status_; }

  bool HasUncommitted() const { return !pending_.empty(); }
  absl::Status Commit();

  VaultAnswer Find(const ParsedPlaceholder& placeholder) const;
  // Reads what other processes have added since; cheap if nothing has changed.
  absl::Status Refresh();

  // By placeholder, in alphabetical order.
  std::vector<VaultListing> List() const;
  // Removes what is expired, and what other entries have replaced; with `all` every entry. Returns how
  // many placeholders are gone.
  absl::StatusOr<uint64_t> Purge(bool all);
  // Writes the vault anew under another key; placeholders stay as they are.
  absl::Status Rekey(const VaultKey& key);

  size_t size() const { return entries_.size(); }
  bool HasNumbers() const { return has_numbers_; }
  // Bytes that a write that did not finish has left at the end of the file; they hold nothing that was
  // ever given out.
  uint64_t torn_bytes() const { return file_->torn_bytes(); }

 private:
  Vault(std::unique_ptr<VaultFile> file, VaultOptions options);

  uint64_t Now() const;
  bool Expired(const VaultEntry& entry) const;
  bool IsNever(std::string_view rule_id, SecretClass secret_class) const;
  std::string Digest(const VaultEntry& entry) const;
  bool Same(const VaultEntry& a, const VaultEntry& b) const;
  bool IsFresh(const VaultEntry& there, const VaultEntry& entry) const;
  bool HasRoomFor(const VaultEntry& entry);
  VaultEntry Kept(const VaultEntry& entry);
  void Fail(absl::Status status);
  absl::Status ReadLocked();
  absl::Status WriteLocked();
  absl::Status RewriteLocked(const VaultKey& key);

  std::unique_ptr<VaultFile> file_;
  VaultOptions options_;
  SecretArena arena_;                                   // what entries_ and pending_ point to
  std::unordered_map<std::string, VaultEntry> entries_;  // by placeholder, committed or not
  std::vector<std::string> pending_;                    // placeholders whose entries are not in the file
  std::string conflict_;  // a placeholder that another process has given to another value
  uint64_t stale_ = 0;                                  // entries in the file that others have replaced
  bool has_numbers_ = false;
  JsonContext context_;  // of the masked text
  absl::Status status_;
};

}  // namespace weir

#endif  // WEIR_REDACT_VAULT_H_
