#include "match/gate.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

// The definition, byte by byte.
std::vector<std::pair<uint32_t, uint32_t>> Naive(std::string_view text, const ByteSet& set,
                                                 size_t least) {
  std::vector<std::pair<uint32_t, uint32_t>> runs;
  for (size_t i = 0; i < text.size();) {
    size_t j = i;
    while (j < text.size() && set.Has(text[j])) ++j;
    if (j - i >= least) runs.emplace_back(i, j);
    i = j + 1;
  }
  return runs;
}

std::vector<std::pair<uint32_t, uint32_t>> Pairs(std::span<const Run> runs) {
  std::vector<std::pair<uint32_t, uint32_t>> out;
  for (Run r : runs) out.emplace_back(r.begin, r.end);
  return out;
}

void ExpectSameOnAllTargets(std::string_view text) {
  auto runs = std::make_unique<GateRuns>();
  for (CpuTarget target : {CpuTarget::kPortable, CpuTarget::kSse42, CpuTarget::kAvx2,
                           CpuTarget::kAvx512}) {
    if (!Supported(target)) continue;
    FindRuns(target, text, runs.get());
    auto words = Naive(text, kWordBytes, kWordRun), wides = Naive(text, kWideBytes, kWideRun);
    std::erase_if(words, [&](auto word) {
      for (auto wide : wides) {
        if (wide.first <= word.first && word.second <= wide.second && wide != word &&
            wide.second - wide.first >= kBlobRun) {
          return true;
        }
      }
      return false;
    });
    ASSERT_EQ(Pairs(runs->words()), words) << Name(target);
    ASSERT_EQ(Pairs(runs->wides()), wides) << Name(target);
    ASSERT_EQ(runs->has_zero(), text.find('\0') != std::string_view::npos) << Name(target);
    ASSERT_EQ(runs->small_letters().size(), (text.size() + 63) / 64);
    for (size_t i = 0; i < runs->small_letters().size() * 64; ++i) {
      ASSERT_EQ((runs->small_letters()[i / 64] >> (i % 64)) & 1, i < text.size() && text[i] >= 'a' && text[i] <= 'z')
          << Name(target) << " " << i;
    }
    for (const auto& list : {runs->words(), runs->wides()}) {
      for (Run run : list) {
        bool wordy = run.end < text.size();
        for (size_t i = run.begin; i < run.end; ++i) {
          wordy = wordy && !(text[i] >= '0' && text[i] <= '9') &&
                  !(i > 0 && text[i - 1] >= 'a' && text[i - 1] <= 'z' && text[i] >= 'A' && text[i] <= 'Z');
        }
        ASSERT_EQ(run.wordy, wordy) << Name(target) << " " << run.begin;
      }
    }
  }
}

TEST(Gate, EveryRunLengthAtEveryAlignment) {
  for (size_t length : {1, 19, 20, 21, 39, 40, 41, 63, 64, 65, 127, 128, 200}) {
    for (size_t lead = 0; lead < 70; ++lead) {
      for (char c : {'a', '/'}) {
        std::string text = std::string(lead, ' ') + std::string(length, c);
        ExpectSameOnAllTargets(text);
        ExpectSameOnAllTargets(text + ".");
      }
    }
  }
}

TEST(Gate, WordyRuns) {
  for (size_t lead = 0; lead < 70; ++lead) {
    for (size_t length : {20, 44, 64, 130}) {
      for (size_t mark = 0; mark < length; mark += 7) {
        std::string name(length, 'a');
        ExpectSameOnAllTargets(std::string(lead, ' ') + name + " ");
        name[mark] = '7';
        ExpectSameOnAllTargets(std::string(lead, ' ') + name + " ");
        name[mark] = 'Z';
        ExpectSameOnAllTargets(std::string(lead, ' ') + name + " ");
        name.assign(length, 'A')[mark] = 'z';
        ExpectSameOnAllTargets(std::string(lead, ' ') + name + " ");
      }
    }
  }
}

TEST(Gate, EveryByteValueIsClassified) {
  for (int b = 0; b < 256; ++b) {
    ExpectSameOnAllTargets(std::string(45, static_cast<char>(b)));
    ExpectSameOnAllTargets(std::string(30, 'x') + static_cast<char>(b) + std::string(30, 'y'));
  }
}

TEST(Gate, RandomTextsAgreeWithTheDefinition) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    // Mostly token bytes, so that runs of all lengths occur.
    std::string text(random() % 3000, ' ');
    unsigned rarity = 5 + random() % 60;
    for (char& c : text) {
      c = random() % rarity == 0 ? static_cast<char>(random())
                                 : "abcXYZ0189_-+/"[random() % 14];
    }
    ExpectSameOnAllTargets(text);
  }
}

TEST(Gate, WordRunsInsideEncodedDataAreLeftOut) {
  for (size_t lead = 0; lead < 70; lead += 3) {
    for (size_t length : {200, 255, 256, 257, 320, 700}) {
      std::string blob(length, 'k');
      ExpectSameOnAllTargets(std::string(lead, ' ') + blob + " " + std::string(30, 'x'));
      blob[length / 2] = '+';
      ExpectSameOnAllTargets(std::string(lead, ' ') + blob + " " + std::string(30, 'x'));
    }
  }
}

TEST(Gate, FullBlock) {
  ExpectSameOnAllTargets(std::string(kGateBlock, 'k'));
  std::string dense;
  while (dense.size() + kWordRun + 1 <= kGateBlock) dense += std::string(kWordRun, 'k') + " ";
  ExpectSameOnAllTargets(dense);
}

}  // namespace
}  // namespace weir
