#include "redact/masker.h"

#include <string>

#include "gtest/gtest.h"
#include "redact/fake.h"
#include "redact/remembered.h"

namespace weir {
namespace {

Rule Named(std::string_view id) {
  Rule rule;
  rule.id = id;
  rule.kind = RuleKind::kAssignment;
  return rule;
}

TEST(Placeholder, IsParsedWhereverItEnds) {
  const auto source_or = RunPlaceholders::Create();
  ASSERT_TRUE(source_or.ok());
  RunPlaceholders source = *source_or;
  for (const char* id : {"github-personal-access-token", "a", "generic-password",
                         "a-very-long-name-of-a-rule-that-does-not-fit-into-a-label"}) {
    const Rule rule = Named(id);
    const std::string mark = source.PlaceholderFor(rule, "some value");
    for (const char* behind : {"", "x", "9", "-", "_", "\"", "bcd"}) {
      const std::string text = mark + behind;
      const auto parsed = ParsePlaceholder(text);
      ASSERT_TRUE(parsed.has_value()) << text;
      EXPECT_EQ(parsed->text, mark);
      EXPECT_EQ(parsed->label, PlaceholderLabel(rule));
      EXPECT_LE(parsed->label.size(), kMaxLabelSize);
    }
    EXPECT_EQ(source.PlaceholderFor(rule, "some value"), mark);
    EXPECT_NE(source.PlaceholderFor(rule, "some other"), mark);
  }
  const auto other = RunPlaceholders::Create();
  RunPlaceholders another = *other;
  EXPECT_NE(another.PlaceholderFor(Named("a"), "v"), source.PlaceholderFor(Named("a"), "v"));
}

TEST(Placeholder, OthersAreNone) {
  for (const char* text : {"", "WEIR_", "WEIR_a_", "WEIR__23456789bc", "WEIR_a_23456789b", "weir_a_23456789bc",
                           "WEIR_A_23456789bc", "WEIR_a_1234567890", "WEIR_a-b23456789bc"}) {
    EXPECT_FALSE(ParsePlaceholder(text).has_value()) << text;
  }
}

TEST(OwnMask, KnowsMarksAndLeavesSecretsAlone) {
  const std::string mark = "WEIR_generic-password_23456789bc";
  for (const std::string& value :
       {mark, mark + mark, "\"" + mark + "\"", "Bearer:" + mark.substr(0),
        std::string("WEIRHASH_a_") + std::string(32, 'a'), std::string("FaCadeFac")}) {
    EXPECT_TRUE(IsOwnMask(value)) << value;
  }
  for (const std::string& value :
       {std::string(""), mark + "and-much-more-of-a-secret-9x", std::string("facadX2q9"),
        std::string("facade-of-the-building"), std::string("WEIR_nothing")}) {
    EXPECT_FALSE(IsOwnMask(value)) << value;
  }
}

TEST(Fake, KeepsTheFormAndNothingElse) {
  unsigned char digest[32] = {1, 2, 3};
  struct Case {
    const char* value;
    size_t prefix;
  };
  for (const Case& c : {Case{"ghp_aB3dE6gH9jK2mN5", 4}, Case{"0f3e9a7c5d1b2846", 0},
                        Case{"line one\\nline\\u0041two\nx9x9", 0}, Case{"a%2Fb%3Dc3d4e5f6", 0}}) {
    std::string fake;
    const std::string value = c.value;
    ASSERT_TRUE(MakeFake(value, c.prefix, digest, &fake)) << value;
    ASSERT_EQ(fake.size(), value.size());
    EXPECT_EQ(fake.substr(0, c.prefix), value.substr(0, c.prefix));
    for (size_t i = c.prefix; i < value.size(); ++i) {
      EXPECT_EQ(isalnum(static_cast<unsigned char>(value[i])) != 0,
                isalnum(static_cast<unsigned char>(fake[i])) != 0);
    }
    std::string again;
    ASSERT_TRUE(MakeFake(value, c.prefix, digest, &again));
    EXPECT_EQ(again, fake);
  }
  std::string fake;
  EXPECT_FALSE(MakeFake("!!@@##$$ab", 0, digest, &fake));
  EXPECT_TRUE(MakeFake("4111-1111-1111", 0, digest, &fake));
  EXPECT_EQ(fake, "0000-0000-0000");
}

TEST(MaskSpan, OpaqueTokensAreMaskedWholeAndEscapesStayWhole) {
  const Rule rule = Named("r");
  struct Case {
    std::string text;
    std::string secret, token;
  };
  for (const Case& c : {Case{"x abcSECRETdef== y", "SECRET", "abcSECRETdef=="},
                        Case{"\"a\\nabcSECRETdef\"", "SECRET", "abcSECRETdef"},
                        Case{"\"a\\\\nabcSECRETdef\"", "SECRET", "nabcSECRETdef"},
                        Case{"\"\\u0041abcSECRETdef\"", "SECRET", "abcSECRETdef"},
                        Case{"k=%2BabcSECRETdef&", "SECRET", "abcSECRETdef"},
                        Case{"key=abcSECRETdef.x", "SECRET", "abcSECRETdef"}}) {
    Finding f;
    f.rule = &rule;
    f.start = c.text.find(c.secret);
    f.end = f.start + c.secret.size();
    f.trail = Trail(Dress::kJson);
    ASSERT_TRUE(f.trail.Push({0, 0, Dress::kBase64}));
    const MaskSpan span = SpanOf(f, c.text, 0, false);
    EXPECT_EQ(c.text.substr(span.start, span.end - span.start), c.token) << c.text;
    const MaskSpan late = SpanOf(f, c.text, f.start - 1, false);
    EXPECT_GE(late.start, f.start - 1);
  }
}

TEST(FixedText, MayNotBreakWhatItIsPutInto) {
  for (const char* text : {"[REDACTED]", "", "***", "<secret>"}) EXPECT_TRUE(CheckFixedText(text).ok());
  for (const std::string& text : {std::string("a\"b"), std::string("a\\b"), std::string("a\nb"),
                                  std::string(kMaxFixedText + 1, 'x')}) {
    EXPECT_FALSE(CheckFixedText(text).ok());
  }
}

TEST(Remembered, OnlyDistinctValues) {
  for (const char* value : {"hunter2x9K", "aB3dE6gH", "onlylowercase", "123456789012"}) {
    EXPECT_TRUE(WorthRemembering(value)) << value;
  }
  for (const char* value : {"", "abc", "aB3dE6g", "sunshine", "12345678", "ABCDEFGHIJ"}) {
    EXPECT_FALSE(WorthRemembering(value)) << value;
  }
}

}  // namespace
}  // namespace weir
