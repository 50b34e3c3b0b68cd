#include "adapter/mcp/http_fields.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(MirroredFields, ComeBackAsTheyWere) {
  for (const std::string value : {"plain", "", "two words", " blank at the ends ", "caf\xC3\xA9",
                                  "=?base64?eA==?=", "a\nb", "tab\there"}) {
    const std::string field = EncodeMirrored(value, false);
    EXPECT_EQ(DecodeMirrored(field), value) << field;
    EXPECT_EQ(field.find_first_of("\n\t"), std::string::npos);
    EXPECT_EQ(DecodeMirrored(EncodeMirrored(value, true)), value);
  }
  EXPECT_EQ(EncodeMirrored("plain", false), "plain");
  EXPECT_EQ(DecodeMirrored("=?base64?not base64!?="), "=?base64?not base64!?=");
  EXPECT_EQ(DecodeMirrored("=?base64?="), "=?base64?=");
}

TEST(ChangesOf, NamesTheTextsThatChanged) {
  const TextChanges changes =
      ChangesOf(R"({"a":"x","b":["old","y\n"],"c":1})", R"({"a":"x","b":["new","z\n"],"c":1})");
  EXPECT_THAT(changes, testing::UnorderedElementsAre(testing::Pair("old", "new"),
                                                     testing::Pair("y\n", "z\n")));
  EXPECT_TRUE(ChangesOf("not json", "{}").empty());
}

TEST(IsLocalOrigin, KnowsPagesOfThisMachine) {
  for (std::string_view origin : {"", "http://localhost", "https://localhost:8080",
                                  "http://127.0.0.1:1", "http://[::1]:80"}) {
    EXPECT_TRUE(IsLocalOrigin(origin)) << origin;
  }
  for (std::string_view origin :
       {"null", "http://localhost.evil.example", "https://example.com", "http://127.0.0.1.nip.io",
        "http://user@localhost", "localhost"}) {
    EXPECT_FALSE(IsLocalOrigin(origin)) << origin;
  }
}

}  // namespace
}  // namespace weir
