// Tokens that end in a CRC-32 or a hash of their own text.
//
// crc32-base62     GitHub, npm, Vercel, Polar: vendor sources and public fixtures.
// crc32-hex        Cloudflare (2025 prefixes); zuplo: the same with an underscore. Public fixtures.
// atlassian        Atlassian cloud API tokens. Public fixture.
// grafana          service account tokens: vendor source.
// confluent        public fixture.
// gitlab-routable  GitLab routable tokens: vendor source.
// supabase         self-hosted keys: the vendor's key generation script. The tail of a hosted
// project
//                  depends on the project, which the key does not name: unknown.
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/digest.h"
#include "rules/cat.h"

namespace weir {
namespace {

Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }

std::string_view AfterLast(std::string_view value, char c) {
  const size_t at = value.rfind(c);
  return at == std::string_view::npos ? value : value.substr(at + 1);
}

std::string_view Tail(std::string_view value, size_t size) {
  return value.substr(value.size() - size);
}
std::string_view Drop(std::string_view value, size_t size) {
  return value.substr(0, value.size() - size);
}

std::string Base62Tail(std::string_view body) { return EncodeNumber(Crc32(body), kBase62, 6); }
std::string HexTail(std::string_view body) {
  return EncodeNumber(Crc32(body), "0123456789abcdef", 8);
}

}  // namespace

// ---- crc32-base62: prefix_ body tail{6}; the prefix is not summed ----

Validity CheckCrc32Base62(std::string_view value) {
  const std::string_view rest = AfterLast(value, '_');
  if (rest.size() < 6 + 16 || !IsAlnum(rest)) return Validity::kUnknown;
  return Is(Base62Tail(Drop(rest, 6)) == Tail(rest, 6));
}

std::string MakeCrc32Base62(std::string_view shaped, uint64_t) {
  const std::string_view rest = AfterLast(shaped, '_');
  if (rest.size() < 6 + 16 || !IsAlnum(rest)) return "";
  return Cat(Drop(shaped, 6), Base62Tail(Drop(rest, 6)));
}

// ---- crc32-hex: prefix_ body tail{8} ----

Validity CheckCrc32Hex(std::string_view value) {
  const std::string_view rest = AfterLast(value, '_');
  if (rest.size() < 8 + 16 || !IsAlnum(rest)) return Validity::kUnknown;
  return Is(HexTail(Drop(rest, 8)) == Tail(rest, 8));
}

std::string MakeCrc32Hex(std::string_view shaped, uint64_t) {
  const std::string_view rest = AfterLast(shaped, '_');
  if (rest.size() < 8 + 16 || !IsAlnum(rest)) return "";
  return Cat(Drop(shaped, 8), HexTail(Drop(rest, 8)));
}

// ---- zuplo: zpka_ body _ tail{8} ----

Validity CheckZuplo(std::string_view value) {
  if (value.size() < 5 + 16 + 9 || value[value.size() - 9] != '_') return Validity::kUnknown;
  const std::string_view body = AfterLast(Drop(value, 9), '_');
  return Is(HexTail(body) == Tail(value, 8));
}

std::string MakeZuplo(std::string_view shaped, uint64_t) {
  if (shaped.size() < 5 + 16 + 9 || shaped[shaped.size() - 9] != '_') return "";
  return Cat(Drop(shaped, 8), HexTail(AfterLast(Drop(shaped, 9), '_')));
}

// ---- atlassian: everything up to and with '=' is summed, upper-case hex ----

Validity CheckAtlassian(std::string_view value) {
  if (value.size() < 32 || value[value.size() - 9] != '=') return Validity::kUnknown;
  return Is(Upper(HexTail(Drop(value, 8))) == Tail(value, 8));
}

std::string MakeAtlassian(std::string_view shaped, uint64_t) {
  if (shaped.size() < 32 || shaped[shaped.size() - 9] != '=') return "";
  return Cat(Drop(shaped, 8), Upper(HexTail(Drop(shaped, 8))));
}

// ---- grafana: glsa_ body{32} _ tail{8}; prefix summed; the sum is written low byte first ----

Validity CheckGrafana(std::string_view value) {
  if (value.size() < 32 || value[value.size() - 9] != '_') return Validity::kUnknown;
  const std::string sum = EncodeHex(LittleEndian32(Crc32(Drop(value, 9))));
  return Is(sum == Tail(value, 8));
}

