#include "rules/walk.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/sample.h"
#include "rules/shape.h"
#include "rules/test_shapes.h"

namespace weir {
namespace {

// What Walk must say, said by RE2 and a second reading of the rule on tails.
class Oracle {
 public:
  explicit Oracle(const Node& tree) : tree_(tree) {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_longest_match(true);
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    regex_ = std::make_unique<RE2>("(?s)" + ToRegex(tree), options);
    Tails(tree, nullptr, /*counted=*/false);
  }

  bool ok() const { return regex_->ok(); }
  const std::string& error() const { return regex_->error(); }

  WalkResult Match(std::string_view text, size_t start) const {
    WalkResult result;
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    if (!regex_->Match(whole, start, text.size(), RE2::ANCHOR_START, &match, 1)) return result;
    result.end = start + match.size();
    if (result.end < text.size() && result.end > start) {
      for (const ByteSet& set : tails_) {
        if (set.Has(text[result.end - 1]) && set.Has(text[result.end])) return {};
      }
    }
    result.matched = true;
    return result;
  }

 private:
  static const ByteSet* RunSet(const Node* node) {
    if (node == nullptr) return nullptr;
    if (node->kind == Node::Kind::kSet) return &node->set;
    if (node->kind == Node::Kind::kRepeat) return RunSet(&node->kids[0]);
    return nullptr;
  }

  // Reads the tree, not the program; returns whether the part may be empty.
  bool Tails(const Node& node, const Node* before, bool counted) {
    switch (node.kind) {
      case Node::Kind::kLiteral:
        if (counted && node.literal.size() == 1) tails_.push_back(FirstBytes(node));
        return false;
      case Node::Kind::kSet: {
        const ByteSet token = *NamedCharset("base64any");
        const ByteSet* run = RunSet(before);
        if (run != nullptr && node.set.SubsetOf(*run) && run->SubsetOf(token)) {
          tails_.push_back(*run);
        } else if (counted) {
          tails_.push_back(node.set);
        }
        return false;
      }
      case Node::Kind::kRepeat:
        return Tails(node.kids[0], before, true) || node.min == 0;
      case Node::Kind::kAlt: {
        bool empty = false;
        for (const Node& kid : node.kids) empty |= Tails(kid, before, counted);
        return empty;
      }
      case Node::Kind::kConcat:
        for (size_t i = node.kids.size(); i > 0; --i) {
          if (!Tails(node.kids[i - 1], i > 1 ? &node.kids[i - 2] : before, false)) return false;
        }
        return true;
    }
    return false;
  }

  const Node& tree_;
  std::unique_ptr<RE2> regex_;
  std::vector<ByteSet> tails_;
};

std::string Surroundings(uint64_t* state) {
  static constexpr std::string_view kPieces[] = {"",
                                                 "",
                                                 " ",
                                                 "\"",
                                                 "=",
                                                 "key: ",
                                                 "A",
                                                 "9",
                                                 "-",
                                                 "\n",
                                                 "_x",
                                                 "://",
                                                 "@",
                                                 "==",
                                                 "\xC3\xA9",
                                                 ".",
                                                 std::string_view("\0", 1)};
  std::string text;
  for (int i = 0; i < 2; ++i) text += kPieces[NextRandom(state) % std::size(kPieces)];
  return text;
}

std::string Mutated(std::string text, uint64_t* state) {
  const size_t size = text.size();
  if (size == 0) return text;
  const size_t at = NextRandom(state) % size;
  switch (NextRandom(state) % 6) {
    case 0:
      text.erase(at, 1 + NextRandom(state) % 3);
      break;
    case 1:
      text.insert(at, 1, text[NextRandom(state) % size]);
      break;
    case 2:
      text[at] = static_cast<char>(NextRandom(state));
      break;
    case 3:
      text += text.substr(at);
      break;
    case 4:
      text.resize(at);
      break;
    default:
      text.insert(at, text.substr(size / 2));
      break;
  }
  return text;
}

std::unique_ptr<RE2> Plain(const std::string& pattern) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(64 << 20);
  return std::make_unique<RE2>("(?s)" + pattern, options);
}

class WalkShapes : public testing::TestWithParam<std::string_view> {
 protected:
  // For a secret part in the outermost sequence: the last begin, then the last end, that split the
  // match into the language before it, its own, and the one after it.
  void PrepareSecret(const Node& tree) {
    if (tree.kind != Node::Kind::kConcat) return;
    for (size_t i = 0; i < tree.kids.size(); ++i) {
      if (!tree.kids[i].secret) continue;
      std::vector<Node> before(tree.kids.begin(), tree.kids.begin() + static_cast<ptrdiff_t>(i));
      std::vector<Node> after(tree.kids.begin() + static_cast<ptrdiff_t>(i) + 1, tree.kids.end());
      before_ = Plain(ToRegex(Node::Concat(std::move(before))));
      secret_ = Plain(ToRegex(tree.kids[i]));
      after_ = Plain(ToRegex(Node::Concat(std::move(after))));
    }
  }

