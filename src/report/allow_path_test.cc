#include "report/allow_path.h"

#include <string>

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(PathGlob, MeansWhatGitignoreDoes) {
  const struct {
    const char* pattern;
    const char* path;
    bool want;
  } kCases[] = {
      {"a.env", "a.env", true},
      {"a.env", "src/a.env", true},
      {"a.env", "src/xa.env", false},
      {"a.env", "src/a.env/b", true},
      {"/a.env", "a.env", true},
      {"/a.env", "src/a.env", false},
      {"src/a", "src/a", true},
      {"src/a", "src/a/b/c", true},
      {"src/a", "x/src/a", false},
      {"src/a", "src/ab", false},
      {"./src/a", "src/a", true},
      {"tests/", "tests/x", true},
      {"tests/", "a/tests/x", true},
      {"tests/", "tests", false},
      {"/tests/", "a/tests/x", false},
      {"*.env", "a/b.env", true},
      {"*.env", "a/b.envx", false},
      {"a*c", "abbc", true},
      {"a*c", "ab/c", false},
      {"a/*/c", "a/b/c", true},
      {"a/*/c", "a/b/b/c", false},
      {"a/**/c", "a/c", true},
      {"a/**/c", "a/b/b/c", true},
      {"**/c", "c", true},
      {"**/c", "a/b/c", true},
      {"a/**", "a/b/c", true},
      {"a/**", "b/a/c", false},
      {"?.env", "x.env", true},
      {"?.env", "xy.env", false},
      {"[a-c].env", "b.env", true},
      {"[!a-c].env", "b.env", false},
      {"[!a-c].env", "d.env", true},
      {"[", "[", true},
      {"a\\*b", "a*b", true},
      {"a\\*b", "axb", false},
      {"a.b", "axb", false},
      {"a+(b)", "a+(b)", true},
      {"src/a", "/src/a", false},
      {"a.env", "/somewhere/a.env", true},
      {"//etc/a", "/etc/a", true},
      {"//etc/a", "etc/a", false},
      {"n\xff*", "n\xff\xfe", true},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(PathGlob(c.pattern).Matches(c.path), c.want) << c.pattern << " on " << c.path;
  }
}

TEST(PathGlob, AQuotedPathMatchesItselfOnly) {
  for (const char* path : {"a", "a/b", "star*", "q?", "[x]", "back\\slash", "sp ace", "/etc/x",
                           "n\xff", "a.b", "**", "-"}) {
    const PathGlob glob(QuotedGlob(path));
    EXPECT_TRUE(glob.Matches(path)) << path;
    for (const char* other : {"other", "x/a", "x/star*", "starfish", "qx", "x", "etc/x", "axb"}) {
      if (std::string(other) != path) {
        EXPECT_FALSE(glob.Matches(other)) << path << " on " << other;
      }
    }
  }
}

TEST(RootedPath, IsByTextAlone) {
  EXPECT_EQ(RootedPath("/r", "/r", "a"), "a");
  EXPECT_EQ(RootedPath("/r", "/r", "./a//b/./c"), "a/b/c");
  EXPECT_EQ(RootedPath("/r", "/r/s", "../a"), "a");
  EXPECT_EQ(RootedPath("/r", "/r/s", "../../x/a"), "/x/a");
  EXPECT_EQ(RootedPath("/r", "/r/s", "/r/b"), "b");
  EXPECT_EQ(RootedPath("/r", "/r", "/rest/b"), "/rest/b");
  EXPECT_EQ(RootedPath("/r", "/r", "."), "");
  EXPECT_EQ(RootedPath("/r", "/r", "../../../.."), "");
  EXPECT_EQ(RootedPath("/", "/", "a/b"), "a/b");
  EXPECT_EQ(RootedPath("/", "/x", "a"), "x/a");
  EXPECT_EQ(RootedPath("/r", "/r", "-"), "-");
}

}  // namespace
}  // namespace weir
