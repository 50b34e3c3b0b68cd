#include <gtest/gtest.h>

#include "report/record.h"
#include "report/test_util.h"

namespace weir {
namespace {

TEST(MaskSecret, ShowsThePrefixOfTheRuleAndTheLength) {
  const TestRule rule("a", "A",
                      "ghp"
                      "_");
  EXPECT_EQ(MaskSecret(rule.rule(),
                       "ghp"
                       "_" +
                           Generated(36)),
            "ghp_\u2026(40 bytes)");
  EXPECT_EQ(MaskSecret(rule.rule(), "x"), "\u2026(1 byte)");
  EXPECT_EQ(MaskSecret(rule.rule(), ""), "\u2026(0 bytes)");
}

TEST(MaskSecret, NeverMoreThanAQuarterOrEightBytes) {
  const std::string literal = "averylongprefix";
  const TestRule rule("a", "A", literal);
  for (size_t size = literal.size(); size < 100; ++size) {
    const std::string secret = literal + Generated(size - literal.size());
    const std::string mask = MaskSecret(rule.rule(), secret);
    const size_t shown = mask.find("\u2026");
    EXPECT_EQ(shown, std::min<size_t>(8, size / 4));
    EXPECT_EQ(mask.substr(0, shown), literal.substr(0, shown));
  }
}

TEST(MaskSecret, OnlyTextTheRuleSpellsOut) {
  const TestRule rule("a", "A",
                      "abc"
                      "_");
  EXPECT_EQ(MaskSecret(rule.rule(), Generated(40)), "\u2026(40 bytes)");
}

TEST(MaskSecret, PasswordsShowNothing) {
  const std::string value =
      "abc"
      "_" +
      Generated(36);
  const TestRule password("a", "A",
                          "abc"
                          "_",
                          SecretClass::kPassword);
  EXPECT_EQ(MaskSecret(password.rule(), value), "\u2026(40 bytes)");
  const TestRule assignment("a", "A",
                            "abc"
                            "_",
                            SecretClass::kCredential, RuleKind::kAssignment);
  EXPECT_EQ(MaskSecret(assignment.rule(), value), "\u2026(40 bytes)");
  const TestRule url("a", "A",
                     "abc"
                     "_",
                     SecretClass::kConnectionString, RuleKind::kUrl);
  EXPECT_EQ(MaskSecret(url.rule(), value), "\u2026(40 bytes)");
}

TEST(MaskSecret, TheSecretPartAndAlternatives) {
  WalkCode code;
  code.literals = "https://one_two2_";
  code.sets.push_back(ByteSet::Range('a', 'z'));
  code.ops = {
      WalkOp{.kind = WalkOp::kConcat, .kids = 2, .size = 7},
      WalkOp{.kind = WalkOp::kLiteral, .at = 0, .length = 8},
      WalkOp{.kind = WalkOp::kConcat, .secret = 1, .kids = 2, .size = 5},
      WalkOp{.kind = WalkOp::kAlt, .kids = 2, .size = 3},
      WalkOp{.kind = WalkOp::kLiteral, .at = 8, .length = 4},
      WalkOp{.kind = WalkOp::kFoldLiteral, .at = 12, .length = 5},
      WalkOp{.kind = WalkOp::kSetRun, .max = kUnbounded},
  };
  Rule rule;
  rule.walk = code.program();
  const std::string tail(30, 'q');
  EXPECT_EQ(MaskSecret(rule, "one_" + tail), "one_\u2026(34 bytes)");
  EXPECT_EQ(MaskSecret(rule, "TWO2_" + tail), "TWO2_\u2026(35 bytes)");
  EXPECT_EQ(MaskSecret(rule, "six_" + tail), "\u2026(34 bytes)");
}

}  // namespace
}  // namespace weir
