#include "redact/known_values.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "scan/scanner.h"

namespace weir {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

bool Holds(KnownValues* known, std::string_view value) {
  const std::vector<KnownLiteral> literals = known->TakeLiterals();
  return std::any_of(literals.begin(), literals.end(), [&](const KnownLiteral& l) {
    return l.dress == Dress::kNone && l.bytes == value;
  });
}

TEST(KnownValues, ReadsEnvFiles) {
  struct Case {
    const char* file;
    const char* value;
  };
  constexpr Case kCases[] = {
      {"A=plain-value-1\n", "plain-value-1"},
      {"# comment\n\nexport A=plain-value-2", "plain-value-2"},
      {"A = 'single # quoted'\n", "single # quoted"},
      {"A=\"double \\\"quoted\\\" \\n x\"\n", "double \"quoted\" \n x"},
      {"A=\"over\nseveral lines\"\nB=another-one\n", "over\nseveral lines"},
      {"A=\"over\nseveral lines\"\nB=another-one\n", "another-one"},
      {"A=value-before # a comment\r\n", "value-before"},
      {"A=with=equals=signs\n", "with=equals=signs"},
      {"A=hash#inside-it\n", "hash#inside-it"},
      {"\xef\xbb\xbf" "A=after-a-mark\n", "after-a-mark"},
      {"A='never closed\n", "'never closed"},
  };
  for (const Case& c : kCases) {
    KnownValues known;
    known.AddFile(c.file);
    EXPECT_TRUE(Holds(&known, c.value)) << c.file;
  }
}

TEST(KnownValues, ReadsLists) {
  KnownValues known;
  known.AddFile("first value\r\n\n  second-value  \nNAME=third-value\nabc\n");
  EXPECT_EQ(known.size(), 3u);
  ASSERT_EQ(known.refusals().size(), 1u);
  EXPECT_EQ(known.refusals()[0].name, "line 5");
  EXPECT_TRUE(Holds(&known, "NAME=third-value"));
}

TEST(KnownValues, RefusesByNameAndNeverShowsTheValue) {
  KnownValues known;
  known.AddFile("A=abc\nB=\nC=aaaaaaaaaaaa\nD=abcdefg\nE=aB3dE6\nF=abcdefgh\n");
  EXPECT_EQ(known.size(), 2u);
  std::vector<std::string> names;
  for (const KnownRefusal& refusal : known.refusals()) {
    names.push_back(refusal.name);
    EXPECT_THAT(refusal.reason, Not(HasSubstr("abc")));
    EXPECT_FALSE(refusal.reason.empty());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"A", "B", "C", "D"}));
}

TEST(KnownValues, TakesTheEnvironment) {
  const char* const environment[] = {"MY_TOKEN=token-value", "MY_KEY=key-value-1", "OTHER=other-value",
                                     "broken", nullptr};
  KnownValues known;
  known.AddEnvironment("MY_*", environment);
  EXPECT_EQ(known.size(), 2u);
  EXPECT_TRUE(Holds(&known, "token-value"));
}

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
std::string Base64(std::string_view bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    uint32_t group = 0;
    for (size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (int i = 3; i >= 0; --i) out += kBase64[group >> (6 * i) & 63];
  }
  if (bytes.size() % 3 != 0) out.resize(out.size() - (3 - bytes.size() % 3));
  return out;
}

// Whatever stands around it, one of the base64 forms stands in the encoded text.
TEST(KnownValues, OneFormIsInEveryBase64Text) {
  for (size_t size = kLeastMixed; size < 40; ++size) {
    const std::string value = std::string("aB3\xff").substr(0, 4) + std::string(size - 4, '?') ;
    std::vector<KnownLiteral> forms;
    AppendForms(value, &forms);
    for (size_t before = 0; before < 7; ++before) {
      for (size_t behind = 0; behind < 4; ++behind) {
        const std::string text = Base64(std::string(before, 'x') + value + std::string(behind, '\xee'));
        EXPECT_TRUE(std::any_of(forms.begin(), forms.end(), [&](const KnownLiteral& form) {
          return form.dress == Dress::kBase64 && text.find(form.bytes) != std::string::npos;
        })) << size << " " << before << " " << behind;
      }
    }
  }
}

TEST(KnownValues, AreFoundGluedAndBeatOtherRules) {
  RulesetOptions options;
  AppendForms("zanzibar/7Qx41", &options.known);
  auto ruleset = Ruleset::Create(std::move(options));
  ASSERT_TRUE(ruleset.ok());
  const Scanner scanner(*ruleset);
  ScanResult result;
  for (const char* text : {"xxzanzibar/7Qx41yy", "zanzibar\\/7Qx41", "zanzibar%2F7Qx41",
                           "password = \"zanzibar/7Qx41\""}) {
    ASSERT_TRUE(scanner.Scan({.bytes = text}, &result).ok());
    ASSERT_EQ(result.findings.size(), 1u) << text;
    EXPECT_EQ(result.findings[0].rule->id, kKnownRuleId) << text;
  }
  // A longer secret that holds it keeps its place.
  const std::string text = "password = \"zanzibar/7Qx41-and-9fkQ2x\"";
  ASSERT_TRUE(scanner.Scan({.bytes = text}, &result).ok());
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].end - result.findings[0].start, 25u);
}

TEST(KnownValues, TheirRuleCanBeLeftOut) {
  RulesetOptions options;
  AppendForms("zanzibar/7Qx41", &options.known);
  options.exclude = {std::string(kKnownRuleId)};
  auto ruleset = Ruleset::Create(std::move(options));
  ASSERT_TRUE(ruleset.ok());
  const Scanner scanner(*ruleset);
  ScanResult result;
  ASSERT_TRUE(scanner.Scan({.bytes = "xxzanzibar/7Qx41yy"}, &result).ok());
  EXPECT_TRUE(result.findings.empty());
}

}  // namespace
}  // namespace weir
