#include "text/view.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "text/base64.h"

namespace weir {
namespace {

std::string Decoded(Dress dress, std::string_view text) {
  View view;
  DecodeDress(dress, text, 0, text.size(), SIZE_MAX, &view);
  return std::string(view.bytes());
}

struct Case {
  Dress dress;
  std::string_view text, want;
};

TEST(View, WhatEachDressSays) {
  const Case cases[] = {
      {Dress::kBase64, "aGVsbG8gd29ybGQ=", "hello world"},
      {Dress::kBase64, "aGVsbG8gd29ybGQ", "hello world"},
      {Dress::kBase64, "aGVsbG8g\r\n  d29ybGQ=", "hello world"},
      {Dress::kBase64, "aGVsb\nG8gd29ybGQ=", "hello world"},
      {Dress::kBase64, "Pj8_Pj4-", ">?" "?>>>"},
      {Dress::kBase64, "", ""},
      {Dress::kBase64, "a", ""},
      {Dress::kHex, "68656c6C6F", "hello"},
      {Dress::kHex, "68 65 6c 6c 6f", "hello"},
      {Dress::kHex, "68:65:6c:6c:6f", "hello"},
      {Dress::kHex, "0x68, 0x65,0x6c,\n  0x6c, 0x6f", "hello"},
      {Dress::kHex, "6", ""},
      {Dress::kEscapes, R"(\x68\145\u006c\u{6c}\U0000006f)", "hello"},
      {Dress::kEscapes, R"(a\"b\\c\/d\ne\qf\)", "a\"b\\c/d\ne\\qf\\"},
      {Dress::kJson, R"(\uD83D\uDE00 \uD83D)", "\xf0\x9f\x98\x80 \xef\xbf\xbd"},
      {Dress::kEscapes, R"(\u12 \x \400)", "\\u12 \\x  0"},
      {Dress::kPercent, "a%20b%3Dc%zz%", "a b=c%zz%"},
      {Dress::kEntities, "a&amp;b&#65;&#x42;&lowbar;&nosuch;&", "a&bAB_&nosuch;&"},
      {Dress::kQuotedPrintable, "a=3Db=\r\nc=20d=xx", "a=bc d=xx"},
      {Dress::kInvisible, "a\xe2\x80\x8b" "b\xc2\xad" "c\xef\xbb\xbf" "d", "abcd"},
      {Dress::kInvisible, "\xf3\xa0\x81\xa1\xf3\xa0\x81\xa2", "ab"},
      {Dress::kLookalike, "\xef\xbd\x81\xd0\xb5\xf0\x9d\x90\x9a\xe2\x80\x93", "aea-"},
      {Dress::kJoined, "\"abc\" + \"def\" + 'x'", "\"abcdef\" + 'x'"},
      {Dress::kJoined, "'abc'\n   'def'", "'abcdef'"},
      {Dress::kJoined, "abc\\\n  def", "abcdef"},
      {Dress::kJoined, "words of\nprose", "words of\nprose"},
      {Dress::kUtf16Le, std::string_view("a\0\xe9\0\x3d\xd8\0\xde", 8), "a\xc3\xa9\xf0\x9f\x98\x80"},
      {Dress::kUtf32Be, std::string_view("\0\0\0a\0\1\xf6\0", 8), "a\xf0\x9f\x98\x80"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Decoded(c.dress, c.text), c.want) << Name(c.dress) << " of " << c.text;
  }
}

TEST(View, OffsetsOfBase64AreTheSmallestStretch) {
  // 8 bits of a byte lie in two characters, of the second of a group in the second and third.
  View view;
  const std::string text = "xxaGVs\nbG8h";
  DecodeDress(Dress::kBase64, text, 2, text.size(), SIZE_MAX, &view);
  ASSERT_EQ(view.bytes(), "hello!");
  EXPECT_EQ(view.OriginalBegin(0), 2u);
  EXPECT_EQ(view.OriginalEnd(1), 4u);
  EXPECT_EQ(view.OriginalBegin(1), 3u);
  EXPECT_EQ(view.OriginalEnd(2), 5u);
  EXPECT_EQ(view.OriginalBegin(2), 4u);
  EXPECT_EQ(view.OriginalEnd(3), 6u);
  EXPECT_EQ(view.OriginalBegin(3), 7u);
  EXPECT_EQ(view.OriginalEnd(6), 11u);
}

// Decoding the stretch alone gives the bytes again: what Undress() hangs on.
TEST(View, AStretchSaysTheSameAlone) {
  std::mt19937 random(7);
  const std::string pieces[] = {"aGVs", "bG8g", "%41", "\\u0041", "\\x42", "&#65;", "=3D", "41", "\n", "abc", "\"", " ",
                                "\xe2\x80\x8b", "\xef\xbd\x81", "\\", "\\\\", "\" + \"", "0x43, "};
  for (Dress dress : {Dress::kBase64, Dress::kHex, Dress::kEscapes, Dress::kPercent, Dress::kEntities,
                      Dress::kQuotedPrintable, Dress::kInvisible, Dress::kLookalike}) {
    for (int round = 0; round < 300; ++round) {
      std::string text;
      for (int i = 0; i < 12; ++i) text += pieces[random() % std::size(pieces)];
      View view, again;
      DecodeDress(dress, text, 0, text.size(), SIZE_MAX, &view);
      if (view.size() == 0) continue;
      const size_t begin = random() % view.size(), end = begin + 1 + random() % (view.size() - begin);
      uint64_t from = 0, to = 0, first = 0;
      view.Stretch(begin, end, &from, &to, &first);
      ASSERT_LE(from, to);
      ASSERT_LE(to, text.size());
      DecodeDress(dress, std::string_view(text).substr(from, to - from), 0, to - from, SIZE_MAX, &again);
      ASSERT_GE(again.size(), first + (end - begin)) << Name(dress) << " " << text;
      EXPECT_EQ(again.bytes().substr(first, end - begin), view.bytes().substr(begin, end - begin))
          << Name(dress) << " " << text;
    }
  }
}

TEST(View, ALimitIsKeptAndTold) {
  View view;
  const std::string text(4000, 'Y');
  for (Dress dress : {Dress::kBase64, Dress::kEscapes, Dress::kPercent, Dress::kInvisible, Dress::kJoined}) {
    DecodeDress(dress, text, 0, text.size(), 100, &view);
    EXPECT_EQ(view.size(), 100u) << Name(dress);
    EXPECT_TRUE(view.truncated()) << Name(dress);
  }
}

TEST(View, WhatStartsAsText) {
  EXPECT_TRUE(StartsBase64Text("aGVsbG8gd29ybGQhISE=", 0));
  EXPECT_TRUE(StartsBase64Text("H4sIAAAAAAAAA8tIzcnJ", 0));
  EXPECT_FALSE(StartsBase64Text("iVBORw0KGgoAAAANSUhE", 0));  // an image
  EXPECT_FALSE(StartsBase64Text("theNameOfSomeFunction", 0));
  EXPECT_FALSE(StartsBase64Text("aGVs", 0));
}

}  // namespace
}  // namespace weir
