// ethereum-address   EIP-55: the letters' case is the Keccak-256 of the address in lower case (padding 0x01, which
// is older than SHA-3's). An address in one case has no check.
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "judge/checksum_table.h"
#include "judge/word_set.h"

namespace weir {
namespace {

void KeccakF1600(std::array<uint64_t, 25>* state) {
  auto& a = *state;
  constexpr int kRotations[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
  constexpr size_t kLanes[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
  uint8_t lfsr = 1;  // gives the bits of the round constants
  for (int round = 0; round < 24; ++round) {
    uint64_t c[5];
    for (size_t x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (size_t x = 0; x < 5; ++x) {
      const uint64_t d = c[(x + 4) % 5] ^ std::rotl(c[(x + 1) % 5], 1);
      for (size_t y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
    uint64_t moved = a[1];
    for (size_t i = 0; i < 24; ++i) {
      const uint64_t kept = a[kLanes[i]];
      a[kLanes[i]] = std::rotl(moved, kRotations[i]);
      moved = kept;
    }
    for (size_t y = 0; y < 25; y += 5) {
      uint64_t row[5];
      for (size_t x = 0; x < 5; ++x) row[x] = a[y + x];
      for (size_t x = 0; x < 5; ++x) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
    for (int j = 0; j < 7; ++j) {
      if (lfsr & 1) a[0] ^= uint64_t{1} << ((1 << j) - 1);
      lfsr = static_cast<uint8_t>((lfsr << 1) ^ ((lfsr >> 7) * 0x71));
    }
  }
}

// Of at most 135 bytes, which is one block.
std::array<uint8_t, 32> Keccak256(std::string_view bytes) {
  std::array<uint8_t, 136> block{};
  std::memcpy(block.data(), bytes.data(), bytes.size());
  block[bytes.size()] = 0x01;
  block[135] |= 0x80;
  std::array<uint64_t, 25> state{};
  for (size_t i = 0; i < 136; ++i) state[i / 8] ^= uint64_t{block[i]} << (8 * (i % 8));
  KeccakF1600(&state);
  std::array<uint8_t, 32> digest{};
  for (size_t i = 0; i < 32; ++i) digest[i] = static_cast<uint8_t>(state[i / 8] >> (8 * (i % 8)));
  return digest;
}

bool IsLetter(char c) { return LowerAscii(c) >= 'a' && LowerAscii(c) <= 'f'; }

// The address as EIP-55 writes it; "" if it is none.
std::string Written(std::string_view value) {
  if (value.size() != 42 || !value.starts_with("0x")) return "";
  std::string digits;
  for (char c : value.substr(2)) {
    if (!IsLetter(c) && (c < '0' || c > '9')) return "";
    digits += LowerAscii(c);
  }
  const std::array<uint8_t, 32> digest = Keccak256(digits);
  std::string out = "0x";
  for (size_t i = 0; i < 40; ++i) {
    const int nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 15;
    out += IsLetter(digits[i]) && nibble >= 8 ? static_cast<char>(digits[i] & ~0x20) : digits[i];
  }
  return out;
}

}  // namespace

Validity CheckEthereumAddress(std::string_view value) {
  const std::string written = Written(value);
  if (written.empty()) return Validity::kInvalid;
  bool lower = false, upper = false;
  uint32_t kinds = 0;
  for (char c : value.substr(2)) {
    lower |= c >= 'a' && c <= 'f';
    upper |= c >= 'A' && c <= 'F';
    kinds |= uint32_t{1} << (LowerAscii(c) & 31);
  }
  if (std::popcount(kinds) < 6) return Validity::kInvalid;  // 0x000...dead and its like
  if (!lower || !upper) return Validity::kUnknown;
  return written == value ? Validity::kValid : Validity::kInvalid;
}

std::string MakeEthereumAddress(std::string_view shaped, uint64_t) { return Written(shaped); }

}  // namespace weir
