#include "rules/positions.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "rules/sample.h"

namespace weir {
namespace {

using Model = std::set<uint32_t>;

template <typename Set>
Model Read(const Set& set) {
  Model model;
  set.ForEachInterval([&model](uint32_t lo, uint32_t hi) {
    EXPECT_LE(lo, hi);
    // Intervals come in order and do not touch.
    EXPECT_TRUE(model.empty() || *model.rbegin() + 1 < lo);
    for (uint32_t i = lo; i <= hi; ++i) model.insert(i);
  });
  return model;
}

template <typename Set>
void ExpectSame(const Set& set, const Model& model) {
  ASSERT_EQ(Read(set), model);
  ASSERT_EQ(set.Empty(), model.empty());
  if (model.empty()) return;
  ASSERT_EQ(set.Lowest(), *model.begin());
  ASSERT_EQ(set.Highest(), *model.rbegin());
  for (uint32_t i = 0; i < 300; ++i) ASSERT_EQ(set.Has(i), model.contains(i)) << i;
}

// Random operations on a set and on std::set side by side, until the set says that it is torn.
template <typename Set>
size_t Torture(uint64_t seed, uint32_t widest) {
  uint64_t state = seed;
  Set a, b;
  Model model_a, model_b;
  size_t operations = 0;
  for (; operations < 40; ++operations) {
    const uint32_t lo = static_cast<uint32_t>(NextRandom(&state) % 260);
    const uint32_t hi = lo + static_cast<uint32_t>(NextRandom(&state) % widest);
    switch (NextRandom(&state) % 5) {
      case 0:
      case 1:
        a.Add(lo, hi);
        for (uint32_t i = lo; i <= hi; ++i) model_a.insert(i);
        break;
      case 2:
        a.Union(b);
        model_a.insert(model_b.begin(), model_b.end());
        break;
      case 3:
        a.Subtract(b);
        for (uint32_t i : model_b) model_a.erase(i);
        break;
      default:
        std::swap(a, b);
        std::swap(model_a, model_b);
        break;
    }
    if (a.torn || b.torn) return operations;
    ExpectSame(a, model_a);
    EXPECT_EQ(a.Same(b), model_a == model_b);
    if (testing::Test::HasFatalFailure()) return operations;
  }
  return operations;
}

TEST(Bits, IsASet) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    ASSERT_EQ(Torture<Bits>(seed, 1 + seed % 130), 40u) << seed;
  }
}

TEST(Spans, IsASetUntilTorn) {
  size_t operations = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    operations += Torture<Spans>(seed, 1 + seed % 130);
    ASSERT_FALSE(HasFatalFailure()) << seed;
  }
  EXPECT_GT(operations, 3000u);  // not torn at once
}

TEST(Spans, HoldsSixIntervals) {
  Spans spans;
  for (uint32_t i = 6; i > 0; --i) spans.Add(i * 10, i * 10 + 3);
  EXPECT_FALSE(spans.torn);
  spans.Add(25, 29);  // touches the third
  EXPECT_FALSE(spans.torn);
  spans.Add(100, 100);
  EXPECT_TRUE(spans.torn);
}

TEST(Bits, ReachesFromZeroToASpan) {
  Bits bits;
  bits.Add(kMaxSpan, kMaxSpan);
  bits.Add(0, 0);
  EXPECT_EQ(Read(bits), (Model{0, kMaxSpan}));
  Bits all(Span(0, kMaxSpan));
  EXPECT_EQ(Read(all).size(), kMaxSpan + 1);
  all.Subtract(bits);
  EXPECT_EQ(all.Lowest(), 1u);
  EXPECT_EQ(all.Highest(), kMaxSpan - 1);
}

TEST(Span, TearsOnAGap) {
  Span span(4, 6);
  span.Add(7, 9);
  EXPECT_FALSE(span.torn);
  EXPECT_EQ(span.lo, 4u);
  EXPECT_EQ(span.hi, 9u);
  span.Add(11, 11);
  EXPECT_TRUE(span.torn);
}

}  // namespace
}  // namespace weir
