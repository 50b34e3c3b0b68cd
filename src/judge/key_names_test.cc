#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "judge/assignment.h"

namespace weir {
namespace {

TEST(KeyNames, Table) {
  struct Row {
    std::string_view key, word;
    bool want;
  };
  const Row rows[] = {
      {"DD-API-KEY", "dd_api_key", true},
      {"my.ddApiKey", "dd_api_key", true},
      {"DDApiKey", "dd-api-key", true},
      {"dd api key", "dd.api.key", true},
      {"ddapikey", "dd_api_key", true},
      {"mailbox_key", "box", false},
      {"box_key", "box", true},
      {"keyBox", "box", true},
      {"BOX1", "box", true},
      {"box1", "box", true},
      {"BOXER", "box", false},
      {"boxer", "box", false},
      {"boxes", "box", false},
      {"APIKey", "key", true},
      {"APIKEY", "key", false},
      {"APIKEY", "api_key", true},
      {"apikeys", "api-key", true},
      {"monkey", "key", false},
      {"KeyPair", "key", true},
      {"Keypair", "key", false},
      {"tokens", "token", true},
      {"tokenizer", "token", false},
      {"authToken", "token", true},
      {"authtoken", "token", false},
      {"AUTH_TOKEN_2", "token", true},
      {"PGPASSWORD", "password", true},
      {"pgpassword", "password", true},
      {"passwordProd", "password", true},
      {"clientsecret", "secret", true},
      {"clientSecretKey", "client_secret", true},
      {"secretkey", "secret", true},
      {"secretary", "secret", false},
      {"undersecretary_name", "secret", false},
      {"passwordless", "password", false},
      {"secrets", "secret", true},
      {"spring.datasource.password", "password", true},
      {"X-Auth-Key", "auth_key", true},
      {"xauthkey", "auth_key", true},
      {"a/b:key", "key", true},
      {"\xE6\x95\xB0\xE6\x8D\xAE\xE5\xBA\x93\xE5\xAF\x86\xE7\xA0\x81", "\xE5\xAF\x86\xE7\xA0\x81",
       true},
      {"", "key", false},
      {"key", "", false},
      {"key", "-_", false},
      {"-", "key", false},
      {"ke", "key", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(KeyNames(row.key, row.word), row.want) << row.key << " by " << row.word;
}

// Writing a key in another style changes nothing.
TEST(KeyNames, EveryStyleOfTheSameWordsIsNamedAlike) {
  static constexpr std::string_view kWords[] = {"acme",   "api", "key",  "client",
                                                "secret", "db",  "auth", "app"};
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string snake, camel, upper, word;
    const size_t count = 2 + random() % 4, from = random() % count,
                 to = from + 1 + random() % (count - from);
    for (size_t i = 0; i < count; ++i) {
      const std::string part(kWords[random() % std::size(kWords)]);
      std::string capital = part;
      capital[0] = static_cast<char>(capital[0] - 32);
      if (i > 0) snake += '_';
      snake += part;
      camel += i == 0 ? part : capital;
      if (i >= from && i < to) word += (word.empty() ? "" : random() % 2 ? "-" : " ") + part;
    }
    for (char c : snake) upper += c >= 'a' ? static_cast<char>(c - 32) : '-';
    EXPECT_TRUE(KeyNames(snake, word)) << snake << " " << word;
    EXPECT_TRUE(KeyNames(upper, word)) << upper << " " << word;
    EXPECT_TRUE(KeyNames(camel, word)) << camel << " " << word;
  }
}

}  // namespace
}  // namespace weir
