// Numbers of money.
//
// card   ISO/IEC 7812: ranges and lengths of the networks, Luhn. iban   ISO 13616: length by country, number mod 97.
// aba    US routing number: weights 3 7 1, ranges of the Federal Reserve. isin   ISO 6166: letters as two digits,
// Luhn. bic    ISO 9362: a country at the fifth place. cusip  letters as numbers, every second doubled, digit sums.
#include <algorithm>
#include <bit>
#include <string>

#include "judge/checksum_digits.h"
#include "judge/checksum_table.h"
#include "rules/cat.h"

namespace weir {
namespace {

// Has the network of these leading digits cards of this length?
bool IsCardNetwork(const Number& n) {
  const size_t size = n.size();
  const int two = n.Int(0, 2), three = n.Int(0, 3), four = n.Int(0, 4);
  if (n[0] == '4') return size == 13 || size == 16 || size == 19;                    // Visa
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return size == 16; // Mastercard
  if (two == 34 || two == 37) return size == 15;                                     // American Express
  if (four == 6011 || (three >= 644 && three <= 649) || two == 65) return size == 16 || size == 19;  // Discover
  if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) return size == 14 || size == 16;
  if (four >= 3528 && four <= 3589) return size == 16 || size == 19;                 // JCB
  if (two == 62) return size >= 16 && size <= 19;                                    // UnionPay
  if (two == 50 || (two >= 56 && two <= 58) || two == 63 || two == 67) return size >= 12 && size <= 19;  // Maestro
  if (four >= 2200 && four <= 2204) return size == 16;                               // Mir
  return false;
}

// Numbers that payment services publish for tests, in two halves. Most others have few different digits.
constexpr std::string_view kTestCards[][2] = {
    {"3782822", "46310005"},  {"3714496", "35398431"},  {"3056930", "9025904"},   {"3852000", "0023237"},
    {"3530111", "333300000"}, {"3566002", "020360505"}, {"2223003", "122003222"}, {"6011000", "990139424"},
    {"4012888", "888881881"}, {"6200000", "000000005"}, {"3787344", "93671000"},  {"5610591", "081018250"},
    {"6331101", "999990016"}, {"4917610", "000000000"}, {"5200828", "282828210"}, {"5425233", "430109903"},
    {"2222420", "000001113"}, {"4263982", "640269299"}, {"4917484", "589897107"}, {"3742510", "18720955"},
};
bool IsTestCard(std::string_view digits) {
  uint32_t seen = 0;
  for (char c : digits) seen |= uint32_t{1} << (c - '0');
  if (std::popcount(seen) <= 4) return true;
  return std::any_of(std::begin(kTestCards), std::end(kTestCards), [&](const auto& halves) {
    return digits.starts_with(halves[0]) && digits.substr(halves[0].size()) == halves[1];
  });
}

struct IbanCountry {
  char code[3];
  uint8_t size;
};
constexpr IbanCountry kIban[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18}, {"DO", 28},
    {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23},
    {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30},
    {"NL", 18}, {"NO", 15}, {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22},
    {"SA", 24}, {"SC", 31}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
};

// The number of an IBAN mod 97, its first four characters read last.
int Mod97(const Number& n) {
  int rest = 0;
  for (size_t i = 0; i < n.size(); ++i) {
    const int v = n.value((i + 4) % n.size());
    rest = (rest * (v > 9 ? 100 : 10) + v) % 97;
  }
  return rest;
}

}  // namespace

Validity CheckCard(std::string_view value) {
  const Number n(value, " -");
  if (n.size() < 12 || n.size() > 19 || !n.Digits(n.size())) return Validity::kInvalid;
  if (!IsCardNetwork(n) || !LuhnHolds(n) || IsTestCard(n.text())) return Validity::kInvalid;
  return Validity::kValid;
}

Validity CheckIban(std::string_view value) {
  const Number n(value, " ");
  if (n.size() < 15) return Validity::kInvalid;
  for (const IbanCountry& country : kIban) {
    if (n.text().starts_with(country.code)) return ValidIf(n.size() == country.size && Mod97(n) == 1);
  }
  return Validity::kInvalid;
}

std::string MakeIban(std::string_view, uint64_t seed) {
  Chance chance(seed);
  const IbanCountry& country = kIban[chance.Below(std::size(kIban))];
  const std::string account = chance.Text("0123456789", country.size - 4u);
  for (int check = 2; check < 99; ++check) {
    const std::string made = Cat(country.code, check / 10, check % 10, account);
    if (CheckIban(made) == Validity::kValid) return made;
  }
  return "";
}

Validity CheckAba(std::string_view value) {
  const Number n(value);
  if (!n.Digits(9)) return Validity::kInvalid;
  const int district = n.Int(0, 2);
  const bool known = (district >= 1 && district <= 12) || (district >= 21 && district <= 32) ||
                     (district >= 61 && district <= 72) || district == 80;
  constexpr int kWeights[] = {3, 7, 1, 3, 7, 1, 3, 7, 1};
  return ValidIf(known && n.Weighted(kWeights) % 10 == 0);
}

Validity CheckIsin(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 12 || !IsUpperByte(n[0]) || !IsUpperByte(n[1]) || !IsDigitByte(n[11])) return Validity::kInvalid;
  std::string digits;
  for (size_t i = 0; i < n.size(); ++i) digits += Cat(n.value(i));
  return ValidIf(LuhnHolds(Number(digits)));
}

Validity CheckBic(std::string_view value) {
  // Countries of ISO 3166, two letters each.
  constexpr std::string_view kCountries =
      "ADAEAFAGAIALAMAOARATAUAWAZBABBBDBEBFBGBHBIBJBMBNBOBRBSBTBWBYBZCACDCFCGCHCICKCLCMCNCOCRCUCVCWCYCZDEDJDKDMDODZECEE"
      "EGERESETFIFJFMFOFRGAGBGDGEGGGHGIGLGMGNGQGRGTGWGYHKHNHRHTHUIDIEILIMINIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLC"
      "LILKLRLSLTLULVLYMAMCMDMEMGMHMKMLMMMNMOMRMTMUMVMWMXMYMZNANCNENGNINLNONPNRNZOMPAPEPFPGPHPKPLPSPTPWPYQARORSRURWSASB"
      "SCSDSESGSISKSLSMSNSOSRSSSTSVSXSYSZTCTDTGTHTJTLTMTNTOTRTTTVTWTZUAUGUSUYUZVAVCVEVGVNVUWSXKYEZAZMZW";
  const Number n(value, "");
  if (n.size() != 8 && n.size() != 11) return Validity::kInvalid;
  for (size_t i = 0; i < kCountries.size(); i += 2) {
    if (n.text().substr(4, 2) == kCountries.substr(i, 2)) return Validity::kValid;
  }
  return Validity::kInvalid;
}

Validity CheckCusip(std::string_view value) {
  const Number n(value, "");
  if (n.size() != 9 || !IsDigitByte(n[8])) return Validity::kInvalid;
  int sum = 0;
  for (size_t i = 0; i < 8; ++i) {
    const int v = n.value(i) * (i % 2 == 1 ? 2 : 1);
    sum += v / 10 + v % 10;
  }
  return ValidIf((10 - sum % 10) % 10 == n.digit(8));
}

}  // namespace weir
