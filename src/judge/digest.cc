#include "judge/digest.h"

#include <sodium/crypto_hash_sha256.h>
#include <zlib.h>

#include <bit>

namespace weir {
namespace {

void MarvinBlock(uint32_t* p0, uint32_t* p1) {
  *p1 ^= *p0;
  *p0 = std::rotl(*p0, 20) + *p1;
  *p1 = std::rotl(*p1, 9) ^ *p0;
  *p0 = std::rotl(*p0, 27) + *p1;
  *p1 = std::rotl(*p1, 19);
}

uint32_t Word(std::string_view four) {
  uint32_t word = 0;
  for (size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(four[i]);
  return word;
}

}  // namespace

uint32_t Crc32(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

uint16_t Crc16Xmodem(std::string_view bytes) {
  uint32_t crc = 0;
  for (char c : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? 0x1021u : 0u);
    crc &= 0xFFFF;
  }
  return static_cast<uint16_t>(crc);
}

uint32_t Crc24(std::string_view bytes) {
  uint32_t crc = 0xB704CE;
  for (char c : bytes) {
    crc ^= static_cast<uint32_t>(static_cast<unsigned char>(c)) << 16;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x800000) != 0 ? 0x1864CFBu : 0u);
    crc &= 0xFFFFFF;
  }
  return crc;
}

uint64_t Marvin64(std::string_view bytes, uint64_t seed) {
  uint32_t p0 = static_cast<uint32_t>(seed);
  uint32_t p1 = static_cast<uint32_t>(seed >> 32);
  while (bytes.size() >= 4) {
    p0 += Word(bytes.substr(0, 4));
    MarvinBlock(&p0, &p1);
    bytes.remove_prefix(4);
  }
  char last[4] = {0, 0, 0, 0};
  bytes.copy(last, bytes.size());
  last[bytes.size()] = static_cast<char>(0x80);
  p0 += Word(std::string_view(last, 4));
  MarvinBlock(&p0, &p1);
  MarvinBlock(&p0, &p1);
  return static_cast<uint64_t>(p1) << 32 | p0;
}

uint32_t Marvin32(std::string_view bytes, uint64_t seed) {
  const uint64_t state = Marvin64(bytes, seed);
  return static_cast<uint32_t>(state) ^ static_cast<uint32_t>(state >> 32);
}

std::string Sha256(std::string_view bytes) {
  std::string out(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(out.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return out;
}

std::string LittleEndian32(uint32_t value) {
  std::string out(4, '\0');
  for (size_t i = 0; i < 4; ++i) out[i] = static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

}  // namespace weir
