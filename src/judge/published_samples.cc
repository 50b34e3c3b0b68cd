// Sample values that vendors print in their manuals, and the keys of emulators that everyone has.
//
// Kept as the first 64 bits of SHA-256, so that this file is no list of credentials; a chance hit
// is impossible in practice. Samples with a mark of their own are known by it: AWS keys end in
// EXAMPLE or EXAMPLEKEY, the well-known JWTs name John Doe or supabase-demo in their payload.
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "absl/strings/ascii.h"
#include "judge/codec.h"
#include "judge/placeholder_parts.h"

namespace weir {
namespace {

struct Sample {
  uint64_t hash;
  uint8_t size;  // of the value: almost all others need no hash
};

constexpr Sample kSamples[] = {
    {0x0011cc25eb432071, 88},  // Azure storage emulator
    {0x00cf4c781dc37003, 22},  // OAuth 2.0 (RFC 6749, 6750)
    {0x02091175c1ae3023, 69},  // SendGrid manual
    {0x02f7ce3c263f85c0, 59},  // Discord manual
    {0x0b5dd075ccdd03c4, 44},  // Telegram manual
    {0x19ff47cc8024c133, 16},  // payment sandboxes
    {0x1c9d38ed26cd808f, 16},  // payment sandboxes
    {0x2478754061b350ab, 31},  // OAuth 2.0 (RFC 6749, 6750)
    {0x2cafc0970149a84f, 32},  // Stripe manual
    {0x2f725bbd1f405a1e, 16},  // payment sandboxes
    {0x304945e91de3deff, 16},  // payment sandboxes
    {0x3543c50b0cb9cea8, 40},  // GitHub manual
    {0x3a134ef77d4e2e4c, 15},  // payment sandboxes
    {0x477bba133c182267, 16},  // payment sandboxes
    {0x51a4ae4c6ae99914, 14},  // payment sandboxes
    {0x53a8fc816e63b7a5, 15},  // payment sandboxes
    {0x576c15a8072461c2, 16},  // payment sandboxes
    {0x5895b89c8fb33402, 32},  // Stripe manual
    {0x68594afe9c9cda52, 16},  // payment sandboxes
    {0x6c96130f130ab0d6, 22},  // OAuth 2.0 (RFC 6749, 6750)
    {0x731fa294d036e54f, 41},  // Telegram manual
    {0x7e8de44ea9ecf6d5, 32},  // Stripe manual
    {0x82e74299544e0073, 40},  // GitHub manual
    {0x9bbef19476623ca5, 16},  // payment sandboxes
    {0x9c846fdf0fa8955c, 36},  // Mailgun manual
    {0xa35b81a7d7927b70, 22},  // OAuth 2.0 (RFC 6749, 6750)
    {0xaa6547439583c3a2, 88},  // Azure Cosmos DB emulator
    {0xac9265e56c79b234, 39},  // Google manual
    {0xacd08f29a41f2e55, 16},  // payment sandboxes
    {0xb1471f544ceeea31, 32},  // Stripe manual
    {0xb150aca3db36ab88, 59},  // Discord manual
    {0xb40e9bc7a74d50ab, 16},  // payment sandboxes
    {0xb8e148545b13c78b, 15},  // OAuth 2.0 (RFC 6749, 6750)
    {0xbc3ae723f57c6b9e, 40},  // GitHub manual
    {0xca7459e2b26776de, 28},  // OAuth 2.0 (RFC 6749, 6750)
    {0xcefcfd691dce3593, 11},  // famous social security number
    {0xcf4d418ed3de92d7, 28},  // HTTP (RFC 7617)
    {0xd79449f462cec9af, 16},  // payment sandboxes
    {0xd8086d483c15c711, 16},  // payment sandboxes
    {0xd88a2cb53b61ef4d, 44},  // Fernet specification
    {0xdd13cdf9af9dd3ba, 16},  // payment sandboxes
    {0xea1ca3e25b35a51e, 44},  // wg(8) manual page
    {0xef6385e044681287, 11},  // famous social security number
    {0xf2d6ca16515033e5, 32},  // Stripe manual
};

constexpr size_t kLongestSample = 96;

// Which lengths samples have: one bit each.
constexpr std::array<bool, kLongestSample + 1> kSizes = [] {
  std::array<bool, kLongestSample + 1> sizes{};
  for (const Sample& sample : kSamples) sizes[sample.size] = true;
  return sizes;
}();

bool IsListed(std::string_view value) {
  if (value.size() > kLongestSample || !kSizes[value.size()]) return false;
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(value.data()), value.size());
  uint64_t hash = 0;
  for (size_t i = 0; i < 8; ++i) hash = hash << 8 | digest[i];
  for (const Sample& sample : kSamples) {
    if (sample.hash == hash && sample.size == value.size()) return true;
  }
  return false;
}

// Cards are written in groups: the digits alone are compared.
bool IsListedNumber(std::string_view value) {
  std::array<char, 24> digits;
  size_t count = 0;
  for (char c : value) {
    if (c == ' ' || c == '-') continue;
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c)) || count == digits.size()) return false;
    digits[count++] = c;
  }
  return count != value.size() && IsListed({digits.data(), count});
}

