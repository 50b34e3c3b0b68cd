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

// A value whose last characters are drawn anew, each within its kind, until the check holds: for check digits, of
// which one in ten to one in a thousand is right.
std::string DrawTillValid(std::string_view shaped, uint64_t seed, Validity (*check)(std::string_view)) {
  constexpr int kTries = 8000, kTriesAWidth = 1500;
  if (shaped.size() > 256 || check(shaped) == Validity::kValid) return std::string(shaped);
  Chance chance(seed);
  std::string made(shaped);
  for (int i = 0; i < kTries; ++i) {
    int left = 2 + i / kTriesAWidth;
    for (size_t at = made.size(); at-- > 0 && left > 0;) {
      char& c = made[at];
      const std::string_view kind = c >= '0' && c <= '9'   ? "0123456789"
                                    : c >= 'A' && c <= 'Z' ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    : c >= 'a' && c <= 'z' ? "abcdefghijklmnopqrstuvwxyz"
                                                           : "";
      if (kind.empty()) continue;
      c = chance.Of(kind);
      --left;
    }
    if (check(made) == Validity::kValid) return made;
  }
  return "";
}

template <Validity (*Check)(std::string_view)>
std::string TriedMake(std::string_view shaped, uint64_t seed) {
  if (shaped.empty() || shaped.size() > kMaxValue) return "";
  return DrawTillValid(shaped, seed, &Bounded<Check>);
}

#define WEIR_TRIED_ROW(id, function, structure, what) \
  { id, what, structure, &Bounded<Check##function>, &TriedMake<Check##function> }

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
    WEIR_ROW("bip39", Bip39, false, "first bits of the SHA-256 in the last word"),
    // Personal, financial and health data.
    WEIR_TRIED_ROW("card", Card, false, "network, length and Luhn check digit of a payment card"),
    WEIR_ROW("iban", Iban, false, "length by country, and mod 97"),
    WEIR_TRIED_ROW("aba", Aba, false, "3-7-1 check digit and a known district"),
    WEIR_TRIED_ROW("isin", Isin, false, "Luhn over the letters as numbers"),
    WEIR_TRIED_ROW("bic", Bic, true, "a country at the fifth place"),
    WEIR_TRIED_ROW("cusip", Cusip, false, "doubled digit sums, mod 10"),
    WEIR_TRIED_ROW("npi", Npi, false, "Luhn with 80840 in front"),
    WEIR_TRIED_ROW("dea", Dea, false, "check digit of two sums"),
    WEIR_TRIED_ROW("nhs", Nhs, false, "mod 11 check digit"),
    WEIR_TRIED_ROW("mbi", Mbi, true, "alphabet by position"),
    WEIR_TRIED_ROW("au-medicare", AuMedicare, false, "weights 1 3 7 9, mod 10"),
    WEIR_TRIED_ROW("de-kvnr", DeKvnr, false, "digit sums with the letter as number"),
    WEIR_TRIED_ROW("us-ssn", UsSsn, true, "areas, groups and serials that are issued"),
    WEIR_TRIED_ROW("us-itin", UsItin, true, "groups that are issued"),
    WEIR_TRIED_ROW("us-ein", UsEin, true, "campus prefixes that are in use"),
    WEIR_TRIED_ROW("ca-sin", CaSin, false, "Luhn check digit, first digit issued"),
    WEIR_TRIED_ROW("br-cpf", BrCpf, false, "two mod 11 digits"),
    WEIR_TRIED_ROW("br-cnpj", BrCnpj, false, "two mod 11 digits"),
    WEIR_TRIED_ROW("mx-curp", MxCurp, false, "date and check digit"),
    WEIR_TRIED_ROW("cn-resident-id", CnResidentId, false, "date and ISO 7064 mod 11-2"),
    WEIR_TRIED_ROW("in-aadhaar", InAadhaar, false, "Verhoeff check digit"),
    WEIR_TRIED_ROW("in-pan", InPan, true, "letters and digits by position, kind of holder"),
    WEIR_TRIED_ROW("jp-my-number", JpMyNumber, false, "mod 11 check digit"),
    WEIR_TRIED_ROW("kr-rrn", KrRrn, false, "date and, before October 2020, mod 11"),
    WEIR_TRIED_ROW("hk-id", HkId, false, "mod 11 check character"),
    WEIR_TRIED_ROW("sg-nric", SgNric, false, "weighted check letter"),
    WEIR_TRIED_ROW("tr-tckn", TrTckn, false, "two check digits"),
    WEIR_TRIED_ROW("il-id", IlId, false, "Luhn check digit"),
    WEIR_TRIED_ROW("tw-id", TwId, false, "county letter and weights, mod 10"),
    WEIR_TRIED_ROW("za-id", ZaId, false, "date and Luhn"),
    WEIR_TRIED_ROW("au-tfn", AuTfn, false, "weights, mod 11"),
    WEIR_TRIED_ROW("au-abn", AuAbn, false, "weights, mod 89"),
    WEIR_TRIED_ROW("uk-nino", UkNino, true, "prefixes that are issued"),
    WEIR_TRIED_ROW("uk-utr", UkUtr, false, "mod 11 check digit in front"),
    WEIR_ROW("de-steuer-id", DeSteuerId, false, "ISO 7064 mod 11,10 and one digit repeated"),
    WEIR_TRIED_ROW("fr-nir", FrNir, false, "97 minus mod 97"),
    WEIR_TRIED_ROW("nl-bsn", NlBsn, false, "eleven test"),
    WEIR_TRIED_ROW("be-nrn", BeNrn, false, "date and 97 minus mod 97"),
    WEIR_TRIED_ROW("es-dni", EsDni, false, "mod 23 letter"),
    WEIR_TRIED_ROW("it-codice-fiscale", ItCodiceFiscale, false, "odd and even tables, mod 26"),
    WEIR_TRIED_ROW("pl-pesel", PlPesel, false, "date and weights, mod 10"),
    WEIR_TRIED_ROW("se-personnummer", SePersonnummer, false, "date and Luhn"),
    WEIR_TRIED_ROW("fi-hetu", FiHetu, false, "date and mod 31 character"),
    WEIR_TRIED_ROW("no-fnr", NoFnr, false, "date and two mod 11 digits"),
    WEIR_ROW("email", Email, true, "an address outside of the names kept for examples"),
    WEIR_TRIED_ROW("phone", Phone, true, "calling code and length, or the North American plan"),
    WEIR_TRIED_ROW("ipv4", Ipv4, true, "a public address"),
    WEIR_ROW("ipv6", Ipv6, true, "a global address"),
    WEIR_TRIED_ROW("mac", Mac, true, "the address of one machine"),
    WEIR_TRIED_ROW("date", Date, true, "a day that exists"),
    WEIR_TRIED_ROW("vin", Vin, false, "weights, mod 11 at the ninth place"),
    WEIR_TRIED_ROW("imei", Imei, false, "Luhn check digit"),
    WEIR_TRIED_ROW("record-number", RecordNumber, true, "three digits and more"),
    WEIR_ROW("mrz", Mrz, false, "weights 7 3 1 over every field and all of them"),
    WEIR_ROW("ethereum-address", EthereumAddress, false, "EIP-55: the case of the letters"),
};

#undef WEIR_ROW
#undef WEIR_TRIED_ROW

}  // namespace

const Validator* FindValidator(std::string_view name) {
  for (const Validator& validator : kValidators) {
    if (validator.name == name) return &validator;
  }
  return nullptr;
}

std::span<const Validator> AllValidators() { return kValidators; }

}  // namespace weir
