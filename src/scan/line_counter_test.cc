#include "scan/line_counter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace weir {
namespace {

using Units = LineCounter::Units;

bool operator==(const Position& a, const Position& b) {
  return a.line == b.line && a.column == b.column && a.column_utf16 == b.column_utf16;
}

std::string Show(const Position& p) {
  return std::to_string(p.line) + ":" + std::to_string(p.column) + "/" +
         std::to_string(p.column_utf16);
}

// Code units of a line's beginning, decoded in one go by the textbook; a sequence that the end cuts
// off counts nothing.
uint64_t NaiveUnits(std::string_view s) {
  uint64_t units = 0;
  for (size_t i = 0; i < s.size();) {
    const auto lead = static_cast<unsigned char>(s[i]);
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xC0 ? 0
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                          : lead < 0xF8 ? 4
                                        : 0;
    uint32_t code = length < 2 ? lead : lead & (0x7Fu >> length);
    size_t have = 1;
    while (length > 1 && have < length && i + have < s.size() && (s[i + have] & 0xC0) == 0x80) {
      code = code << 6 | (static_cast<unsigned char>(s[i + have]) & 0x3Fu);
      ++have;
    }
    const bool cut_off = have < length && i + have == s.size();
    // What the bytes seen so far can still become: [low, high] after the missing ones.
    uint32_t low = code, high = code;
    for (size_t k = have; k < length; ++k) {
      low <<= 6;
      high = high << 6 | 0x3F;
    }
    static constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool possible = length != 0 && high >= kLeast[length] && low <= 0x10FFFF &&
                          !(low >= 0xD800 && high <= 0xDFFF);
    if (length == 1) {
      ++units;
      ++i;
    } else if (possible && cut_off) {
      return units;
    } else if (possible && have == length) {
      units += length == 4 ? 2 : 1;
      i += length;
    } else {
      ++units;
      ++i;
    }
  }
  return units;
}

Position Naive(std::string_view text, size_t to, Units units) {
  Position p;
  size_t start = 0;
  if (units == Units::kBytes) {
    for (size_t i = 0; i < to; ++i) {
      if (text[i] != '\n') continue;
      ++p.line;
      start = i + 1;
    }
    std::string_view line = text.substr(start, to - start);
    if (start == 0 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    p.column_utf16 = 1 + NaiveUnits(line);
  } else {
    const std::string_view lf =
        units == Units::kUtf16Le ? std::string_view("\n\0", 2) : std::string_view("\0\n", 2);
    const std::string_view mark = units == Units::kUtf16Le ? "\xFF\xFE" : "\xFE\xFF";
    for (size_t i = 0; i + 2 <= to; i += 2) {
      if (text.substr(i, 2) != lf) continue;
      ++p.line;
      start = i + 2;
    }
    uint64_t count = (to - start) / 2;
    if (start == 0 && count > 0 && text.substr(0, 2) == mark) --count;
    p.column_utf16 = 1 + count;
  }
  p.column = 1 + (to - start);
  return p;
}

TEST(LineCounter, ByHand) {
  struct Row {
    std::string_view text;
    uint64_t to;
    Position want;
  };
  const Row rows[] = {
      {"", 0, {1, 1, 1}},
      {"abc", 2, {1, 3, 3}},
      {"a\nb", 2, {2, 1, 1}},
      {"a\r\nb", 3, {2, 1, 1}},
      {"a\rb", 3, {1, 4, 4}},
      {"\n\n\n", 3, {4, 1, 1}},
      {"\xC3\xA9x", 2, {1, 3, 2}},
      {"\xC3\xA9x", 1, {1, 2, 1}},  // inside the character: its own column
      {"\xE2\x82\xACx", 3, {1, 4, 2}},
      {"\xF0\x9F\x98\x80x", 4, {1, 5, 3}},  // two code units
      {"\xFFx", 2, {1, 3, 3}},              // an invalid byte is one
      {"\xE2\x82x", 3, {1, 4, 4}},          // a sequence that breaks off: each byte is one
      {"\xC0\x80", 2, {1, 3, 3}},           // overlong
      {"\xED\xA0\x80", 3, {1, 4, 4}},       // a surrogate
      {"\xE2\nx", 3, {2, 2, 2}},
      {"\xEF\xBB\xBFx", 3, {1, 4, 1}},   // the mark is no code unit
      {"x\xEF\xBB\xBFx", 4, {1, 5, 3}},  // elsewhere it is one
  };
  for (const Row& row : rows) {
    LineCounter lines;
    lines.Advance(row.text, 0, row.to);
    EXPECT_EQ(lines.offset(), row.to);
    EXPECT_TRUE(lines.position() == row.want)
        << Show(lines.position()) << " not " << Show(row.want);
    EXPECT_TRUE(Naive(row.text, row.to, Units::kBytes) == row.want) << "the oracle is wrong";
  }
}

std::string RandomText(std::mt19937_64& random, Units units) {
  static constexpr std::string_view kPieces[] = {
      "a",
      "\n",
      "\r\n",
      "\xC3\xA9",
      "\xE2\x82\xAC",
      "\xF0\x9F\x98\x80",
      "\xFF",
      "\x80",
      "\xE2\x82",
      "\xF0",
      "\xED\xA0\x80",
      "\xF4\x90\x80\x80",
      "\xEF\xBB\xBF",
      "plain words and more of them, well over 64 bytes of ASCII in one go"};
  std::string text;
  if (random() % 4 == 0)
    text += units == Units::kBytes     ? "\xEF\xBB\xBF"
            : units == Units::kUtf16Le ? "\xFF\xFE"
                                       : "\xFE\xFF";
  const size_t pieces = random() % 60;
  for (size_t i = 0; i < pieces; ++i) {
    if (units == Units::kBytes) {
      text += kPieces[random() % std::size(kPieces)];
    } else {  // many zeros and LFs at both parities
      const size_t run = random() % 24;
      for (size_t k = 0; k < run; ++k) text += std::string_view("\0\nA\0\n", 5)[random() % 5];
    }
  }
  return text;
}

// The position at an offset does not depend on how the way there was cut, nor on where the windows
// began.
TEST(LineCounter, AnyCutIsTheWhole) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 3000; ++round) {
    const auto units = static_cast<Units>(round % 3);
    const std::string text = RandomText(random, units);
    LineCounter lines(units);
    uint64_t at = 0;
    while (at < text.size()) {
      const uint64_t most = std::min<uint64_t>(text.size() - at, random() % 2 ? 3 : 200);
      const uint64_t to = at + random() % (most + 1);
      const uint64_t window = at - random() % (at + 1);
      // An exact copy, so that the address sanitizer sees a read beyond the window.
      const std::string bytes = text.substr(window, to - window);
      lines.Advance(bytes, window, to);
      ASSERT_EQ(lines.offset(), to);
      const Position want = Naive(text, to, units);
      ASSERT_TRUE(lines.position() == want) << "round " << round << " at " << to << ": "
                                            << Show(lines.position()) << " not " << Show(want);
      at = to;
      if (most == 0) break;
    }
  }
}

