// Personal, financial and health data: off unless asked for, and then found by value and words.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "scan/catalogue_for_test.h"
#include "scan/ruleset_impl.h"
#include "scan/scanner.h"

namespace weir {
namespace {

std::shared_ptr<const Ruleset> WithData() {
  static const auto* ruleset = new std::shared_ptr<const Ruleset>([] {
    auto made = Ruleset::Create({.classes = {SecretClass::kPii, SecretClass::kFinancial, SecretClass::kHealth}});
    EXPECT_TRUE(made.ok()) << made.status();
    return *made;
  }());
  return *ruleset;
}

std::vector<Finding> Scan(const Scanner& scanner, std::string_view text) {
  ScanResult result;
  const absl::Status status = scanner.Scan({text}, &result);
  EXPECT_TRUE(status.ok()) << status;
  return result.findings;
}

TEST(DataClasses, WhileTheyAreOffTheirDatabaseIsNotEvenOpened) {
  const auto ruleset = Ruleset::Default();
  ASSERT_TRUE(ruleset.ok());
  for (const MatchPack& pack : (*ruleset)->impl().set.packs) EXPECT_TRUE(pack.data.empty());
  const Scanner scanner(*ruleset, {.min_confidence = Confidence::kLow});
  for (const RuleDef& def : LoadCatalogueForTest()) {
    if (!IsDataClass(def.secret_class)) continue;
    EXPECT_FALSE(def.enabled) << def.id;
    const Rule* rule = (*ruleset)->Find(def.id);
    ASSERT_NE(rule, nullptr) << def.id;
    const std::string sample = SampleGenerator(def, 3, MakeValid).Positive();
    for (const Finding& f : Scan(scanner, PlantForTest(def, sample).text)) {
      EXPECT_FALSE(IsDataClass(f.rule->secret_class)) << def.id;
    }
  }
}

TEST(DataClasses, EveryRuleFindsItsSamples) {
  const Scanner scanner(WithData(), {.min_confidence = Confidence::kLow});
  int rules = 0;
  for (const RuleDef& def : LoadCatalogueForTest()) {
    if (!IsDataClass(def.secret_class)) continue;
    ++rules;
    SampleGenerator generator(def, 17, MakeValid);
    for (int i = 0; i < 5; ++i) {
      const std::string sample = generator.Positive();
      const std::string word = def.context.empty() ? "see" : def.context[0];
      for (const std::string& text : {word + ": " + sample + "\n", "{\"" + word + "\": \"" + sample + "\"}\n",
                                      "the " + word + " is " + sample + ", as said\n", word + "=" + sample}) {
        bool found = false;
        for (const Finding& f : Scan(scanner, text)) found |= text.substr(f.start, f.end - f.start) == sample ||
                                                              f.match_end - f.match_start >= sample.size();
        EXPECT_TRUE(found) << def.id << " in " << text;
      }
    }
  }
  EXPECT_GE(rules, 80);
}

// A number that nothing names is no find where the rule asks for a word, and never above what the rule says.
TEST(DataClasses, WithoutAWordAValueIsWorthWhatTheRuleSays) {
  const Scanner scanner(WithData(), {.min_confidence = Confidence::kLow});
  for (const RuleDef& def : LoadCatalogueForTest()) {
    if (!IsDataClass(def.secret_class)) continue;
    SampleGenerator generator(def, 29, MakeValid);
    for (int i = 0; i < 5; ++i) {
      for (const Finding& f : Scan(scanner, "x = f(" + generator.Positive() + ")\n")) {
        if (f.rule->id != def.id) continue;
        EXPECT_NE(def.alone, Alone::kNever) << def.id;
        EXPECT_LE(static_cast<int>(f.confidence) + 1, static_cast<int>(def.alone)) << def.id;
      }
    }
  }
}

TEST(DataClasses, PartsOfLongerNumbersAreNone) {
  const Scanner scanner(WithData(), {.min_confidence = Confidence::kLow});
  const std::string card = std::string("4000 0076") + " 3033 5435", ssn = std::string("512-38") + "-7741";
  EXPECT_EQ(Scan(scanner, "card " + card).size(), 1u);
  EXPECT_EQ(Scan(scanner, "ssn " + ssn).size(), 1u);
  for (const std::string& text : {"card 5533 " + card, "card " + card + " 5541", "card 1" + card, "card " + card + "9",
                                  "ssn 1-" + ssn, "ssn " + ssn + "-2", "ssn a" + ssn, "ssn " + ssn + "b"}) {
    EXPECT_TRUE(Scan(scanner, text).empty()) << text;
  }
}

// A user's rule of such a class may be short, and stands beside the built-in ones.
TEST(DataClasses, AUsersRule) {
  RuleFile file = ParseRuleFile("x.toml",
                                "[[rule]]\nid = 'acme-staff-number'\nclass = 'pii'\nenabled = true\n"
                                "value = '\"E-\" digit{5}'\ncontext = ['staff', 'employee']\n");
  ASSERT_FALSE(file.HasErrors()) << RenderDiagnostics(file.diagnostics);
  const auto ruleset = Ruleset::Create({.user_rules = std::move(file.rules)});
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  const Scanner scanner(*ruleset);
  const auto findings = Scan(scanner, "employee: E-40718\n");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule->id, "acme-staff-number");
  EXPECT_TRUE(Scan(scanner, "see E-40718\n").empty());
}

TEST(DataClasses, WindowsTogetherFindWhatTheWholeFinds) {
  const Scanner scanner(WithData(), {.min_confidence = Confidence::kLow});
  std::string text;
  int n = 0;
  const std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  while (text.size() < 200'000) {
    for (const RuleDef& def : catalogue) {
      if (!IsDataClass(def.secret_class)) continue;
      text += (def.context.empty() ? "see" : def.context[0]) + ": " +
              SampleGenerator(def, static_cast<uint64_t>(++n), MakeValid).Positive() + "\n";
    }
  }
  const std::vector<Finding> whole = Scan(scanner, text);
  std::vector<Finding> parts;
  for (uint64_t at = 0; at < text.size(); at += 70'001) {
    ScanResult result;
    ASSERT_TRUE(scanner.ScanWindow(text, at, std::min<uint64_t>(text.size(), at + 70'001), &result).ok());
    parts.insert(parts.end(), result.findings.begin(), result.findings.end());
  }
  ASSERT_EQ(parts.size(), whole.size());
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(parts[i].start, whole[i].start);
    EXPECT_EQ(parts[i].rule->id, whole[i].rule->id);
    EXPECT_EQ(parts[i].confidence, whole[i].confidence);
  }
}

}  // namespace
}  // namespace weir
