// Private keys in text armour: does what stands between the markers begin as such a key does?
//
//   PKCS#1, SEC1, DSA, PKCS#8   DER: SEQUENCE of a length that fits, then INTEGER 0 or 1 (RFC 8017,
//   5915, 5958) ENCRYPTED PRIVATE KEY       DER: SEQUENCE of SEQUENCE (RFC 5958) OPENSSH PRIVATE
//   KEY         "openssh-key-v1" and a zero byte (PROTOCOL.key) PGP PRIVATE KEY BLOCK       packet
//   tag 5 (RFC 4880); the CRC-24 line is checked if it is there
//
// Line ends may be real, CRLF, or written \n and \r\n as in JSON and environment files; lines may
// be indented or quoted. A block without its end marker is judged by its beginning and is never
// more than unknown.
#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/digest.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kMaxBody = 32 * 1024;  // base64 characters kept
constexpr size_t kLeastBody = 64;       // fewer is a drawing of a key
unsigned Byte(char c) { return static_cast<unsigned char>(c); }

struct Block {
  std::string_view label;  // "RSA PRIVATE KEY"
  bool ended = false;
  bool encrypted = false;  // a Proc-Type header
  bool broken = false;     // bytes that stand in no armour
  std::string body;        // base64 without line ends, without the CRC line
  std::string crc;         // four characters after '=' in OpenPGP armour
};

// One line, and what ends it taken off: \n, \r\n, or the two- and four-byte escapes of these.
std::string_view NextLine(std::string_view* rest) {
  for (size_t i = 0; i < rest->size(); ++i) {
    size_t skip = 0;
    if ((*rest)[i] == '\n') {
      skip = 1;
    } else if ((*rest)[i] == '\\') {
      while (i + skip + 1 < rest->size() && (*rest)[i + skip] == '\\')
        ++skip;  // \\n in nested JSON
      const char c = (*rest)[i + skip];
      if (c != 'n' && c != 'r') {
        skip = 0;
      } else {
        ++skip;
      }
    }
    if (skip == 0) continue;
    const std::string_view line = rest->substr(0, i);
    rest->remove_prefix(i + skip);
    return line;
  }
  const std::string_view line = *rest;
  *rest = {};
  return line;
}

// Indentation, comment marks, quotes and string concatenation around a line of source.
std::string_view Trimmed(std::string_view line) {
  constexpr std::string_view kAround = " \t\r\n\"'`,;*#>|\\";
  while (!line.empty() && Contains(kAround, line.front())) line.remove_prefix(1);
  while (!line.empty() && Contains(" \t\r\n\"'`,;+\\", line.back())) {
    // A base64 line may end in '+': only a mark after a blank or quote is concatenation.
    if (line.back() == '+' && line.size() >= 2 && !Contains(" \t\"'", line[line.size() - 2])) {
      break;
    }
    line.remove_suffix(1);
  }
  return line;
}

bool IsBase64Line(std::string_view line) {
  for (char c : line) {
    if (!absl::ascii_isalnum(Byte(c)) && !Contains("+/=", c)) return false;
  }
  return true;
}

// Body text of one line. In one-line PEM (blanks for line ends) a line has several words.
void AddBody(std::string_view line, Block* block) {
  while (!line.empty()) {
    const size_t blank = line.find_first_of(" \t");
    const std::string_view word = line.substr(0, blank);
    line.remove_prefix(blank == kNone ? line.size() : blank + 1);
    if (word.empty()) continue;
    if (!IsBase64Line(word)) {
      block->broken = true;
    } else if (word.size() == 5 && word[0] == '=') {
      block->crc = std::string(word.substr(1));
    } else if (block->body.size() + word.size() <= kMaxBody) {
      block->body.append(word);
    }
  }
}

bool Parse(std::string_view value, Block* block) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  const size_t begin = value.find(kBegin);
  if (begin == kNone) return false;
  std::string_view rest = value.substr(begin + kBegin.size());
  const size_t label_end = rest.find("-----");
  if (label_end == kNone || label_end > 64) return false;
  block->label = rest.substr(0, label_end);
  rest.remove_prefix(label_end + 5);
  const size_t end = rest.find("-----END ");
  block->ended = end != kNone;
  rest = rest.substr(0, end);
  while (!rest.empty()) {
    const std::string_view line = Trimmed(NextLine(&rest));
    if (line.empty()) continue;
    if (Contains(line, ": ") || Contains(line, ":")) {  // RFC 1421 and PGP headers
      if (Contains(line, "ENCRYPTED")) block->encrypted = true;
      continue;
    }
    AddBody(line, block);
  }
  return true;
}

// Reads a DER header; *length is what it says, *header how long it is.
bool DerHeader(std::string_view der, unsigned tag, size_t* header, size_t* length) {
  if (der.size() < 2 || Byte(der[0]) != tag) return false;
  const unsigned first = Byte(der[1]);
  if (first < 0x80) {
    *header = 2;
    *length = first;
    return true;
  }
  const size_t count = first & 0x7F;
  if (count == 0 || count > 3 || der.size() < 2 + count) return false;
  *length = 0;
  for (size_t i = 0; i < count; ++i) *length = *length << 8 | Byte(der[2 + i]);
  *header = 2 + count;
  return true;
}

enum class Looks { kKey, kCut, kNo };

