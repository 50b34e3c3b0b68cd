#include "adapter/git/ref_updates.h"

#include <gtest/gtest.h>

#include <string>

namespace weir {
namespace {

const std::string kOne(40, '1'), kTwo(40, '2'), kZero(40, '0'), kLong(64, 'a'), kLongZero(64, '0');

TEST(RefUpdates, ReadsPushes) {
  const auto updates =
      ParsePush("refs/heads/a " + kOne + " refs/heads/b " + kZero + "\n" + "(delete) " + kZero +
                " refs/heads/c " + kTwo + "\n" + "HEAD~ with blanks " + kLong + " refs/heads/d " +
                kLongZero + "\n");
  ASSERT_TRUE(updates.ok());
  ASSERT_EQ(updates->size(), 3u);
  EXPECT_EQ((*updates)[0].ref, "refs/heads/b");
  EXPECT_EQ((*updates)[0].new_oid, kOne);
  EXPECT_EQ((*updates)[0].old_oid, "");
  EXPECT_EQ((*updates)[1].new_oid, "");
  EXPECT_EQ((*updates)[1].old_oid, kTwo);
  EXPECT_EQ((*updates)[2].new_oid, kLong);
  EXPECT_TRUE(ParsePush("")->empty());
}

TEST(RefUpdates, ReadsWhatIsReceived) {
  const auto updates =
      ParseReceive(kZero + " " + kOne + " refs/heads/a\n" + kOne + " " + kZero + " refs/tags/b c");
  ASSERT_TRUE(updates.ok());
  ASSERT_EQ(updates->size(), 2u);
  EXPECT_EQ((*updates)[0].new_oid, kOne);
  EXPECT_EQ((*updates)[1].new_oid, "");
  EXPECT_EQ((*updates)[1].ref, "refs/tags/b c");
}

TEST(RefUpdates, RefusesWhatItCannotRead) {
  const std::string good = "refs/heads/a " + kOne + " refs/heads/b " + kTwo;
  for (size_t cut = 1; cut < good.size(); ++cut)
    EXPECT_FALSE(ParsePush(good.substr(0, cut)).ok()) << cut;
  const std::string got = kOne + " " + kTwo + " r";
  for (size_t cut = 1; cut < got.size(); ++cut)
    EXPECT_FALSE(ParseReceive(got.substr(0, cut)).ok()) << cut;
  EXPECT_FALSE(ParsePush(good + "\n--output=x\n").ok());
}

}  // namespace
}  // namespace weir
