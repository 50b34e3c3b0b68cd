// The families of validators, for the table in checksum.cc alone. Each function is what its name
// says in checksum.h; the algorithm and where it comes from stand in the family's file.
#ifndef WEIR_JUDGE_CHECKSUM_TABLE_H_
#define WEIR_JUDGE_CHECKSUM_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "judge/checksum.h"

namespace weir {

#define WEIR_CHECK(name) Validity Check##name(std::string_view value)
#define WEIR_CHECK_AND_MAKE(name) \
  WEIR_CHECK(name);               \
  std::string Make##name(std::string_view shaped, uint64_t seed)

// checksum_crc.cc
WEIR_CHECK_AND_MAKE(Crc32Base62);
WEIR_CHECK_AND_MAKE(Crc32Hex);
WEIR_CHECK_AND_MAKE(Zuplo);
WEIR_CHECK_AND_MAKE(Atlassian);
WEIR_CHECK_AND_MAKE(Grafana);
WEIR_CHECK_AND_MAKE(Confluent);
WEIR_CHECK_AND_MAKE(GitlabRoutable);
WEIR_CHECK_AND_MAKE(Supabase);
// checksum_microsoft.cc
WEIR_CHECK_AND_MAKE(MicrosoftHis);
WEIR_CHECK_AND_MAKE(MicrosoftCask);
WEIR_CHECK_AND_MAKE(MicrosoftCaskLegacy);
WEIR_CHECK_AND_MAKE(EntraClientSecret);
WEIR_CHECK_AND_MAKE(AzureDevopsPat);
// checksum_json.cc
WEIR_CHECK_AND_MAKE(Base64Json);
WEIR_CHECK_AND_MAKE(Sentry);
WEIR_CHECK_AND_MAKE(Jwt);
// checksum_encoded.cc
WEIR_CHECK_AND_MAKE(BasicAuth);
WEIR_CHECK_AND_MAKE(Jfrog);
WEIR_CHECK_AND_MAKE(Elastic);
WEIR_CHECK_AND_MAKE(Discord);
WEIR_CHECK_AND_MAKE(Fernet);
WEIR_CHECK_AND_MAKE(Wireguard);
// checksum_macaroon.cc
WEIR_CHECK_AND_MAKE(Pypi);
// checksum_coin.cc
WEIR_CHECK_AND_MAKE(Bech32);
WEIR_CHECK_AND_MAKE(Base58Check);
WEIR_CHECK_AND_MAKE(Stellar);
WEIR_CHECK_AND_MAKE(Nats);
// checksum_plain.cc
WEIR_CHECK_AND_MAKE(AwsAccessKeyId);
WEIR_CHECK_AND_MAKE(Luhn);
WEIR_CHECK_AND_MAKE(Uuid);
WEIR_CHECK_AND_MAKE(Telegram);
WEIR_CHECK_AND_MAKE(Slack);
// checksum_pem.cc
WEIR_CHECK_AND_MAKE(Pem);
// checksum_money.cc
WEIR_CHECK_AND_MAKE(Iban);
WEIR_CHECK(Card);
WEIR_CHECK(Aba);
WEIR_CHECK(Isin);
WEIR_CHECK(Bic);
WEIR_CHECK(Cusip);
// checksum_health.cc
WEIR_CHECK(Npi);
WEIR_CHECK(Dea);
WEIR_CHECK(Nhs);
WEIR_CHECK(Mbi);
WEIR_CHECK(AuMedicare);
WEIR_CHECK(DeKvnr);
// checksum_identity.cc
WEIR_CHECK(UsSsn);
WEIR_CHECK(UsItin);
WEIR_CHECK(UsEin);
WEIR_CHECK(CaSin);
WEIR_CHECK(BrCpf);
WEIR_CHECK(BrCnpj);
WEIR_CHECK(MxCurp);
WEIR_CHECK(CnResidentId);
WEIR_CHECK(InAadhaar);
WEIR_CHECK(JpMyNumber);
WEIR_CHECK(KrRrn);
WEIR_CHECK(HkId);
WEIR_CHECK(SgNric);
WEIR_CHECK(TrTckn);
WEIR_CHECK(IlId);
WEIR_CHECK(TwId);
WEIR_CHECK(ZaId);
WEIR_CHECK(AuTfn);
WEIR_CHECK(AuAbn);
// checksum_identity_europe.cc
WEIR_CHECK_AND_MAKE(DeSteuerId);
WEIR_CHECK(UkNino);
WEIR_CHECK(UkUtr);
WEIR_CHECK(FrNir);
WEIR_CHECK(NlBsn);
WEIR_CHECK(BeNrn);
WEIR_CHECK(EsDni);
WEIR_CHECK(ItCodiceFiscale);
WEIR_CHECK(PlPesel);
WEIR_CHECK(SePersonnummer);
WEIR_CHECK(FiHetu);
WEIR_CHECK(NoFnr);
// checksum_contact.cc
WEIR_CHECK_AND_MAKE(Email);
WEIR_CHECK(Phone);
WEIR_CHECK(Ipv4);
WEIR_CHECK_AND_MAKE(Ipv6);
WEIR_CHECK(Mac);
WEIR_CHECK(Date);
// checksum_document.cc
WEIR_CHECK_AND_MAKE(Mrz);
WEIR_CHECK(Vin);
WEIR_CHECK(Imei);
WEIR_CHECK(InPan);
WEIR_CHECK(RecordNumber);
// checksum_bip39.cc
WEIR_CHECK_AND_MAKE(Bip39);
// checksum_keccak.cc
WEIR_CHECK_AND_MAKE(EthereumAddress);

#undef WEIR_CHECK_AND_MAKE
#undef WEIR_CHECK

// A small stream of chance for `make`: splitmix64.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t n) { return Next() % n; }
  char Of(std::string_view alphabet) { return alphabet[Below(alphabet.size())]; }
  std::string Text(std::string_view alphabet, size_t size) {
    std::string out(size, '\0');
    for (char& c : out) c = Of(alphabet);
    return out;
  }
  std::string Bytes(size_t size) {
    std::string out(size, '\0');
    for (char& c : out) c = static_cast<char>(Next() & 0xFF);
    return out;
  }

 private:
  uint64_t state_;
};

}  // namespace weir

#endif  // WEIR_JUDGE_CHECKSUM_TABLE_H_
