#include "rules/regex_parser.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "rules/cat.h"

namespace weir {
namespace {

// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  size_t Below(size_t n) { return static_cast<size_t>(Next() % n); }
  std::string_view OneOf(const std::vector<std::string_view>& list) {
    return list[Below(list.size())];
  }

 private:
  uint64_t state_;
};

std::unique_ptr<RE2> Compile(std::string_view regex) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_longest_match(true);
  options.set_log_errors(false);
  return std::make_unique<RE2>(re2::StringPiece(regex.data(), regex.size()), options);
}

bool Matches(const RE2& re, const std::string& text) { return RE2::FullMatch(text, re); }

// The tree as a regex, with the word borders that the tree does not hold.
std::string Again(const ParsedRegex& parsed) {
  return Cat(parsed.word_start ? "\\b" : "", "(?:", ToRegex(parsed.tree), ")",
             parsed.word_end ? "\\b" : "");
}

// A string of the tree's language.
void Sample(const Node& node, Random* random, std::string* out) {
  switch (node.kind) {
    case Node::Kind::kLiteral:
      for (char c : node.literal) {
        const bool flip = node.fold_case && random->Below(2) == 0;
        if (flip && c >= 'a' && c <= 'z')
          c = static_cast<char>(c - 'a' + 'A');
        else if (flip && c >= 'A' && c <= 'Z')
          c = static_cast<char>(c - 'A' + 'a');
        out->push_back(c);
      }
      return;
    case Node::Kind::kSet: {
      size_t k = random->Below(static_cast<size_t>(node.set.Count()));
      for (unsigned b = 0; b < 256; ++b) {
        const char c = static_cast<char>(b);
        if (node.set.Has(c) && k-- == 0) out->push_back(c);
      }
      return;
    }
    case Node::Kind::kRepeat: {
      const uint32_t span = node.max == kUnbounded ? 3 : std::min(node.max - node.min, 3u);
      const size_t times = node.min + random->Below(span + 1);
      for (size_t i = 0; i < times && out->size() < 4000; ++i) Sample(node.kids[0], random, out);
      return;
    }
    case Node::Kind::kConcat:
      for (const Node& kid : node.kids) Sample(kid, random, out);
      return;
    case Node::Kind::kAlt:
      Sample(node.kids[random->Below(node.kids.size())], random, out);
      return;
  }
}

std::string Changed(std::string text, Random* random) {
  static constexpr std::string_view kBytes = "abcABC019_-. \n\r\t\v\\{}\xC3\xA9\xE9\xFF";
  const char byte = kBytes[random->Below(kBytes.size())];
  const size_t at = random->Below(text.size() + 1);
  switch (random->Below(3)) {
    case 0:
      text.insert(at, 1, byte);
      break;
    case 1:
      if (at < text.size()) text[at] = byte;
      break;
    default:
      if (at < text.size()) text.erase(at, 1);
      break;
  }
  return text;
}

// RE2 on the text as written and RE2 on the parsed tree say the same of strings in and near the
// language.
void ExpectSameLanguage(std::string_view regex, const ParsedRegex& parsed, Random* random,
                        int rounds) {
  const auto original = Compile(regex);
  ASSERT_TRUE(original->ok()) << regex << ": taken here, refused by RE2: " << original->error();
  const std::string again = Again(parsed);
  const auto tree = Compile(again);
  ASSERT_TRUE(tree->ok()) << regex << " became " << again << ": " << tree->error();
  for (int i = 0; i < rounds; ++i) {
    std::string text;
    Sample(parsed.tree, random, &text);
    if (!parsed.word_start && !parsed.word_end && text.size() < 3000) {
      EXPECT_TRUE(Matches(*original, text)) << regex << " on its sample " << text;
    }
    for (int k = 0; k < 4; ++k) {
      EXPECT_EQ(Matches(*original, text), Matches(*tree, text)) << regex << " on " << text;
      text = Changed(std::move(text), random);
    }
  }
}

