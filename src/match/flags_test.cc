#include "match/flags.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir {
namespace {

std::vector<uint32_t> Flags(CpuTarget target, std::string_view text) {
  std::vector<uint32_t> offsets;
  FindFlags(target, text, &offsets);
  return offsets;
}

TEST(Flags, AreOptionsThatMayHaveACredential) {
  using Offsets = std::vector<uint32_t>;
  EXPECT_EQ(Flags(CpuTarget::kPortable, "mysql -px y"), Offsets({6}));
  EXPECT_EQ(Flags(CpuTarget::kPortable, "curl -s --user a:b"), Offsets({8}));
  EXPECT_EQ(Flags(CpuTarget::kPortable, "a - b -1 x-p --verbose -"), Offsets({}));
  EXPECT_EQ(Flags(CpuTarget::kPortable, ""), Offsets({}));
  EXPECT_EQ(Flags(CpuTarget::kPortable, " -p"), Offsets({}));  // nothing behind it
}

TEST(Flags, EveryTargetGivesTheSame) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    std::string text(random() % 700, ' ');
    for (char& c : text) c = " --pua1x"[random() % 8];
    const auto want = Flags(CpuTarget::kPortable, text);
    for (CpuTarget target : {CpuTarget::kSse42, CpuTarget::kAvx2, CpuTarget::kAvx512}) {
      if (!Supported(target)) continue;
      EXPECT_EQ(Flags(target, text), want) << Name(target) << " " << text.size();
    }
  }
}

}  // namespace
}  // namespace weir