TEST(LineCounter, LongRunsOfNewlinesDoNotOverflowALane) {
  for (size_t size : {63u, 64u, 65u, 4095u, 63u * 64u * 3u + 17u}) {
    const std::string text(size, '\n');
    LineCounter lines;
    lines.Advance(text, 0, size);
    EXPECT_EQ(lines.position().line, size + 1);
  }
  std::string wide;
  for (size_t i = 0; i < 16 * 32767 * 2; ++i) wide += i % 2 ? '\0' : '\n';
  LineCounter lines(Units::kUtf16Le);
  lines.Advance(wide, 0, wide.size());
  EXPECT_EQ(lines.position().line, wide.size() / 2 + 1);
}

TEST(LineCounter, OffsetsBeyondFourGiga) {
  // The bytes before the window are told of, not shown: one long line of them.
  LineCounter lines;
  const std::string chunk(1 << 20, 'x');
  uint64_t at = 0;
  for (int i = 0; i < 5000; ++i) {
    lines.Advance(chunk, at, at + chunk.size());
    at += chunk.size();
  }
  EXPECT_EQ(lines.offset(), at);
  EXPECT_EQ(lines.position().column, at + 1);
  EXPECT_EQ(lines.position().column_utf16, at + 1);
  lines.Advance("\nab", at, at + 3);
  EXPECT_EQ(lines.position().line, 2u);
  EXPECT_EQ(lines.position().column, 3u);
}

