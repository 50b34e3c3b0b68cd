#include "guard/text_guard.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guard/clean_memo.h"
#include "guard/guard_for_test.h"
#include "judge/own_mask.h"
#include "redact/redactor.h"

namespace weir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char kGithub[] = "github-personal-access-token";

TEST(TextGuard, MasksWhatThePolicySaysAndNothingElse) {
  GuardForTest engine;
  TextGuard guard(engine.Parts());
  const std::string secret = SecretForTest(kGithub);
  const std::string before = "Please use this: ", after = "\nand \xff the rest\r\n";
  Verdict verdict;
  ASSERT_TRUE(guard.Look(before + secret + after + secret, kOutForTest, "/prompt", &verdict).ok());
  EXPECT_EQ(verdict.action, Action::kMask);
  ASSERT_TRUE(verdict.changed);
  ASSERT_EQ(verdict.decisions.size(), 2u);
  const std::string mask = verdict.decisions[0].mask;
  EXPECT_TRUE(ParsePlaceholder(mask).has_value());
  EXPECT_EQ(verdict.decisions[1].mask, mask);
  EXPECT_EQ(verdict.text, before + mask + after + mask);
  EXPECT_EQ(verdict.decisions[0].start, before.size());
  EXPECT_EQ(verdict.decisions[1].line, 3u);
  EXPECT_EQ(verdict.Reason(), "2 x " + std::string(verdict.decisions[0].rule->name) + " (/prompt)");
}

TEST(TextGuard, EveryRuleOfTheCatalogueAsTheRedactorMasksIt) {
  GuardForTest engine;
  TextGuard guard(engine.Parts());
  Redactor redactor(*engine.scanner, engine.masker.get(), nullptr);
  size_t masked = 0, wider = 0;
  for (const auto& [id, def] : CatalogueByIdForTest()) {
    if (!def.enabled) continue;
    const std::string text =
        "first line\n" + PlantForTest(def, SecretForTest(id, 5)).text + "last\n";
    std::string want;
    ASSERT_TRUE(redactor.RedactWhole(text, &want).ok());
    Verdict verdict, again;
    ASSERT_TRUE(
        guard.Look(text, {.adapter = "proxy", .direction = Direction::kIn}, "", &verdict).ok());
    // Where the redactor takes a broken line for one token with what stands before it, it masks
    // more.
    if (want.starts_with("first line\n")) {
      EXPECT_EQ(verdict.changed ? verdict.text : text, want) << id;
    } else {
      ++wider;
    }
    EXPECT_EQ(verdict.changed, want != text) << id;
    masked += verdict.changed ? 1 : 0;
    // A masked text is clean.
    ASSERT_TRUE(guard.Look(want, kOutForTest, "", &again).ok());
    EXPECT_FALSE(again.changed) << id << ": " << again.Reason();
  }
  EXPECT_GT(masked, 200u);
  EXPECT_LE(wider, 3u);
}

TEST(TextGuard, AllowedStaysAsItIs) {
  GuardForTest engine;
  PolicyEntry entry;
  entry.rule = kGithub;
  entry.action = Action::kWarn;
  entry.reason = "tests";
  engine.policy->AddEntry(entry);
  TextGuard guard(engine.Parts());
  const std::string warned = SecretForTest(kGithub),
                    other = SecretForTest("openai-project-api-key");
  Verdict verdict;
  ASSERT_TRUE(guard.Look(warned + "\n" + other + "\n", kOutForTest, "", &verdict).ok());
  EXPECT_EQ(verdict.action, Action::kMask);
  EXPECT_THAT(verdict.text, HasSubstr(warned));
  EXPECT_THAT(verdict.text, Not(HasSubstr(other)));
}

TEST(TextGuard, PrivateKeysAreBlockedOnTheirWayOutAndMaskedOnTheirWayIn) {
  GuardForTest engine;
  TextGuard guard(engine.Parts());
  std::string id;
  for (const auto& [name, def] : CatalogueByIdForTest()) {
    if (def.secret_class == SecretClass::kPrivateKey && def.kind == RuleKind::kBlock && def.enabled)
      id = name;
  }
  ASSERT_FALSE(id.empty());
  const std::string text = SecretForTest(id) + "\n";
  Verdict verdict;
  ASSERT_TRUE(guard.Look(text, kOutForTest, "", &verdict).ok());
  EXPECT_EQ(verdict.action, Action::kBlock);
  EXPECT_TRUE(verdict.changed);  // masked all the same
  ASSERT_TRUE(
      guard.Look(text, {.adapter = "proxy", .direction = Direction::kIn}, "", &verdict).ok());
  EXPECT_EQ(verdict.action, Action::kMask);
}

TEST(TextGuard, TheMemoSavesOnlyCleanTexts) {
  GuardForTest engine;
  CleanMemo memo;
  GuardParts parts = engine.Parts();
  parts.memo = &memo;
  TextGuard guard(parts);
  const std::string clean = "nothing to see\n", dirty = SecretForTest(kGithub);
  Verdict verdict;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(guard.Look(clean, kOutForTest, "", &verdict).ok());
    EXPECT_FALSE(verdict.changed);
    ASSERT_TRUE(guard.Look(dirty, kOutForTest, "", &verdict).ok());
    EXPECT_TRUE(verdict.changed);
  }
  EXPECT_TRUE(memo.Has(memo.KeyOf("", clean)));
  EXPECT_FALSE(memo.Has(memo.KeyOf("", dirty)));
}

TEST(TextGuard, WhatCouldNotBeLookedAtIsAnError) {
  GuardForTest engine;
  ScanOptions options;
  options.max_findings = 2;
  engine.scanner = std::make_unique<Scanner>(engine.ruleset, options);
  TextGuard guard(engine.Parts());
  std::string text;
  for (uint64_t seed = 1; seed < 6; ++seed) text += SecretForTest(kGithub, seed) + "\n";
  Verdict verdict;
  EXPECT_EQ(guard.Look(text, kOutForTest, "", &verdict).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(verdict.decisions.empty());
  EXPECT_TRUE(verdict.text.empty());
}

TEST(Reason, ListsKindsAndIsAscii) {
  Rule one, two;
  one.name = "AWS access key";
  two.name = "GitHub token";
  std::vector<Decision> decisions(4);
  decisions[0] = {.rule = &one, .ruling = {Action::kBlock, ""}, .line = 1};
  decisions[1] = {
      .rule = &two, .ruling = {Action::kBlock, ""}, .line = 7, .pointer = "/a\x1b[2J\xc3\xa9"};
  decisions[2] = {.rule = &two, .ruling = {Action::kBlock, ""}, .line = 8};
  decisions[3] = {.rule = &one, .ruling = {Action::kAllow, ""}, .line = 9};
  EXPECT_EQ(ReasonOf(decisions),
            "an AWS access key (line 1) and 2 x GitHub token (line 7 of /a\\x1b[2J?"
            "?)");
  EXPECT_EQ(ReasonOf(decisions, 1), "an AWS access key (line 1) and 1 more kinds");
  EXPECT_EQ(ReasonOf({}), "");
}

}  // namespace
}  // namespace weir
