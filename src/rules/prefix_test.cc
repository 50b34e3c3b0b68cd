#include "rules/prefix.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/sample.h"
#include "rules/shape.h"
#include "rules/test_shapes.h"

namespace weir {
namespace {

// The proper prefixes of a tree's language, as an expression: an oracle written down quite
// otherwise than the walk. Counted parts are multiplied out, so trees must be small.
std::string PrefixRegex(const Node& node) {
  std::string out = "(?:";
  switch (node.kind) {
    case Node::Kind::kLiteral:
      for (size_t size = 0; size < node.literal.size(); ++size) {
        if (size > 0) out += "|";
        if (size > 0) out += ToRegex(Node::Literal(node.literal.substr(0, size), node.fold_case));
      }
      break;
    case Node::Kind::kSet:
      break;
    case Node::Kind::kRepeat: {
      const std::string part = "(?:" + ToRegex(node.kids[0]) + ")";
      if (node.max == kUnbounded) {
        out += part + "*" + PrefixRegex(node.kids[0]);
        break;
      }
      for (uint32_t i = 0; i < node.max; ++i) {
        if (i > 0) out += "|" + part + "{" + std::to_string(i) + "}";
        out += PrefixRegex(node.kids[0]);
      }
      break;
    }
    case Node::Kind::kConcat: {
      std::string before;
      for (size_t i = 0; i < node.kids.size(); ++i) {
        if (i > 0) out += "|";
        // An empty part has no proper prefix; a part that matches only nothing adds none.
        out += before + PrefixRegex(node.kids[i]);
        before += ToRegex(node.kids[i]);
      }
      break;
    }
    case Node::Kind::kAlt:
      for (size_t i = 0; i < node.kids.size(); ++i) {
        if (i > 0) out += "|";
        out += PrefixRegex(node.kids[i]);
      }
      break;
  }
  return out + ")";
}

std::unique_ptr<RE2> Compile(const std::string& pattern) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(256 << 20);
  return std::make_unique<RE2>("(?s)" + pattern, options);
}

class PrefixShapes : public testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    Diagnostic error;
    std::optional<Node> tree = ParseShape(GetParam(), &error);
    ASSERT_TRUE(tree.has_value()) << error.message;
    tree_ = std::move(*tree);
    code_ = CompileWalk(tree_);
  }

  Node tree_;
  WalkCode code_;
};

TEST_P(PrefixShapes, EveryProperPrefixOfAMatchIsLive) {
  uint64_t state = 5;
  for (int round = 0; round < 20; ++round) {
    const std::string sample = SampleOf(tree_, &state);
    for (size_t size = 0; size < sample.size(); ++size) {
      const std::string text = "\n\x01" + sample.substr(0, size);
      ASSERT_TRUE(IsLivePrefix(code_.program(), text, 2))
          << GetParam() << testing::PrintToString(text);
      ASSERT_LE(LivePrefix(code_.program(), FirstBytes(tree_), text), 2u);
    }
  }
}

TEST_P(PrefixShapes, IsWhatTheOracleSays) {
  const std::unique_ptr<RE2> prefix = Compile(PrefixRegex(tree_));
  if (!prefix->ok()) {
    // Too large when multiplied out; the property above covers it.
    ASSERT_EQ(prefix->error_code(), RE2::ErrorPatternTooLarge) << prefix->error();
    return;
  }
  const std::unique_ptr<RE2> whole = Compile(ToRegex(tree_));
  const ByteSet first = FirstBytes(tree_);
  uint64_t state = 6;
  for (int round = 0; round < 30; ++round) {
    std::string text = "a: " + SampleOf(tree_, &state);
    text.resize(NextRandom(&state) % (text.size() + 1));
    if (NextRandom(&state) % 2 == 0 && !text.empty()) {
      text[NextRandom(&state) % text.size()] = static_cast<char>(' ' + NextRandom(&state) % 95);
    }
    size_t earliest = text.size();
    for (size_t start = text.size(); start-- > 0;) {
      const re2::StringPiece end(text.data() + start, text.size() - start);
      const bool live =
          RE2::FullMatch(end, *prefix) || (!code_.tail.Empty() && RE2::FullMatch(end, *whole));
      ASSERT_EQ(IsLivePrefix(code_.program(), text, start), live)
          << GetParam() << "\nat " << start << " of " << testing::PrintToString(text);
      if (live) earliest = start;
    }
    ASSERT_EQ(LivePrefix(code_.program(), first, text), earliest) << GetParam() << "\n"
                                                                  << testing::PrintToString(text);
    // A smaller window sees the starts in it.
    const size_t window = NextRandom(&state) % (text.size() + 1);
    size_t in_window = text.size() - window;
    while (in_window < text.size() && !IsLivePrefix(code_.program(), text, in_window)) ++in_window;
    ASSERT_EQ(LivePrefix(code_.program(), first, text, window), in_window);
  }
}

// Streaming rests on this: bytes before the hold can be let go, whatever comes.
TEST_P(PrefixShapes, NoMatchBeginsAtAStartThatIsNotLiveAndReachesLaterBytes) {
  uint64_t state = 7;
  for (int round = 0; round < 20; ++round) {
    const std::string text = "x " + SampleOf(tree_, &state) + "=" + SampleOf(tree_, &state);
    const size_t cut = NextRandom(&state) % text.size();
    const std::string_view arrived = std::string_view(text).substr(0, cut);
    for (size_t start = 0; start < cut; ++start) {
      if (IsLivePrefix(code_.program(), arrived, start)) continue;
      const WalkResult now = Walk(code_.program(), arrived, start);
      const WalkResult later = Walk(code_.program(), text, start);
      // A tail that is known by now stays as it is; one that would come was a reason to be live.
      ASSERT_EQ(now.matched, later.matched) << GetParam() << "\n"
                                            << text << "\n"
                                            << cut << " " << start;
      ASSERT_EQ(now.end, later.end);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, PrefixShapes, testing::ValuesIn(kTestShapes));

TEST(LivePrefix, HoldsNothingOfProse) {
  const std::optional<Node> tree = ParseShape("\"ghp_\" alnum{36}", nullptr);
  const WalkCode code = CompileWalk(*tree);
  const ByteSet first = FirstBytes(*tree);
  const std::string prose = "The quick brown fox jumps over the lazy dog and keeps on";
  EXPECT_EQ(LivePrefix(code.program(), first, prose), prose.size());
  EXPECT_EQ(LivePrefix(code.program(), first, prose + " g"), prose.size() + 1);
  EXPECT_EQ(LivePrefix(code.program(), first, prose + " gh"), prose.size() + 1);
  EXPECT_EQ(LivePrefix(code.program(), first, ""), 0u);
}

TEST(LivePrefix, LooksNoFurtherThanASpan) {
  const std::optional<Node> tree = ParseShape("\"k\" lower{3+}", nullptr);
  const WalkCode code = CompileWalk(*tree);
  const std::string text = "k" + std::string(kMaxSpan + 10, 'a');
  EXPECT_FALSE(IsLivePrefix(code.program(), text, 0));
  EXPECT_TRUE(IsLivePrefix(code.program(), text.substr(0, kMaxSpan - 1), 0));
  EXPECT_FALSE(IsLivePrefix(code.program(), text.substr(0, kMaxSpan), 0));
}

TEST(LivePrefix, AnEmptyProgramHoldsNothing) {
  EXPECT_FALSE(IsLivePrefix(WalkProgram(), "abc", 1));
  EXPECT_EQ(LivePrefix(WalkProgram(), ByteSet(), "abc"), 3u);
}

}  // namespace
}  // namespace weir