// A million findings on one long line: each byte is looked at once, so this takes milliseconds.
TEST(LineCounter, ManyFindingsOnOneLongLineAreLinear) {
  const std::string text(8 << 20, 'x');
  LineCounter lines;
  for (uint64_t at = 0; at < text.size(); at += 8) {
    Finding finding;
    finding.start = at;
    finding.end = at + 20;
    lines.Locate(text, 0, &finding);
    if (at % (1 << 20) == 0) {
      ASSERT_EQ(finding.column, at + 1);
      ASSERT_EQ(finding.column_utf16, at + 1);
      ASSERT_EQ(finding.end_column, at + 21);
    }
  }
}

TEST(LineCounter, LocateFillsBothEndsAndStaysAtTheStart) {
  const std::string text = "one\ntw\xC3\xA9 three\nfour five\nsix";
  std::mt19937_64 random(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::pair<size_t, size_t>> spans;
    for (int i = 0; i < 4; ++i) {
      size_t a = random() % (text.size() + 1), b = random() % (text.size() + 1);
      spans.emplace_back(std::min(a, b), std::max(a, b));
    }
    std::sort(spans.begin(), spans.end());
    LineCounter lines;
    for (auto [start, end] : spans) {
      Finding f;
      f.start = start;
      f.end = end;
      lines.Locate(text, 0, &f);
      EXPECT_EQ(lines.offset(), start);
      EXPECT_TRUE((Position{f.line, f.column, f.column_utf16}) ==
                  Naive(text, start, Units::kBytes));
      EXPECT_TRUE((Position{f.end_line, f.end_column, f.end_column_utf16}) ==
                  Naive(text, end, Units::kBytes));
    }
  }
}

TEST(LineCounter, WhatIsNotAsAgreedMovesNothing) {
  LineCounter lines;
  lines.Advance("abcdef", 0, 4);
  lines.Advance("abcdef", 0, 2);  // backward
  EXPECT_EQ(lines.offset(), 4u);
  lines.Advance("xyz", 9, 12);  // a gap
  EXPECT_EQ(lines.offset(), 4u);
  lines.Advance("abcdef", 0, 400);  // beyond the bytes
  EXPECT_EQ(lines.offset(), 6u);
  EXPECT_EQ(lines.position().column, 7u);
}

std::string Encode(std::string_view ascii, bool big) {
  std::string out;
  for (char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

TEST(DetectUnits, ByMarkAndByPattern) {
  EXPECT_EQ(DetectUnits(""), Units::kBytes);
  EXPECT_EQ(DetectUnits("plain text"), Units::kBytes);
  EXPECT_EQ(DetectUnits("\xEF\xBB\xBFplain text"), Units::kBytes);
  EXPECT_EQ(DetectUnits("\xFF\xFE"), Units::kUtf16Le);
  EXPECT_EQ(DetectUnits("\xFE\xFF"), Units::kUtf16Be);
  EXPECT_EQ(DetectUnits(Encode("name = value\r\n", false)), Units::kUtf16Le);
  EXPECT_EQ(DetectUnits(Encode("name = value\r\n", true)), Units::kUtf16Be);
  EXPECT_EQ(DetectUnits(Encode("abc", false)), Units::kBytes) << "too short to say";
  EXPECT_EQ(DetectUnits(std::string(100, '\0')), Units::kBytes);
  EXPECT_EQ(DetectUnits(std::string("text with one \0 zero", 20)), Units::kBytes);
  // 32-bit characters hold NUL code units.
  std::string wide;
  for (char c : std::string_view("wide text")) wide += std::string{c, '\0', '\0', '\0'};
  EXPECT_EQ(DetectUnits(wide), Units::kBytes);
  std::mt19937_64 random(5);
  for (int round = 0; round < 200; ++round) {
    std::string noise;
    for (size_t i = 0, n = random() % 300; i < n; ++i) noise += static_cast<char>(random());
    if (noise.starts_with("\xFF\xFE") || noise.starts_with("\xFE\xFF")) continue;
    EXPECT_EQ(DetectUnits(noise), Units::kBytes);
  }
}

}  // namespace
}  // namespace weir