bool HasExampleTail(std::string_view value) {
  for (std::string_view tail : {"EXAMPLE", "EXAMPLEKEY", "EXAMPLETOKEN", "EXAMPLESECRET"}) {
    if (value.size() > tail.size() && value.ends_with(tail)) return true;
  }
  return false;
}

// The payload of a JWT that every manual prints.
bool IsSampleJwt(std::string_view value) {
  if (!StartsWith(value, "ey")) return false;
  const size_t dot = value.find('.');
  if (dot == std::string_view::npos) return false;
  constexpr size_t kFront = 512;  // base64 characters; a whole number of groups
  std::string_view payload = value.substr(dot + 1, kFront);
  payload = payload.substr(0, payload.find('.'));
  payload = payload.substr(0, payload.size() / 4 * 4);
  unsigned char bytes[kFront];
  size_t size = 0;
  if (sodium_base642bin(bytes, sizeof bytes, payload.data(), payload.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0) {
    return false;
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (std::string_view mark : {"\"John Doe\"", "\"supabase-demo\"", "\"sub\":\"1234567890\"", "{\"some\":\"payload\"}"}) {
    if (Contains(text, mark)) return true;
  }
  return false;
}

// Addresses and names that exist for documentation (RFC 2606, RFC 5737, RFC 3849) and nothing
// secret behind them. A URL is judged by its host, so a token in its path keeps being one.
bool IsDocumentationAddress(std::string_view value) {
  for (std::string_view net : {"192.0.2.", "198.51.100.", "203.0.113."}) {
    if (StartsWith(value, net)) {
      return value.find_first_not_of("0123456789./:", net.size()) == std::string_view::npos;
    }
  }
  if (StartsWith(value, "2001:db8:")) {
    return value.find_first_not_of("0123456789abcdefABCDEF:/") == std::string_view::npos;
  }
  if (value.find_first_of("/?#:=") != std::string_view::npos) return false;
  const size_t at = value.find('@');
  const std::string_view host = at == std::string_view::npos ? value : value.substr(at + 1);
  for (std::string_view domain : {"example.com", "example.org", "example.net", ".example", ".test",
                                  ".invalid", ".localhost"}) {
    if (!host.ends_with(domain)) continue;
    const size_t before = host.size() - domain.size();
    if (domain[0] == '.' ? before > 0 && at != std::string_view::npos
                         : before == 0 || host[before - 1] == '.') {
      return true;
    }
  }
  return false;
}

}  // namespace

bool IsPublishedSample(std::string_view value) {
  if (value.size() < 7) return false;
  return HasExampleTail(value) || StartsWith(value, "devstoreaccount") || IsListed(value) ||
         IsListedNumber(value) || IsSampleJwt(value) || IsDocumentationAddress(value);
}

}  // namespace weir
