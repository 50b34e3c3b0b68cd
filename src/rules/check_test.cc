#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "rules/regex_parser.h"
#include "rules/rule_file.h"

namespace weir {
namespace {

RuleDef Def(RuleKind kind, std::string_view text) {
  RuleDef def;
  def.id = "acme";
  def.kind = kind;
  def.shape_text = text;
  Diagnostic error;
  if (kind == RuleKind::kRegex) {
    auto parsed = ParseRegex(text, &error);
    EXPECT_TRUE(parsed) << RenderDiagnostic(error);
    if (parsed) def.shape = std::move(parsed->tree);
  } else if (!text.empty()) {
    def.shape = ParseShape(text, &error);
    EXPECT_TRUE(def.shape) << text << RenderDiagnostic(error);
  }
  return def;
}

TEST(CheckCostTest, WantsALiteralInEveryWay) {
  const struct {
    std::string_view shape;
    std::string_view code;  // "" = nothing to complain of
  } table[] = {
      {"\"acme_\" alnum{20}", ""},
      {"\"sk-\" alnum{20}", ""},
      {"alnum{20} \"acme\" alnum{20}", ""},
      {"(\"acme_\" | \"other_\") alnum{20}", ""},
      {"(\"a\" | \"b\") \"cme_\" alnum{20}", ""},
      {"\"a\" [\"c\"] \"m\" alnum{20}", ""},
      {"~\"ac\" \"m\" alnum{20}", ""},
      {"\"x\"{3} digit{9}", ""},
      {"alnum{20}", "R401"},
      {"\"acme_\"? alnum{20}", "R401"},
      {"(\"acme_\" | digit{4}) alnum{20}", "R401"},
      {"\"ac\" alnum{20}", "R403"},
      {"(\"acme_\" | \"ac\") alnum{20}", "R403"},
      {"\"ac\" alnum{20} \"me\"", "R403"},
      {"\"a\" digit \"c\" digit \"m\" digit{20}", "R403"},
      {"\"x\"{1,3} digit{9}", "R403"},
      {"\"https://\" alnum{20}", "R404"},
      {"~\"Token\" alnum{20}", "R404"},
      {"(\"acme_\" | \"key\") alnum{20}", "R404"},
      {"\"https://\" alnum{20} \".acme.example\"", ""},
      {"\"tokens\" alnum{20}", ""},
  };
  for (const auto& row : table) {
    for (RuleKind kind : {RuleKind::kShape, RuleKind::kBlock, RuleKind::kValue}) {
      const auto problems = CheckCost(Def(kind, row.shape));
      ASSERT_EQ(problems.size(), row.code.empty() ? 0u : 1u) << row.shape << "\n"
                                                             << RenderDiagnostics(problems);
      if (row.code.empty()) continue;
      EXPECT_EQ(problems[0].code, row.code) << row.shape;
      EXPECT_EQ(problems[0].length, row.shape.size());
      EXPECT_EQ(problems[0].level == Diagnostic::Level::kWarning, row.code == "R404");
      EXPECT_FALSE(problems[0].hint.empty());
    }
  }
}

TEST(CheckCostTest, ARunOfTwentyWithAChecksumStandsForALiteral) {
  const struct {
    std::string_view shape;
    bool good;
  } table[] = {
      {"alnum{20}", true},
      {"alnum{19}", false},
      {"\"ab\" alnum{18}", true},
      {"alnum{10} \"-\" alnum{9}", true},
      {"alnum{10} \".\" alnum{19}", false},
      {"base64{20}", false},  // holds bytes that are not of the run
      {"alnum{5,30}", false},
      {"alnum{15,30} \"_\" alnum{4}", true},
      {"(alnum{20} | digit{9})", false},
  };
  for (const auto& row : table) {
    RuleDef def = Def(RuleKind::kShape, row.shape);
    EXPECT_FALSE(CheckCost(def).empty()) << row.shape;
    def.checksum = "some-check";
    EXPECT_EQ(CheckCost(def).empty(), row.good) << row.shape;
  }
}

TEST(CheckCostTest, RefusesTooManyWays) {
  const auto problems = CheckCost(
      Def(RuleKind::kShape, "\"acme\" \"ab\"? \"bc\"? \"cd\"? \"de\"? \"ef\"? \"fg\"? \"gh\"?"));
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "R402");
}

TEST(CheckCostTest, RegexesMayCountGroups) {
  EXPECT_TRUE(CheckCost(Def(RuleKind::kRegex, "acme(?:-[a-z]{4})+")).empty());
  EXPECT_TRUE(CheckCost(Def(RuleKind::kRegex, "(?:[a-z]+\\.)*acme")).empty());
  EXPECT_TRUE(CheckCost(Def(RuleKind::kRegex, "(?:acme[0-9])+")).empty());
  EXPECT_TRUE(CheckCost(Def(RuleKind::kRegex, "(?i)acme[0-9]{4}")).empty());
  for (std::string_view regex :
       {"(?:acme)*[0-9]", "(?:acme|[0-9])+", "[a-z]+", "(?:acme)?x{0,2}[0-9]"}) {
    const auto problems = CheckCost(Def(RuleKind::kRegex, regex));
    ASSERT_EQ(problems.size(), 1u) << regex;
    EXPECT_EQ(problems[0].code, "R401") << regex;
  }
}

TEST(CheckCostTest, WordsStandForTheLiteral) {
  RuleDef def = Def(RuleKind::kValue, "hex{32}");
  def.context = {"acme"};
  EXPECT_TRUE(CheckCost(def).empty());
  def.context = {"ab", "acme", "x"};
  const auto problems = CheckCost(def);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].code, "R405");
  EXPECT_EQ(problems[0].offset, 0u);
  EXPECT_EQ(problems[1].offset, 2u);
  RuleDef assignment = Def(RuleKind::kAssignment, "");
  assignment.context = {"pw"};
  EXPECT_EQ(CheckCost(assignment).size(), 1u);
  EXPECT_TRUE(CheckCost(Def(RuleKind::kUrl, "")).empty());
}

