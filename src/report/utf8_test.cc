#include "report/utf8.h"

#include <gtest/gtest.h>

#include <random>

namespace weir {
namespace {

TEST(Utf8, EveryCodePointComesBack) {
  for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 37) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(code, &text);
    const Utf8Char c = DecodeUtf8(text, 0);
    ASSERT_TRUE(c.valid) << code;
    ASSERT_EQ(c.code, code);
    ASSERT_EQ(c.length, text.size());
    for (size_t cut = 1; cut < text.size(); ++cut) {
      const Utf8Char part = DecodeUtf8(std::string_view(text).substr(0, cut), 0);
      ASSERT_FALSE(part.valid);
      ASSERT_EQ(part.length, cut) << "a cut sequence is one character";
    }
  }
}

TEST(Utf8, BadSequencesAreRefused) {
  struct Case {
    std::string_view bytes;
    size_t length;  // of the maximal subpart
  };
  const Case cases[] = {
      {"\x80", 1},
      {"\xC0\xAF", 1},
      {"\xC1\x81", 1},
      {"\xE0\x80\x80", 1},
      {"\xED\xA0\x80", 1},
      {"\xF0\x80\x80\x80", 1},
      {"\xF4\x90\x80\x80", 1},
      {"\xF5\x80\x80\x80", 1},
      {"\xFF", 1},
      {"\xE2\x82x", 2},
      {"\xF0\x9F\x98x", 3},
  };
  for (const Case& c : cases) {
    EXPECT_FALSE(IsValidUtf8(c.bytes));
    EXPECT_EQ(DecodeUtf8(c.bytes, 0).length, c.length);
    EXPECT_FALSE(DecodeUtf8(c.bytes, 0).valid);
  }
  EXPECT_TRUE(IsValidUtf8("na\u00efve \u4e2d \U0001F600"));
}

TEST(Utf8, Utf16InBothOrders) {
  const std::string expected = "a\u00e9\u4e2d\U0001F600z";
  const std::u16string units = u"a\u00e9\u4e2d\U0001F600z";
  std::string little, big;
  for (char16_t unit : units) {
    little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  }
  EXPECT_EQ(Utf16ToUtf8(little, false), expected);
  EXPECT_EQ(Utf16ToUtf8(big, true), expected);
  EXPECT_EQ(Utf16ToUtf8(std::string_view("\x3D\xD8", 2), false), "\uFFFD");
  EXPECT_EQ(Utf16ToUtf8(std::string_view("\x00\xDE", 2), false), "\uFFFD");
  EXPECT_EQ(Utf16ToUtf8(std::string_view("a\0b", 3), false), "a\uFFFD");
}

TEST(Utf8, FittingKeepsWidthAndBorders) {
  const std::string text = "ab\u4e2d\u6587e\u0301f\U0001F600g";
  const size_t width = DisplayWidth(text);
  EXPECT_EQ(width, 2u + 4u + 1u + 1u + 2u + 1u);
  for (size_t columns = 0; columns <= width + 1; ++columns) {
    const std::string_view front = FitFront(text, columns), back = FitBack(text, columns);
    EXPECT_LE(DisplayWidth(front), columns);
    EXPECT_LE(DisplayWidth(back), columns);
    EXPECT_TRUE(IsValidUtf8(front));
    EXPECT_TRUE(IsValidUtf8(back));
    EXPECT_TRUE(text.starts_with(front));
    EXPECT_TRUE(text.ends_with(back));
    EXPECT_GE(DisplayWidth(front) + 1, std::min(columns, width));
    EXPECT_GE(DisplayWidth(back) + 1, std::min(columns, width));
  }
}

TEST(Utf8, CutIsNeverTooLong) {
  const std::string text = "\u4e2d\u6587\u4e2d\u6587";
  EXPECT_EQ(CutUtf8(text, text.size()), text);
  for (size_t most = 0; most < text.size(); ++most) {
    const std::string cut = CutUtf8(text, most);
    EXPECT_LE(cut.size(), most);
    EXPECT_TRUE(IsValidUtf8(cut));
  }
}

}  // namespace
}  // namespace weir
