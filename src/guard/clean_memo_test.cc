#include "guard/clean_memo.h"

#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(CleanMemo, KnowsWhatWasAdded) {
  CleanMemo memo;
  const CleanMemo::Key key = memo.KeyOf("name", "text");
  EXPECT_FALSE(memo.Has(key));
  memo.Add(key);
  EXPECT_TRUE(memo.Has(memo.KeyOf("name", "text")));
  EXPECT_FALSE(memo.Has(memo.KeyOf("name", "texu")));
  EXPECT_FALSE(memo.Has(memo.KeyOf("nam", "etext")));
  EXPECT_FALSE(memo.Has(memo.KeyOf("", "nametext")));
  EXPECT_FALSE(memo.Has(memo.KeyOf("text", "name")));
}

TEST(CleanMemo, KeysAreOfThisProcess) {
  CleanMemo one, other;
  const CleanMemo::Key a = one.KeyOf("", "text"), b = other.KeyOf("", "text");
  EXPECT_FALSE(a.low == b.low && a.high == b.high);
}

TEST(CleanMemo, IsBoundedAndKeepsWhatIsAskedFor) {
  constexpr size_t kMost = 4096;
  CleanMemo memo(kMost);
  const CleanMemo::Key kept = memo.KeyOf("", "kept");
  memo.Add(kept);
  for (size_t i = 0; i < 20 * kMost; ++i) {
    memo.Add(memo.KeyOf("", std::to_string(i)));
    if (i % 16 == 0) {
      ASSERT_TRUE(memo.Has(kept)) << i;
    }
  }
  size_t known = 0;
  for (size_t i = 0; i < 20 * kMost; ++i)
    known += memo.Has(memo.KeyOf("", std::to_string(i))) ? 1 : 0;
  EXPECT_LE(known, kMost);
  EXPECT_GT(known, kMost / 4);
}

// A key that was just added is known as long as the others do not fill two generations meanwhile: there is room for all.
TEST(CleanMemo, ManyThreads) {
  CleanMemo memo;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&memo, t] {
      for (int i = 0; i < 2000; ++i) {
        const CleanMemo::Key key = memo.KeyOf(std::to_string(t), std::to_string(i));
        memo.Add(key);
        EXPECT_TRUE(memo.Has(key));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// And where there is room for few, generations change under the threads: what nobody added is never known.
TEST(CleanMemo, ManyThreadsAndLittleRoom) {
  CleanMemo memo(1000);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&memo, t] {
      for (int i = 0; i < 2000; ++i) {
        memo.Add(memo.KeyOf(std::to_string(t), std::to_string(i)));
        EXPECT_FALSE(memo.Has(memo.KeyOf("nobody", std::to_string(i))));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace weir
