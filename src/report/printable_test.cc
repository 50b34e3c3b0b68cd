#include "report/printable.h"

#include <gtest/gtest.h>

#include <random>

#include "report/utf8.h"

namespace weir {
namespace {

struct Case {
  std::string_view bytes, shown;
};

TEST(Printable, Table) {
  const Case cases[] = {
      {"", ""},
      {"plain text, caf\u00e9, \u4e2d\u6587", "plain text, caf\u00e9, \u4e2d\u6587"},
      {"a\tb", "a b"},
      {"a\nb\rc", "a\\nb\\rc"},
      {"\x1b[31mred\x1b]52;c;x\x07", "\\x1b[31mred\\x1b]52;c;x\\x07"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "2J",
       "\\u{9b}2J"},  // C1 in UTF-8
      {"\x9b"
       "2J",
       "\\x9b2J"},  // C1 as a byte
      {"\u202ecod.exe", "\\u{202e}cod.exe"},
      {"a\u200bb\ufeff\u2066", "a\\u{200b}b\\u{feff}\\u{2066}"},
      {"\U000E0041", "\\u{e0041}"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // a surrogate
      {"\xe2\x82", "\\xe2\\x82"},
      {"::set-output name=x::y", "\\x3a:set-output name=x::y"},
      {"  ::error::x", "  \\x3a:error::x"},
      {"a::b", "a::b"},
      {"x ##vso[task.setvariable]", "x \\x23#vso[task.setvariable]"},
      {"##[group]", "\\x23#[group]"},
      {"### Title", "### Title"},
      {"C:\\dir", "C:\\dir"},
  };
  for (const Case& c : cases) EXPECT_EQ(Printable(c.bytes), c.shown);
  EXPECT_EQ(Printable(std::string_view("\0", 1)), "\\x00");
}

bool Harmless(std::string_view shown) {
  for (size_t i = 0; i < shown.size();) {
    const Utf8Char c = DecodeUtf8(shown, i);
    const bool control = c.code < 0x20 || (c.code >= 0x7F && c.code <= 0x9F);
    const bool hidden = (c.code >= 0x200B && c.code <= 0x200F) ||
                        (c.code >= 0x2028 && c.code <= 0x202E) || (c.code & 0xFFFE) == 0xFFFE ||
                        (c.code >= 0xE0000 && c.code <= 0xE0FFF);
    if (!c.valid || control || hidden) return false;
    i += c.length;
  }
  return true;
}

TEST(Printable, RandomBytesComeOutHarmless) {
  std::mt19937 random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (size_t i = random() % 40; i > 0; --i) {
      if (random() % 2 == 0) {
        bytes.push_back(static_cast<char>(random()));
      } else {
        AppendUtf8(static_cast<uint32_t>(random() % 0xD800), &bytes);
      }
    }
    const std::string shown = Printable(bytes);
    ASSERT_TRUE(Harmless(shown));
    ASSERT_EQ(Printable(shown), shown) << "what is printable stays as it is";
    ASSERT_LE(shown.size(), 11 * bytes.size());
    ASSERT_TRUE(IsValidUtf8(ValidUtf8(bytes)));
    if (IsValidUtf8(bytes)) {
      ASSERT_EQ(ValidUtf8(bytes), bytes);
    }
  }
}

}  // namespace
}  // namespace weir
