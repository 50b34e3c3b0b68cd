#include "judge/finding.h"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace weir {
namespace {

TEST(Finding, ReasonsHaveStableDistinctNames) {
  std::set<std::string_view> names, explanations;
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    const std::string_view name = Name(reason);
    ASSERT_FALSE(name.empty()) << i;
    for (char c : name) EXPECT_TRUE((c >= 'a' && c <= 'z') || c == '-') << name;
    EXPECT_NE(name.front(), '-');
    EXPECT_NE(name.back(), '-');
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_TRUE(explanations.insert(Explain(reason)).second) << name;
    EXPECT_GT(Explain(reason).size(), 10u) << name;
  }
  EXPECT_EQ(Name(Reason::kChecksumValid), "checksum-valid");
  EXPECT_EQ(Explain(Reason::kChecksumValid), "its checksum is right");
  EXPECT_EQ(Name(Reason::kPublicByDesign), "public-by-design");
}

TEST(Finding, NamesOutsideTheEnumerationAreEmpty) {
  EXPECT_EQ(Name(static_cast<Reason>(kReasonCount)), "");
  EXPECT_EQ(Explain(static_cast<Reason>(200)), "");
  EXPECT_EQ(Name(static_cast<Confidence>(7)), "");
  EXPECT_EQ(Name(static_cast<Dress>(kDressCount)), "");
}

TEST(Finding, ConfidenceAndDress) {
  EXPECT_EQ(Name(Confidence::kLow), "low");
  EXPECT_EQ(Name(Confidence::kMedium), "medium");
  EXPECT_EQ(Name(Confidence::kHigh), "high");
  EXPECT_LT(Confidence::kLow, Confidence::kMedium);
  EXPECT_LT(Confidence::kMedium, Confidence::kHigh);
  EXPECT_EQ(Name(Dress::kNone), "");
  EXPECT_EQ(Name(Dress::kUtf16Le), "utf-16le");
  EXPECT_EQ(Name(Dress::kUtf16Be), "utf-16be");
}

TEST(Finding, ReasonSetHoldsEachBitAlone) {
  for (int i = 0; i < kReasonCount; ++i) {
    ReasonSet set;
    set.Add(static_cast<Reason>(i));
    set.Add(static_cast<Reason>(i));
    for (int j = 0; j < kReasonCount; ++j) {
      EXPECT_EQ(set.Has(static_cast<Reason>(j)), i == j) << i << " " << j;
    }
  }
  EXPECT_LE(kReasonCount, 32) << "ReasonSet has 32 bits";
}

}  // namespace
}  // namespace weir
