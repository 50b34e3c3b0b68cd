// The bytes of a vault's file, apart from any file. Everything read here may have been written by an enemy.
//
//   header   128 bytes: "WEIRVLT1", salt[32], nonce[24], sealed[48] + tag[16]
//            sealed: created u64, generation u64, tag key[32]
//   frames   one a commit: length u32, ~length u32, nonce[24], sealed[length - 16] + tag[16]
//            sealed: entries, see Entry
//
// Sealed is XChaCha20-Poly1305 with random nonces of 192 bits, which need no counter that a copied or
// rolled back file could repeat. Its key is HMAC-SHA-256(the vault's key, "seal", salt), so each vault has
// its own. Numbers are little-endian.
//
// What is bound together: the header's tag binds salt and generation; each frame's tag binds the salt, its
// number in the file, its length and the tag before it, the header's for the first. So frames cannot be
// moved, swapped, left out in the middle, repeated, or taken from another vault or from the time before a
// compaction. What no file can show by itself: that frames were cut off its end, or that an older copy of
// the whole file was put back. Either only forgets: values put in since then are not restored, and their
// placeholders are those they had, since a placeholder is computed from its value.
//
// A write that was cut off by a crash leaves a last frame that is short, or zero bytes where data was to
// come. kTorn says so; everything before it is whole. Damage anywhere else is kDamaged.
// Threads: pure, or plain values. Limits: kMaxFrame, kMaxVaultFile.
#ifndef WEIR_REDACT_VAULT_FORMAT_H_
#define WEIR_REDACT_VAULT_FORMAT_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "redact/secret_arena.h"
#include "redact/vault_key.h"
#include "rules/rule.h"

namespace weir {

inline constexpr size_t kVaultHeader = 128;
inline constexpr size_t kFrameHead = 4 + 4 + 24;
inline constexpr size_t kSealTag = 16;
inline constexpr size_t kMaxVaultValue = size_t{1} << 20;  // bytes of one value
inline constexpr size_t kMaxFrame = size_t{4} << 20;       // sealed bytes of one frame
inline constexpr uint64_t kMaxVaultFile = uint64_t{256} << 20;

struct VaultHeader {
  std::array<unsigned char, 32> salt{};
  std::array<unsigned char, 32> tag_key{};  // keys the placeholders; stays when the vault's key changes
  uint64_t created = 0;                     // seconds since 1970
  uint64_t generation = 0;                  // counts compactions
  VaultHeader() = default;
  VaultHeader(const VaultHeader&) = default;
  VaultHeader& operator=(const VaultHeader&) = default;
  ~VaultHeader();
};

// What a placeholder stands for.
struct VaultEntry {
  bool restorable = true;      // false: `value` is ValueDigest(), 32 bytes; the value itself is not kept
  bool number = false;         // a bare JSON number: the placeholder's quotes are not the text's
  int json_depth = 0;          // how many JSON strings the value was written in; its escapes are kept
  SecretClass secret_class = SecretClass::kCredential;
  uint64_t issued = 0;         // seconds since 1970
  std::string_view label, tag;  // of the placeholder
  std::string_view rule_id;
  std::string_view value;
};

void AppendEntry(const VaultEntry& entry, std::string* frame);
size_t EntrySize(const VaultEntry& entry);
// Calls `take` for each entry; its views point into `frame`. DataLoss if the frame is not well formed.
absl::Status ReadEntries(std::string_view frame, const std::function<void(const VaultEntry&)>& take);

// Seals and opens the frames of one file, in order.
class VaultSeal {
 public:
  // For a new file, or a new generation of one; *bytes gets the sealed header. Internal: no random numbers.
  static absl::StatusOr<VaultSeal> Create(const VaultKey& key, const VaultHeader& header,
                                          std::string* bytes);
  // Unauthenticated: the key is another's, or the header is damaged. DataLoss: this is no vault.
  static absl::StatusOr<VaultSeal> Open(const VaultKey& key, std::string_view bytes);

  VaultSeal(VaultSeal&&) noexcept;
  VaultSeal& operator=(VaultSeal&&) noexcept;
  ~VaultSeal();

  const VaultHeader& header() const { return header_; }

  enum class Result { kFrame, kEnd, kTorn, kDamaged, kNoMemory };
  // Opens the frame that `rest`, all bytes from here to the end of the file, begins with. kFrame: *frame
  // lies in the arena, *size is what it took of `rest`.
  Result Next(std::string_view rest, SecretArena* arena, std::string_view* frame, size_t* size);

  // Appends the sealed frame to *bytes. The seal stands behind it only once Advance() is called, because a
  // write may fail. Internal: no random numbers.
  absl::Status Seal(std::string_view frame, std::string* bytes) const;
  void Advance(std::string_view sealed);  // what Seal() made

 private:
  VaultSeal() = default;
  std::string AssociatedData(uint32_t length) const;

  VaultHeader header_;
  std::array<unsigned char, 32> key_{};
  std::array<unsigned char, kSealTag> before_{};  // the tag of the frame before
  uint64_t number_ = 0;
};

}  // namespace weir

#endif  // WEIR_REDACT_VAULT_FORMAT_H_
