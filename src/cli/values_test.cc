#include "cli/values.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "rules/rule.h"

namespace weir {
namespace {

using std::chrono::milliseconds;

TEST(ParseSize, Table) {
  const struct {
    std::string_view text;
    std::optional<uint64_t> want;
  } kCases[] = {
      {"0", 0},
      {"1", 1},
      {"10B", 10},
      {"1K", 1024},
      {"1k", 1024},
      {"1kB", 1024},
      {"1KiB", 1024},
      {"10M", 10u << 20},
      {"2G", uint64_t{2} << 30},
      {"3T", uint64_t{3} << 40},
      {"18446744073709551615", UINT64_MAX},
      {"18446744073709551616", std::nullopt},
      {"16777216T", std::nullopt},
      {"16777215T", uint64_t{16777215} << 40},
      {"", std::nullopt},
      {"M", std::nullopt},
      {"-1", std::nullopt},
      {"1.5M", std::nullopt},
      {"1X", std::nullopt},
      {"1KK", std::nullopt},
      {"1BB", std::nullopt},
      {" 1", std::nullopt},
      {"1 K", std::nullopt},
  };
  for (const auto& c : kCases) EXPECT_EQ(ParseSize(c.text), c.want) << c.text;
}

TEST(ParseDuration, Table) {
  const struct {
    std::string_view text;
    std::optional<milliseconds> want;
  } kCases[] = {
      {"0", milliseconds(0)},
      {"0s", milliseconds(0)},
      {"500ms", milliseconds(500)},
      {"10s", milliseconds(10'000)},
      {"1.5s", milliseconds(1500)},
      {"2m", milliseconds(120'000)},
      {"2min", milliseconds(120'000)},
      {"1h", milliseconds(3'600'000)},
      {"0.25ms", milliseconds(1)},  // not "no limit"
      {"0.000s", milliseconds(0)},
      {"5", std::nullopt},
      {"", std::nullopt},
      {"s", std::nullopt},
      {"-1s", std::nullopt},
      {"1.s", std::nullopt},
      {"1d", milliseconds(86'400'000)},
      {"999999999999h", std::nullopt},
      {"9999999999999999999999s", std::nullopt},
      {"1s ", std::nullopt},
  };
  for (const auto& c : kCases) EXPECT_EQ(ParseDuration(c.text), c.want) << c.text;
}

TEST(ParseCount, Table) {
  EXPECT_EQ(ParseCount("0"), 0u);
  EXPECT_EQ(ParseCount("18446744073709551615"), UINT64_MAX);
  for (std::string_view bad :
       {"", "18446744073709551616", "+1", "-1", "1e3", "0x10", " 1", "1,000"}) {
    EXPECT_EQ(ParseCount(bad), std::nullopt) << bad;
  }
}

TEST(ParseConfidence, NamesOfTheEngine) {
  EXPECT_EQ(ParseConfidence("low"), Confidence::kLow);
  EXPECT_EQ(ParseConfidence("medium"), Confidence::kMedium);
  EXPECT_EQ(ParseConfidence("high"), Confidence::kHigh);
  EXPECT_EQ(ParseConfidence("HIGH"), std::nullopt);
}

TEST(CheckValue, ClassesAreThoseOfTheEngine) {
  const Flag& flag = GetFlag(FlagId::kClass);
  size_t known = 0;
  for (int i = 0; i < 64; ++i) {
    const std::string_view name = Name(static_cast<SecretClass>(i));
    if (name.empty() || ParseSecretClass(name) != static_cast<SecretClass>(i)) break;
    ++known;
    EXPECT_TRUE(CheckValue(flag, name).ok()) << name;
  }
  EXPECT_EQ(known, flag.choices.size());
}

TEST(CheckValue, ErrorsNameTheValueAndWhatIsExpected) {
  const struct {
    FlagId id;
    std::string_view value, want;
  } kCases[] = {
      {FlagId::kFormat, "jsn",
       "unknown format 'jsn': expected text, json, jsonl, sarif, gitlab, github or junit; did you mean 'json'?"},
      {FlagId::kFormat, "", "unknown format '': expected text, json, jsonl, sarif, gitlab, github or junit"},
      {FlagId::kThreads, "-1", "bad value '-1' for --threads: expected a number from 0 to 1024"},
      {FlagId::kMaxFindings, "0",
       "bad value '0' for --max-findings: expected a number from 1 to 100000000"},
      {FlagId::kMaxTime, "5",
       "bad value '5' for --max-time: expected a time such as 500ms, 10s or 2m"},
      {FlagId::kMaxFileSize, "lots",
       "bad value 'lots' for --max-file-size: expected a size such as 500K, 10M or 2G"},
      {FlagId::kSeed, "x", "bad value 'x' for --seed: expected a number from 0"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(std::string(CheckValue(GetFlag(c.id), c.value).message()), c.want);
  }
}

TEST(CheckValue, NoRawControlByteInAnError) {
  for (FlagId id : {FlagId::kFormat, FlagId::kThreads, FlagId::kMaxTime, FlagId::kMaxFileSize}) {
    const absl::Status status = CheckValue(GetFlag(id), "\x1b]52;c;eA==\x07");
    ASSERT_FALSE(status.ok());
    for (char c : status.message()) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << status;
  }
}

}  // namespace
}  // namespace weir
