#include "scan/coverage.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string_view>

namespace weir {
namespace {

TEST(Coverage, NamesAreDistinctAndStable) {
  std::set<std::string_view> names;
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const std::string_view name = Name(static_cast<SkipReason>(i));
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(Name(SkipReason::kIgnored), "ignored");
  EXPECT_EQ(Name(SkipReason::kNotRegular), "not-regular");
  EXPECT_EQ(Name(static_cast<SkipReason>(99)), "");
  EXPECT_FALSE(MakesIncomplete(static_cast<SkipReason>(99)));
}

TEST(Coverage, OnlyWhatWasMissedMakesARunIncomplete) {
  const std::set<SkipReason> missed = {SkipReason::kUnreadable, SkipReason::kVanished,
                                       SkipReason::kTimeBudget, SkipReason::kViewBudget};
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const auto reason = static_cast<SkipReason>(i);
    EXPECT_EQ(MakesIncomplete(reason), missed.count(reason) == 1) << Name(reason);
    Coverage by_bytes, by_input;
    by_bytes.AddSkip(reason, 10, 0);
    by_input.AddSkip(reason, 0);
    EXPECT_EQ(by_bytes.Incomplete(), MakesIncomplete(reason)) << Name(reason);
    EXPECT_EQ(by_input.Incomplete(), MakesIncomplete(reason)) << Name(reason);
  }
  EXPECT_FALSE(Coverage().Incomplete());
  Coverage capped;
  capped.findings_not_listed = 1;
  EXPECT_FALSE(capped.Incomplete());  // all was searched
}

TEST(Coverage, Balance) {
  Coverage c;
  EXPECT_TRUE(c.Balanced());
  c.offered_bytes = 100;
  EXPECT_FALSE(c.Balanced());
  c.searched_bytes = 60;
  c.AddSkip(SkipReason::kTimeBudget, 30, 0);
  EXPECT_FALSE(c.Balanced());
  c.AddSkip(SkipReason::kIgnored, 10);
  EXPECT_TRUE(c.Balanced());
  EXPECT_EQ(c.SkippedBytes(), 40u);
}

// Adding parts in any grouping is the same as counting everything in one object.
TEST(Coverage, MergingPartsIsCountingTheWhole) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    Coverage whole, left, right;
    for (int i = 0; i < 40; ++i) {
      Coverage& part = random() % 2 ? left : right;
      const uint64_t bytes = random() % 1000;
      for (Coverage* c : {&whole, &part}) {
        c->offered_bytes += bytes;
        c->inputs += 1;
      }
      if (random() % 2) {
        whole.searched_bytes += bytes;
        part.searched_bytes += bytes;
      } else {
        const auto reason = static_cast<SkipReason>(random() % kSkipReasonCount);
        whole.AddSkip(reason, bytes);
        part.AddSkip(reason, bytes);
      }
      if (random() % 16 == 0) {
        ++whole.findings_not_listed;
        ++part.findings_not_listed;
      }
    }
    EXPECT_TRUE(left.Balanced());
    EXPECT_TRUE(right.Balanced());
    const bool incomplete = left.Incomplete() || right.Incomplete();
    left.Add(right);
    EXPECT_TRUE(left.Balanced());
    EXPECT_EQ(left.Incomplete(), incomplete);
    EXPECT_EQ(left.offered_bytes, whole.offered_bytes);
    EXPECT_EQ(left.searched_bytes, whole.searched_bytes);
    EXPECT_EQ(left.inputs, whole.inputs);
    EXPECT_EQ(left.findings_not_listed, whole.findings_not_listed);
    for (int i = 0; i < kSkipReasonCount; ++i) {
      const auto k = static_cast<size_t>(i);
      EXPECT_EQ(left.skipped[k].inputs, whole.skipped[k].inputs);
      EXPECT_EQ(left.skipped[k].bytes, whole.skipped[k].bytes);
    }
  }
}

}  // namespace
}  // namespace weir
