#include "report/line_hash.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace weir {
namespace {

// The same hash the way GitHub describes it: one rolling pass over the whole file, for every line.
std::vector<uint64_t> RollingHashes(std::string_view text) {
  constexpr size_t kBlock = 100;
  uint64_t first_factor = 1;
  for (size_t i = 0; i < kBlock; ++i) first_factor *= 37;
  std::vector<uint64_t> hashes, window(kBlock, 0);
  std::vector<int> line_of(kBlock, -1);
  size_t at = 0;
  uint64_t hash = 0;
  int line = -1;
  bool line_start = true, after_cr = false;
  const auto leave = [&] {
    if (line_of[at] < 0) return;
    hashes.resize(std::max<size_t>(hashes.size(), static_cast<size_t>(line_of[at]) + 1));
    hashes[static_cast<size_t>(line_of[at])] = hash;
    line_of[at] = -1;
  };
  const auto update = [&](uint64_t unit) {
    hash = hash * 37 + unit - first_factor * window[at];
    window[at] = unit;
    at = (at + 1) % kBlock;
  };
  const auto process = [&](uint64_t unit) {
    if (unit == ' ' || unit == '\t' || (after_cr && unit == '\n')) {
      after_cr = false;
      return;
    }
    after_cr = unit == '\r';
    if (after_cr) unit = '\n';
    leave();
    if (line_start) line_of[at] = ++line;
    line_start = unit == '\n';
    update(unit);
  };
  for (char c : text) process(static_cast<unsigned char>(c));
  process(0xFFFF);
  for (size_t i = 0; i < kBlock; ++i) {
    leave();
    update(0);
  }
  return hashes;
}

TEST(LineHash, PublishedVectors) {
  EXPECT_EQ(FormatLineHash(LineHash("")), "c129715d7a2bc9a3");
  EXPECT_EQ(FormatLineHash(LineHash("key = 1\n")), "e830550ae8b9bf8");
  const std::string_view text = " a\nb\n  \t\tc\n d";
  const char* expected[] = {"271789c17abda88f", "54703d4cd895b18", "180aee12dab6264",
                            "a23a3dc5e078b07b"};
  size_t at = 0;
  for (const char* hash : expected) {
    EXPECT_EQ(FormatLineHash(LineHash(text.substr(at))), hash);
    at = text.find('\n', at) + 1;
  }
}

TEST(LineHash, AgreesWithTheRollingHashOnEveryLine) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (size_t i = random() % 700; i > 0; --i) {
      static constexpr std::string_view kBytes = "abcd  \t\n\n{}=\"";
      text.push_back(kBytes[random() % kBytes.size()]);
      if (text.back() == '\n' && random() % 3 == 0) text.insert(text.size() - 1, "\r");
    }
    const std::vector<uint64_t> expected = RollingHashes(text);
    size_t at = 0;
    for (size_t line = 0; line < expected.size(); ++line) {
      ASSERT_EQ(LineHash(std::string_view(text).substr(at)), expected[line]) << line;
      const size_t end = text.find('\n', at);
      if (end == std::string::npos) break;
      at = end + 1;
    }
  }
}

TEST(LineHash, OnlyTheFirstHundredUnitsCount) {
  const std::string head(100, 'x');
  EXPECT_EQ(LineHash(head + "one"), LineHash(head + "two"));
  EXPECT_NE(LineHash(head.substr(1) + "one"), LineHash(head.substr(1) + "two"));
  // Characters beyond the basic plane are two units.
  std::string faces;
  for (int i = 0; i < 50; ++i) faces += "\U0001F600";
  EXPECT_EQ(LineHash(faces + "one"), LineHash(faces + "two"));
}

TEST(LineHash, ALineOfBlanksEndsSomewhere) {
  const std::string blanks(1 << 20, ' ');
  EXPECT_EQ(LineHash(blanks + "a"), LineHash(blanks + "b"));
  EXPECT_EQ(LineHash(blanks), LineHash("", false)) << "no end mark where the text goes on";
}

}  // namespace
}  // namespace weir
