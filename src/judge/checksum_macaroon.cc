// PyPI tokens: base64url of a version 2 macaroon in binary form.
//
//   02 | 01 len location | 02 len identifier | 00 | { caveat: packets, 00 } | 00 | 06 20 signature
//
// Lengths are varints. Known from the macaroon format description and the prefixes that PyPI
// documents.
#include <algorithm>
#include <string>
#include <string_view>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "rules/cat.h"

namespace weir {
namespace {

enum Packet : unsigned {
  kEnd = 0,
  kLocation = 1,
  kIdentifier = 2,
  kVerification = 4,
  kSignature = 6
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  bool AtEnd() const { return bytes_.empty(); }

  bool Varint(size_t* out) {
    size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      if (bytes_.empty()) return false;
      const unsigned byte = static_cast<unsigned char>(bytes_[0]);
      bytes_.remove_prefix(1);
      value |= static_cast<size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) {
        *out = value;
        return true;
      }
    }
    return false;
  }

  bool Take(unsigned* type, std::string_view* data) {
    size_t kind = 0;
    size_t size = 0;
    if (!Varint(&kind)) return false;
    *type = static_cast<unsigned>(kind);
    *data = {};
    if (kind == kEnd) return true;
    if (!Varint(&size) || size > bytes_.size()) return false;
    *data = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return true;
  }

 private:
  std::string_view bytes_;
};

bool IsMacaroon(std::string_view bytes) {
  if (bytes.empty() || bytes[0] != 2) return false;
  Reader reader(bytes.substr(1));
  unsigned type = 0;
  std::string_view data;
  if (!reader.Take(&type, &data) || type != kLocation || data.empty()) return false;
  if (!reader.Take(&type, &data) || type != kIdentifier || data.empty()) return false;
  if (!reader.Take(&type, &data) || type != kEnd) return false;
  while (reader.Take(&type, &data)) {  // every round takes at least one byte
    if (type == kEnd) {                // no more caveats
      return reader.Take(&type, &data) && type == kSignature && data.size() == 32 && reader.AtEnd();
    }
    if (type == kLocation && !reader.Take(&type, &data)) return false;
    if (type != kIdentifier || !reader.Take(&type, &data)) return false;
    if (type == kVerification && !reader.Take(&type, &data)) return false;
    if (type != kEnd) return false;
  }
  return false;
}

std::string OnePacket(Packet type, std::string_view data) {
  std::string out(1, static_cast<char>(type));
  size_t size = data.size();
  for (; size >= 0x80; size >>= 7) out.push_back(static_cast<char>((size & 0x7F) | 0x80));
  out.push_back(static_cast<char>(size));
  return Cat(out, data);
}

constexpr std::string_view kPrefix = "pypi-";

}  // namespace

Validity CheckPypi(std::string_view value) {
  std::string bytes;
  if (!ConsumePrefix(&value, kPrefix)) return Validity::kUnknown;
  if (!DecodeBase64(value, &bytes)) return Validity::kInvalid;
  return IsMacaroon(bytes) ? Validity::kValid : Validity::kInvalid;
}

std::string MakePypi(std::string_view shaped, uint64_t seed) {
  std::string_view body = shaped;
  if (!ConsumePrefix(&body, kPrefix)) return "";
  std::string given;
  if (!DecodeBase64(body.substr(0, std::min<size_t>(body.size(), 32) / 4 * 4), &given)) return "";
  const bool test = Contains(given, "test.p");
  const std::string head = Cat("\x02", OnePacket(kLocation, test ? "test.pypi.org" : "pypi.org"));
  Chance chance(seed);
  const std::string identifier = chance.Text("0123456789abcdef-", 36);
  const std::string tail_mark(1, '\0');
  // What remains after the fixed packets is one caveat, so that the length is about the one that
  // was drawn.
  const std::string front = Cat(head, OnePacket(kIdentifier, identifier), tail_mark);
  const std::string back = Cat(tail_mark, OnePacket(kSignature, chance.Bytes(32)));
  const size_t size = body.size() * 3 / 4;
  const size_t fixed = front.size() + back.size();
  std::string caveat;
  if (size > fixed + 4) {
    const size_t room = size - fixed - 1;  // for the packet; its end mark is one byte
    const size_t header = room - 2 < 0x80 ? 2 : 3;
    if (room - header > 0x3FFF) return "";
    caveat = Cat(OnePacket(kIdentifier, chance.Text("0123456789[]{}, ", room - header)), tail_mark);
  }
  return Cat(kPrefix, EncodeBase64Like(Cat(front, caveat, back), "_"));
}

}  // namespace weir