Looks LooksLikeDer(std::string_view der, bool encrypted_info) {
  size_t header = 0;
  size_t length = 0;
  if (!DerHeader(der, 0x30, &header, &length)) return Looks::kNo;
  const std::string_view inner = der.substr(header);
  if (encrypted_info) {
    if (inner.empty() || Byte(inner[0]) != 0x30) return Looks::kNo;
  } else if (inner.size() < 3 || Byte(inner[0]) != 2 || Byte(inner[1]) != 1 || Byte(inner[2]) > 1) {
    return Looks::kNo;
  }
  if (length > inner.size()) return Looks::kCut;
  // A few bytes more are padding that some tools leave; many are another thing.
  return inner.size() - length <= 16 ? Looks::kKey : Looks::kNo;
}

Looks LooksLikePgp(std::string_view bytes) {
  if (bytes.empty()) return Looks::kNo;
  const unsigned tag = Byte(bytes[0]);
  if ((tag & 0x80) == 0) return Looks::kNo;
  const unsigned type = (tag & 0x40) != 0 ? tag & 0x3F : tag >> 2 & 0xF;
  return type == 5 || type == 7 ? Looks::kKey : Looks::kNo;  // secret key, secret subkey
}

constexpr std::string_view kOpenssh = "openssh-key-v1";

Looks LooksLike(const Block& block, std::string_view bytes) {
  if (Contains(block.label, "OPENSSH")) {
    const bool magic = StartsWith(bytes, kOpenssh) && bytes.size() > kOpenssh.size() &&
                       bytes[kOpenssh.size()] == 0;
    return magic ? Looks::kKey : Looks::kNo;
  }
  if (Contains(block.label, "PGP")) return LooksLikePgp(bytes);
  if (block.encrypted) return Looks::kKey;  // RFC 1421 encryption leaves no structure to see
  return LooksLikeDer(bytes, StartsWith(block.label, "ENCRYPTED"));
}

}  // namespace

Validity CheckPem(std::string_view value) {
  Block block;
  if (!Parse(value, &block)) return Validity::kUnknown;
  if (block.broken || (block.ended && block.body.size() < kLeastBody)) {
    return block.ended ? Validity::kInvalid : Validity::kUnknown;
  }
  std::string_view body = block.body;
  if (!block.ended || body.size() > kMaxBody - 4) body = body.substr(0, body.size() / 4 * 4);
  if (body.empty()) return Validity::kUnknown;
  std::string bytes;
  if (!DecodeBase64(body, &bytes)) return block.ended ? Validity::kInvalid : Validity::kUnknown;
  const Looks looks = LooksLike(block, bytes);
  if (looks == Looks::kNo && bytes.size() >= 16) return Validity::kInvalid;
  if (!block.ended || looks != Looks::kKey) return Validity::kUnknown;
  if (Contains(block.label, "PGP") && !block.crc.empty()) {
    std::string sum;
    if (!DecodeBase64(block.crc, &sum) || sum.size() != 3) return Validity::kInvalid;
    const uint32_t stored = Byte(sum[0]) << 16 | Byte(sum[1]) << 8 | Byte(sum[2]);
    if (stored != Crc24(bytes)) return Validity::kInvalid;
  }
  return Validity::kValid;
}

namespace {

std::string Der(unsigned tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  if (content.size() >= 0x100) {
    out += {static_cast<char>(0x82), static_cast<char>(content.size() >> 8 & 0xFF)};
  } else if (content.size() >= 0x80) {
    out.push_back(static_cast<char>(0x81));
  }
  out.push_back(static_cast<char>(content.size() & 0xFF));
  return Cat(out, content);
}

// Something that begins as the label says; what follows is chance, so it is no usable key.
std::string KeyBytes(std::string_view label, Chance* chance) {
  if (Contains(label, "OPENSSH")) {
    return Cat(kOpenssh, std::string("\0\0\0\0\x04none\0\0\0\x04none", 17), chance->Bytes(240));
  }
  if (Contains(label, "PGP")) {
    std::string body = Cat("\x04", chance->Bytes(400));
    return Cat(std::string("\x95\x01\x91", 3), body);
  }
  if (StartsWith(label, "ENCRYPTED")) {
    return Der(0x30, Cat(Der(0x30, chance->Bytes(64)), Der(0x04, chance->Bytes(300))));
  }
  const bool sec1 = StartsWith(label, "EC");
  const std::string version = Der(0x02, std::string(1, sec1 ? '\x01' : '\0'));
  return Der(0x30, Cat(version, Der(0x04, chance->Bytes(600))));
}

}  // namespace

std::string MakePem(std::string_view shaped, uint64_t seed) {
  Block block;
  if (!Parse(shaped, &block)) return "";
  Chance chance(seed);
  const std::string bytes = KeyBytes(block.label, &chance);
  const std::string encoded = EncodeBase64Like(bytes, "=");
  std::string out = Cat("-----BEGIN ", block.label, "-----\n");
  const bool pgp = Contains(block.label, "PGP");
  if (pgp) out += "\n";
  for (size_t i = 0; i < encoded.size(); i += 64) out += Cat(encoded.substr(i, 64), "\n");
  if (pgp) {
    const uint32_t crc = Crc24(bytes);
    const std::string sum = {static_cast<char>(crc >> 16 & 0xFF),
                             static_cast<char>(crc >> 8 & 0xFF), static_cast<char>(crc & 0xFF)};
    out += Cat("=", EncodeBase64(sum), "\n");
  }
  return Cat(out, "-----END ", block.label, "-----");
}

}  // namespace weir
