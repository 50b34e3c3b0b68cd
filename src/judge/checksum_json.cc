// Tokens that carry base64 of a JSON object.
//
// jwt          RFC 7519: header with alg, payload an object, signature of the length that alg says.
// Five
//              parts with enc are a JWE (RFC 7516).
// sentry       sntrys_ organisation tokens: vendor source.
// base64-json  1Password, Grafana, Mapbox, Cloudflare tunnels, TeamCity, Neptune, Google key files:
// which
//              members a token must have is known from its prefix, else from its first member.
#include <algorithm>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/json_peek.h"
#include "rules/cat.h"

namespace weir {
namespace {

Validity Is(bool valid) { return valid ? Validity::kValid : Validity::kInvalid; }

// How much of a part is decoded. Longer parts are checked by their beginning.
constexpr size_t kMaxPart = 4096;

// Decodes `part`; *cut says that only its beginning was.
bool DecodePart(std::string_view part, std::string* out, bool* cut) {
  *cut = part.size() > kMaxPart;
  return !part.empty() && DecodeBase64(*cut ? part.substr(0, kMaxPart) : part, out);
}

bool IsObject(std::string_view part) {
  std::string text;
  bool cut = false;
  if (!DecodePart(part, &text, &cut)) return false;
  const JsonObject object(text);
  return cut ? object.Plausible() : object.Whole();
}

constexpr std::string_view kFiller =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// An object of exactly `size` bytes: `head` up to the opening quote of a string that is filled,
// `tail` from its closing quote on. "" if they do not fit.
std::string FilledObject(std::string_view head, std::string_view tail, size_t size, uint64_t seed) {
  if (head.size() + tail.size() + 8 > size) return "";
  Chance chance(seed);
  return Cat(head, chance.Text(kFiller, size - head.size() - tail.size()), tail);
}

}  // namespace

// ---- jwt ----

namespace {

// Bytes of the signature for an alg as written in the header; 0 = any length.
size_t SignatureBytes(std::string_view alg) {
  if (alg == "\"HS256\"") return 32;
  if (alg == "\"HS384\"") return 48;
  if (alg == "\"HS512\"") return 64;
  if (alg == "\"ES256\"" || alg == "\"EdDSA\"") return 64;
  if (alg == "\"ES384\"") return 96;
  if (alg == "\"ES512\"") return 132;
  return 0;
}

}  // namespace

Validity CheckJwt(std::string_view value) {
  std::string_view parts[5];
  size_t count = 0;
  while (true) {
    const size_t dot = value.find('.');
    if (count == 5) return Validity::kInvalid;
    parts[count++] = value.substr(0, dot);
    if (dot == std::string_view::npos) break;
    value.remove_prefix(dot + 1);
  }
  if (count != 2 && count != 3 && count != 5) return Validity::kInvalid;
  std::string text;
  bool cut = false;
  if (!DecodePart(parts[0], &text, &cut)) return Validity::kInvalid;
  const JsonObject header(text);
  if (!(cut ? header.Plausible() : header.Whole())) return Validity::kInvalid;
  if (count == 5) return Is(header.Has("enc"));
  if (!header.Has("alg")) return Validity::kInvalid;
  const std::string alg(header.Raw("alg"));
  // A compressed or detached payload is not JSON; the header says so.
  if (!header.Has("zip") && !header.Has("b64") && !IsObject(parts[1])) return Validity::kInvalid;
  if (count == 2) return Validity::kUnknown;  // the signature is missing
  if (parts[2].empty()) return Is(alg == "\"none\"");
  if (parts[2].size() % 4 == 1) return Validity::kUnknown;  // cut
  const size_t expected = SignatureBytes(alg);
  if (expected == 0) return Validity::kValid;
  return parts[2].size() == (expected * 4 + 2) / 3 ? Validity::kValid : Validity::kUnknown;
}

std::string MakeJwt(std::string_view shaped, uint64_t seed) {
  const size_t first = shaped.find('.');
  const size_t second = first == std::string_view::npos ? first : shaped.find('.', first + 1);
  if (second == std::string_view::npos || !StartsWith(shaped, "ey")) return "";
  const size_t payload_size = second - first - 1;
  Chance chance(seed);
  // Payload: the nearest whole number of bytes to what the shape drew, and room for the members.
  const size_t bytes = std::max<size_t>(payload_size * 3 / 4, 48);
  const std::string payload =
      FilledObject("{\"iat\":1767225600,\"sub\":\"", "\"}", bytes, chance.Next());
  if (payload.empty()) return "";
  return Cat(EncodeBase64Like("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", ""), ".",
             EncodeBase64Like(payload, ""), ".", EncodeBase64Url(chance.Bytes(32)));
}

// ---- sentry ----

Validity CheckSentry(std::string_view value) {
  if (!StartsWith(value, "sntrys_")) return Validity::kUnknown;
  value.remove_prefix(7);
  const size_t cut = value.rfind('_');
  if (cut == std::string_view::npos) return Validity::kInvalid;
  std::string secret;
  if (!DecodeBase64(value.substr(cut + 1), &secret) || secret.size() != 32)
    return Validity::kInvalid;
  std::string text;
  bool partly = false;
  if (!DecodePart(value.substr(0, cut), &text, &partly)) return Validity::kInvalid;
  const JsonObject object(text);
  return Is(object.Whole() && object.Has("iat") && object.Has("org"));
}

std::string MakeSentry(std::string_view shaped, uint64_t seed) {
  if (!StartsWith(shaped, "sntrys_")) return "";
  Chance chance(seed);
  const std::string text = Cat(
      "{\"iat\": 17", chance.Text("0123456789", 8),
      ".5, \"url\": \"https://sentry.io\", \"region_url\": \"https://us.sentry.io\", \"org\": \"",
      chance.Text("abcdefghijklmnopqrstuvwxyz", 9), "\"}");
  std::string secret = EncodeBase64Like(chance.Bytes(32), "");
  return Cat("sntrys_", EncodeBase64Like(text, "="), "_", secret);
}

// ---- base64-json ----

namespace {

struct JsonToken {
  std::string_view prefix;      // of the token; "" = told by the first member
  std::string_view head;        // how the object begins, up to a string's opening quote (for make)
  std::string_view middle;      // from the closing quote of that string on
  std::string_view members[4];  // all must be there
};

constexpr JsonToken kJsonTokens[] = {
    {"ops_", "{\"signInAddress\":\"", "\",\"secretKey\":\"x\"}", {"signInAddress", "secretKey"}},
    {"glc_", "{\"o\":\"", "\",\"n\":\"n\",\"k\":\"k\",\"m\":{\"r\":\"us\"}}", {"o", "n", "k"}},
    {"sk.", "{\"u\":\"", "\",\"a\":\"a\"}", {"u", "a"}},
    {"pk.", "{\"u\":\"", "\",\"a\":\"a\"}", {"u", "a"}},
    {"tk.", "{\"u\":\"", "\",\"a\":\"a\"}", {"u", "a"}},
    {"", "{\"k\":\"", "\",\"n\":\"n\",\"id\":1}", {"k", "n", "id"}},
    {"", "{\"a\":\"", "\",\"t\":\"t\",\"s\":\"s\"}", {"a", "t", "s"}},
    {"",
     "{\"api_address\":\"",
     "\",\"api_url\":\"u\",\"api_key\":\"k\"}",
     {"api_address", "api_key"}},
    {"", "{\n  \"type\": \"service_account\", \"private_key\": \"", "\"}", {"type", "private_key"}},
    {"", "{\"typ\": \"TCV2", "\"}", {"typ"}},
};

constexpr size_t kNone = std::string_view::npos;

// The base64 run that holds the object, and where it starts; kNone if there is none near the front.
size_t FindObject(std::string_view value, std::string_view* run) {
  size_t at = kNone;
  for (const char* start : {"eyJ", "ewo", "ew0", "eyA"}) {
    at = std::min(at, value.substr(0, 48).find(start));
  }
  if (at == kNone) return kNone;
  size_t end = at;
  while (end < value.size() && (absl::ascii_isalnum(static_cast<unsigned char>(value[end])) ||
                                Contains("+/-_", value[end]))) {
    ++end;
  }
  while (end < value.size() && value[end] == '=') ++end;
  *run = value.substr(at, end - at);
  return at;
}

bool HasAll(const JsonObject& object, const JsonToken& token) {
  return std::all_of(std::begin(token.members), std::end(token.members),
                     [&](std::string_view name) { return name.empty() || object.Has(name); });
}

}  // namespace

Validity CheckBase64Json(std::string_view value) {
  std::string_view run;
  if (FindObject(value, &run) == kNone) return Validity::kInvalid;
  std::string text;
  bool cut = false;
  if (!DecodePart(run, &text, &cut)) return Validity::kInvalid;
  const JsonObject object(text);
  if (!(cut ? object.Plausible() : object.Whole())) return Validity::kInvalid;
  if (cut) return Validity::kUnknown;  // members may stand behind the part that was read
  for (const JsonToken& token : kJsonTokens) {
    if (token.prefix.empty() || !StartsWith(value, token.prefix)) continue;
    // The member names of 1Password's tokens are not published: one known name is enough.
    if (token.prefix == "ops_") {
      return Is(object.Has("signInAddress") || object.Has("secretKey") || object.Has("userAuth"));
    }
    return Is(HasAll(object, token));
  }
  for (const JsonToken& token : kJsonTokens) {
    if (token.prefix.empty() && HasAll(object, token)) return Validity::kValid;
  }
  return object.size() > 0 ? Validity::kUnknown : Validity::kInvalid;
}

std::string MakeBase64Json(std::string_view shaped, uint64_t seed) {
  std::string_view run;
  const size_t at = FindObject(shaped, &run);
  if (at == kNone) return "";
  // The shape's own literal shows how the object begins, at least for its first characters.
  std::string begins;
  const size_t whole =
      std::min<size_t>(run.find('=') == kNone ? run.size() : run.find('='), 8) / 4 * 4;
  if (!DecodeBase64(run.substr(0, whole), &begins)) return "";
  const JsonToken* chosen = nullptr;
  for (const JsonToken& token : kJsonTokens) {
    const bool by_prefix = !token.prefix.empty() && StartsWith(shaped, token.prefix);
    const bool by_head =
        token.prefix.empty() &&
        StartsWith(begins, token.head.substr(0, std::min<size_t>(5, token.head.size())));
    if (by_prefix || by_head) {
      chosen = &token;
      break;
    }
  }
  if (chosen == nullptr) return "";
  const bool padded = run.back() == '=';
  size_t digits = run.size();
  while (digits > 0 && run[digits - 1] == '=') --digits;
  if (digits % 4 == 1) return "";
  size_t size = digits * 3 / 4;
  std::string text = FilledObject(chosen->head, chosen->middle, size, seed);
  if (text.empty()) return "";
  std::string encoded = EncodeBase64Like(text, padded ? "=" : "");
  return Cat(shaped.substr(0, at), encoded, shaped.substr(at + run.size()));
}

}  // namespace weir
