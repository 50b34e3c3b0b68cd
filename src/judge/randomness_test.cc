#include "judge/randomness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "judge/checksum_table.h"
#include "judge/codec.h"

namespace weir {
namespace {

// The lowest score but `skip` of many random strings.
float Low(std::string_view alphabet, size_t size, int skip_of_1000) {
  Chance chance(size * 1000 + alphabet.size());
  std::vector<float> scores;
  for (int i = 0; i < 5000; ++i) scores.push_back(RandomnessScore(chance.Text(alphabet, size)));
  std::sort(scores.begin(), scores.end());
  return scores[static_cast<size_t>(skip_of_1000) * 5];
}

TEST(Randomness, RandomTokensScoreHigh) {
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  for (std::string_view alphabet : {std::string_view("0123456789abcdef"), kBase36, kBase62}) {
    EXPECT_GT(Low(alphabet, 16, 2), 0.4f) << alphabet;
    EXPECT_GT(Low(alphabet, 20, 2), 0.6f) << alphabet;
    EXPECT_GT(Low(alphabet, 32, 2), 1.0f) << alphabet;
    EXPECT_GT(Low(alphabet, 40, 2), 1.2f) << alphabet;
    EXPECT_GT(Low(alphabet, 32, 500), 2.0f) << alphabet;
  }
  EXPECT_GT(Low(kLower, 32, 2), 0.5f);
}

TEST(Randomness, WordsAndNamesScoreLow) {
  for (const char* name :
       {"getElementsByTagName", "UserAccountControllerTest", "authentication_failed_message",
        "com.acme.billing.service", "my-super-secret-value", "correct.horse.staple",
        "access_token_url", "application/json", "MYSQL_ROOT_PASSWORD", "x86_64-linux-gnu",
        "base64_encode", "tokenFile", "the password is required", "kubernetes.io/tls",
        "/etc/tls/server.key", "ReplicationController", "spring.datasource.password",
        "DJANGO_SETTINGS_MODULE", "handle_incoming_request"}) {
    EXPECT_LT(RandomnessScore(name), 0.4f) << name;
  }
}

// The two are apart on the average by far more than their spread.
TEST(Randomness, Separation) {
  const std::vector<std::string_view> names = {"configurationManager", "transaction_identifier",
                                               "NetworkInterfaceList", "allocate_buffer_pool",
                                               "serializeToString",    "enable-experimental",
                                               "connection_timeout",   "RenderingContext"};
  Chance chance(4);
  for (std::string_view name : names) {
    const float words = RandomnessScore(name);
    for (int i = 0; i < 500; ++i) {
      EXPECT_GT(RandomnessScore(chance.Text(kBase62, name.size() + 12)), words + 0.3f) << name;
    }
  }
}

TEST(Randomness, ShortOrForeignTextIsNeutral) {
  EXPECT_EQ(RandomnessScore(""), 0.0f);
  EXPECT_EQ(RandomnessScore("kJ8xQ"), 0.0f);
  EXPECT_EQ(RandomnessScore("あなたのトークン"), 0.0f);
  EXPECT_EQ(RandomnessScore(std::string(100, '\xFF')), 0.0f);
  EXPECT_EQ(RandomnessScore(std::string(100, '\0')), 0.0f);
}

TEST(Randomness, Entropy) {
  EXPECT_EQ(ShannonEntropy(""), 0.0f);
  EXPECT_EQ(ShannonEntropy("aaaa"), 0.0f);
  EXPECT_FLOAT_EQ(ShannonEntropy("abab"), 1.0f);
  EXPECT_FLOAT_EQ(ShannonEntropy("0123456789abcdef"), 4.0f);
  EXPECT_NEAR(ShannonEntropy("aab"), 0.918f, 0.001f);
}

}  // namespace
}  // namespace weir
