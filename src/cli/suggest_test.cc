#include "cli/suggest.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace weir {
namespace {

constexpr std::string_view kKnown[] = {"format",       "output",       "only",         "exclude",
                                       "exclude-rule", "max-findings", "max-file-size"};

TEST(Nearest, Table) {
  const struct {
    std::string_view word, want;
  } kCases[] = {
      {"fromat", "format"},
      {"FORMAT", "format"},
      {"formt", "format"},
      {"ouptut", "output"},
      {"onyl", "only"},
      {"exclude_rule", "exclude-rule"},
      {"exclude-rul", "exclude-rule"},
      {"max-finding", "max-findings"},
      {"max", "max-findings"},
      {"zzzzzz", ""},
      {"", ""},
      {"q", ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(Nearest(c.word, kKnown), c.want) << c.word;
}

TEST(Nearest, EveryKnownNameIsNearestToItself) {
  for (std::string_view name : kKnown) EXPECT_EQ(Nearest(name, kKnown), name);
}

TEST(Nearest, EverySingleSlipIsFound) {
  const std::string word = "max-findings";
  for (size_t i = 0; i < word.size(); ++i) {
    std::string dropped = word;
    dropped.erase(i, 1);
    std::string doubled = word;
    doubled.insert(i, 1, word[i]);
    std::string wrong = word;
    wrong[i] = '#';
    for (const std::string& slip : {dropped, doubled, wrong}) {
      EXPECT_EQ(Nearest(slip, kKnown), word) << slip;
    }
  }
}

TEST(Nearest, LongWordsHaveNoNeighbour) { EXPECT_EQ(Nearest(std::string(5000, 'a'), kKnown), ""); }

TEST(DidYouMean, SaysNothingWithoutANeighbour) {
  EXPECT_EQ(DidYouMean("fromat", kKnown, "--"), "; did you mean '--format'?");
  EXPECT_EQ(DidYouMean("zzzzzz", kKnown), "");
}

}  // namespace
}  // namespace weir
