#include "judge/classifier.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "judge/assigned_value.h"
#include "rules/cat.h"

namespace weir {
namespace {

FeatureVector Of(std::string_view text, std::string_view word) {
  const Assignment a = AssignmentAfter(text, text.find(word) + word.size());
  EXPECT_TRUE(a.found) << text;
  return FeaturesOf(text, a, a.value_start, a.value_end);
}

float At(const FeatureVector& v, Feature f) { return v[static_cast<size_t>(f)]; }

TEST(Classifier, Features) {
  const FeatureVector v = Of("  // test_case.DB_PASSWORD = \"Fennel_92\"; x", "PASSWORD");
  EXPECT_EQ(At(v, Feature::kLength), 9);
  EXPECT_FLOAT_EQ(At(v, Feature::kDigits), 2.0f / 9);
  EXPECT_FLOAT_EQ(At(v, Feature::kUppers), 1.0f / 9);
  EXPECT_EQ(At(v, Feature::kTailDigits), 2);
  EXPECT_EQ(At(v, Feature::kLetterRun), 6);
  EXPECT_EQ(At(v, Feature::kNameParts), 2);
  EXPECT_EQ(At(v, Feature::kCapitalised), 1);
  EXPECT_EQ(At(v, Feature::kQuoted), 1);
  EXPECT_EQ(At(v, Feature::kKeyKind), 1);
  EXPECT_EQ(At(v, Feature::kKeyTest), 1);
  EXPECT_EQ(At(v, Feature::kComment), 1);
  EXPECT_EQ(At(v, Feature::kAfter), 3);
  EXPECT_EQ(At(Of("apiKey: 0123456789abcdef\n", "Key"), Feature::kHex), 1);
  EXPECT_EQ(At(Of("apiKey: 0123456789abcdef\n", "Key"), Feature::kKeyKind), 3);
  EXPECT_EQ(At(Of("apiKey: 0123456789abcdef\n", "Key"), Feature::kAfter), 0);
  EXPECT_EQ(At(Of("password: my_password\n", "password"), Feature::kHoldsKey), 1);
}

TEST(Classifier, NothingBeyondTheReachCounts) {
  const std::string near = Cat(std::string(70, ' '), "password = \"Fennel_92x\"");
  for (std::string_view before : {"test example\n", "fake = 1; "}) {
    const std::string far = Cat(before, near);
    EXPECT_EQ(Of(near, "password"), Of(far, "password")) << before;
  }
  EXPECT_EQ(Of("password = \"Fennel_92x\"", "password"),
            Of("test\npassword = \"Fennel_92x\"", "password"));
}

TEST(Classifier, AProbability) {
  for (std::string_view text :
       {"password = \"a\"", "token: 1", "secret = ''' x '''", "pass=\xFF\xFE\x80zzzz"}) {
    const size_t at = text.find_first_of("=:");
    const Assignment a = AssignmentAfter(text, text.find_first_of(" =:"));
    if (!a.found) continue;
    const float p = SecretProbability(FeaturesOf(text, a, a.value_start, a.value_end));
    EXPECT_GE(p, 0.0f) << at;
    EXPECT_LE(p, 1.0f) << at;
  }
}

// The labelled text has random letters where people's passwords were. They must still be taken for
// passwords.
TEST(Classifier, PasswordsOfPeopleAreNotUnlikely) {
  size_t unlikely = 0, all = 0;
  for (std::string_view word :
       {"dragon", "fennel", "winter", "monkey", "harvest", "velvet", "orange"}) {
    for (std::string_view tail : {"7", "42", "2024!", "_x9", "#1", "123x"}) {
      for (std::string_view form :
           {"password = \"", "  password: ", "DB_PASSWORD=", "{\"password\": \""}) {
        const std::string text = Cat(form, word, tail, form.ends_with('"') ? "\"" : "", "\n");
        const size_t end = text.find("ASSWORD") != std::string::npos ? text.find("WORD") + 4
                                                                     : text.find("word") + 4;
        const Assignment a = AssignmentAfter(text, end);
        ASSERT_TRUE(a.found) << text;
        ++all;
        unlikely += SecretProbability(FeaturesOf(text, a, a.value_start, a.value_end)) < 0.1f;
      }
    }
  }
  EXPECT_EQ(unlikely, 0u) << "of " << all;
}

}  // namespace
}  // namespace weir
