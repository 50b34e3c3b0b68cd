// The bytes of a vault's file: as they are, with a header that the key opens, and as the inside of a frame that
// was sealed with the key, which is what a writer with a fault would make.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "redact/vault_format.h"

namespace {

void ReadAll(weir::VaultSeal seal, std::string_view rest) {
  weir::SecretArena arena;
  for (;;) {
    std::string_view frame;
    size_t size = 0;
    if (seal.Next(rest, &arena, &frame, &size) != weir::VaultSeal::Result::kFrame) return;
    if (size == 0 || size > rest.size()) __builtin_trap();
    size_t bytes = 0;
    const bool whole = weir::ReadEntries(frame, [&](const weir::VaultEntry& entry) {
                         bytes += weir::EntrySize(entry);
                       }).ok();
    if (whole ? bytes != frame.size() : bytes > frame.size()) __builtin_trap();
    rest.remove_prefix(size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  absl::StatusOr<weir::VaultKey> key = weir::VaultKey::FromText(std::string(64, '7'));
  if (!key.ok()) __builtin_trap();
  if (weir::VaultSeal::Open(*key, bytes).ok()) __builtin_trap();  // 2^-128

  std::string file;
  absl::StatusOr<weir::VaultSeal> seal = weir::VaultSeal::Create(*key, weir::VaultHeader(), &file);
  if (!seal.ok()) __builtin_trap();
  const std::string header = file;
  if (!seal->Seal(bytes.substr(0, 4096), &file).ok()) __builtin_trap();
  for (const std::string& text : {file, header + std::string(bytes), file + std::string(bytes)}) {
    absl::StatusOr<weir::VaultSeal> opened = weir::VaultSeal::Open(*key, text);
    if (!opened.ok()) __builtin_trap();
    ReadAll(*std::move(opened), std::string_view(text).substr(weir::kVaultHeader));
  }
  return 0;
}
