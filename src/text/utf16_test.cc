#include "text/utf16.h"

#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace weir {
namespace {

using Code = std::u32string;

std::string Encode(const Code& text, bool big) {
  std::string out;
  auto unit = [&](unsigned u) {
    const char high = static_cast<char>(u >> 8), low = static_cast<char>(u & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
  };
  for (char32_t c : text) {
    if (c < 0x10000) {
      unit(c);
    } else {
      unit(0xD800 + ((c - 0x10000) >> 10));
      unit(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string Utf8(char32_t c) {
  // By the definition: six bits a byte from the back.
  if (c < 0x80) return {static_cast<char>(c)};
  std::string tail;
  char32_t limit = 0x20;
  do {
    tail.insert(tail.begin(), static_cast<char>(0x80 | (c & 0x3F)));
    c >>= 6;
    if (c < limit) break;
    limit >>= 1;
  } while (true);
  static constexpr int kLead[] = {0, 0xC0, 0xE0, 0xF0};
  return static_cast<char>(kLead[tail.size()] | static_cast<int>(c)) + tail;
}

std::vector<Utf16Region> Find(std::string_view bytes) {
  std::vector<Utf16Region> regions;
  // On an exact copy, so that the address sanitizer sees a read beyond the end.
  const std::vector<char> copy(bytes.begin(), bytes.end());
  FindUtf16Regions(std::string_view(copy.data(), copy.size()), &regions);
  return regions;
}

Code Ascii(std::string_view s) { return Code(s.begin(), s.end()); }

// Noise that is neither zero nor ASCII: the region's borders are then certain.
std::string Noise(std::mt19937_64& random, size_t size) {
  std::string out;
  for (size_t i = 0; i < size; ++i) out += static_cast<char>(0x80 + random() % 0x50);
  return out;
}

TEST(Utf16, TextWithoutZeroBytesHasNoRegion) {
  EXPECT_TRUE(Find("").empty());
  EXPECT_TRUE(Find("a text of eight bit characters, long enough").empty());
  EXPECT_TRUE(Find(std::string(1000, '\0')).empty());
  EXPECT_TRUE(Find(std::string("\0a", 2)).empty());
}

TEST(Utf16, TwelveCharactersAreEnoughAndElevenAreNot) {
  for (bool big : {false, true}) {
    EXPECT_TRUE(Find(Encode(Ascii("elevenchars"), big)).empty());
    const std::string twelve = Encode(Ascii("twelve chars"), big);
    EXPECT_EQ(Find(twelve), (std::vector<Utf16Region>{{0, 24, big}}));
  }
}

TEST(Utf16, AMarkIsNoPartOfARegion) {
  for (bool big : {false, true}) {
    const std::string bytes = Encode(U"\uFEFF" + Ascii("a marked file\r\n"), big);
    const auto regions = Find(bytes);
    ASSERT_EQ(regions.size(), 1u);
    EXPECT_EQ(regions[0], (Utf16Region{2, bytes.size(), big}));
    EXPECT_EQ(Utf16View(bytes, regions[0]).decoded(), "a marked file\r\n");
  }
}

TEST(Utf16, AccentedLettersDoNotCutALine) {
  const Code text = Ascii("contrase") + U"\u00F1" + Ascii("a: x ") + U"\u5BC6\u7801" +
                    Ascii(" y ") + U"\U0001F600" + Ascii("z");
  for (bool big : {false, true}) {
    const std::string bytes = Encode(text, big);
    const auto regions = Find(bytes);
    ASSERT_EQ(regions.size(), 1u);
    EXPECT_EQ(regions[0], (Utf16Region{0, bytes.size(), big}));
    EXPECT_EQ(Utf16View(bytes, regions[0]).decoded(),
              "contrase\xC3\xB1"
              "a: x \xE5\xAF\x86\xE7\xA0\x81 y \xF0\x9F\x98\x80z");
  }
}

TEST(Utf16, LongGapsCut) {
  const Code left = Ascii("left side of it"), right = Ascii("right side of it");
  for (size_t gap : {kMaxUtf16Gap, kMaxUtf16Gap + 1}) {
    const std::string bytes = Encode(left + Code(gap, U'\u0416') + right, false);
    EXPECT_EQ(Find(bytes).size(), gap <= kMaxUtf16Gap ? 1u : 2u) << gap;
  }
  // A NUL character, a control character and half a pair cut at once.
  for (char32_t cut : {U'\0', U'\1', U'\x85', char32_t{0xD800}, char32_t{0xDC00}}) {
    EXPECT_EQ(Find(Encode(left + Code(1, cut) + right, false)).size(), 2u)
        << static_cast<unsigned>(cut);
  }
}

Code RandomText(std::mt19937_64& random, bool ascii_only) {
  Code text;
  const size_t size = kMinUtf16Ascii + random() % 200;
  size_t gap = 0;
  for (size_t i = 0; i < size; ++i) {
    const bool edge = i == 0 || i + 1 == size;
    if (ascii_only || edge || gap + 1 >= kMaxUtf16Gap || random() % 4 != 0) {
      text += static_cast<char32_t>(random() % 20 == 0 ? U'\n' : 0x20 + random() % 95);
      gap = 0;
    } else if (random() % 8 == 0) {
      text += static_cast<char32_t>(0x10000 + random() % 0xFFFF);
      ++gap;
    } else {
      // Letters whose low byte is not ASCII, so that the other byte order sees
      // nothing.
      static constexpr char32_t kLetters[] = {0xE9, 0xF1, 0x0416, 0x5BC6, 0x7801, 0x3093, 0xFF1A};
      text += kLetters[random() % std::size(kLetters)];
      ++gap;
    }
  }
  while (std::count_if(text.begin(), text.end(), [](char32_t c) { return c < 0x80; }) <
         static_cast<std::ptrdiff_t>(kMinUtf16Ascii)) {
    text += U'x';
  }
  return text;
}

TEST(Utf16, WhatWasHiddenInNoiseIsFoundAndMapped) {
  std::mt19937_64 random(17);
  for (int round = 0; round < 1500; ++round) {
    std::string bytes = Noise(random, random() % 50);
    std::vector<Utf16Region> want;
    std::vector<Code> texts;
    for (size_t parts = 1 + random() % 3; parts > 0; --parts) {
      const bool big = random() % 2;
      texts.push_back(RandomText(random, round % 2));
      const std::string encoded = Encode(texts.back(), big);
      want.push_back({bytes.size(), bytes.size() + encoded.size(), big});
      bytes += encoded;
      bytes += Noise(random, 2 * kMaxUtf16Gap + 4 + random() % 40);
    }
    const auto regions = Find(bytes);
    ASSERT_EQ(regions.size(), want.size()) << round;
    for (size_t i = 0; i < want.size(); ++i) {
      ASSERT_EQ(regions[i].begin, want[i].begin) << round;
      ASSERT_EQ(regions[i].end, want[i].end) << round;
      ASSERT_EQ(regions[i].big_endian, want[i].big_endian) << round;
      const Utf16View view(bytes, regions[i]);
      size_t at = 0, original = regions[i].begin;
      for (char32_t c : texts[i]) {
        const std::string utf8 = Utf8(c);
        ASSERT_EQ(view.decoded().substr(at, utf8.size()), utf8);
        for (size_t k = 0; k < utf8.size(); ++k) ASSERT_EQ(view.ToOriginal(at + k), original);
        at += utf8.size();
        original += c < 0x10000 ? 2 : 4;
      }
      ASSERT_EQ(at, view.decoded().size());
      ASSERT_EQ(original, regions[i].end);
      ASSERT_EQ(view.ToOriginal(at), regions[i].end);
      ASSERT_EQ(view.ToOriginal(at + 99), regions[i].end);
    }
  }
}

TEST(Utf16, MappingBeyondOneStride) {
  const Code text = [] {
    Code out;
    for (int i = 0; i < 5000; ++i)
      out += i % 7 == 3 ? U'\u00E9' : U'a' + static_cast<char32_t>(i % 26);
    return out;
  }();
  const std::string bytes = "\x90" + Encode(text, true);
  const auto regions = Find(bytes);
  ASSERT_EQ(regions.size(), 1u);
  Utf16View view(bytes, regions[0]);
  size_t at = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    ASSERT_EQ(view.ToOriginal(at), regions[0].begin + 2 * i);
    at += text[i] < 0x80 ? 1 : 2;
  }
  // A second use of the same object shows the second text only.
  const std::string other = Encode(Ascii("another text"), false);
  view.Reset(other, {0, other.size(), false});
  EXPECT_EQ(view.decoded(), "another text");
  EXPECT_EQ(view.ToOriginal(3), 6u);
}

TEST(Utf16, AlignedTextBetweenZerosIsReadInItsOwnOrder) {
  const std::string text = Encode(Ascii("string table entry"), false);
  const std::string bytes = std::string(16, '\0') + text + std::string(16, '\0');
  EXPECT_EQ(Find(bytes), (std::vector<Utf16Region>{{16, 16 + text.size(), false}}));
  const std::string swapped = Encode(Ascii("string table entry"), true);
  const std::string big = std::string(16, '\0') + swapped + std::string(16, '\0');
  EXPECT_EQ(Find(big), (std::vector<Utf16Region>{{16, 16 + swapped.size(), true}}));
}

TEST(Utf16, AnyStretchMayBeViewed) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (size_t i = 0, n = random() % 64; i < n; ++i)
      bytes += static_cast<char>(random() % 3 ? random() : 0xD8 + random() % 8);
    const size_t begin = random() % 80, end = random() % 80;
    const Utf16View view(bytes, {begin, end, random() % 2 == 0});
    EXPECT_LE(view.region().end, bytes.size());
    EXPECT_EQ((view.region().end - view.region().begin) % 2, 0u);
    size_t last = view.region().begin;
    for (size_t i = 0; i <= view.decoded().size(); ++i) {
      const size_t original = view.ToOriginal(i);
      ASSERT_GE(original, last);
      ASSERT_LE(original, view.region().end);
      last = original;
    }
    ASSERT_EQ(last, view.region().end);
  }
}

// Inputs made to be looked at again and again: zeros, single characters between zeros, runs that
// end one character short, random bytes with many zeros. Twice the bytes may not take much more
// than twice the time.
TEST(Utf16, HostileInputsAreLinear) {
  const auto inputs = [](size_t size) {
    std::mt19937_64 random(9);
    std::vector<std::string> out(5);
    out[0] = std::string(size, '\0');
    while (out[1].size() < size) out[1] += std::string("a\0\0", 3);
    while (out[2].size() < size) out[2] += Encode(Ascii("elevenchars"), false) + "\x01\x01";
    while (out[3].size() < size) out[3] += random() % 2 ? '\0' : static_cast<char>(random());
    while (out[4].size() < size)
      out[4] += Encode(Ascii("x") + Code(kMaxUtf16Gap, U'\u4E00'), random() % 2);
    return out;
  };
  // Of this thread, so that a busy machine does not matter.
  auto now = [] {
    timespec t{};
    EXPECT_EQ(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  };
  auto time = [&](const std::string& bytes) {
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
      std::vector<Utf16Region> regions;
      const double start = now();
      FindUtf16Regions(bytes, &regions);
      best = std::min(best, now() - start);
    }
    return best;
  };
  const auto small = inputs(1 << 17), large = inputs(1 << 20);
  for (size_t i = 0; i < small.size(); ++i) {
    // Eight times the bytes: quadratic work would take 64 times as long.
    EXPECT_LT(time(large[i]), 30 * time(small[i]) + 0.02) << i;
  }
}

}  // namespace
}  // namespace weir
