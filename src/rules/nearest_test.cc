#include "rules/nearest.h"

#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(NearestTest, DistanceCountsEditsAndSwaps) {
  const struct {
    std::string_view a, b;
    size_t distance;
  } table[] = {
      {"", "", 0},       {"abc", "abc", 0},           {"abc", "", 3},
      {"abc", "abd", 1}, {"abc", "abcd", 1},          {"abc", "bc", 1},
      {"abc", "acb", 1}, {"severity", "sevreity", 1}, {"kitten", "sitting", 3},
      {"ab", "ba", 1},   {"hgih", "high", 1},
  };
  for (const auto& row : table) {
    EXPECT_EQ(EditDistance(row.a, row.b), row.distance) << row.a << " " << row.b;
    EXPECT_EQ(EditDistance(row.b, row.a), row.distance) << row.b << " " << row.a;
  }
}

TEST(NearestTest, FindsTheNearestOrNothing) {
  const std::vector<std::string_view> names = {"id", "name", "severity", "context",
                                               "context_within"};
  EXPECT_EQ(NearestName("naem", names), "name");
  EXPECT_EQ(NearestName("severty", names), "severity");
  EXPECT_EQ(NearestName("context-within", names), "context_within");
  EXPECT_EQ(NearestName("contxt", names), "context");
  EXPECT_EQ(NearestName("ID", names), "");
  EXPECT_EQ(NearestName("elephant", names), "");
  EXPECT_EQ(NearestName("", names), "");
  EXPECT_EQ(NearestName(std::string(5000, 'a'), names), "");
}

}  // namespace
}  // namespace weir
