#include "match/literal_finder.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

using Hits = std::set<std::tuple<uint64_t, uint64_t, uint32_t>>;

Hits Found(const LiteralFinder& finder, std::string_view text, uint64_t begin, uint64_t end) {
  Hits hits;
  finder.Find(text, begin, end, [&](uint64_t start, uint64_t stop, uint32_t id) {
    EXPECT_TRUE(hits.insert({start, stop, id}).second) << "given twice";
  });
  return hits;
}

Hits Oracle(const std::vector<std::string>& literals, std::string_view text, uint64_t begin,
            uint64_t end) {
  Hits hits;
  for (uint32_t id = 0; id < literals.size(); ++id) {
    for (size_t at = text.find(literals[id]); at != std::string_view::npos;
         at = text.find(literals[id], at + 1)) {
      if (at >= begin && at < end) hits.insert({at, at + literals[id].size(), id});
    }
  }
  return hits;
}

std::string Letters(std::mt19937* random, size_t size, int alphabet) {
  std::string text;
  for (size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (*random)() % alphabet);
  return text;
}

// Few letters make literals that overlap, hold each other and share their beginnings.
TEST(LiteralFinder, FindsWhatTheOracleFinds) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const int alphabet = 2 + static_cast<int>(random() % 10);
    std::vector<std::string> literals;
    LiteralFinder finder;
    const size_t count = 1 + random() % 20;
    for (size_t i = 0; i < count; ++i) {
      std::string literal = Letters(&random, LiteralFinder::kLeast + random() % 20, alphabet);
      if (finder.Add(literal, static_cast<uint32_t>(literals.size()))) literals.push_back(literal);
    }
    std::string text = Letters(&random, 400, alphabet);
    for (int i = 0; i < 10; ++i) {
      text.insert(random() % text.size(), literals[random() % literals.size()]);
    }
    const uint64_t begin = random() % text.size(), end = begin + random() % (text.size() - begin + 1);
    EXPECT_EQ(Found(finder, text, 0, text.size()), Oracle(literals, text, 0, text.size()));
    EXPECT_EQ(Found(finder, text, begin, end), Oracle(literals, text, begin, end));
  }
}

TEST(LiteralFinder, ManyWithOnePrefixAreFound) {
  std::mt19937 random(2);
  std::vector<std::string> literals;
  LiteralFinder finder;
  for (uint32_t i = 0; i < 5000; ++i) {
    literals.push_back("postgres://user:" + Letters(&random, 12, 26));
    ASSERT_TRUE(finder.Add(literals.back(), i));
  }
  std::string text;
  for (const std::string& literal : literals) text += literal + " ";
  EXPECT_EQ(Found(finder, text, 0, text.size()).size(), literals.size());
}

TEST(LiteralFinder, RefusesWhatItCannotFindCheaply) {
  LiteralFinder finder;
  EXPECT_FALSE(finder.Add("short", 0));
  EXPECT_FALSE(finder.Add(std::string(LiteralFinder::kMost + 1, 'x'), 0));
  EXPECT_TRUE(finder.empty());
  // All windows of these are one window.
  size_t taken = 0;
  for (size_t i = 0; i < 100; ++i) taken += finder.Add(std::string(20 + i, 'a'), 0) ? 1 : 0;
  EXPECT_EQ(taken, LiteralFinder::kMaxBucket);
}

TEST(LiteralFinder, LivePrefixIsTheEarliestOne) {
  std::mt19937 random(3);
  for (int round = 0; round < 500; ++round) {
    const int alphabet = 2 + static_cast<int>(random() % 3);
    std::vector<std::string> literals;
    LiteralFinder finder;
    for (int i = 0; i < 5; ++i) {
      literals.push_back(Letters(&random, 6 + random() % 12, alphabet));
      ASSERT_TRUE(finder.Add(literals.back(), 0));
    }
    finder.Prepare();
    const std::string text = Letters(&random, random() % 40, alphabet);
    size_t want = text.size();
    for (size_t at = text.size(); at-- > 0;) {
      const std::string tail = text.substr(at);
      if (std::any_of(literals.begin(), literals.end(), [&](const std::string& l) {
            return l.size() > tail.size() && l.starts_with(tail);
          })) {
        want = at;
      }
    }
    EXPECT_EQ(finder.LivePrefix(text), want) << text;
  }
}

}  // namespace
}  // namespace weir
