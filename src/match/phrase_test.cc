#include "match/phrase.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir {
namespace {

TEST(Phrase, WordsHaveTheirNumbers) {
  EXPECT_EQ(PhraseWord("abandon"), 0);
  EXPECT_EQ(PhraseWord("zoo"), 2047);
  for (int i = 0; i < static_cast<int>(kPhraseWords); ++i) EXPECT_EQ(PhraseWord(PhraseWordAt(i)), i);
  for (std::string_view none : {"", "the", "of", "Abandon", "abandonn", "abando", "password"}) {
    EXPECT_EQ(PhraseWord(none), std::nullopt) << none;
  }
}

// Wherever a phrase stands and however its words are parted, one of its words is given.
TEST(Phrase, NoneIsMissedAtAnyPlace) {
  std::mt19937 random(9);
  for (const char* between : {" ", ", ", "\", \"", "\n", "\r\n", "\n1. "}) {
    for (size_t lead = 0; lead < 96; ++lead) {
      std::string text(lead, '=');
      const size_t begin = text.size();
      for (int i = 0; i < 12; ++i) {
        if (i > 0) text += between;
        text += PhraseWordAt(static_cast<int>(random() % kPhraseWords));
      }
      const size_t end = text.size();
      if (end - begin < kShortestPhrase) continue;
      text += "====================================";
      std::vector<uint32_t> offsets;
      FindPhrases(BestCpu(), text, &offsets);
      bool inside = false;
      for (uint32_t offset : offsets) inside |= begin <= offset && offset < end;
      EXPECT_TRUE(inside) << lead << " " << text;
    }
  }
}

TEST(Phrase, EveryTargetGivesTheSame) {
  std::mt19937 random(4);
  for (int round = 0; round < 50; ++round) {
    std::string text;
    while (text.size() < 200 + random() % 20000) {
      text += PhraseWordAt(static_cast<int>(random() % kPhraseWords));
      text += random() % 8 == 0 ? static_cast<char>(random() % 256) : ' ';
    }
    std::vector<uint32_t> want, got;
    FindPhrases(CpuTarget::kPortable, text, &want);
    for (CpuTarget target : {CpuTarget::kSse42, CpuTarget::kAvx2, CpuTarget::kAvx512}) {
      if (!Supported(target)) continue;
      FindPhrases(target, text, &got);
      EXPECT_EQ(got, want) << Name(target);
    }
    EXPECT_FALSE(want.empty());
  }
}

}  // namespace
}  // namespace weir
