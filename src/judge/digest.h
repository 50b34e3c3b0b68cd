// The check functions that vendors put into their tokens.
//
// CRC-32 is zlib's, SHA-256 is libsodium's. Marvin32, CRC-16/XMODEM and CRC-24 have no library here
// and are a few lines each. Threads: pure.
#ifndef WEIR_JUDGE_DIGEST_H_
#define WEIR_JUDGE_DIGEST_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

uint32_t Crc32(std::string_view bytes);
uint16_t Crc16Xmodem(std::string_view bytes);
uint32_t Crc24(std::string_view bytes);  // OpenPGP armour

// Microsoft's Marvin hash, both state words: p1 in the high half. The 32-bit form is p0 xor p1.
uint64_t Marvin64(std::string_view bytes, uint64_t seed);
uint32_t Marvin32(std::string_view bytes, uint64_t seed);
// A seed written as eight ASCII characters, read as a big-endian number: "Default0".
constexpr uint64_t MarvinSeed(std::string_view text) {
  uint64_t seed = 0;
  for (char c : text) seed = seed << 8 | static_cast<unsigned char>(c);
  return seed;
}

std::string Sha256(std::string_view bytes);  // 32 bytes

std::string LittleEndian32(uint32_t value);  // 4 bytes

}  // namespace weir

#endif  // WEIR_JUDGE_DIGEST_H_
