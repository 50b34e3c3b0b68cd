#include "adapter/git/state_file.h"

#include <gtest/gtest.h>

#include <string>

namespace weir {
namespace {

std::string Name(int i, size_t digits = 40) {
  std::string name(digits, '0');
  for (size_t at = 0; i > 0; i /= 16, ++at) name[(at * 7) % digits] = "0123456789abcdef"[i % 16];
  return name;
}

FingerprintKey Key(unsigned char c) {
  FingerprintKey key;
  key.bytes[0] = c;
  return key;
}

TEST(CleanObjects, RemembersExactlyWhatWasAdded) {
  const CleanObjects::Digest digest = {1, 2, 3};
  for (const size_t digits : {size_t{40}, size_t{64}}) {
    CleanObjects first(digest, Key(7));
    for (int i = 0; i < 500; i += 2) first.Add(Name(i, digits));
    first.Add("not a name");
    CleanObjects second(digest, Key(7));
    ASSERT_TRUE(second.Parse(first.Bytes()).ok());
    for (int i = 0; i < 500; ++i) EXPECT_EQ(second.Has(Name(i, digits)), i % 2 == 0) << i;
    EXPECT_FALSE(second.Has(Name(2, digits == 40 ? 64 : 40)));
    second.Add(Name(1, digits));
    second.Add(Name(2, digits));
    CleanObjects third(digest, Key(7));
    ASSERT_TRUE(third.Parse(second.Bytes()).ok());
    EXPECT_TRUE(third.Has(Name(1, digits)));
    EXPECT_EQ(third.size(), 251u);
  }
}

TEST(CleanObjects, RefusesEverythingThatIsNotItsOwn) {
  CleanObjects made(CleanObjects::Digest{1}, Key(7));
  for (int i = 0; i < 10; ++i) made.Add(Name(i));
  const std::string good = made.Bytes();
  EXPECT_TRUE(CleanObjects(CleanObjects::Digest{1}, Key(7)).Parse(good).ok());
  EXPECT_FALSE(CleanObjects(CleanObjects::Digest{2}, Key(7)).Parse(good).ok());
  EXPECT_FALSE(CleanObjects(CleanObjects::Digest{1}, Key(8)).Parse(good).ok());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    CleanObjects clean(CleanObjects::Digest{1}, Key(7));
    EXPECT_FALSE(clean.Parse(bad).ok()) << i;
    EXPECT_FALSE(clean.Has(Name(1)));
    EXPECT_FALSE(clean.Parse(good.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace weir