TEST(RegexParserTest, TakesItsSubsetAndMeansWhatRe2Means) {
  const std::string_view regexes[] = {
      "acme_[0-9a-f]{32}",
      "a.c",
      "(?s)a.c",
      "(?is)a.c",
      "(?i)(?s)ab.c",
      "(?i)token-[a-f]{4}",
      "(?i:Token)-X",
      "x(?s:.)y",
      "\\bacme-\\w{20}\\b",
      "(?i)\\bacme\\b",
      "\\b(?:one|two)\\b",
      "a|b|cd",
      "ab?c*d+",
      "a{3}b{2,}c{1,4}d{0,2}",
      "a??b*?c+?d{2}?e{1,}?",
      "\\d\\D\\w\\W\\s\\S",
      "[\\d\\s][^\\w][\\D]",
      "[[:alpha:]][[:^digit:]x][^[:space:]]",
      "(?i)[[:lower:]][[:^upper:]]",
      "[]a][^]a][a-][-a][a\\-z][a-c-e]",
      "[\\x41-\\x43\\x{61}]\\x7e\\x{7E}",
      "\\n\\t\\r\\f\\v",
      "\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\^\\$\\\\\\-\\/\\ \\#\\@",
      "a{,5}b{c}d{e",
      "{\"key\":\"[a-z]{4}\"}",
      "]}",
      "(a(b(c)))d",
      "(?P<name>ab)(?P<other>cd)",
      "(?:)a(?:)b()()",
      "(?:|x)ab(?:y|)",
      "(?:a|b|)(?:c{0})d",
      "(?:[a-z]+\\.)+com",
      "(?:ab{2}){3}",
      "(?:(?:ab)?)*c",
      "(?i)[k-s]+1",
      "(?i)[^a-y]+1",
      "\xC3\xA9t\xC3\xA9(?:\xC3\xA9)+",
      "[\\x80-\\xff]{2}",
      "[^\\x00-\\x7f]a",
      "[gG][hH]p",
      "[\\[:a]",
      "[[:a]",
  };
  Random random(1);
  for (std::string_view regex : regexes) {
    Diagnostic error;
    const auto parsed = ParseRegex(regex, &error);
    ASSERT_TRUE(parsed.has_value()) << regex << "\n" << RenderDiagnostic(error);
    ExpectSameLanguage(regex, *parsed, &random, 40);
  }
}

struct Refused {
  std::string_view regex;
  std::string_view code;
  size_t offset;
  size_t length;
};

