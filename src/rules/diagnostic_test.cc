#include "rules/diagnostic.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

Diagnostic At(std::string source_line, size_t column, size_t length) {
  Diagnostic d;
  d.code = "R999";
  d.message = "something is wrong";
  d.file = "rules/acme.toml";
  d.line = 12;
  d.column = column;
  d.length = length;
  d.source_line = std::move(source_line);
  return d;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

TEST(DiagnosticTest, LooksLikeACompilers) {
  Diagnostic d = At("shape = 'alnum{32}'", 10, 9);
  d.hint = "begin it with a literal";
  EXPECT_EQ(RenderDiagnostic(d),
            "error R999: something is wrong\n"
            "  --> rules/acme.toml:12:10\n"
            "   |\n"
            "12 | shape = 'alnum{32}'\n"
            "   |          ^^^^^^^^^\n"
            "   = hint: begin it with a literal\n");
}

TEST(DiagnosticTest, LeavesOutWhatIsNotKnown) {
  Diagnostic d;
  d.level = Diagnostic::Level::kWarning;
  d.message = "odd";
  EXPECT_EQ(RenderDiagnostic(d), "warning: odd\n");
  d.code = "R003";
  d.file = "a.toml";
  EXPECT_EQ(RenderDiagnostic(d), "warning R003: odd\n --> a.toml\n");
  d.line = 3;
  EXPECT_EQ(RenderDiagnostic(d), "warning R003: odd\n --> a.toml:3\n");
}

// The carets must stand under what they mean, whatever is shown of the bytes before.
TEST(DiagnosticTest, CaretsStandUnderTheirBytes) {
  const struct {
    std::string_view name;
    std::string line;
    std::string shown;  // what the carets must cover
  } table[] = {
      {"plain", "ab XX cd", "XX"},
      {"tab before", "\tab\t XX", "XX"},
      {"control bytes before", "\x01\x1b[31m XX", "XX"},
      {"accents before", "\xC3\xA9\xC3\xA9 XX", "XX"},
      {"bad UTF-8 before", "\xFF\xC3 XX", "XX"},
      {"far to the right", std::string(5000, 'a') + " XX" + std::string(5000, 'b'), "XX"},
      {"far, after accents",
       [] {
         std::string s;
         for (int i = 0; i < 3000; ++i) s += "\xC3\xA9";
         return s + " XX tail";
       }(),
       "XX"},
      {"at the start", "XX and much more", "XX"},
      {"at the end", "much more and XX", "XX"},
  };
  for (const auto& row : table) {
    const size_t at = row.line.find("XX");
    const auto lines = Lines(RenderDiagnostic(At(row.line, at + 1, 2)));
    ASSERT_EQ(lines.size(), 6u) << row.name;
    EXPECT_LE(lines[3].size(), 700u) << row.name;
    // Columns are characters: count what comes before in both lines.
    const auto columns = [](std::string_view s) {
      return std::count_if(s.begin(), s.end(),
                           [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; });
    };
    const size_t shown = lines[3].find("XX");
    const size_t carets = lines[4].find("^^");
    ASSERT_NE(shown, std::string::npos) << row.name;
    ASSERT_NE(carets, std::string::npos) << row.name;
    EXPECT_EQ(columns(lines[3].substr(0, shown)), columns(lines[4].substr(0, carets))) << row.name;
    EXPECT_EQ(std::count(lines[4].begin(), lines[4].end(), '^'), 2) << row.name;
  }
}

TEST(DiagnosticTest, PointsBehindTheEndWhereSomethingIsMissing) {
  const auto lines = Lines(RenderDiagnostic(At("abc", 4, 1)));
  EXPECT_EQ(lines[4], "   |    ^");
  // Wild places are shown somewhere and never read out of bounds.
  for (size_t column : {size_t{0}, size_t{5}, size_t{1000000}, SIZE_MAX}) {
    for (size_t length : {size_t{0}, size_t{1}, size_t{100}, SIZE_MAX}) {
      EXPECT_FALSE(RenderDiagnostic(At("abc", column, length)).empty());
      EXPECT_FALSE(RenderDiagnostic(At("", column, length)).empty());
    }
  }
}

TEST(DiagnosticTest, PrintsNoRawControlByteAndNothingThatHides) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  const std::string hidden = "\xE2\x80\xAE|\xE2\x80\x8B|\xC2\x9B|\xEF\xBB\xBF|\xF3\xA0\x81\x81";
  Diagnostic d = At(all + hidden, 1, 1);
  d.code = all;
  d.message = d.hint = d.file = all + hidden;
  std::string out = RenderDiagnostic(d);
  d.column = 250;
  out += RenderDiagnostic(d);
  for (char c : out) {
    const auto u = static_cast<unsigned char>(c);
    EXPECT_TRUE(c == '\n' || (u >= 0x20 && u != 0x7F)) << int{u};
  }
  for (std::string_view raw :
       {"\xE2\x80\xAE", "\xE2\x80\x8B", "\xC2\x9B", "\xEF\xBB\xBF", "\xF3\xA0\x81\x81", "\xFF"}) {
    EXPECT_EQ(out.find(raw), std::string::npos);
  }
  EXPECT_NE(out.find("\\x1b"), std::string::npos);
  EXPECT_NE(out.find("\\u{202e}"), std::string::npos);
}

TEST(DiagnosticTest, SeveralStandApart) {
  const Diagnostic d = At("abc", 1, 1);
  EXPECT_EQ(RenderDiagnostics({}), "");
  EXPECT_EQ(RenderDiagnostics({d, d}), RenderDiagnostic(d) + "\n" + RenderDiagnostic(d));
}

}  // namespace
}  // namespace weir
