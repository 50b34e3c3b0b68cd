#include "cli/path_list.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_view_literals;

TEST(SplitPaths, Lines) {
  EXPECT_THAT(*SplitPaths("a\nb c\n", false), ElementsAre("a", "b c"));
  EXPECT_THAT(*SplitPaths("a\n\nb", false), ElementsAre("a", "b"));
  EXPECT_THAT(*SplitPaths("a\r\n", false), ElementsAre("a\r"));
  EXPECT_THAT(*SplitPaths("", false), IsEmpty());
  EXPECT_THAT(*SplitPaths("\n\n", false), IsEmpty());
}

TEST(SplitPaths, Null) {
  EXPECT_THAT(*SplitPaths("a\nb\0c"sv, true), ElementsAre("a\nb", "c"));
  EXPECT_THAT(*SplitPaths("a\0\0"sv, true), ElementsAre("a"));
}

TEST(SplitPaths, ANullInLinesIsAMistake) {
  EXPECT_EQ(SplitPaths("a\0b"sv, false).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weir
