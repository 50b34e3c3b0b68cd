#include "rules/shape.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/charset.h"
#include "rules/sample.h"
#include "rules/test_shapes.h"
#include "rules/walk.h"

namespace weir {
namespace {

Node Parse(std::string_view text) {
  Diagnostic error;
  std::optional<Node> node = ParseShape(text, &error);
  EXPECT_TRUE(node.has_value()) << text << ": " << error.code << " " << error.message;
  return node.value_or(Node());
}

Node Counted(std::string_view charset, uint32_t min, uint32_t max) {
  return Node::Repeat(Node::Set(*NamedCharset(charset)), min, max);
}

TEST(ParseShape, BuildsTheTreeThatIsWritten) {
  const Node token = Node::Concat({Node::Literal("ab_"), Counted("alnum", 3, 3)});
  const std::pair<std::string_view, Node> cases[] = {
      {"\"ab_\" alnum{3}", token},
      {"\t\"ab_\"\n alnum {3} ", token},
      {"\"a\" \"b_\" (alnum{3})", token},
      {"\"ab_\"alnum{3,3}", token},
      {"digit", Node::Set(ByteSet::Range('0', '9'))},
      {"digit{1}", Node::Set(ByteSet::Range('0', '9'))},
      {"\"x\" digit?", Node::Concat({Node::Literal("x"), Counted("digit", 0, 1)})},
      {"digit{2,5}", Counted("digit", 2, 5)},
      {"digit{2+}", Counted("digit", 2, kUnbounded)},
      {"~\"Ab-1\"", Node::Literal("Ab-1", true)},
      {"~\"12\"", Node::Literal("12")},
      {"\"\\\"\\\\\\n\\t\\r\\x00\\xFf\"", Node::Literal(std::string("\"\\\n\t\r\0\xFF", 7))},
      {"\"a\" | \"b\" digit",
       Node::Alt({Node::Literal("a"), Node::Concat({Node::Literal("b"), Counted("digit", 1, 1)})})},
      {"\"a\" | (\"b\" | \"c\")",
       Node::Alt({Node::Literal("a"), Node::Literal("b"), Node::Literal("c")})},
      {"\"x\" (\"a\" | ())",
       Node::Concat({Node::Literal("x"), Node::Alt({Node::Literal("a"), Node()})})},
      {"[\"a\"..\"c\" \"-x\" digit]", Node::Set(ByteSet::Of("abc-x0123456789"))},
      {"[not \"a\"..\"z\"]", Node::Set(ByteSet::Range(0x21, 0x7E) & ~ByteSet::Range('a', 'z'))},
      {"[not text]{2}", Node()},  // an empty set: refused
      {"\"=\"{0,2} \"a\"",
       Node::Concat({Node::Repeat(Node::Literal("="), 0, 2), Node::Literal("a")})},
      {"pad \"a\"", Node::Concat({Node::Repeat(Node::Literal("="), 0, 2), Node::Literal("a")})},
      {"(\"ab\" digit){2}",
       Node::Repeat(Node::Concat({Node::Literal("ab"), Counted("digit", 1, 1)}), 2, 2)},
  };
  for (const auto& [text, want] : cases) {
    if (want == Node()) {
      EXPECT_FALSE(ParseShape(text, nullptr).has_value()) << text;
      continue;
    }
    EXPECT_TRUE(Parse(text) == want) << text << "\n"
                                     << ToShapeText(Parse(text)) << "\n"
                                     << ToShapeText(want);
  }
}

TEST(ParseShape, MarksTheSecretPart) {
  const Node tree = Parse("\"a\" secret(digit{3} \"b\") \"c\"");
  ASSERT_EQ(tree.kids.size(), 3u);
  EXPECT_FALSE(tree.secret);
  EXPECT_FALSE(tree.kids[0].secret);
  EXPECT_TRUE(tree.kids[1].secret);
  EXPECT_EQ(tree.kids[1].kind, Node::Kind::kConcat);
  // A marked literal is not joined with its neighbours.
  EXPECT_EQ(Parse("\"a\" secret(\"b\") \"c\"").kids.size(), 3u);
  EXPECT_TRUE(Parse("secret(alnum{5})").secret);
}

TEST(ParseShape, CharactersBeyondAsciiInASetAreAlternatives) {
  const Node tree = Parse("[\"$\xE2\x82\xAC\"]");
  EXPECT_TRUE(tree == Node::Alt({Node::Set(ByteSet::Of("$")), Node::Literal("\xE2\x82\xAC")}));
}

TEST(ParseShape, MacrosMatchWhatTheyName) {
  const struct {
    std::string_view shape, yes, no;
  } cases[] = {
      {"uuid", "01234567-89ab-CDEF-0123-456789abcdef", "01234567-89ab-CDEF-0123-456789abcdeg"},
      {"uuid-lower", "01234567-89ab-cdef-0123-456789abcdef",
       "01234567-89ab-CDEF-0123-456789abcdef"},
      {"uuid-upper", "01234567-89AB-CDEF-0123-456789ABCDEF",
       "01234567-89ab-cdef-0123-456789abcdef"},
      {"\"x\" nl", "x\r\n", "x\r"},
      {"\"x\" nl", "x\n", "x"},
      {"\"x\" ws \"y\"", "x \t y", "x\ny"},
      {"host", "db-1.internal", "."},
      {"host", "my_db", "-db"},
      {"quote", "`", "x"},
  };
  for (const auto& c : cases) {
    const WalkCode code = CompileWalk(Parse(c.shape));
    EXPECT_EQ(Walk(code.program(), c.yes, 0).end, c.yes.size()) << c.shape;
    EXPECT_FALSE(Walk(code.program(), c.no, 0).matched) << c.shape;
  }
  EXPECT_EQ(Lengths(Parse("host")).min, 2u);
  EXPECT_EQ(Lengths(Parse("host")).max, 101u);
  EXPECT_EQ(Lengths(Parse("jwt")).min, 3u + 10 + 4 + 10 + 1 + 16);
}

TEST(ParseShape, SaysWhatIsWrongAndWhere) {
  const struct {
    std::string_view text, code;
    size_t offset, length;
  } cases[] = {
      {"", "R101", 0, 1},
      {"  ", "R101", 0, 1},
      {"\"a\" |", "R101", 5, 1},
      {"\"a\" | | \"b\"", "R114", 6, 1},
      {"\"a\" alnun{3}", "R102", 4, 5},
      {"[hexx]", "R102", 1, 4},
      {"[uuid]", "R102", 1, 4},
      {"digit{", "R103", 6, 1},
      {"digit{3", "R103", 5, 2},
      {"digit{3,2}", "R103", 5, 5},
      {"digit{0}", "R103", 5, 3},
      {"digit{70000}", "R103", 6, 5},
      {"digit{99999999999999999999}", "R103", 6, 20},
      {"digit{2}{3}", "R103", 8, 1},
      {"digit*", "R103", 5, 1},
      {"{3}", "R103", 0, 1},
      {"\"abc", "R104", 0, 1},
      {"\"a\\q\"", "R105", 2, 2},
      {"\"a\\x4\"", "R105", 2, 2},
      {"\"a\nb\"", "R105", 2, 1},
      {"\"\"", "R106", 0, 2},
      {"[\"\"]", "R106", 1, 2},
      {"[]", "R107", 0, 2},
      {"[\"a\"", "R107", 0, 1},
      {"[\"b\"..\"a\"]", "R107", 1, 8},
      {"[\"ab\"..\"c\"]", "R107", 1, 9},
      {"[\"a\"..]", "R107", 1, 5},
      {"[digit not \"a\"]", "R107", 7, 3},
      {"[not printable]", "R107", 0, 15},
      {"[+]", "R107", 1, 1},
      {"[not \"\xC3\xA4\"]", "R107", 0, 10},
      {"secret alnum", "R111", 0, 6},
      {"secret(digit) secret(digit)", "R111", 14, 6},
      {"secret(digit){2}", "R111", 0, 13},
      {"(\"a\" secret(digit))?", "R111", 0, 19},
      {"secret(()) digit", "R111", 0, 10},
      {"digit?", "R112", 0, 6},
      {"digit | pad", "R112", 0, 11},
      {"digit{40000}", "R113", 0, 12},
      {"(\"a\"", "R114", 0, 1},
      {"\"a\")", "R114", 3, 1},
      {"'a'", "R114", 0, 1},
      {"~digit", "R114", 1, 1},
      {"#", "R114", 0, 1},
      {"\xC3\xA4", "R114", 0, 1},
  };
  for (const auto& c : cases) {
    Diagnostic error;
    EXPECT_FALSE(ParseShape(c.text, &error).has_value()) << c.text;
    EXPECT_EQ(error.code, c.code) << c.text << ": " << error.message;
    EXPECT_EQ(error.offset, c.offset) << c.text;
    EXPECT_EQ(error.length, c.length) << c.text;
    EXPECT_FALSE(error.message.empty()) << c.text;
    EXPECT_FALSE(error.hint.empty()) << c.text;
    EXPECT_NE(error.message.back(), '.') << c.text;
  }
}

TEST(ParseShape, HintsTheNearestName) {
  Diagnostic error;
  EXPECT_FALSE(ParseShape("base64ulr{20}", &error).has_value());
  EXPECT_EQ(error.hint, "did you mean 'base64url'?");
}

TEST(ParseShape, IsBounded) {
  Diagnostic error;
  EXPECT_FALSE(ParseShape(std::string(4097, ' '), &error).has_value());
  EXPECT_EQ(error.code, "R110");
  const std::string deep = std::string(33, '(') + "digit" + std::string(33, ')');
  EXPECT_FALSE(ParseShape(deep, &error).has_value());
  EXPECT_EQ(error.code, "R108");
  EXPECT_TRUE(ParseShape(deep.substr(1, deep.size() - 2), &error).has_value());
  std::string many;
  while (many.size() < 4000) many += "uuid|";
  EXPECT_FALSE(ParseShape(many + "uuid", &error).has_value());
  EXPECT_EQ(error.code, "R109");
}

TEST(NamedCharset, HoldsWhatTheNamesSay) {
  const std::pair<std::string_view, int> sizes[] = {
      {"digit", 10},        {"lower", 26},
      {"upper", 26},        {"alpha", 52},
      {"hex", 22},          {"hex-lower", 16},
      {"hex-upper", 16},    {"alnum", 62},
      {"alnum-lower", 36},  {"alnum-upper", 36},
      {"word", 63},         {"base32", 32},
      {"base32-lower", 32}, {"crockford-lower", 32},
      {"base58", 58},       {"bech32", 32},
      {"bech32-upper", 32}, {"crypt64", 64},
      {"base64", 64},       {"base64url", 64},
      {"base64any", 66},    {"base64pad", 65},
      {"base64urlpad", 65}, {"base64anypad", 67},
      {"printable", 94},    {"text", 95},
      {"any", 98},          {"quote", 3},
  };
  for (const auto& [name, size] : sizes) {
    const std::optional<ByteSet> set = NamedCharset(name);
    ASSERT_TRUE(set.has_value()) << name;
    EXPECT_EQ(set->Count(), size) << name;
  }
  EXPECT_FALSE(NamedCharset("uuid").has_value());
  EXPECT_FALSE(NamedCharset("").has_value());
}

class Shapes : public testing::TestWithParam<std::string_view> {
 protected:
  Node tree_ = Parse(GetParam());
};

TEST_P(Shapes, TextOfTheTreeParsesToTheSameTree) {
  const std::string text = ToShapeText(tree_);
  EXPECT_TRUE(Parse(text) == tree_) << text;
  EXPECT_EQ(ToShapeText(Parse(text)), text);
}

RE2::Options Latin1() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(64 << 20);
  return options;
}

TEST_P(Shapes, BoundsAndRegexHoldForSamples) {
  const LengthBounds bounds = Lengths(tree_);
  const ByteSet first = FirstBytes(tree_), last = LastBytes(tree_);
  const RE2 regex(ToRegex(tree_), Latin1());
  ASSERT_TRUE(regex.ok()) << regex.error();
  const RE2 small(ToRegex(tree_, false, 3), Latin1());  // the same language, counts in pieces
  ASSERT_TRUE(small.ok()) << small.error();
  uint64_t state = 3;
  for (int i = 0; i < 100; ++i) {
    std::string sample = SampleOf(tree_, &state);
    EXPECT_GE(sample.size(), bounds.min);
    EXPECT_LE(sample.size(), bounds.max);
    EXPECT_TRUE(first.Has(sample.front()));
    EXPECT_TRUE(last.Has(sample.back()));
    EXPECT_TRUE(RE2::FullMatch(sample, regex)) << sample;
    EXPECT_TRUE(RE2::FullMatch(sample, small)) << sample;
    sample[NextRandom(&state) % sample.size()] = static_cast<char>(NextRandom(&state));
    EXPECT_EQ(RE2::FullMatch(sample, regex), RE2::FullMatch(sample, small));
  }
}

TEST_P(Shapes, SequencesTogetherAreTheLanguage) {
  const std::optional<std::vector<std::vector<Node>>> sequences = ExpandSequences(tree_);
  if (!sequences) {
    GTEST_SUCCEED() << "has a group repeated without a bound, or very many ways";
    EXPECT_TRUE(GetParam().find('{') != std::string_view::npos);
    return;
  }
  std::string pattern;
  for (const std::vector<Node>& sequence : *sequences) {
    if (!pattern.empty()) pattern += "|";
    for (const Node& item : sequence) {
      EXPECT_TRUE(item.kind == Node::Kind::kLiteral || item.kind == Node::Kind::kSet ||
                  (item.kind == Node::Kind::kRepeat && item.kids[0].kind == Node::Kind::kSet));
      EXPECT_FALSE(item.secret);
      pattern += ToRegex(item);
    }
  }
  const RE2 expanded(pattern, Latin1());
  const RE2 regex(ToRegex(tree_), Latin1());
  ASSERT_TRUE(expanded.ok()) << expanded.error();
  uint64_t state = 4;
  for (int i = 0; i < 100; ++i) {
    std::string sample = SampleOf(tree_, &state);
    EXPECT_TRUE(RE2::FullMatch(sample, expanded)) << sample;
    sample.erase(NextRandom(&state) % sample.size(), 1);
    EXPECT_EQ(RE2::FullMatch(sample, regex), RE2::FullMatch(sample, expanded)) << sample;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Shapes, testing::ValuesIn(kTestShapes));

TEST(Lengths, SaturateInsteadOfWrapping) {
  const Node big =
      Node::Repeat(Node::Repeat(Node::Set(ByteSet::Of("a")), 65535, 65535), 65535, 65535);
  const Node bigger = Node::Repeat(big, 65535, 65535);
  EXPECT_EQ(Lengths(bigger).min, kUnbounded - 1);
  EXPECT_EQ(Lengths(bigger).max, kUnbounded);
  EXPECT_EQ(Lengths(Node::Concat({bigger, bigger})).max, kUnbounded);
  EXPECT_EQ(Lengths(Node()).max, 0u);
}

TEST(ToRegex, CapturesTheSecretPart) {
  const Node tree = Parse("\"k=\" secret(digit{3} | lower) \";\"");
  EXPECT_EQ(RE2(ToRegex(tree), Latin1()).NumberOfCapturingGroups(), 0);
  std::string secret;
  EXPECT_TRUE(RE2::FullMatch("k=123;", RE2(ToRegex(tree, true), Latin1()), &secret));
  EXPECT_EQ(secret, "123");
}

TEST(ToRegex, LargeCountsStayWithinTheLimit) {
  const Node tree = Parse("\"<\" digit{4,4000} (lower{30} \";\"){50,90} upper{1500+}");
  const RE2 regex(ToRegex(tree), Latin1());
  ASSERT_TRUE(regex.ok()) << regex.error();
  std::string groups;
  for (int i = 0; i < 50; ++i) groups += std::string(30, 'a') + ";";
  EXPECT_TRUE(RE2::FullMatch("<" + std::string(4, '1') + groups + std::string(1500, 'A'), regex));
  EXPECT_TRUE(
      RE2::FullMatch("<" + std::string(4000, '1') + groups + std::string(1501, 'A'), regex));
  EXPECT_FALSE(
      RE2::FullMatch("<" + std::string(4001, '1') + groups + std::string(1500, 'A'), regex));
  EXPECT_FALSE(RE2::FullMatch("<" + std::string(3, '1') + groups + std::string(1500, 'A'), regex));
  EXPECT_FALSE(RE2::FullMatch("<" + std::string(4, '1') + groups + std::string(1499, 'A'), regex));
  EXPECT_NE(ToRegex(tree, false, 32767).find("{4,4000}"), std::string::npos);
}

TEST(ExpandSequences, CountsItsWays) {
  EXPECT_EQ(ExpandSequences(Parse("(\"a\" | \"b\") (\"c\")? digit{2,9}"))->size(), 2u);
  EXPECT_EQ(ExpandSequences(Parse("(\"a\" | \"b\") (\"cd\")? digit{2,9}"))->size(), 4u);
  EXPECT_FALSE(ExpandSequences(Parse("(\"a\" | \"b\"){9}")).has_value());
  EXPECT_FALSE(ExpandSequences(Parse("(\"ab\" digit){1+}")).has_value());
  EXPECT_FALSE(ExpandSequences(Parse("\"ab\" digit"), 0).has_value());
  // Neighbours become one.
  const auto joined = ExpandSequences(Parse("(\"a\")  (\"b\" | \"c\") digit{2} digit{1,3} digit?"));
  ASSERT_EQ(joined->size(), 2u);
  ASSERT_EQ((*joined)[0].size(), 2u);
  EXPECT_EQ((*joined)[0][0].literal, "ab");
  EXPECT_EQ((*joined)[0][1].min, 3u);
  EXPECT_EQ((*joined)[0][1].max, 6u);
}

}  // namespace
}  // namespace weir
