#include "source/positions.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace weir {
namespace {

using Units = LineCounter::Units;

std::string RandomText(Units units, size_t characters, uint32_t seed) {
  static constexpr std::string_view kPieces[] = {
      "a",    "b",        "\n",           "\r\n", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
      "\x80", "\xF0\x9F", "\xEF\xBB\xBF", "\xE2", "\xFF",     "    "};
  std::mt19937 random(seed);
  std::string text;
  for (size_t i = 0; i < characters; ++i) {
    if (units == Units::kBytes) {
      text += kPieces[random() % std::size(kPieces)];
    } else {
      const auto unit = static_cast<uint16_t>(random() % 7 == 0   ? '\n'
                                              : random() % 3 == 0 ? 0xFEFF
                                                                  : random() % 0x300);
      const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      text += units == Units::kUtf16Le ? low : high;
      text += units == Units::kUtf16Le ? high : low;
    }
  }
  return text;
}

std::vector<Finding> Every(size_t begin, size_t end, size_t size, size_t step) {
  std::vector<Finding> findings;
  for (size_t at = begin; at < end; at += step) {
    Finding finding;
    finding.start = at;
    finding.end = std::min(size, at + step);
    findings.push_back(finding);
  }
  return findings;
}

// The parts' positions, put together, are those of the whole text: for every line as the border.
TEST(Positions, PartsGiveThePositionsOfTheWhole) {
  for (const Units units : {Units::kBytes, Units::kUtf16Le, Units::kUtf16Be}) {
    for (uint32_t seed = 0; seed < 20; ++seed) {
      const std::string text = RandomText(units, 100, seed);
      const size_t step = units == Units::kBytes ? 1 : 2;
      std::vector<Finding> whole = Every(0, text.size(), text.size(), step);
      LineCounter counter(units);
      for (Finding& finding : whole) counter.Locate(text, 0, &finding);
      size_t borders = 0;
      for (size_t wanted = 2; wanted < text.size(); wanted += 2) {
        const size_t from = wanted < 20 ? 0 : wanted - 20;
        const auto found =
            FindLineStart(std::string_view(text).substr(from, wanted - from), from, units);
        if (!found.has_value()) continue;
        const auto cut = static_cast<size_t>(*found);
        ASSERT_LE(cut, wanted);
        ASSERT_GT(cut, from);
        ++borders;
        Positions first(units), second(units, cut);
        std::vector<Finding> located = Every(0, cut, text.size(), step);
        first.Locate(text, 0, located);
        first.Advance(text, 0, cut);
        std::vector<Finding> rest = Every(cut, text.size(), text.size(), step);
        // The second part sees some bytes before its begin.
        second.Locate(std::string_view(text).substr(from), from, rest);
        for (Finding& finding : rest) {
          finding.line += first.Lines();
          finding.end_line += first.Lines();
          located.push_back(finding);
        }
        second.Advance(std::string_view(text).substr(from), from, text.size());
        LineCounter to_end(units);
        to_end.Advance(text, 0, text.size());
        ASSERT_EQ(first.Lines() + second.Lines() + 1, to_end.position().line);
        ASSERT_EQ(located.size(), whole.size());
        for (size_t i = 0; i < whole.size(); ++i) {
          ASSERT_EQ(located[i].line, whole[i].line) << cut << " " << i;
          ASSERT_EQ(located[i].column, whole[i].column) << cut << " " << i;
          ASSERT_EQ(located[i].column_utf16, whole[i].column_utf16) << cut << " " << i;
          ASSERT_EQ(located[i].end_line, whole[i].end_line);
          ASSERT_EQ(located[i].end_column, whole[i].end_column);
          ASSERT_EQ(located[i].end_column_utf16, whole[i].end_column_utf16);
        }
      }
      EXPECT_GT(borders, 0u);
    }
  }
}

TEST(Positions, WindowByWindowIsTheWhole) {
  const std::string text = RandomText(Units::kBytes, 500, 7);
  std::vector<Finding> whole = Every(0, text.size(), text.size(), 1);
  LineCounter counter;
  for (Finding& finding : whole) counter.Locate(text, 0, &finding);
  for (size_t window : {size_t{1}, size_t{2}, size_t{7}, size_t{100}}) {
    Positions positions(Units::kBytes);
    for (size_t at = 0; at < text.size(); at += window) {
      const size_t end = std::min(text.size(), at + window);
      std::vector<Finding> here = Every(at, end, text.size(), 1);
      positions.Locate(std::string_view(text).substr(at), at, here);
      for (size_t i = 0; i < here.size(); ++i) {
        ASSERT_EQ(here[i].line, whole[at + i].line);
        ASSERT_EQ(here[i].column, whole[at + i].column);
        ASSERT_EQ(here[i].column_utf16, whole[at + i].column_utf16) << at + i;
        ASSERT_EQ(here[i].end_column_utf16, whole[at + i].end_column_utf16) << at + i;
      }
      positions.Advance(std::string_view(text).substr(at), at, end);
    }
  }
}

}  // namespace
}  // namespace weir
