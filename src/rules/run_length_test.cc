#include "rules/run_length.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/sample.h"
#include "rules/shape.h"

namespace weir {
namespace {

std::vector<ByteSet> Sets() {
  std::vector<ByteSet> sets = {ByteSet(),
                               ~ByteSet(),
                               ByteSet::Range(0x80, 0xFF),
                               ByteSet::Range(0, 0x7F),
                               ByteSet::Of("="),
                               *NamedCharset("alnum"),
                               *NamedCharset("base64url"),
                               *NamedCharset("any")};
  uint64_t state = 1;
  for (int i = 0; i < 20; ++i) {
    ByteSet set;
    for (uint64_t& word : set.words) word = NextRandom(&state) | NextRandom(&state);
    sets.push_back(set);
  }
  return sets;
}

TEST(RunLength, KnowsEveryByteOfEverySet) {
  for (const ByteSet& set : Sets()) {
    for (int b = 0; b < 256; ++b) {
      const std::string text(40, static_cast<char>(b));
      const size_t want = set.Has(static_cast<unsigned char>(b)) ? 40 : 0;
      ASSERT_EQ(RunLength(set, text.data(), 40, 40), want) << b;
    }
  }
}

TEST(RunLength, AgreesWithThePortableFormForEveryLengthAndLimit) {
  uint64_t state = 2;
  for (const ByteSet& set : Sets()) {
    for (size_t size = 0; size <= 70; ++size) {
      // On the heap and exactly this long, so that AddressSanitizer sees a read past the end.
      std::vector<char> text(size);
      for (char& c : text) {
        do {
          c = static_cast<char>(NextRandom(&state));
        } while (!set.Empty() && !set.Has(c) && NextRandom(&state) % 64 != 0);
      }
      for (size_t limit = 0; limit <= size; limit += 1 + size / 16) {
        const size_t want = RunLengthPortable(set, text.data(), limit);
        ASSERT_EQ(RunLength(set, text.data(), limit, size), want);
        ASSERT_EQ(RunLength(set, text.data(), limit, limit), want);
        size_t backward = 0;
        while (backward < limit && set.Has(text[size - 1 - backward])) ++backward;
        ASSERT_EQ(RunLengthBackward(set, text.data() + size, limit), backward);
      }
    }
  }
}

}  // namespace
}  // namespace weir
