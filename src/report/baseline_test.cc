#include "report/baseline.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/test_util.h"

namespace weir {
namespace {

using ::testing::HasSubstr;

BaselineEntry Entry(std::string path, char digit, std::string mark = "", std::string reason = "") {
  BaselineEntry entry;
  entry.path = std::move(path);
  entry.rule = "r";
  entry.fingerprint = std::string(32, digit);
  entry.mark = std::move(mark);
  entry.reason = std::move(reason);
  return entry;
}

Baseline Sample() {
  Baseline baseline;
  baseline.key_id = KeyId(TestKey());
  baseline.entries = {Entry("b", '2'), Entry("a", '1', "ignore", "x \"y\" \xFF"),
                      Entry("n\xFF\n", '3'), Entry("a", '0')};
  return baseline;
}

TEST(Baseline, WhatIsWrittenIsRead) {
  const std::string text = BaselineText(Sample());
  const auto read = ParseBaseline("f", text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->key_id, KeyId(TestKey()));
  ASSERT_EQ(read->entries.size(), 4u);
  EXPECT_TRUE(std::is_sorted(read->entries.begin(), read->entries.end()));
  EXPECT_EQ(read->entries[3].path, "n\xFF\n");
  EXPECT_EQ(BaselineText(*read), text);
  for (char c : text) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F));
}

TEST(Baseline, OrderAndDoublesDoNotMatter) {
  Baseline baseline = Sample();
  const std::string text = BaselineText(baseline);
  std::reverse(baseline.entries.begin(), baseline.entries.end());
  baseline.entries.push_back(baseline.entries[0]);
  baseline.entries.push_back(Entry("a", '1'));  // the one with a reason stays
  EXPECT_EQ(BaselineText(baseline), text);
  const auto twice = ParseBaseline("f", text + text);
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(BaselineText(*twice), text);
}

TEST(Baseline, AnotherKeyIsRefused) {
  const Baseline baseline = Sample();
  EXPECT_TRUE(CheckBaselineKey("f", baseline, KeyId(TestKey())).ok());
  const absl::Status status = CheckBaselineKey("f", baseline, KeyId(TestKey(9)));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("WEIR_FINGERPRINT_KEY"));
}

TEST(Baseline, ErrorsNameTheLine) {
  const std::string head = "{\"weir_baseline\":1,\"key\":\"k\"}\n";
  const std::string good = "{\"path\":\"p\",\"fingerprint\":\"" + std::string(32, 'a') + "\"}\n";
  EXPECT_TRUE(ParseBaseline("f", head + good + "\r\n" + good).ok());
  for (const std::string& bad :
       {std::string("nonsense"), std::string("[]"), std::string("{}"),
        std::string("{\"path\":\"p\"}"), std::string("{\"weir_baseline\":1,\"key\":\"other\"}"),
        std::string("{\"weir_baseline\":3}"),
        "{\"path\":\"p\",\"mark\":\"maybe\",\"fingerprint\":\"" + std::string(32, 'a') + "\"}",
        "{\"path\":\"p\",\"line\":\"3\",\"fingerprint\":\"" + std::string(32, 'a') + "\"}",
        std::string("======="), std::string(100'000, '['), std::string("\xff\xfe")}) {
    const auto read = ParseBaseline("f", head + good + bad + "\n" + good);
    ASSERT_FALSE(read.ok()) << bad.substr(0, 40);
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("f:3: ")) << bad.substr(0, 40);
  }
  EXPECT_FALSE(ParseBaseline("f", "").ok());
  EXPECT_FALSE(ParseBaseline("f", good + head).ok());
}

TEST(Baseline, EntriesSpeakOfOneSecretInOneFile) {
  Baseline baseline;
  baseline.entries = {Entry("a*/b", '1', "false", "why")};
  const std::vector<AllowEntry> entries = ToAllowEntries("f", baseline);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].path, "a\\*/b");
  EXPECT_EQ(entries[0].fingerprint, std::string(32, '1'));
  EXPECT_EQ(entries[0].reason, "false: why");
  EXPECT_TRUE(entries[0].from_baseline);
}

}  // namespace
}  // namespace weir