TEST(RegexParserTest, RefusesTheRestAndSaysWhere) {
  const Refused table[] = {
      // Brackets that do not pair.
      {"(ab", "R201", 0, 1},
      {"ab)c", "R201", 2, 1},
      {"x[ab", "R201", 1, 1},
      {"x[", "R201", 1, 1},
      {"[]", "R201", 0, 1},
      {"(?i:ab", "R201", 0, 1},
      {"(?i", "R201", 0, 1},
      {"a(?", "R201", 1, 1},
      // Escapes.
      {"ab\\", "R203", 2, 1},
      {"ab\\q", "R203", 2, 2},
      {"\\_", "R203", 0, 2},
      {"\\x4", "R203", 0, 3},
      {"\\xg1", "R203", 0, 2},
      {"\\x{}", "R203", 0, 3},
      {"\\x{41", "R203", 0, 5},
      {"\\07", "R203", 0, 2},
      {"a\\Qb\\E", "R203", 1, 2},
      {"\\\xC3\xA9", "R203", 0, 2},
      {"a\\Zb", "R203", 1, 2},
      // Classes.
      {"[z-a]", "R204", 1, 3},
      {"[[:alphx:]]", "R204", 1, 9},
      {"[a-\\d]", "R204", 3, 2},
      {"[^\\x00-\\xff]", "R204", 0, 12},
      // Counts.
      {"*a", "R205", 0, 1},
      {"a|+b", "R205", 2, 1},
      {"(?:?)", "R205", 3, 1},
      {"{3}a", "R205", 0, 1},
      {"a*+", "R205", 1, 2},
      {"a{2}+", "R205", 1, 4},
      {"a**", "R205", 1, 2},
      {"a+?*", "R205", 1, 3},
      {"a{2}{3}", "R205", 1, 4},
      {"a{2,1}", "R206", 1, 5},
      {"a{1001}", "R206", 1, 6},
      {"a{1,1001}", "R206", 1, 8},
      {"a{99999999999999999999}", "R206", 1, 22},
      {"a{01}", "R206", 1, 3},
      {"a{1x}", "R206", 1, 2},
      {"a{1", "R206", 1, 2},
      {"a{1,x}", "R206", 1, 3},
      {"(?:a{40}){40}", "R206", 9, 4},
      {"(?:(?:a+b)+c)+", "R206", 13, 1},
      // What RE2 knows and the tree cannot say, or neither.
      {"a(?=b)", "R207", 1, 3},
      {"a(?!b)", "R207", 1, 3},
      {"(?<=a)b", "R207", 0, 4},
      {"(?<!a)b", "R207", 0, 4},
      {"(a)\\1", "R208", 3, 2},
      {"(?P<n>a)(?P=n)", "R208", 8, 4},
      {"\\pL", "R209", 0, 2},
      {"[\\p{Greek}]", "R209", 1, 2},
      {"a\\C", "R209", 1, 2},
      {"\\x{100}", "R209", 0, 7},
      {"[\xC3\xA9]", "R209", 1, 1},
      {"\xC3\xA9+", "R209", 1, 2},
      {"a\\bc", "R210", 1, 2},
      {"(a\\b)", "R210", 2, 2},
      {"a\\B", "R210", 1, 2},
      {"[\\b]", "R210", 1, 2},
      {"a^b", "R211", 1, 1},
      {"a$b", "R211", 1, 1},
      {"(a$)", "R211", 2, 1},
      {"a\\Ab", "R211", 1, 2},
      {"a\\zb", "R211", 1, 2},
      {"a$*", "R211", 1, 1},
      {"^a|b", "R211", 0, 1},
      {"a|b\\b", "R211", 3, 1},
      {"a\\z|", "R211", 1, 2},
      // Nothing to look for.
      {"", "R213", 0, 1},
      {"a*", "R213", 0, 2},
      {"(?:)", "R213", 0, 4},
      {"a|", "R213", 0, 2},
      {"\\b", "R213", 0, 2},
      {"^$", "R213", 0, 2},
      {"a{0}", "R213", 0, 4},
      // Groups and flags.
      {"(?m)a", "R214", 0, 3},
      {"(?U)a", "R214", 0, 3},
      {"(?-i)a", "R214", 0, 3},
      {"(?>a)", "R214", 0, 3},
      {"(?#a)b", "R214", 0, 3},
      {"(?<n>a)", "R214", 0, 3},
      {"a(?i)b", "R214", 1, 4},
      {"(?)a", "R214", 0, 3},
      {"(?P<>a)", "R215", 0, 4},
      {"(?P<a-b>a)", "R215", 0, 5},
      {"(?P<n>a)(?P<n>b)", "R215", 12, 1},
      {"a(b)+", "R215", 4, 1},
      {"a(b)?", "R215", 4, 1},
      {"a(?:x(?P<secret>b)){2}(c)", "R215", 19, 3},
      {"a()", "R215", 1, 2},
      {"(?i)\xC3\xA9", "R216", 4, 1},
      {"(?i)[\\xE9]", "R216", 5, 4},
  };
  for (const Refused& row : table) {
    Diagnostic error;
    ASSERT_FALSE(ParseRegex(row.regex, &error).has_value()) << row.regex;
    EXPECT_EQ(error.code, row.code) << row.regex << ": " << error.message;
    EXPECT_EQ(error.offset, row.offset) << row.regex << ": " << error.message;
    EXPECT_EQ(error.length, row.length) << row.regex << ": " << error.message;
    EXPECT_FALSE(error.message.empty()) << row.regex;
    EXPECT_LE(error.offset + (row.regex.empty() ? 0 : 1), row.regex.size() + 1) << row.regex;
  }
}