std::string MakeGrafana(std::string_view shaped, uint64_t) {
  if (shaped.size() < 32 || shaped[shaped.size() - 9] != '_') return "";
  return Cat(Drop(shaped, 8), EncodeHex(LittleEndian32(Crc32(Drop(shaped, 9)))));
}

// ---- confluent: cflt body{54} tail{6} ----

namespace {
std::string ConfluentTail(std::string_view body) {
  return EncodeBase64(LittleEndian32(Crc32(body))).substr(0, 6);
}
}  // namespace

Validity CheckConfluent(std::string_view value) {
  if (value.size() != 64) return Validity::kUnknown;
  return Is(ConfluentTail(value.substr(4, 54)) == Tail(value, 6));
}

std::string MakeConfluent(std::string_view shaped, uint64_t) {
  if (shaped.size() != 64) return "";
  return Cat(Drop(shaped, 6), ConfluentTail(shaped.substr(4, 54)));
}

// ---- gitlab-routable: prefix payload [. version] . length{2} crc{7} ----

namespace {

struct Routable {
  std::string_view before_length;  // up to and with the last dot
  std::string_view payload_end;    // prefix and payload: up to the first dot
};

// False where the token has not the routable form.
bool SplitRoutable(std::string_view value, Routable* out) {
  const size_t first = value.find('.');
  const size_t last = value.rfind('.');
  if (first == std::string_view::npos || value.size() - last - 1 != 9) return false;
  if (first != last && last - first - 1 != 2) return false;
  out->before_length = value.substr(0, last + 1);
  out->payload_end = value.substr(0, first);
  return true;
}

// How long the prefix is: "glpat-", "glrt-t1_" (a runner token names its type).
size_t GitlabPrefix(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return 0;
  size_t size = dash + 1;
  if (text.substr(0, dash) == "glrt" && text.size() > size + 3 && text[size] == 't' &&
      absl::ascii_isdigit(static_cast<unsigned char>(text[size + 1])) && text[size + 2] == '_') {
    size += 3;
  }
  return size;
}

}  // namespace

Validity CheckGitlabRoutable(std::string_view value) {
  Routable parts;
  if (!SplitRoutable(value, &parts)) return Validity::kUnknown;  // the older form has no check
  uint64_t length = 0;
  if (!DecodeNumber(value.substr(value.size() - 9, 2), kBase36, &length)) return Validity::kInvalid;
  if (length >= parts.payload_end.size()) return Validity::kInvalid;
  const char before = parts.payload_end[parts.payload_end.size() - length - 1];
  if (before != '-' && before != '_') return Validity::kInvalid;
  return Is(EncodeNumber(Crc32(Drop(value, 7)), kBase36, 7) == Tail(value, 7));
}

std::string MakeGitlabRoutable(std::string_view shaped, uint64_t) {
  Routable parts;
  if (!SplitRoutable(shaped, &parts)) return "";
  const size_t prefix = GitlabPrefix(parts.payload_end);
  const size_t length = parts.payload_end.size() - prefix;
  if (prefix == 0 || length == 0 || length >= 36 * 36) return "";
  std::string out = Cat(parts.before_length, EncodeNumber(length, kBase36, 2));
  return Cat(out, EncodeNumber(Crc32(out), kBase36, 7));
}

// ---- supabase: sb_secret_ body{22} _ tail{8} ----

namespace {
std::string SupabaseTail(std::string_view head) {
  return EncodeBase64Url(Sha256(Cat("supabase-self-hosted|", head))).substr(0, 8);
}
}  // namespace

Validity CheckSupabase(std::string_view value) {
  if (value.size() < 9 + 20 || value[value.size() - 9] != '_') return Validity::kUnknown;
  return SupabaseTail(Drop(value, 9)) == Tail(value, 8) ? Validity::kValid : Validity::kUnknown;
}

std::string MakeSupabase(std::string_view shaped, uint64_t) {
  if (shaped.size() < 9 + 20 || shaped[shaped.size() - 9] != '_') return "";
  return Cat(Drop(shaped, 8), SupabaseTail(Drop(shaped, 9)));
}

}  // namespace weir