TEST(CheckTogetherTest, FindsIdsAndTargetsTwice) {
  const auto named = [](std::string id, RuleDef def) {
    def.id = std::move(id);
    def.file = "rules/" + def.id + ".toml";
    def.line = 7;
    return def;
  };
  const RuleDef shape = Def(RuleKind::kShape, "\"acme_\" alnum{20}");
  RuleDef value = Def(RuleKind::kValue, "hex{32}");
  value.context = {"acme", "other"};
  RuleDef value_other = value;
  value_other.context = {"third"};
  RuleDef value_same = value;
  value_same.context = {"other", "acme"};

  EXPECT_TRUE(CheckTogether({}).empty());
  EXPECT_TRUE(
      CheckTogether({named("a", shape), named("b", value), named("c", value_other)}).empty());

  const auto twice = CheckTogether({named("a", shape), named("a", value)});
  ASSERT_EQ(twice.size(), 1u);
  EXPECT_EQ(twice[0].code, "R301");
  EXPECT_EQ(twice[0].level, Diagnostic::Level::kError);
  EXPECT_EQ(twice[0].line, 7u);
  EXPECT_NE(twice[0].hint.find("rules/a.toml:7"), std::string::npos);

  // The same language written in another way is the same shape.
  const auto same = CheckTogether(
      {named("a", shape), named("b", Def(RuleKind::kShape, "\"acme_\"   alnum{20,20}"))});
  ASSERT_EQ(same.size(), 1u);
  EXPECT_EQ(same[0].code, "R302");
  EXPECT_EQ(same[0].level, Diagnostic::Level::kWarning);
  EXPECT_EQ(CheckTogether({named("a", value), named("b", value_same)}).size(), 1u);

  RuleDef postgres = Def(RuleKind::kUrl, "");
  postgres.schemes = {"postgres"};
  RuleDef any = Def(RuleKind::kUrl, "");
  EXPECT_TRUE(CheckTogether({named("a", postgres), named("b", any)}).empty());
  EXPECT_EQ(CheckTogether({named("a", any), named("b", any)}).size(), 1u);
}

}  // namespace
}  // namespace weir