TEST(RegexParserTest, BoundsSizeAndDepth) {
  Diagnostic error;
  EXPECT_TRUE(ParseRegex(std::string(4096, 'a'), &error));
  EXPECT_FALSE(ParseRegex(std::string(4097, 'a'), &error));
  EXPECT_EQ(error.code, "R202");
  const auto nested = [](size_t depth) {
    return std::string(depth, '(') + "a" + std::string(depth, ')');
  };
  EXPECT_TRUE(ParseRegex(nested(32), &error));
  EXPECT_FALSE(ParseRegex(nested(33), &error));
  EXPECT_EQ(error.code, "R202");
  EXPECT_FALSE(ParseRegex(nested(2000), &error));
  EXPECT_TRUE(ParseRegex("a{1000}", &error));
  EXPECT_TRUE(ParseRegex("(?:a{10}){100}", &error));
  const std::string hundred(100, 'a');
  EXPECT_TRUE(ParseRegex(Cat("(?:", hundred, "){300}"), &error));
  EXPECT_FALSE(ParseRegex(Cat("(?:", hundred, "){400}"), &error));
  EXPECT_EQ(error.code, "R202");
}

TEST(RegexParserTest, JoinsLiteralsAndMarksTheSecret) {
  const struct {
    std::string_view regex;
    std::string_view shape;
  } table[] = {
      {"acme_[0-9a-f]{32}", "\"acme_\" hex-lower{32}"},
      {"a(?:b)(?:cd)e", "\"abcde\""},
      {"[a]b[c]", "\"abc\""},
      {"(?i)token-1", "~\"token-1\""},
      {"[gG][hH]p_", "~\"gh\" \"p_\""},
      {"a{1}", "\"a\""},
      {"x(?:a|b|)", "\"x\" (\"a\" | \"b\")?"},
      {"key=([0-9]{4})", "\"key=\" secret(digit{4})"},
      {"(a)(?P<secret>b)c", "\"a\" secret(\"b\") \"c\""},
      {"(a)(b)", "\"ab\""},
      {"a(b|c(?:d))e", "\"a\" secret(\"b\" | \"cd\") \"e\""},
      {"(?:x(ab){1})y", "\"x\" secret(\"ab\") \"y\""},
  };
  for (const auto& row : table) {
    Diagnostic error;
    const auto parsed = ParseRegex(row.regex, &error);
    ASSERT_TRUE(parsed) << row.regex << "\n" << RenderDiagnostic(error);
    const auto shape = ParseShape(row.shape, &error);
    ASSERT_TRUE(shape) << row.shape << "\n" << RenderDiagnostic(error);
    EXPECT_EQ(ToShapeText(parsed->tree), ToShapeText(*shape)) << row.regex;
  }
}

TEST(RegexParserTest, MarksWhatTheCaptureHolds) {
  const struct {
    std::string_view regex, text;
  } table[] = {
      {"key=([a-z]{4});", "key=abcd;"},
      {"(?i)Key: ([0-9]+) end", "KEY: 42 end"},
      {"(a|b)x([0-9])(?P<secret>[a-z]{2})y", "bx7qzy"},
      {"x(?:y(ab|cd)z|w)", "xycdz"},
  };
  for (const auto& row : table) {
    Diagnostic error;
    const auto parsed = ParseRegex(row.regex, &error);
    ASSERT_TRUE(parsed) << row.regex << "\n" << RenderDiagnostic(error);
    const auto original = Compile(row.regex);
    const auto tree = Compile(ToRegex(parsed->tree, /*capture_secret=*/true));
    ASSERT_TRUE(original->ok() && tree->ok()) << row.regex;
    ASSERT_EQ(tree->NumberOfCapturingGroups(), 1) << row.regex;
    const auto& names = original->NamedCapturingGroups();
    const auto named = names.find("secret");
    const size_t group = named == names.end() ? 1 : static_cast<size_t>(named->second);
    std::vector<re2::StringPiece> all(group + 1);
    re2::StringPiece ours[2];
    const re2::StringPiece text(row.text.data(), row.text.size());
    ASSERT_TRUE(original->Match(text, 0, text.size(), RE2::ANCHOR_BOTH, all.data(),
                                static_cast<int>(all.size())));
    ASSERT_TRUE(tree->Match(text, 0, text.size(), RE2::ANCHOR_BOTH, ours, 2));
    EXPECT_EQ(all[group], ours[1]) << row.regex;
  }
}

