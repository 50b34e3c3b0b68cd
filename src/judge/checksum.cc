#include "judge/checksum.h"

#include <iterator>

#include "judge/checksum_table.h"

namespace weir {
namespace {

constexpr size_t kMaxValue = 64 * 1024;

// Every check goes through here, so that no family has to bound its own input.
template <Validity (*Check)(std::string_view)>
Validity Bounded(std::string_view value) {
  if (value.empty() || value.size() > kMaxValue) return Validity::kUnknown;
  return Check(value);
}

// What is made must be valid: a shape that leaves no room for that gives nothing.
template <Validity (*Check)(std::string_view), std::string (*Make)(std::string_view, uint64_t)>
std::string BoundedMake(std::string_view shaped, uint64_t seed) {
  if (shaped.empty() || shaped.size() > kMaxValue) return "";
  std::string made = Make(shaped, seed);
  if (Bounded<Check>(made) != Validity::kValid) made.clear();
  return made;
}

#define WEIR_ROW(id, function, structure, what) \
  { id, what, structure, &Bounded<Check##function>, &BoundedMake<Check##function, Make##function> }

constexpr Validator kValidators[] = {
    WEIR_ROW("crc32-base62", Crc32Base62, false,
             "last six base62 digits are the CRC-32 of the rest"),
    WEIR_ROW("crc32-hex", Crc32Hex, false, "last eight hex digits are the CRC-32 of the rest"),
    WEIR_ROW("zuplo", Zuplo, false, "hex CRC-32 of the body after the last underscore"),
    WEIR_ROW("atlassian", Atlassian, false, "hex CRC-32 of everything before it, after ="),
    WEIR_ROW("grafana", Grafana, false, "hex CRC-32, low byte first, of prefix and body"),
    WEIR_ROW("confluent", Confluent, false, "base64 of the CRC-32 of the body, cut to six"),
    WEIR_ROW("gitlab-routable", GitlabRoutable, false, "payload length and CRC-32 in base36"),
    WEIR_ROW("supabase", Supabase, false, "SHA-256 tail of self-hosted keys"),
    WEIR_ROW("microsoft-his", MicrosoftHis, false,
             "signature and Marvin checksum in the last bytes"),
    WEIR_ROW("microsoft-cask", MicrosoftCask, true, "fixed marks and a time in range"),
    WEIR_ROW("microsoft-cask-legacy", MicrosoftCaskLegacy, false,
             "JQQJ layout with a Marvin checksum"),
    WEIR_ROW("entra-client-secret", EntraClientSecret, false, "Marvin checksum in base 66"),
    WEIR_ROW("azure-devops-pat", AzureDevopsPat, false, "masked CRC-32 spread over the token"),
    WEIR_ROW("aws-access-key-id", AwsAccessKeyId, true, "base32 that holds an account number"),
    WEIR_ROW("base64-json", Base64Json, true, "base64 of a JSON object with the vendor's members"),
    WEIR_ROW("sentry", Sentry, true, "base64 JSON with the organisation, and 32 random bytes"),
    WEIR_ROW("discord", Discord, true, "base64 of a numeric id, a time and a signature"),
    WEIR_ROW("jwt", Jwt, true, "JSON header with alg, JSON payload, signature"),
    WEIR_ROW("pypi", Pypi, true, "macaroon whose packets add up"),
    WEIR_ROW("bech32", Bech32, false, "BCH code of BIP-173 and BIP-350"),
    WEIR_ROW("base58check", Base58Check, false, "double SHA-256 tail in base58"),
    WEIR_ROW("stellar", Stellar, false, "base32 with CRC-16"),
    WEIR_ROW("nats", Nats, false, "base32 nkey with CRC-16"),
    WEIR_ROW("luhn", Luhn, false, "Luhn check digit"),
    WEIR_ROW("pem", Pem, true, "armour around a private key structure"),
    WEIR_ROW("basic-auth", BasicAuth, true, "base64 of printable user:password"),
    WEIR_ROW("uuid", Uuid, true, "UUID with a known version and variant"),
    WEIR_ROW("telegram", Telegram, true, "bot number and a key that starts as all known ones do"),
    WEIR_ROW("slack", Slack, true, "team and user numbers of plausible length"),
    WEIR_ROW("wireguard", Wireguard, true, "32 bytes, clamped as Curve25519 keys are"),
    WEIR_ROW("fernet", Fernet, true, "version byte, time and whole cipher blocks"),
    WEIR_ROW("jfrog", Jfrog, true, "base64 of reftkn:01:expiry:random"),
    WEIR_ROW("elastic", Elastic, true, "base64 of id:key, 20 and 22 characters"),
};

#undef WEIR_ROW

}  // namespace

const Validator* FindValidator(std::string_view name) {
  for (const Validator& validator : kValidators) {
    if (validator.name == name) return &validator;
  }
  return nullptr;
}

std::span<const Validator> AllValidators() { return kValidators; }

}  // namespace weir
