#include "adapter/git/commit_message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace weir {
namespace {

const std::string kCut = " ------------------------ >8 ------------------------\n";

TEST(KeptMessage, TakesOutWhatGitTakesOut) {
  struct Case {
    const char* what;
    std::string in, out;
    MessageOptions options = {};
  };
  const Case cases[] = {
      {"plain", "a\nb\n", "a\nb\n"},
      {"comments", "a\n# b\nc\n#\n", "a\n\nc\n\n"},
      {"not at the start", " # a\n", " # a\n"},
      {"no end", "a\n#b", "a\n"},
      {"scissors", "a\n#" + kCut + "# Do not touch\ndiff\n", "a\n"},
      {"scissors somebody drew", "a\n#" + kCut + "diff\n", "a\n\ndiff\n"},
      {"another mark", "a\n; b\n# c\n;" + kCut + "; d\ne", "a\n\n# c\n", {.comment = ";"}},
      {"a longer mark", "//a\n/b\n", "\n/b\n", {.comment = "//"}},
      {"a mark that is not known", "# a\n!" + kCut + "! x\nb\n", "# a\n", {.comment = ""}},
      {"no editor",
       "# a\n#" + kCut + "# b\nc\n",
       "# a\n#" + kCut + "# b\nc\n",
       {.drop_comments = false, .cut_at_scissors = false}},
      {"cleanup scissors", "# a\n#" + kCut + "# b\nc\n", "# a\n", {.drop_comments = false}},
      {"empty", "", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(KeptMessage(c.in, c.options), c.out) << c.what;
}

TEST(KeptMessage, KeepsLineNumbers) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += i % 3 == 0 ? "# comment\n" : "line\n";
  const std::string kept = KeptMessage(text, {});
  EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 100);
}

}  // namespace
}  // namespace weir
