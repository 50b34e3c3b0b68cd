#include "report/allow.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/test_util.h"

namespace weir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// FIPS 180 and RFC 3174 give these.
TEST(Allow, PlainDigestsAreTheKnownOnes) {
  EXPECT_EQ(PlainSha1("abc"), "sha1:a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(PlainSha1(""), "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(PlainSha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "sha1:84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(PlainSha1(std::string(1'000'000, 'a')),
            "sha1:34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  EXPECT_TRUE(PlainSha256("abc").starts_with("sha256:ba7816bf8f01cfea"));
}

TEST(Allow, KeyedHashesDependOnTheKeyAndTheValue) {
  const FingerprintKey one = TestKey(1), two = TestKey(2);
  const std::string value = Generated(20);
  EXPECT_TRUE(CheckValueHash(ValueHash(one, value)).ok());
  EXPECT_EQ(ValueHash(one, value), ValueHash(one, value));
  EXPECT_NE(ValueHash(one, value), ValueHash(two, value));
  EXPECT_NE(ValueHash(one, value), ValueHash(one, value + "x"));
  EXPECT_NE(KeyId(one), KeyId(two));
  EXPECT_EQ(KeyId(one).size(), 16u);
  // No hash tells of another one: not of the fingerprint, not of the key's name.
  EXPECT_THAT(ValueHash(one, ""), Not(HasSubstr(KeyId(one))));
}

TEST(Allow, DatesOfTheCalendarOnly) {
  EXPECT_EQ(ParseDate("1970-01-01"), 0);
  EXPECT_EQ(ParseDate("1970-02-01"), 31);
  EXPECT_EQ(ParseDate("2000-02-29"), 11016);
  for (const char* bad : {"", "2026", "2026-1-1", "2026-13-01", "2026-02-29", "2026-00-10",
                          "2026-01-00", "2026/01/01", "x026-01-01", "2026-01-01T", "-026-01-01"}) {
    EXPECT_FALSE(ParseDate(bad).has_value()) << bad;
  }
  for (int32_t day = -1000; day < 40'000; day += 37) {
    EXPECT_EQ(ParseDate(FormatDate(day)), day);
  }
}

TEST(Allow, FieldsAreChecked) {
  EXPECT_TRUE(CheckFingerprint("0123456789abcdef0123456789abcdef").ok());
  for (const char* bad : {"", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef"}) {
    EXPECT_FALSE(CheckFingerprint(bad).ok()) << bad;
  }
  for (const char* bad :
       {"", "sha1:", "sha1:00", "weir1:zz", "a9993e364706816aba3e25717850c26c9cd0d89d"}) {
    EXPECT_FALSE(CheckValueHash(bad).ok()) << bad;
  }
  EXPECT_TRUE(CheckAllowRegex("ghp_[a-z]+").ok());
  EXPECT_FALSE(CheckAllowRegex("(").ok());
  EXPECT_FALSE(CheckAllowRegex("(?=x)").ok());
  EXPECT_FALSE(CheckAllowRegex(std::string(kMaxAllowRegex + 1, 'a')).ok());
  EXPECT_FALSE(CheckAllowRegex("((a{1000}){1000}){1000}").ok());
  EXPECT_TRUE(CheckReason("a").ok());
  EXPECT_FALSE(CheckReason(" \t\n").ok());
  EXPECT_FALSE(CheckReason(std::string(kMaxAllowReason + 1, 'a')).ok());
}

TEST(Allow, TomlOfAnEntry) {
  AllowEntry entry;
  entry.rule = "r";
  entry.path = "a\\*b";
  entry.reason = "say \"hi\"\n\x01\xff";
  entry.expires = 0;
  EXPECT_EQ(AllowEntryToml(entry),
            "[[allow]]\nrule = \"r\"\npath = \"a\\\\*b\"\n"
            "reason = \"say \\\"hi\\\"\\u000a\\u0001\xEF\xBF\xBD\"\nexpires = 1970-01-01\n");
}

}  // namespace
}  // namespace weir
