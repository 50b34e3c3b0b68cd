#include "redact/vault_format.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/utils.h>

#include <algorithm>
#include <cstring>

#include "judge/own_mask.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kMagic = "WEIRVLT1";
constexpr size_t kSalt = 32;
constexpr size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kHeaderPlain = 8 + 8 + 32;
static_assert(kMagic.size() + kSalt + kNonce + kHeaderPlain + kSealTag == kVaultHeader);
static_assert(kNonce == kFrameHead - 8);
static_assert(kSealTag == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == crypto_auth_hmacsha256_BYTES);

constexpr unsigned char kRestorable = 1, kNumber = 2;  // flags
constexpr size_t kEntryHead = 1 + 1 + 1 + 1 + 2 + 8 + 4;  // without the strings

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <typename T>
void PutNumber(T number, std::string* out) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    out->push_back(static_cast<char>(static_cast<uint64_t>(number) >> (8 * i) & 0xff));
  }
}

template <typename T>
T Number(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    number |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return static_cast<T>(number);
}

std::string_view View(const std::array<unsigned char, 32>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void SealKey(const VaultKey& key, const std::array<unsigned char, 32>& salt,
             std::array<unsigned char, 32>* into) {
  constexpr std::string_view kUse = "weir vault seal";
  crypto_auth_hmacsha256_state state;
  // These cannot fail: their results are always zero.
  (void)crypto_auth_hmacsha256_init(&state, key.bytes().data(), key.bytes().size());
  (void)crypto_auth_hmacsha256_update(&state, Bytes(kUse), kUse.size());
  (void)crypto_auth_hmacsha256_update(&state, salt.data(), salt.size());
  (void)crypto_auth_hmacsha256_final(&state, into->data());
  sodium_memzero(&state, sizeof state);
}

// A piece cut off the front; the whole is left empty if it is too short.
bool Take(std::string_view* rest, size_t size, std::string_view* piece) {
  if (rest->size() < size) return false;
  *piece = rest->substr(0, size);
  rest->remove_prefix(size);
  return true;
}

absl::Status Malformed() { return absl::DataLossError("a frame of the vault is not well formed"); }

}  // namespace

VaultHeader::~VaultHeader() { sodium_memzero(tag_key.data(), tag_key.size()); }

size_t EntrySize(const VaultEntry& entry) {
  return kEntryHead + entry.label.size() + entry.tag.size() + entry.rule_id.size() +
         entry.value.size();
}

void AppendEntry(const VaultEntry& entry, std::string* frame) {
  frame->push_back(static_cast<char>((entry.restorable ? kRestorable : 0) | (entry.number ? kNumber : 0)));
  frame->push_back(static_cast<char>(entry.json_depth));
  frame->push_back(static_cast<char>(entry.secret_class));
  frame->push_back(static_cast<char>(entry.label.size()));
  PutNumber(static_cast<uint16_t>(entry.rule_id.size()), frame);
  PutNumber(entry.issued, frame);
  PutNumber(static_cast<uint32_t>(entry.value.size()), frame);
  frame->append(entry.tag);
  frame->append(entry.label);
  frame->append(entry.rule_id);
  frame->append(entry.value);
}

absl::Status ReadEntries(std::string_view frame,
                         const std::function<void(const VaultEntry&)>& take) {
  while (!frame.empty()) {
    std::string_view head;
    VaultEntry entry;
    if (!Take(&frame, kEntryHead, &head)) return Malformed();
    const unsigned char flags = static_cast<unsigned char>(head[0]);
    const unsigned char secret_class = static_cast<unsigned char>(head[2]);
    if (flags > (kRestorable | kNumber) || secret_class > static_cast<int>(SecretClass::kHealth)) {
      return Malformed();
    }
    entry.restorable = (flags & kRestorable) != 0;
    entry.number = (flags & kNumber) != 0;
    entry.json_depth = static_cast<unsigned char>(head[1]);
    entry.secret_class = static_cast<SecretClass>(secret_class);
    entry.issued = Number<uint64_t>(head.substr(6));
    const uint32_t value_size = Number<uint32_t>(head.substr(14));
    if (value_size > kMaxVaultValue || !Take(&frame, kTagSize, &entry.tag) ||
        !Take(&frame, static_cast<unsigned char>(head[3]), &entry.label) ||
        !Take(&frame, Number<uint16_t>(head.substr(4)), &entry.rule_id) ||
        !Take(&frame, value_size, &entry.value)) {
      return Malformed();
    }
    take(entry);
  }
  return absl::OkStatus();
}

VaultSeal::VaultSeal(VaultSeal&&) noexcept = default;
VaultSeal& VaultSeal::operator=(VaultSeal&&) noexcept = default;
VaultSeal::~VaultSeal() { sodium_memzero(key_.data(), key_.size()); }

