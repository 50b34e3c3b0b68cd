// Keys with the checksums of the crypto-currency world and their relatives.
//
// bech32       BIP-173 and BIP-350 (Bech32m): age keys, SegWit addresses, Nostr keys.
// base58check  Bitcoin: last four bytes are the start of SHA-256(SHA-256(rest)). WIF, BIP-32,
// BIP-38. stellar      base32 of version, 32 bytes, CRC-16/XMODEM low byte first (SEP-23). nats
// nkey seeds: base32 of two prefix bytes, 32 bytes, the same CRC.
#include <algorithm>
#include <string>
#include <string_view>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/digest.h"
#include "rules/cat.h"

namespace weir {
namespace {

Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }
constexpr size_t kNone = std::string_view::npos;

// ---- bech32 ----

constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr uint32_t kBech32Final = 1;
constexpr uint32_t kBech32mFinal = 0x2BC830A3;
constexpr size_t kMaxBech32 = 1024;  // BIP-173 says 90, but age plugins and others go beyond

uint32_t Polymod(uint32_t state, unsigned value) {
  constexpr uint32_t kGenerator[] = {0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3};
  const uint32_t top = state >> 25;
  state = (state & 0x1FFFFFF) << 5 ^ value;
  for (unsigned i = 0; i < 5; ++i) {
    if ((top >> i & 1) != 0) state ^= kGenerator[i];
  }
  return state;
}

struct Bech32Parts {
  std::string lower;
  size_t separator = 0;
};

bool SplitBech32(std::string_view value, Bech32Parts* out) {
  if (value.size() > kMaxBech32) return false;
  out->lower = Lower(value);
  if (out->lower != value && Upper(value) != value) return false;
  out->separator = out->lower.rfind('1');
  if (out->separator == kNone || out->separator == 0) return false;
  if (out->lower.size() - out->separator - 1 < 6) return false;
  return out->lower.find_first_not_of(kBech32, out->separator + 1) == kNone;
}

uint32_t StateOf(std::string_view lower, size_t separator, size_t end) {
  uint32_t state = 1;
  for (char c : lower.substr(0, separator))
    state = Polymod(state, static_cast<unsigned char>(c) >> 5);
  state = Polymod(state, 0);
  for (char c : lower.substr(0, separator))
    state = Polymod(state, static_cast<unsigned char>(c) & 31);
  for (char c : lower.substr(separator + 1, end - separator - 1)) {
    state = Polymod(state, static_cast<unsigned>(kBech32.find(c)));
  }
  return state;
}

}  // namespace

Validity CheckBech32(std::string_view value) {
  Bech32Parts parts;
  if (!SplitBech32(value, &parts)) return Validity::kInvalid;
  const uint32_t state = StateOf(parts.lower, parts.separator, parts.lower.size());
  return Is(state == kBech32Final || state == kBech32mFinal);
}

std::string MakeBech32(std::string_view shaped, uint64_t) {
  Bech32Parts parts;
  if (!SplitBech32(shaped, &parts)) return "";
  const size_t data_end = parts.lower.size() - 6;
  // The spare bits of the last data character are zero in what encoders write.
  const size_t spare = (data_end - parts.separator - 1) * 5 % 8;
  if (spare < 5 && data_end > parts.separator + 1) {
    char& last = parts.lower[data_end - 1];
    last = kBech32[kBech32.find(last) & (0x1Fu << spare & 0x1F)];
  }
  uint32_t state = StateOf(parts.lower, parts.separator, data_end);
  for (int i = 0; i < 6; ++i) state = Polymod(state, 0);
  state ^= kBech32Final;
  for (size_t i = 0; i < 6; ++i) {
    parts.lower[data_end + i] = kBech32[state >> (5 * (5 - i)) & 31];
  }
  return Upper(shaped) == shaped ? Upper(parts.lower) : parts.lower;
}

// ---- base58check ----

namespace {

std::string WithBase58Sum(std::string bytes) {
  return Cat(bytes, Sha256(Sha256(bytes)).substr(0, 4));
}

}  // namespace

Validity CheckBase58Check(std::string_view value) {
  std::string bytes;
  if (!DecodeBase58(value, &bytes) || bytes.size() < 21 + 4) return Validity::kInvalid;
  return Is(WithBase58Sum(bytes.substr(0, bytes.size() - 4)) == bytes);
}

std::string MakeBase58Check(std::string_view shaped, uint64_t seed) {
  std::string given;
  if (!DecodeBase58(shaped, &given) || given.size() < 25) return "";
  Chance chance(seed);
  // Extended keys keep their first characters (xprv), which are 4 version bytes; others keep the
  // first.
  const size_t fixed_text = given.size() >= 80 ? 4 : 1;
  const size_t fixed_bytes = given.size() >= 80 ? 4 : 1;
  for (int attempt = 0; attempt < 200; ++attempt) {
    std::string bytes = given.substr(0, given.size() - 4);
    const std::string random = chance.Bytes(bytes.size());
    bytes.replace(fixed_bytes, kNone, random, fixed_bytes, kNone);
    if (fixed_text == 1 && given.size() == 38) {  // WIF of a compressed key
      bytes[0] = shaped[0] == 'c' ? static_cast<char>(0xEF) : static_cast<char>(0x80);
      bytes.back() = 1;
    } else if (fixed_text == 1 && given.size() == 37) {
      bytes[0] = shaped[0] == '9' ? static_cast<char>(0xEF) : static_cast<char>(0x80);
    }
    const std::string out = EncodeBase58(WithBase58Sum(bytes));
    if (out.size() == shaped.size() && out.substr(0, fixed_text) == shaped.substr(0, fixed_text)) {
      return out;
    }
  }
  return "";
}

// ---- stellar and nats ----

namespace {

bool SplitCrc16(std::string_view value, size_t bytes_wanted, std::string* bytes) {
  return DecodeBase32(value, bytes) && bytes->size() == bytes_wanted;
}

std::string WithCrc16(std::string bytes) {
  const uint16_t crc = Crc16Xmodem(bytes);
  bytes.push_back(static_cast<char>(crc & 0xFF));
  bytes.push_back(static_cast<char>(crc >> 8));
  return bytes;
}

Validity CheckCrc16(std::string_view value, size_t text_size, size_t byte_size) {
  std::string bytes;
  if (value.size() != text_size) return Validity::kInvalid;
  if (!SplitCrc16(value, byte_size, &bytes)) return Validity::kInvalid;
  return Is(WithCrc16(bytes.substr(0, byte_size - 2)) == bytes);
}

}  // namespace

Validity CheckStellar(std::string_view value) { return CheckCrc16(value, 56, 35); }

std::string MakeStellar(std::string_view shaped, uint64_t) {
  std::string bytes;
  if (shaped.size() != 56 || !SplitCrc16(shaped, 35, &bytes)) return "";
  if (shaped[0] == 'S') bytes[0] = static_cast<char>(0x90);
  return EncodeBase32(WithCrc16(bytes.substr(0, 33)));
}

Validity CheckNats(std::string_view value) { return CheckCrc16(value, 58, 36); }

std::string MakeNats(std::string_view shaped, uint64_t) {
  std::string bytes;
  if (shaped.size() != 58 || !SplitCrc16(shaped, 36, &bytes)) return "";
  // The first byte holds five bits of "S" and the top of the type; what follows the type is zero.
  bytes[1] = static_cast<char>(static_cast<unsigned char>(bytes[1]) & 0xC0);
  return EncodeBase32(WithCrc16(bytes.substr(0, 34)));
}

}  // namespace weir
