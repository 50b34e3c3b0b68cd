#include "rules/rule.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

RuleDef Def(RuleKind kind, std::string_view shape) {
  RuleDef def;
  def.id = "acme-test";
  def.kind = kind;
  def.shape_text = shape;
  Diagnostic error;
  if (!shape.empty()) {
    def.shape = ParseShape(shape, &error);
    EXPECT_TRUE(def.shape) << RenderDiagnostic(error);
  }
  return def;
}

TEST(RuleTest, NamesAreReadBack) {
  for (int i = 0; i < 10; ++i) {
    const auto value = static_cast<SecretClass>(i);
    EXPECT_EQ(ParseSecretClass(Name(value)), value);
  }
  for (int i = 0; i < 4; ++i) {
    const auto value = static_cast<Severity>(i);
    EXPECT_EQ(ParseSeverity(Name(value)), value);
  }
  EXPECT_EQ(Name(SecretClass::kCredentialId), "credential-id");
  EXPECT_EQ(Name(SecretClass::kHealth), "health");
  EXPECT_EQ(Name(Severity::kLow), "low");
  EXPECT_EQ(Name(Severity::kCritical), "critical");
  EXPECT_EQ(Name(RuleKind::kShape), "shape");
  EXPECT_EQ(Name(RuleKind::kAssignment), "assignment");
  for (std::string_view bad : {"", "Credential", "unknown", "high "}) {
    EXPECT_FALSE(ParseSecretClass(bad)) << bad;
    EXPECT_FALSE(ParseSeverity(bad)) << bad;
  }
  EXPECT_EQ(Name(static_cast<SecretClass>(99)), "unknown");
}

TEST(RuleTest, SpecificityOrdersKindsThenLiteralsThenChecksums) {
  const auto with_checksum = [](RuleDef def) {
    def.checksum = "some-check";
    return def;
  };
  const auto as_id = [](RuleDef def) {
    def.secret_class = SecretClass::kCredentialId;
    return def;
  };
  // Each stands above all that follow it.
  const std::vector<RuleDef> falling = {
      Def(RuleKind::kBlock, "\"-----BEGIN ACME KEY-----\""),
      Def(RuleKind::kBlock, "\"-----BEGIN\""),
      with_checksum(Def(RuleKind::kShape, "\"acme_live_\" alnum{20}")),
      Def(RuleKind::kShape, "\"acme_live_\" alnum{20}"),
      Def(RuleKind::kShape, "\"acme_\" alnum{20} \"_x\""),
      with_checksum(Def(RuleKind::kShape, "\"acme_\" alnum{20}")),
      Def(RuleKind::kShape, "\"acme_\" alnum{20}"),
      Def(RuleKind::kShape, "(\"acme\" | \"some-longer-prefix\") alnum{20}"),
      Def(RuleKind::kShape, "\"acm\" \"even-longer\"? alnum{20}"),
      as_id(with_checksum(
          Def(RuleKind::kShape, "\"acme_with_a_very_long_prefix_of_more_than_forty_\" alnum"))),
      Def(RuleKind::kUrl, ""),
      with_checksum(Def(RuleKind::kValue, "hex{32}")),
      Def(RuleKind::kValue, "hex{32}"),
      as_id(with_checksum(Def(RuleKind::kValue, "\"abc\" hex{32}"))),
      Def(RuleKind::kAssignment, ""),
  };
  for (size_t i = 1; i < falling.size(); ++i) {
    EXPECT_GT(Specificity(falling[i - 1]), Specificity(falling[i])) << i;
  }
  // A user's regex stands above a built-in shape with the same literals.
  RuleDef regex = Def(RuleKind::kShape, "\"acme_\" alnum{20}");
  regex.kind = RuleKind::kRegex;
  EXPECT_GT(Specificity(regex), Specificity(Def(RuleKind::kShape, "\"acme_\" alnum{20}")));
}

TEST(RuleTest, SpecificityOfEnormousShapesStaysInItsKind) {
  const std::string literal = '"' + std::string(4000, 'a') + '"';
  const uint16_t most = Specificity(Def(RuleKind::kShape, literal));
  EXPECT_LT(most, Specificity(Def(RuleKind::kBlock, "\"abc\"")));
  EXPECT_EQ(most, Specificity(Def(RuleKind::kShape, "(\"aaaa\"){8000}")));
}