  void CheckSecret(std::string_view text, size_t start, const WalkResult& got) {
    const auto part = [text](size_t from, size_t to) {
      return re2::StringPiece(text.data() + from, to - from);
    };
    if (secret_ == nullptr) return;
    for (size_t begin = got.end + 1; begin-- > start;) {
      if (!RE2::FullMatch(part(start, begin), *before_)) continue;
      for (size_t end = got.end + 1; end-- > begin;) {
        if (!RE2::FullMatch(part(begin, end), *secret_) ||
            !RE2::FullMatch(part(end, got.end), *after_)) {
          continue;
        }
        ASSERT_EQ(got.secret_begin, begin) << GetParam() << "\n" << testing::PrintToString(text);
        ASSERT_EQ(got.secret_end, end) << GetParam() << "\n" << testing::PrintToString(text);
        return;
      }
    }
    FAIL() << "no derivation";
  }

  std::unique_ptr<RE2> before_, secret_, after_;
  size_t matches_ = 0;
};

TEST_P(WalkShapes, AgreesWithRe2AtEveryOffset) {
  Diagnostic error;
  const std::optional<Node> tree = ParseShape(GetParam(), &error);
  ASSERT_TRUE(tree.has_value()) << error.message;
  const Oracle oracle(*tree);
  ASSERT_TRUE(oracle.ok()) << oracle.error();
  PrepareSecret(*tree);
  const WalkCode code = CompileWalk(*tree);
  uint64_t state = 11;
  for (int round = 0; round < 40; ++round) {
    const std::string before = Surroundings(&state);
    std::string sample = SampleOf(*tree, &state);
    for (uint64_t i = NextRandom(&state) % 4; i > 0; --i)
      sample = Mutated(std::move(sample), &state);
    const std::string text = before + sample + Surroundings(&state);
    for (size_t start = 0; start <= text.size(); ++start) {
      const WalkResult got = Walk(code.program(), text, start);
      const WalkResult want = oracle.Match(text, start);
      ASSERT_FALSE(got.overflow);
      ASSERT_EQ(got.matched, want.matched)
          << GetParam() << "\nat " << start << " of " << testing::PrintToString(text);
      if (!got.matched) continue;
      ASSERT_EQ(got.end, want.end)
          << GetParam() << "\nat " << start << " of " << testing::PrintToString(text);
      ++matches_;
      CheckSecret(text, start, got);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(matches_, 0u);
}

WalkResult WalkShape(std::string_view shape, std::string_view text, size_t start = 0) {
  const std::optional<Node> tree = ParseShape(shape, nullptr);
  EXPECT_TRUE(tree.has_value()) << shape;
  if (!tree) return {};
  return Walk(CompileWalk(*tree).program(), text, start);
}

TEST(Walk, ATokenEndsWhereItsAlphabetEnds) {
  const struct {
    std::string_view shape, text;
    size_t end;  // 0 = no match
  } cases[] = {
      {"\"t_\" alnum{4}", "t_ab1c", 6},
      {"\"t_\" alnum{4}", "t_ab1c-", 6},
      {"\"t_\" alnum{4}", "t_ab1cd", 0},
      {"\"t_\" alnum{4}", "t_ab1", 0},
      {"\"t_\" alnum{2,4}", "t_abcde", 0},
      {"\"t_\" alnum{2+}", "t_abcde;", 7},
      {"base64{4} pad", "ab1c", 4},
      {"base64{4} pad", "ab1c==", 6},
      {"base64{4} pad", "ab1c===", 0},
      {"base64{4} pad", "ab1cd", 0},
      {"base64{4} pad", "ab1c=d", 5},  // a letter does not continue padding
      {"\"k-\" digit{1,2}", "k-12x", 4},
      {"\"k-\" digit{1,2}", "k-123", 0},
      {"\"k\" digit{2} \";\"", "k12;;", 4},  // a literal is never continued
      {"\"ab\"{1,2}", "ababab", 4},
      {"\"a\"{1,2}", "aaa", 0},
      {"\"abc\" (\"-\" digit{2})?", "abc5", 3},
      {"\"abc\" (\"-\" digit{2})?", "abc-12", 6},
      {"\"abc\" (\"-\" digit{2})?", "abc-123", 0},
      {"base64url{3} [\"AQ\"]", "xyzA", 4},
      {"base64url{3} [\"AQ\"]", "xyzAb", 0},
      {"\"=\" [not \"'\"]{2,9} [\"'\"]", "=ab''", 4},
      {"\"=\" printable{2,9} [\"'\"]", "=ab'x", 4},
      {"\"v\" digit", "v12", 2},  // one byte, no run
      {"\"x\" (digit | \"-\"){3}", "x1-2", 4},
      {"\"x\" (digit | \"-\"){3}", "x1-23", 0},
      {"\"x\" (digit{2} | \"-a\"){1,2}", "x12-a3", 5},
      {"\"x\" (digit{2} | \"-a\"){1,2}", "x12343", 0},
  };
  for (const auto& c : cases) {
    const WalkResult result = WalkShape(c.shape, c.text);
    EXPECT_EQ(result.matched, c.end != 0) << c.shape << " on " << c.text;
    EXPECT_EQ(result.end, c.end) << c.shape << " on " << c.text;
  }
}

TEST(Walk, NothingMatchesBehindTheEnd) {
  EXPECT_FALSE(WalkShape("digit", "1", 1).matched);
  EXPECT_FALSE(WalkShape("digit", "1", 2).matched);
  EXPECT_FALSE(WalkShape("digit", "1", SIZE_MAX).matched);
  EXPECT_FALSE(WalkShape("digit", "").matched);
  EXPECT_FALSE(Walk(WalkProgram(), "abc", 0).matched);
}

TEST(Walk, LongRunsAreCutAtASpan) {
  const std::string text = "k" + std::string(2 * kMaxSpan, 'a');
  const WalkResult cut = WalkShape("\"k\" lower{3+}", text);
  EXPECT_TRUE(cut.matched);
  EXPECT_TRUE(cut.truncated);
  EXPECT_EQ(cut.end, kMaxSpan);
  const WalkResult whole = WalkShape("\"k\" lower{3+}", text.substr(0, kMaxSpan));
  EXPECT_TRUE(whole.matched);
  EXPECT_FALSE(whole.truncated);
  EXPECT_FALSE(WalkShape("\"k\" lower{3+} \"!\"", text + "!").matched);
  // A span counts from the start of the match.
  EXPECT_EQ(WalkShape("\"k\" lower{3+}", "xx" + text, 2).end, kMaxSpan + 2);
}

TEST(Walk, SecretInAnAlternative) {
  const std::string_view shape = "\"<\" (\"a\" secret(digit{2}) | \"b\" digit{2}) \">\"";
  const WalkResult in = WalkShape(shape, "<a12>");
  EXPECT_EQ(in.secret_begin, 2u);
  EXPECT_EQ(in.secret_end, 4u);
  const WalkResult other = WalkShape(shape, "<b12>");
  EXPECT_TRUE(other.matched);
  EXPECT_EQ(other.secret_begin, 0u);
  EXPECT_EQ(other.secret_end, 5u);
}

// What would send a backtracking matcher round for ever.
TEST(Walk, HostileTextIsBoundedWork) {
  const std::string text = std::string(kMaxSpan - 1, 'a') + "?";
  for (std::string_view shape :
       {"(lower{1+}){1+} \"!\"", "((\"a\"? lower?){0+}){0+} \"!\"",
        "lower{0,4000} lower{0,4000} lower{0,4000} \"!\"", "(\"a\" | \"aa\" | \"aaa\"){1+} \"!\"",
        "any{0,30000} \"aaaa!\""}) {
    const WalkResult result = WalkShape(shape, text);
    EXPECT_FALSE(result.matched) << shape;
    EXPECT_FALSE(result.overflow) << shape;
    EXPECT_TRUE(WalkShape(shape, text.substr(0, 1000) + "aaaa!").matched) << shape;
  }
}

TEST(Walk, TooMuchWorkIsSaid) {
  const std::string text(kMaxSpan, 'a');
  const WalkResult result = WalkShape("(lower{1,9} lower{1,9}){3000,9000} \"!\"", text);
  EXPECT_TRUE(result.overflow);
  EXPECT_FALSE(result.matched);
}

INSTANTIATE_TEST_SUITE_P(All, WalkShapes, testing::ValuesIn(kTestShapes));

}  // namespace
}  // namespace weir
