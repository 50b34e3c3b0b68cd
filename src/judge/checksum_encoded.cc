// Tokens whose base64 decodes to something recognisable that is not JSON.
//
// basic-auth  user:password, printable UTF-8 (RFC 7617); also Docker and npm auth fields.
// jfrog       reference tokens: reftkn:01:expiry:random. Decoded public samples.
// elastic     API keys: 20 characters, colon, 22 characters. Vendor manual.
// discord     bot tokens: id in digits, four bytes of time, a signature.
// fernet      version 0x80, time, iv, whole cipher blocks, HMAC: the Fernet specification.
// wireguard   32 bytes; generators clamp them, other tools need not: unclamped is unknown.
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/placeholder.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }
unsigned Byte(char c) { return static_cast<unsigned char>(c); }

// "Basic dXNlcj..." -> "dXNlcj..."
std::string_view LastWord(std::string_view value) {
  const size_t space = value.find_last_of(" \t");
  return space == kNone ? value : value.substr(space + 1);
}

// Well-formed UTF-8 without control characters.
bool IsPrintable(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const unsigned c = Byte(text[i]);
    if (c < 0x20 || c == 0x7F) return false;
    size_t more = 0;
    if (c >= 0x80) {
      if (c < 0xC2 || c > 0xF4) return false;
      more = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    }
    if (i + more >= text.size()) return false;
    for (size_t k = 1; k <= more; ++k) {
      if ((Byte(text[i + k]) & 0xC0) != 0x80) return false;
    }
    i += 1 + more;
  }
  return true;
}

bool IsBase64Url(std::string_view text) {
  for (char c : text) {
    if (!absl::ascii_isalnum(Byte(c)) && c != '-' && c != '_') return false;
  }
  return true;
}

}  // namespace

// ---- basic-auth ----

Validity CheckBasicAuth(std::string_view value) {
  std::string text;
  if (!DecodeBase64(LastWord(value), &text) || !IsPrintable(text)) return Validity::kInvalid;
  const size_t colon = text.find(':');
  if (colon == kNone || colon + 1 == text.size()) return Validity::kInvalid;
  const PlaceholderKind kind = ClassifyPlaceholder(std::string_view(text).substr(colon + 1));
  return Is(kind == PlaceholderKind::kNone || kind == PlaceholderKind::kWords);
}

std::string MakeBasicAuth(std::string_view shaped, uint64_t seed) {
  const std::string_view run = LastWord(shaped);
  size_t digits = run.size();
  while (digits > 0 && run[digits - 1] == '=') --digits;
  if (digits % 4 == 1) return "";
  const size_t size = digits * 3 / 4;
  if (size < 11) return "";
  Chance chance(seed);
  const size_t user = size > 24 ? 6 : 2;
  const std::string text =
      Cat(chance.Text(kLower, user), ":", chance.Text(kBase62, size - user - 1));
  return Cat(shaped.substr(0, shaped.size() - run.size()),
             EncodeBase64Like(text, run.back() == '=' ? "=" : ""));
}

// ---- jfrog ----

Validity CheckJfrog(std::string_view value) {
  if (!StartsWith(value, "cmVmdGtu")) return Validity::kUnknown;  // an older kind of key
  std::string text;
  if (!DecodeBase64(value, &text)) return Validity::kInvalid;
  std::string_view rest = text;
  if (!ConsumePrefix(&rest, "reftkn:01:")) return Validity::kInvalid;
  const size_t colon = rest.find(':');
  return Is(colon != kNone && colon >= 1 && colon <= 12 && IsDigits(rest.substr(0, colon)) &&
            IsAlnum(rest.substr(colon + 1)) && rest.size() - colon - 1 >= 16);
}

std::string MakeJfrog(std::string_view shaped, uint64_t seed) {
  if (!StartsWith(shaped, "cmVmdGtu") || shaped.size() % 4 != 0) return "";
  const size_t size = shaped.size() / 4 * 3;
  const std::string head = "reftkn:01:1791158870:";
  if (size < head.size() + 16) return "";
  Chance chance(seed);
  return EncodeBase64Like(Cat(head, chance.Text(kBase62, size - head.size())), "=");
}

// ---- elastic ----

