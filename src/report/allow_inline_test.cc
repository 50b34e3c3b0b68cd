#include "report/allow_inline.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/test_util.h"

namespace weir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

InlineAllow Find(std::string_view text, std::string_view secret) {
  const size_t at = text.find(secret);
  return FindInlineAllow(text, at, at + secret.size());
}

TEST(FindInlineAllow, MarksAndReasons) {
  const struct {
    const char* text;  // S stands for the secret
    const char* mark;
    const char* reason;
  } kCases[] = {
      {"k = S # weir:allow a sample\nx", "weir:allow", "a sample"},
      {"k = S // weir:allow: a sample", "weir:allow", "a sample"},
      {"/* weir:allow for tests */ k = S\n", "weir:allow", "for tests"},
      {"<k>S</k> <!-- weir:allow docs -->\n", "weir:allow", "docs"},
      {"k = S # weir:allow\n", "", ""},
      {"k = S # weir:allow   */\n", "", ""},
      {"k = S # weir:allow 42\n", "", ""},
      {"k = S # weir:allowance is\n", "", ""},
      {"k = S # weir:allow-next-line no\n", "", ""},
      {"# weir:allow-next-line yes\nk = S\n", "weir:allow-next-line", "yes"},
      {"# weir:allow yes\nk = S\n", "", ""},
      {"# weir:allow-next-line yes\n\nk = S\n", "", ""},
      {"k = S\n# weir:allow yes\n", "", ""},
      {"k = S # gitleaks:allow\r\nx", "gitleaks:allow", ""},
      {"k = S # pragma: allowlist secret", "pragma: allowlist secret", ""},
      {"# pragma: allowlist nextline secret\nk = S", "pragma: allowlist nextline secret", ""},
      {"k = S # nosec", "", ""},
      {"k = S # gitleaks:allow trufflehog:ignore", "gitleaks:allow", "trufflehog:ignore"},
      {"k = S # weir:allow\xC3\xA9", "", ""},
      {"k = S # weir:allow \xC3\xA9t\xC3\xA9", "weir:allow", "\xC3\xA9t\xC3\xA9"},
  };
  for (const auto& c : kCases) {
    const InlineAllow found = Find(c.text, "S");
    EXPECT_EQ(found.mark, c.mark) << c.text;
    EXPECT_EQ(found.reason, c.reason) << c.text;
  }
  EXPECT_TRUE(Find("k = S # weir:allow", "S").without_reason);
  EXPECT_FALSE(Find("k = S # weir:allow as", "S").without_reason);
}

TEST(FindInlineAllow, ASecretOfSeveralLinesHasItsFirstAndItsLast) {
  const std::string secret = "BEGIN\nweir:allow not this one\nEND";
  EXPECT_EQ(Find(secret + " # weir:allow x", secret).mark, "weir:allow");
  EXPECT_EQ(Find("# weir:allow x " + secret + "\n", secret).mark, "weir:allow");
  EXPECT_EQ(Find(secret + "\n# weir:allow x\n", secret).mark, "");
  EXPECT_EQ(Find(secret, secret).mark, "");
}

TEST(FindInlineAllow, LongLinesHaveNone) {
  const std::string filler(kMaxInlineLine, 'x');
  EXPECT_EQ(Find(filler + "\nS # gitleaks:allow", "S").mark, "gitleaks:allow");
  EXPECT_EQ(Find(filler + " S # gitleaks:allow", "S").mark, "");
  EXPECT_EQ(Find("S # gitleaks:allow " + filler, "S").mark, "");
  EXPECT_EQ(Find("gitleaks:allow " + filler + "S\n", "S").mark, "");
}

TEST(FindInlineAllow, ReasonsKeepNoSecretsAndNoMoreThanAShortText) {
  const std::string other = Generated(30);
  EXPECT_THAT(Find("S # weir:allow as " + other + " was", "S").reason,
              Not(HasSubstr(other.substr(0, 8))));
  EXPECT_LE(Find("S # weir:allow " + std::string(1000, 'w'), "S").reason.size(), 210u);
}

TEST(FindInlineAllow, AnySpanOfAnyText) {
  const std::string text = "a\n# weir:allow x\nb # gitleaks:allow\n\n";
  for (size_t start = 0; start <= text.size() + 1; ++start) {
    for (size_t end = 0; end <= text.size() + 1; ++end) (void)FindInlineAllow(text, start, end);
  }
}

}  // namespace
}  // namespace weir
