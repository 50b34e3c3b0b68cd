// Validators of personal, financial and health data: made-up numbers with the verdict that the authority's algorithm
// gives them, computed by another implementation than ours; each beside one whose check is off by one. In pieces, so
// that no scanner takes this file for a list of people.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "judge/checksum.h"
#include "judge/checksum_digits.h"

namespace weir {
namespace {

struct Row {
  std::string_view validator;
  std::vector<std::string_view> pieces;
  char wrong;  // in place of the last character: kInvalid. 0: not asked
};

std::string Joined(const std::vector<std::string_view>& pieces) {
  std::string out;
  for (std::string_view piece : pieces) out += piece;
  return out;
}

const std::vector<Row>& Valid() {
  static const auto* rows = new std::vector<Row>{
      {"card", {"400000", "7630335435"}, '6'},
      {"card", {"4000 0076 ", "3033 5435"}, '6'},
      {"card", {"3700", "-004749", "-15354"}, '5'},
      {"iban", {"DE20", "999999991191531952"}, '3'},
      {"iban", {"DE20 9999 9999 ", "1191 5319 52"}, '3'},
      {"iban", {"GB94", "ZZZZ93934500617643"}, '4'},
      {"aba", {"0289", "74587"}, '8'},
      {"isin", {"ZZ40B7", "P9IMM0"}, '1'},
      {"cusip", {"721Q", "VX328"}, '9'},
      {"npi", {"13749", "84163"}, '4'},
      {"dea", {"BR12", "34284"}, '5'},
      {"nhs", {"999 419", " 3619"}, '0'},
      {"mbi", {"3DA7", "-QF2", "-NC46"}, 'A'},
      {"au-medicare", {"26651", "98101"}, 0},
      {"de-kvnr", {"B8754", "73546"}, '7'},
      {"us-ssn", {"512", "-38", "-7741"}, 0},
      {"us-itin", {"912", "-78", "-4410"}, 0},
      {"us-ein", {"46-", "2219087"}, 0},
      {"ca-sin", {"967 911", " 066"}, '7'},
      {"br-cpf", {"259.075", ".343-89"}, '0'},
      {"br-cnpj", {"84.244.399", "/0001-46"}, '7'},
      {"mx-curp", {"XEXX921125", "HNEXXXA7"}, '8'},
      {"cn-resident-id", {"994203199", "903201393"}, '1'},
      {"in-aadhaar", {"9850 1499", " 0634"}, '5'},
      {"in-pan", {"WUDT", "Y2761U"}, '1'},
      {"jp-my-number", {"451989", "207182"}, '3'},
      {"kr-rrn", {"920914", "-1971859"}, 0},
      {"hk-id", {"C117", "206(7)"}, 0},
      {"sg-nric", {"S6953", "936Z"}, 'J'},
      {"tr-tckn", {"90947", "357206"}, '7'},
      {"il-id", {"8574", "04891"}, '2'},
      {"tw-id", {"A1234", "56789"}, '8'},
      {"za-id", {"640821", "3507089"}, '0'},
      {"au-tfn", {"947 804", " 498"}, '9'},
      {"au-abn", {"92 960", " 980 761"}, '2'},
      {"uk-nino", {"AB27", "3658A"}, 'E'},
      {"uk-utr", {"46021", "33188"}, '9'},
      {"de-steuer-id", {"860957", "42719"}, '8'},
      {"fr-nir", {"16207996", "5329772"}, '3'},
      {"nl-bsn", {"9492", "61683"}, '4'},
      {"be-nrn", {"85.07.30", "-033.28"}, '9'},
      {"es-dni", {"86402", "907A"}, 'B'},
      {"it-codice-fiscale", {"FCTFSV95", "C25Z216D"}, 'E'},
      {"pl-pesel", {"940709", "62665"}, '6'},
      {"se-personnummer", {"410880", "-5591"}, '2'},
      {"fi-hetu", {"210592", "-903E"}, 'A'},
      {"no-fnr", {"060551", "02633"}, '4'},
      {"vin", {"UJFYRLB7", "0J842V1A3"}, 0},
      {"imei", {"9956424", "83858425"}, '6'},
      {"mrz",
       {"P<UTOQUILL<<MARA<VECTOR<<<<<<<<<<<<<<<<<<<<<\n", "M47XQ209R8UTO9102147F3309302ZE", "184226B<<<<<16"},
       '7'},
      {"ethereum-address", {"0xcfC611c8E2180522", "7AF177fE775E63f84dC51299"}, 0},
      {"email", {"mara.quill@", "quillworks.org"}, 0},
      {"phone", {"+1 (202) ", "456-7041"}, 0},
      {"phone", {"+49 30 ", "90182733"}, 0},
      {"phone", {"(212) 664", "-7665"}, 0},
      {"ipv4", {"93.184", ".216.34"}, 0},
      {"ipv6", {"2606:2800:220:1", ":248:1893:25c8:1946"}, 0},
      {"ipv6", {"2a00:1450:4001::", "2004"}, 0},
      {"mac", {"a4:b0:fc", ":1b:46:9d"}, 0},
      {"date", {"1976-11", "-26"}, 0},
      {"date", {"26/11", "/1976"}, 0},
  };
  return *rows;
}

TEST(DataValidators, NumbersOfTheAuthorities) {
  for (const Row& row : Valid()) {
    const Validator* validator = FindValidator(row.validator);
    ASSERT_NE(validator, nullptr) << row.validator;
    std::string value = Joined(row.pieces);
    EXPECT_EQ(validator->check(value), Validity::kValid) << row.validator << " " << value;
    if (row.wrong == 0) continue;
    value.back() = row.wrong;
    EXPECT_EQ(validator->check(value), Validity::kInvalid) << row.validator << " " << value;
  }
}

// What is no value though its form is right: samples, ranges that are not issued, places kept for documents.
TEST(DataValidators, WhatIsNotIssuedIsNot) {
  const std::vector<Row> rows = {
      {"card", {"4111 1111", " 1111 1111"}, 0},
      {"card", {"378282246", "310005"}, 0},
      {"card", {"9000007", "630335435"}, 0},
      {"iban", {"XX20", "999999991191531952"}, 0},
      {"aba", {"9989", "74587"}, 0},
      {"us-ssn", {"666", "-38-7741"}, 0},
      {"us-ssn", {"078", "-05-1120"}, 0},
      {"us-ssn", {"123", "-45-6789"}, 0},
      {"us-itin", {"912", "-69-4410"}, 0},
      {"us-ein", {"07-", "2219087"}, 0},
      {"br-cpf", {"111.111", ".111-11"}, 0},
      {"uk-nino", {"GB27", "3658A"}, 0},
      {"email", {"someone@", "example.com"}, 0},
      {"email", {"icon@2x", ".png"}, 0},
      {"email", {"getty@tty1", ".service"}, 0},
      {"email", {"a..b@quillworks", ".org"}, 0},
      {"phone", {"+1 202 555", " 0176"}, 0},
      {"phone", {"+999 123", "4567"}, 0},
      {"ipv4", {"203.0", ".113.7"}, 0},
      {"ipv4", {"1.2", ".3.456"}, 0},
      {"ipv4", {"255.255", ".255.0"}, 0},
      {"ipv6", {"2001:db8", "::17:2"}, 0},
      {"ipv6", {"1:2:3:4:5:6:7:8", ":9"}, 0},
      {"mac", {"00:00:00", ":00:00:00"}, 0},
      {"date", {"1976-02", "-30"}, 0},
      {"date", {"1776-07", "-04"}, 0},
      {"ethereum-address", {"0xcfC611C8E2180522", "7AF177fE775E63f84dC51299"}, 0},
      {"ethereum-address", {"0x0000000000000000", "000000000000000000000000"}, 0},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(FindValidator(row.validator)->check(Joined(row.pieces)), Validity::kInvalid)
        << row.validator << " " << Joined(row.pieces);
  }
  for (const auto& [validator, value] : {std::pair("ipv4", "192.168.1.20"), std::pair("ipv4", "10.0.0.7"),
                                         std::pair("ipv4", "1.4.2.10"), std::pair("ipv6", "fe80:0:0:0:1:2:3:4"),
                                         std::pair("email", "git@quillworks.org")}) {
    EXPECT_EQ(FindValidator(validator)->check(value), Validity::kUnknown) << value;
  }
}

// One wrong digit anywhere is what check digits are for.
TEST(DataValidators, EveryWrongDigitShowsInLuhnAndMod97) {
  for (const Row& row : Valid()) {
    if (row.validator != "card" && row.validator != "iban" && row.validator != "imei" && row.validator != "in-aadhaar") {
      continue;
    }
    const std::string value = Joined(row.pieces);
    for (size_t i = 0; i < value.size(); ++i) {
      if (!IsDigitByte(value[i])) continue;
      std::string changed = value;
      changed[i] = value[i] == '9' ? '0' : static_cast<char>(value[i] + 1);
      EXPECT_NE(FindValidator(row.validator)->check(changed), Validity::kValid) << row.validator << " " << i;
    }
  }
}

TEST(DataValidators, AnyBytesAreAnswered) {
  const std::string nasty[] = {"+", "@", "@.", "a@", ":", "::", "...", "0x", "<<<<", "\n\n\n\n", std::string(44, '<'),
                               Joined({std::string_view("P<"), std::string(42, '<'), "\n", std::string(44, '9')}),
                               std::string(39, '9'), std::string(41, '9'), std::string(18, 'Z'), "\xC3\xA9\xFF"};
  for (const Validator& validator : AllValidators()) {
    for (const std::string& value : nasty) {
      validator.check(value);
      for (size_t size = 0; size <= value.size(); ++size) validator.check(std::string_view(value).substr(0, size));
    }
  }
}

}  // namespace
}  // namespace weir