Validity CheckElastic(std::string_view value) {
  std::string text;
  if (!DecodeBase64(value, &text)) return Validity::kInvalid;
  return Is(text.size() == 43 && text[20] == ':' &&
            IsBase64Url(std::string_view(text).substr(0, 20)) &&
            IsBase64Url(std::string_view(text).substr(21)));
}

std::string MakeElastic(std::string_view shaped, uint64_t seed) {
  std::string text;
  if (!DecodeBase64(shaped, &text) || text.size() != 43) return "";
  Chance chance(seed);
  // The shape may hold the first characters as literals; they decode to the id's beginning.
  std::string id = text.substr(0, 20);
  if (!IsBase64Url(id)) id = chance.Text(kBase62, 20);
  return EncodeBase64Like(Cat(id, ":", chance.Text(kBase62, 22)), shaped);
}

// ---- discord ----

Validity CheckDiscord(std::string_view value) {
  const size_t first = value.find('.');
  const size_t second = first == kNone ? kNone : value.find('.', first + 1);
  if (second == kNone) return Validity::kInvalid;
  std::string id;
  std::string time;
  if (!DecodeBase64(value.substr(0, first), &id) || !IsDigits(id)) return Validity::kInvalid;
  if (id.size() < 17 || id.size() > 20) return Validity::kInvalid;
  if (!DecodeBase64(value.substr(first + 1, second - first - 1), &time)) return Validity::kInvalid;
  const std::string_view signature = value.substr(second + 1);
  return Is(time.size() == 4 && signature.size() >= 27 && IsBase64Url(signature));
}

std::string MakeDiscord(std::string_view shaped, uint64_t seed) {
  const size_t first = shaped.find('.');
  if (first == kNone || first % 4 == 1) return "";
  const size_t size = first * 3 / 4;
  if (size < 17 || size > 20) return "";
  Chance chance(seed);
  std::string id = chance.Text("0123456789", size);
  // The first character of the token tells the first digit: M is 0-3, N is 4-7, O is 8 and 9.
  const char mark = shaped[0];
  id[0] = mark == 'M' ? chance.Of("123") : mark == 'N' ? chance.Of("4567") : chance.Of("89");
  const size_t second = shaped.find('.', first + 1);
  if (second == kNone || second - first - 1 != 6) return "";
  return Cat(EncodeBase64Like(id, ""), ".", shaped.substr(first + 1));
}

// ---- fernet ----

Validity CheckFernet(std::string_view value) {
  std::string bytes;
  if (!DecodeBase64(value, &bytes)) return Validity::kInvalid;
  if (bytes.size() == 32) return Validity::kUnknown;  // a key: 32 bytes of chance
  constexpr size_t kFrame = 1 + 8 + 16 + 32;          // version, time, iv, HMAC
  return Is(bytes.size() > kFrame && (bytes.size() - kFrame) % 16 == 0 && Byte(bytes[0]) == 0x80);
}

std::string MakeFernet(std::string_view shaped, uint64_t seed) {
  if (!StartsWith(shaped, "gAAAAA")) return "";
  // The nearest number of whole cipher blocks.
  const size_t given = shaped.size() * 3 / 4;
  const size_t blocks = given > 57 + 16 ? (given - 57) / 16 : 1;
  Chance chance(seed);
  std::string out = Cat(std::string("\x80\0\0\0\0", 5), chance.Bytes(57 + 16 * blocks - 5));
  out[5] = 0x69;  // 2026
  return EncodeBase64Like(out, "_=");
}

// ---- wireguard ----

Validity CheckWireguard(std::string_view value) {
  std::string bytes;
  if (!DecodeBase64(value, &bytes) || bytes.size() != 32) return Validity::kInvalid;
  const bool clamped = (Byte(bytes[0]) & 7) == 0 && (Byte(bytes[31]) & 0xC0) == 0x40;
  return clamped ? Validity::kValid : Validity::kUnknown;
}

std::string MakeWireguard(std::string_view shaped, uint64_t) {
  std::string bytes;
  if (!DecodeBase64(shaped, &bytes) || bytes.size() != 32) return "";
  bytes[0] = static_cast<char>(Byte(bytes[0]) & 0xF8);
  bytes[31] = static_cast<char>((Byte(bytes[31]) & 0x3F) | 0x40);
  return EncodeBase64Like(bytes, shaped);
}

}  // namespace weir
