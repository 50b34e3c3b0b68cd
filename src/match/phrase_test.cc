#include "match/phrase.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

#include "match/gate.h"

namespace weir {
namespace {

std::vector<uint32_t> Find(std::string_view text) {
  const auto runs = std::make_unique<GateRuns>();
  FindRuns(BestCpu(), text, runs.get());
  std::vector<uint32_t> offsets;
  FindPhrases(text, runs->small_letters(), &offsets);
  return offsets;
}

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
      bool inside = false;
      for (uint32_t offset : Find(text)) inside |= begin <= offset && offset < end;
      EXPECT_TRUE(inside) << lead << " " << text;
    }
  }
}

// Text in which one word in eight is none of the list: what is given begins a word of the list.
TEST(Phrase, OnlyWordsOfTheListAreGiven) {
  std::mt19937 random(4);
  for (int round = 0; round < 50; ++round) {
    std::string text;
    while (text.size() < 200 + random() % 20000) {
      text += PhraseWordAt(static_cast<int>(random() % kPhraseWords));
      text += random() % 8 == 0 ? static_cast<char>(random() % 256) : ' ';
    }
    const std::vector<uint32_t> offsets = Find(text);
    EXPECT_FALSE(offsets.empty());
    for (uint32_t at : offsets) {
      size_t end = at;
      while (end < text.size() && text[end] >= 'a' && text[end] <= 'z') ++end;
      EXPECT_TRUE(PhraseWord(std::string_view(text).substr(at, end - at)).has_value()) << at;
    }
  }
  EXPECT_TRUE(Find("The list of words that a wallet shows is the only copy of what it is made from, and a while ago\n").empty());
}

}  // namespace
}  // namespace weir
