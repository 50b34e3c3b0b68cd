#include "rules/byte_set.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

constexpr ByteSet kHex = ByteSet::Range('0', '9') | ByteSet::Range('a', 'f');
static_assert(kHex.Has('c') && !kHex.Has('g') && kHex.Count() == 16);

// Every operation against plain membership, for all 256 bytes.
TEST(ByteSet, OperationsAreThoseOfSets) {
  const ByteSet a = ByteSet::Of(std::string_view("\0az\x7F\x80\xFF", 6));
  const ByteSet b = ByteSet::Range('a', 0xFF);
  for (int i = 0; i < 256; ++i) {
    const unsigned char c = static_cast<unsigned char>(i);
    EXPECT_EQ(b.Has(c), i >= 'a') << i;
    EXPECT_EQ((a | b).Has(c), a.Has(c) || b.Has(c)) << i;
    EXPECT_EQ((a & b).Has(c), a.Has(c) && b.Has(c)) << i;
    EXPECT_EQ((~a).Has(c), !a.Has(c)) << i;
    EXPECT_EQ(a.Has(static_cast<char>(c)), a.Has(c)) << i;
  }
  EXPECT_EQ(a.Count(), 6);
  EXPECT_EQ((~a).Count(), 250);
  EXPECT_EQ(b.Count(), 256 - 'a');
}

TEST(ByteSet, Relations) {
  const ByteSet digits = ByteSet::Range('0', '9');
  EXPECT_TRUE(digits.SubsetOf(kHex));
  EXPECT_FALSE(kHex.SubsetOf(digits));
  EXPECT_TRUE(ByteSet().SubsetOf(digits));
  EXPECT_TRUE(ByteSet().Empty());
  EXPECT_FALSE(digits.Empty());
  EXPECT_TRUE(digits.Intersects(kHex));
  EXPECT_FALSE(digits.Intersects(ByteSet::Of("abc")));
  EXPECT_FALSE(digits.Intersects(ByteSet()));
  EXPECT_EQ(digits, ByteSet::Of("9876543210"));
  EXPECT_NE(digits, kHex);
}

TEST(ByteSet, ARangeMayBeAllBytes) {
  EXPECT_EQ(ByteSet::Range(0, 0xFF), ~ByteSet());
  EXPECT_EQ(ByteSet::Range(7, 7).Count(), 1);
  EXPECT_TRUE(ByteSet::Range(9, 8).Empty());
}

}  // namespace
}  // namespace weir
