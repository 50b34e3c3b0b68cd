// The example of weir.hpp, as a user would write it, and what the library promises beyond it.
#include "api/weir.hpp"

#include <string>

#include "gtest/gtest.h"

namespace {

// Made here, so that no file holds anything that looks like a secret.
std::string MadeUpUrl() { return std::string("postgres") + "://app:" + "kX9vQ2mP" + "zR7w@db.internal/x"; }

TEST(Api, TheExampleFindsAPassword) {
  auto ruleset = weir::Ruleset::Default();
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  weir::Scanner scanner(*ruleset);
  weir::ScanResult result;
  const std::string text = "line one\nconnect to " + MadeUpUrl() + "\n";
  ASSERT_TRUE(scanner.Scan({.bytes = text}, &result).ok());
  EXPECT_FALSE(result.coverage.Incomplete());
  ASSERT_EQ(result.findings.size(), 1u);
  const weir::Finding& f = result.findings[0];
  EXPECT_EQ(f.rule->id, "postgres-uri");
  EXPECT_EQ(text.substr(f.start, f.end - f.start).size(), 12u);
  EXPECT_EQ(f.line, 2u);
}

TEST(Api, AResultIsReusedAndClearedByEachScan) {
  auto ruleset = weir::Ruleset::Default();
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  weir::Scanner scanner(*ruleset);
  weir::ScanResult result;
  ASSERT_TRUE(scanner.Scan({.bytes = MadeUpUrl()}, &result).ok());
  EXPECT_EQ(result.findings.size(), 1u);
  ASSERT_TRUE(scanner.Scan({.bytes = "nothing here"}, &result).ok());
  EXPECT_TRUE(result.findings.empty());
  EXPECT_EQ(result.coverage.searched_bytes, 12u);
}

TEST(Api, OwnRules) {
  weir::RuleFile file = weir::ParseRuleFile("acme.toml", "[[rule]]\nid = 'acme'\nshape = '\"acm_\" digit{9}'\n");
  ASSERT_FALSE(file.HasErrors()) << weir::RenderDiagnostics(file.diagnostics);
  weir::RulesetOptions options;
  options.builtin = false;
  options.user_rules = std::move(file.rules);
  auto ruleset = weir::Ruleset::Create(std::move(options));
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  weir::Scanner scanner(*ruleset);
  weir::ScanResult result;
  ASSERT_TRUE(scanner.Scan({.bytes = "x acm_824719365 y"}, &result).ok());
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].rule->id, "acme");
}

}  // namespace