absl::StatusOr<VaultSeal> VaultSeal::Create(const VaultKey& key, const VaultHeader& header,
                                            std::string* bytes) {
  VaultSeal seal;
  seal.header_ = header;
  SealKey(key, header.salt, &seal.key_);
  unsigned char nonce[kNonce];
  if (!RandomBytes(nonce)) {
    return absl::InternalError("making a vault: the system gives no random numbers");
  }
  std::string plain;
  plain.reserve(kHeaderPlain);
  PutNumber(header.created, &plain);
  PutNumber(header.generation, &plain);
  plain.append(View(header.tag_key));
  const std::string bound = Cat(kMagic, View(header.salt));
  unsigned char sealed[kHeaderPlain + kSealTag];
  (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, nullptr, Bytes(plain), plain.size(),
                                                   Bytes(bound), bound.size(), nullptr, nonce,
                                                   seal.key_.data());
  sodium_memzero(plain.data(), plain.size());
  bytes->append(bound);
  bytes->append(reinterpret_cast<const char*>(nonce), sizeof nonce);
  bytes->append(reinterpret_cast<const char*>(sealed), sizeof sealed);
  std::memcpy(seal.before_.data(), sealed + kHeaderPlain, kSealTag);
  return seal;
}

absl::StatusOr<VaultSeal> VaultSeal::Open(const VaultKey& key, std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::DataLossError("this is not a vault: it does not begin as one");
  }
  if (bytes.size() < kVaultHeader) {
    return absl::DataLossError("this is not a whole vault: its header is cut off");
  }
  VaultSeal seal;
  std::memcpy(seal.header_.salt.data(), bytes.data() + kMagic.size(), kSalt);
  SealKey(key, seal.header_.salt, &seal.key_);
  const std::string_view bound = bytes.substr(0, kMagic.size() + kSalt);
  const std::string_view nonce = bytes.substr(bound.size(), kNonce);
  const std::string_view sealed = bytes.substr(bound.size() + kNonce, kHeaderPlain + kSealTag);
  char plain[kHeaderPlain];
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain), nullptr, nullptr, Bytes(sealed), sealed.size(),
          Bytes(bound), bound.size(), Bytes(nonce), seal.key_.data()) != 0) {
    return absl::UnauthenticatedError(
        "the key does not open this vault (or the vault's header is damaged)");
  }
  const std::string_view view(plain, sizeof plain);
  seal.header_.created = Number<uint64_t>(view);
  seal.header_.generation = Number<uint64_t>(view.substr(8));
  std::memcpy(seal.header_.tag_key.data(), plain + 16, seal.header_.tag_key.size());
  std::memcpy(seal.before_.data(), sealed.data() + kHeaderPlain, kSealTag);
  sodium_memzero(plain, sizeof plain);
  return seal;
}

std::string VaultSeal::AssociatedData(uint32_t length) const {
  std::string bound = Cat(kMagic, View(header_.salt));
  PutNumber(number_, &bound);
  PutNumber(length, &bound);
  bound.append(reinterpret_cast<const char*>(before_.data()), before_.size());
  return bound;
}

VaultSeal::Result VaultSeal::Next(std::string_view rest, SecretArena* arena,
                                  std::string_view* frame, size_t* size) {
  if (rest.empty()) return Result::kEnd;
  if (rest.size() < kFrameHead) return Result::kTorn;
  const uint32_t length = Number<uint32_t>(rest);
  const uint32_t inverse = Number<uint32_t>(rest.substr(4));
  if (length != ~inverse) {
    // A crash may leave a file that has grown and holds zeros; nothing else explains it.
    const bool zeros = std::all_of(rest.begin(), rest.end(), [](char c) { return c == 0; });
    return zeros ? Result::kTorn : Result::kDamaged;
  }
  if (length < kSealTag || length > kMaxFrame) return Result::kDamaged;
  if (rest.size() - kFrameHead < length) return Result::kTorn;
  const std::string_view sealed = rest.substr(kFrameHead, length);
  const std::string bound = AssociatedData(length);
  const std::span<char> plain = arena->Allocate(length - kSealTag);
  if (plain.data() == nullptr) return Result::kNoMemory;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, Bytes(sealed),
          sealed.size(), Bytes(bound), bound.size(), Bytes(rest.substr(8)), key_.data()) != 0) {
    return rest.size() == kFrameHead + length ? Result::kTorn : Result::kDamaged;
  }
  *frame = {plain.data(), plain.size()};
  *size = kFrameHead + length;
  Advance(rest.substr(0, *size));
  return Result::kFrame;
}

absl::Status VaultSeal::Seal(std::string_view frame, std::string* bytes) const {
  if (frame.size() > kMaxFrame - kSealTag) {
    return absl::InternalError("a frame of the vault is too large");
  }
  unsigned char nonce[kNonce];
  if (!RandomBytes(nonce)) {
    return absl::InternalError("writing to the vault: the system gives no random numbers");
  }
  const uint32_t length = static_cast<uint32_t>(frame.size() + kSealTag);
  const std::string bound = AssociatedData(length);
  PutNumber(length, bytes);
  PutNumber(~length, bytes);
  bytes->append(reinterpret_cast<const char*>(nonce), sizeof nonce);
  const size_t at = bytes->size();
  bytes->resize(at + length);
  (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
      reinterpret_cast<unsigned char*>(bytes->data() + at), nullptr, Bytes(frame), frame.size(),
      Bytes(bound), bound.size(), nullptr, nonce, key_.data());
  return absl::OkStatus();
}

void VaultSeal::Advance(std::string_view sealed) {
  std::memcpy(before_.data(), sealed.data() + sealed.size() - kSealTag, kSealTag);
  ++number_;
}

}  // namespace weir