TEST(RegexParserTest, KnowsTheAnchorsAtTheEnds) {
  const struct {
    std::string_view regex;
    bool word_start, word_end, text_start, text_end;
  } table[] = {
      {"ab", false, false, false, false},       {"\\bab", true, false, false, false},
      {"ab\\b", false, true, false, false},     {"^ab$", false, false, true, true},
      {"\\Aab\\z", false, false, true, true},   {"^\\bab\\b$", true, true, true, true},
      {"(?i)^ab", false, false, true, false},   {"\\b(?s)ab", true, false, false, false},
      {"\\$ab\\$", false, false, false, false},
  };
  for (const auto& row : table) {
    Diagnostic error;
    const auto parsed = ParseRegex(row.regex, &error);
    ASSERT_TRUE(parsed) << row.regex << "\n" << RenderDiagnostic(error);
    EXPECT_EQ(parsed->word_start, row.word_start) << row.regex;
    EXPECT_EQ(parsed->word_end, row.word_end) << row.regex;
    EXPECT_EQ(parsed->text_start, row.text_start) << row.regex;
    EXPECT_EQ(parsed->text_end, row.text_end) << row.regex;
  }
}

// Regexes put together at random from pieces that parsers quarrel about. Whatever is taken must be
// taken by RE2 as well, with the same meaning; enough must be taken for that to say something.
TEST(RegexParserTest, AgreesWithRe2OnRandomRegexes) {
  const std::vector<std::string_view> pieces = {"a",
                                                "b",
                                                "A",
                                                "ab",
                                                "0",
                                                "_",
                                                "-",
                                                ".",
                                                "(",
                                                ")",
                                                "(?:",
                                                "(?i:",
                                                "(?s:",
                                                "|",
                                                "*",
                                                "+",
                                                "?",
                                                "{2}",
                                                "{1,2}",
                                                "{0,}",
                                                "{",
                                                "}",
                                                "{,2}",
                                                "]",
                                                "[ab]",
                                                "[^a]",
                                                "[a-c]",
                                                "[-a]",
                                                "[a-]",
                                                "[]b]",
                                                "[^]b]",
                                                "[\\d_]",
                                                "[[:^alpha:]]",
                                                "[[:word:]]",
                                                "\\d",
                                                "\\W",
                                                "\\s",
                                                "\\.",
                                                "\\x41",
                                                "\\n",
                                                "\\b",
                                                "^",
                                                "$",
                                                "(?i)",
                                                "\\xff",
                                                "\xC3",
                                                "[\\W]",
                                                "(?P<n>",
                                                "\\S",
                                                "[\\x80-\\xff]",
                                                "??",
                                                "[A-z]"};
  Random random(20);
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string regex;
    for (size_t n = 1 + random.Below(8); n > 0; --n) regex += random.OneOf(pieces);
    // Half of them get their brackets paired, or few would parse.
    if (random.Below(2) == 0) {
      int open = 0;
      for (char c : regex) open += c == '(' ? 1 : c == ')' ? -1 : 0;
      for (; open > 0; --open) regex += ')';
    }
    Diagnostic error;
    const auto parsed = ParseRegex(regex, &error);
    if (!parsed) {
      EXPECT_TRUE(error.code.starts_with("R2")) << regex;
      EXPECT_LE(error.offset, regex.size()) << regex;
      continue;
    }
    if (parsed->text_start || parsed->text_end) continue;
    ++taken;
    ExpectSameLanguage(regex, *parsed, &random, 4);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(taken, 3000);
}

}  // namespace
}  // namespace weir