TEST(RuleTableTest, RulesSayWhatTheDefinitionsSay) {
  RuleDef shape = Def(RuleKind::kShape, "\"acme_\" digit{8,12}");
  shape.name = "Acme token";
  shape.provider = "Acme";
  shape.secret_class = SecretClass::kPassword;
  shape.severity = Severity::kLow;
  shape.on_invalid = OnInvalid::kDrop;
  shape.enabled = false;
  shape.min_entropy = 2.5f;
  shape.hints = {"acme", "billing"};
  shape.checksum = "some-check";
  shape.description = "d";
  shape.rotate = "r";
  shape.reference = "https://acme.example/";
  RuleDef block = Def(RuleKind::kBlock, "\"BEGIN\"");
  Diagnostic error;
  block.end_text = "\"END\"";
  block.end = ParseShape(block.end_text, &error);
  RuleDef url = Def(RuleKind::kUrl, "");
  url.schemes = {"postgres", "mysql"};
  RuleDef assignment = Def(RuleKind::kAssignment, "");
  assignment.context = {"password"};
  assignment.context_within = 77;

  const RuleTable table({shape, block, url, assignment}, /*user=*/true);
  ASSERT_EQ(table.rules().size(), 4u);
  ASSERT_EQ(table.defs().size(), 4u);
  const Rule& a = table.rules()[0];
  EXPECT_EQ(a.id, "acme-test");
  EXPECT_EQ(a.name, "Acme token");
  EXPECT_EQ(a.provider, "Acme");
  EXPECT_EQ(a.secret_class, SecretClass::kPassword);
  EXPECT_EQ(a.severity, Severity::kLow);
  EXPECT_EQ(a.on_invalid, OnInvalid::kDrop);
  EXPECT_FALSE(a.enabled);
  EXPECT_TRUE(a.user);
  EXPECT_EQ(a.min_entropy, 2.5f);
  EXPECT_EQ(a.specificity, Specificity(shape));
  EXPECT_EQ(a.min_length, 13u);
  EXPECT_EQ(a.max_length, 17u);
  EXPECT_EQ(a.shape_text, shape.shape_text);
  EXPECT_EQ(a.first, ByteSet::Of("a"));
  EXPECT_EQ(a.last, ByteSet::Range('0', '9'));
  EXPECT_FALSE(a.walk.empty());
  EXPECT_TRUE(a.end_walk.empty());
  ASSERT_EQ(a.hints.size(), 2u);
  EXPECT_EQ(a.hints[1], "billing");
  EXPECT_EQ(a.checksum, "some-check");
  EXPECT_EQ(a.description, "d");
  EXPECT_EQ(a.rotate, "r");
  EXPECT_EQ(a.reference, "https://acme.example/");
  EXPECT_TRUE(Walk(a.walk, "acme_12345678", 0).matched);
  EXPECT_FALSE(Walk(a.walk, "acme_1234567", 0).matched);

  const Rule& b = table.rules()[1];
  EXPECT_EQ(b.min_length, 5u);
  EXPECT_EQ(b.max_length, kUnbounded);
  EXPECT_EQ(b.first, ByteSet::Of("B"));
  EXPECT_EQ(b.last, ~ByteSet{});
  EXPECT_TRUE(Walk(b.walk, "BEGIN", 0).matched);
  EXPECT_TRUE(Walk(b.end_walk, "END", 0).matched);

  const Rule& c = table.rules()[2];
  EXPECT_TRUE(c.walk.empty());
  ASSERT_EQ(c.schemes.size(), 2u);
  EXPECT_EQ(c.schemes[0], "postgres");
  EXPECT_EQ(c.max_length, kUnbounded);

  const Rule& d = table.rules()[3];
  EXPECT_TRUE(d.walk.empty());
  ASSERT_EQ(d.context.size(), 1u);
  EXPECT_EQ(d.context[0], "password");
  EXPECT_EQ(d.context_within, 77);
}

TEST(RuleTableTest, MovesWithoutLosingWhatRulesBorrow) {
  std::vector<RuleDef> defs;
  for (int i = 0; i < 50; ++i) {
    defs.push_back(Def(RuleKind::kShape, "\"ab" + std::to_string(10 + i) + "\" digit{8}"));
    defs.back().id = "r" + std::to_string(i);  // short: the bytes lie inside the string object
    defs.back().context = {"w" + std::to_string(i)};
  }
  RuleTable first(std::move(defs), false);
  RuleTable second(std::move(first));
  RuleTable table({}, true);
  table = std::move(second);
  ASSERT_EQ(table.rules().size(), 50u);
  for (int i = 0; i < 50; ++i) {
    const Rule& rule = table.rules()[static_cast<size_t>(i)];
    EXPECT_EQ(rule.id, "r" + std::to_string(i));
    EXPECT_EQ(rule.context[0], "w" + std::to_string(i));
    EXPECT_TRUE(Walk(rule.walk, "ab" + std::to_string(10 + i) + "12345678", 0).matched);
    EXPECT_FALSE(rule.user);
  }
  EXPECT_TRUE(RuleTable({}, false).rules().empty());
}

}  // namespace
}  // namespace weir
