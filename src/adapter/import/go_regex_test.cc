#include "adapter/import/go_regex.h"

#include <re2/re2.h>

#include <string>

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(SplitGroups, OneCaptureGroupIsLeft) {
  const struct {
    const char* regex;
    int group;
    const char* whole;
    const char* secret;
  } kCases[] = {
      {"abc", 0, "abc", "abc"},
      {"(abc)", 0, "(abc)", "abc"},
      {"(?i)a(b)(c)", 2, "(?i)a(?:b)(c)", "(?i)c"},
      {"(?i)a(b)(c)", 0, "(?i)a(b)(?:c)", "(?i)b"},
      {"(?P<x>a)(?P<y>b)", 2, "(?:a)(b)", "b"},
      {"(?<x>a)", 0, "(a)", "a"},
      {R"(\(a(b[()\])]c)[^)]\))", 0, R"(\(a(b[()\])]c)[^)]\))", R"(b[()\])]c)"},
      {R"([[:alnum:])](a))", 1, R"([[:alnum:])](a))", "a"},
      {R"(\Q(x\E(a))", 1, R"(\Q(x\E(a))", "a"},
      {"((a)b)", 2, "(?:(a)b)", "a"},
      {"(?:a|(b))", 1, "(?:a|(b))", "b"},
  };
  for (const auto& c : kCases) {
    const auto got = SplitGroups(c.regex, c.group);
    ASSERT_TRUE(got.has_value()) << c.regex;
    EXPECT_EQ(got->whole, c.whole);
    EXPECT_EQ(got->secret, c.secret);
    const re2::RE2 re(got->whole);
    EXPECT_TRUE(re.ok()) << got->whole;
    EXPECT_EQ(re.NumberOfCapturingGroups(), got->groups == 0 ? 0 : 1) << got->whole;
  }
  for (const char* bad : {"(", ")", "(a", "a)", "((a)"}) {
    EXPECT_FALSE(SplitGroups(bad, 0).has_value()) << bad;
  }
  EXPECT_FALSE(SplitGroups("(a)", 2).has_value());
}

TEST(Anywhere, IsASearchAsAWholeMatch) {
  for (const char* regex : {"b", "^a", "c$", "a|x", "(?i)B", "^$"}) {
    const re2::RE2 search(regex), whole(Anywhere(regex));
    for (const char* text : {"", "abc", "xbx", "a\nb\nc", "B", "c"}) {
      EXPECT_EQ(re2::RE2::PartialMatch(text, search), re2::RE2::FullMatch(text, whole))
          << regex << " on " << text;
    }
  }
}

}  // namespace
}  // namespace weir
