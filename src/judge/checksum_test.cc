#include "judge/checksum.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase32Lower = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kBech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

// Pieces of a shape: a literal, or `size` characters of an alphabet.
struct Piece {
  std::string_view text;
  size_t size = 0;  // 0 = literal
};

struct Shape {
  std::string_view validator;
  std::vector<Piece> pieces;
  bool same_length = true;
  bool flips_show = true;  // a changed character makes it invalid
};

std::string Draw(const Shape& shape, Chance* chance) {
  std::string out;
  for (const Piece& piece : shape.pieces) {
    out += piece.size == 0 ? std::string(piece.text) : chance->Text(piece.text, piece.size);
  }
  return out;
}

const std::vector<Shape>& Shapes() {
  static const auto* shapes = new std::vector<Shape>{
      {"crc32-base62", {{"ghp_"}, {kBase62, 36}}},
      {"crc32-base62", {{"polar_oat_"}, {kBase62, 43}}},
      {"crc32-hex", {{"cfut_"}, {kBase62, 40}, {kHex, 8}}},
      {"zuplo", {{"zpka_"}, {kBase36, 32}, {"_"}, {kHex, 8}}},
      {"atlassian", {{"ATATT3xFfGF0"}, {kUrl, 171}, {"="}, {kUpperHex, 8}}},
      {"grafana", {{"glsa_"}, {kBase62, 32}, {"_"}, {kHex, 8}}},
      {"confluent", {{"cflt"}, {kStandard, 60}}},
      {"gitlab-routable", {{"glpat-"}, {kUrl, 36}, {".01."}, {kBase36, 9}}},
      {"gitlab-routable", {{"glrt-t1_"}, {kUrl, 51}, {"."}, {kBase36, 9}}},
      {"microsoft-his", {{kStandard, 76}, {"+ASt"}, {"A"}, {kStandard, 4}, {"Q=="}}},
      {"microsoft-his", {{kStandard, 33}, {"AIoT"}, {"B"}, {kStandard, 4}, {"A="}}},
      {"microsoft-his", {{kUrl, 44}, {"AzFu"}, {kUrl, 5}, {"A=="}}},
      {"microsoft-his", {{kStandard, 42}, {"+ACR"}, {"C"}, {kStandard, 5}}},
      {"microsoft-cask", {{kUrl, 43}, {"AQJJQABAPTESTAA"}, {kUrl, 6}}, true, false},
      {"microsoft-cask", {{kUrl, 86}, {"AAQJJQACAPTESTAA"}, {kUrl, 6}}, true, false},
      {"microsoft-cask-legacy", {{kBase62, 52}, {"JQQJ99CBAAAAAAAAAAAAAAASAZDO"}, {kBase62, 4}}},
      {"entra-client-secret", {{kBase62, 3}, {"8Q~"}, {kBase62, 34}}},
      {"azure-devops-pat", {{kBase32Lower, 51}, {"a"}}},
      {"aws-access-key-id", {{"AKIA"}, {kBase32, 16}}, true, false},
      {"base64-json", {{"glc_eyJvIjoi"}, {kBase62, 120}}, true, false},
      {"base64-json", {{"ops_eyJzaWduSW5BZGRyZXNzIjoi"}, {kBase62, 300}}, true, false},
      {"base64-json", {{"sk.eyJ1Ijoi"}, {kBase62, 60}, {"."}, {kUrl, 22}}, true, false},
      {"base64-json", {{"eyJrIjoi"}, {kBase62, 70}, {"=="}}, true, false},
      {"sentry", {{"sntrys_eyJpYXQiO"}, {kBase62, 150}, {"_"}, {kStandard, 43}}, false, false},
      {"discord", {{"M"}, {kBase62, 23}, {"."}, {kUrl, 6}, {"."}, {kUrl, 38}}, true, false},
      {"discord", {{"O"}, {kBase62, 25}, {"."}, {kUrl, 6}, {"."}, {kUrl, 27}}, true, false},
      {"jwt", {{"eyJ"}, {kUrl, 40}, {".eyJ"}, {kUrl, 90}, {"."}, {kUrl, 43}}, false, false},
      {"pypi", {{"pypi-AgEIcHlwaS5vcmc"}, {kUrl, 150}}, false, false},
      {"bech32", {{"AGE-SECRET-KEY-1"}, {"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58}}},
      {"bech32", {{"nsec1"}, {kBech32, 58}}},
      {"base58check", {{"5"}, {"HJK", 1}, {kBase58, 49}}},
      {"base58check", {{"L"}, {kBase58, 51}}},
      {"stellar", {{"S"}, {"ABCD", 1}, {kBase32, 54}}},
      {"nats", {{"SU"}, {kBase32, 55}, {"A"}}},
      {"luhn", {{"4"}, {kDigits, 15}}},
      {"basic-auth", {{"Basic "}, {kStandard, 30}, {"=="}}, true, false},
      {"uuid",
       {{kHex, 8}, {"-"}, {kHex, 4}, {"-"}, {kHex, 4}, {"-"}, {kHex, 4}, {"-"}, {kHex, 12}},
       true,
       false},
      {"telegram", {{"7"}, {kDigits, 9}, {":"}, {kUrl, 35}}, true, false},
      {"slack",
       {{"xoxb-"}, {kDigits, 12}, {"-"}, {kDigits, 12}, {"-"}, {kBase62, 24}},
       true,
       false},
      {"wireguard", {{kStandard, 42}, {"A="}}, true, false},
      {"fernet", {{"gAAAAAB"}, {kUrl, 111}, {"=="}}, false, false},
      {"jfrog", {{"cmVmdGtuOjAxO"}, {kBase62, 51}}, true, false},
  };
  return *shapes;
}

TEST(Checksum, TableIsWellFormed) {
  std::set<std::string_view> names;
  for (const Validator& validator : AllValidators()) {
    EXPECT_TRUE(names.insert(validator.name).second) << validator.name;
    EXPECT_FALSE(validator.what.empty()) << validator.name;
    EXPECT_EQ(FindValidator(validator.name), &validator);
    ASSERT_NE(validator.check, nullptr);
  }
  EXPECT_EQ(FindValidator(""), nullptr);
  EXPECT_EQ(FindValidator("crc32"), nullptr);
}

TEST(Checksum, RulesNamesResolve) {
  for (const char* name : {"crc32-base62",
                           "crc32-hex",
                           "zuplo",
                           "atlassian",
                           "grafana",
                           "confluent",
                           "supabase",
                           "jwt",
                           "sentry",
                           "gitlab-routable",
                           "microsoft-his",
                           "discord",
                           "base64-json",
                           "pypi",
                           "bech32",
                           "microsoft-cask",
                           "base58check",
                           "stellar",
                           "nats",
                           "luhn",
                           "pem",
                           "basic-auth",
                           "uuid",
                           "telegram",
                           "slack",
                           "wireguard",
                           "fernet",
                           "jfrog",
                           "elastic",
                           "azure-devops-pat",
                           "aws-access-key-id",
                           "entra-client-secret",
                           "microsoft-cask-legacy"}) {
    EXPECT_NE(FindValidator(name), nullptr) << name;
  }
}

TEST(Checksum, MadeValuesAreValid) {
  Chance chance(20260101);
  for (const Shape& shape : Shapes()) {
    const Validator* validator = FindValidator(shape.validator);
    ASSERT_NE(validator, nullptr) << shape.validator;
    for (int round = 0; round < 200; ++round) {
      const std::string shaped = Draw(shape, &chance);
      const std::string made = validator->make(shaped, chance.Next());
      ASSERT_FALSE(made.empty()) << shape.validator << " " << shape.pieces[0].text;
      ASSERT_EQ(validator->check(made), Validity::kValid) << shape.validator;
      if (shape.same_length) {
        ASSERT_EQ(made.size(), shaped.size()) << shape.validator;
      }
      // Literals in front stay.
      size_t at = 0;
      for (const Piece& piece : shape.pieces) {
        if (piece.size != 0) break;
        ASSERT_EQ(made.substr(at, piece.text.size()), piece.text) << shape.validator;
        at += piece.text.size();
      }
    }
  }
}

// Check digits must see a changed character. The last ones may hold bits that no check covers.
TEST(Checksum, OneChangedCharacterShows) {
  Chance chance(7);
  for (const Shape& shape : Shapes()) {
    if (!shape.flips_show) continue;
    const Validator* validator = FindValidator(shape.validator);
    int seen = 0;
    constexpr int kRounds = 300;
    for (int round = 0; round < kRounds; ++round) {
      std::string made = validator->make(Draw(shape, &chance), chance.Next());
      const size_t at = 8 + chance.Below(made.size() - 10);
      const char before = made[at];
      made[at] = before == 'b' ? 'c' : before == 'B' ? 'C' : before == '3' ? '4' : '3';
      if (validator->check(made) != Validity::kValid) ++seen;
    }
    EXPECT_GE(seen, kRounds * 95 / 100) << shape.validator;
  }
}

// Random strings of the shape are hardly ever valid by chance where there are check digits.
TEST(Checksum, ChanceIsNotValid) {
  Chance chance(11);
  for (const Shape& shape : Shapes()) {
    const Validator* validator = FindValidator(shape.validator);
    if (validator->structure || shape.validator == "luhn") continue;
    for (int round = 0; round < 200; ++round) {
      EXPECT_NE(validator->check(Draw(shape, &chance)), Validity::kValid) << shape.validator;
    }
  }
}

TEST(Checksum, HostileInputIsBounded) {
  for (const Validator& validator : AllValidators()) {
    for (const std::string& value :
         {std::string(), std::string(1, '\0'), std::string(70 * 1024, 'A'),
          std::string(60 * 1024, '{'), std::string(3000, '.'), std::string(2000, '_'),
          std::string(500, '\xFF'), std::string("====")}) {
      const Validity verdict = validator.check(value);
      if (value.empty() || value.size() > 64 * 1024) {
        EXPECT_EQ(verdict, Validity::kUnknown);
      }
      if (validator.make != nullptr) validator.make(value, 3);
    }
  }
}

TEST(Checksum, OldFormsAreUnknown) {
  const auto check = [](std::string_view name, std::string value) {
    return FindValidator(name)->check(value);
  };
  EXPECT_EQ(check("gitlab-routable", Cat("glpat-", "Ab3dEf6hIj9lMn2pQr5t")), Validity::kUnknown);
  EXPECT_EQ(check("aws-access-key-id", Cat("AKIA", "IOSFODNN7BJ2QRST")), Validity::kUnknown);
  EXPECT_EQ(check("entra-client-secret", Cat("a1B7Q~", std::string(34, 'k'))), Validity::kUnknown);
  EXPECT_EQ(check("microsoft-his", EncodeBase64(std::string(64, 'k'))), Validity::kUnknown);
  EXPECT_EQ(check("crc32-base62", "short_one"), Validity::kUnknown);
}

TEST(Checksum, Jwt) {
  const Validator* jwt = FindValidator("jwt");
  const auto token = [](std::string_view header, std::string_view payload,
                        std::string_view signature) {
    return Cat(EncodeBase64Url(header), ".", EncodeBase64Url(payload), ".", signature);
  };
  const std::string signature(43, 'k');
  EXPECT_EQ(jwt->check(token(R"({"alg":"HS256"})", R"({"a":1})", signature)), Validity::kValid);
  EXPECT_EQ(
      jwt->check(token(R"({ "typ" : "JWT", "alg" : "RS256" })", R"({})", std::string(342, 'k'))),
      Validity::kValid);
  EXPECT_EQ(jwt->check(token(R"({"alg":"none"})", R"({"a":1})", "")), Validity::kValid);
  EXPECT_EQ(jwt->check(token(R"({"alg":"HS256"})", R"({"a":1})", "")), Validity::kInvalid);
  EXPECT_EQ(jwt->check(token(R"({"typ":"JWT"})", R"({"a":1})", signature)), Validity::kInvalid);
  EXPECT_EQ(jwt->check(token(R"({"alg":"HS256"})", R"([1,2])", signature)), Validity::kInvalid);
  EXPECT_EQ(jwt->check(token(R"({"alg":"HS256")", R"({"a":1})", signature)), Validity::kInvalid);
  EXPECT_EQ(jwt->check(token(R"({"alg":"HS256"})", R"({"a":1})", "kk")), Validity::kUnknown);
  EXPECT_EQ(jwt->check(Cat(EncodeBase64Url(R"({"alg":"dir","enc":"A128GCM"})"), "..a.b.c")),
            Validity::kValid);
  EXPECT_EQ(jwt->check("a.b.c.d.e.f.g"), Validity::kInvalid);
}

TEST(Checksum, BasicAuth) {
  const auto check = [](std::string_view text) {
    return FindValidator("basic-auth")->check(Cat("Basic ", EncodeBase64(text)));
  };
  EXPECT_EQ(check("ops:Fennel_92x"), Validity::kValid);
  EXPECT_EQ(check("m\xC3\xBCller:K4ffee-Tasse7"), Validity::kValid);
  EXPECT_EQ(check("user:"), Validity::kInvalid);
  EXPECT_EQ(check("user:password"), Validity::kInvalid);
  EXPECT_EQ(check("no colon"), Validity::kInvalid);
  EXPECT_EQ(check(std::string_view("a:\0b", 4)), Validity::kInvalid);
  EXPECT_EQ(check("a:\xC3"), Validity::kInvalid);
}

}  // namespace
}  // namespace weir
