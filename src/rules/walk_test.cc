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
#include "rules/walk_tail.h"

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
    regex_ = std::make_unique<RE2>("(?s)" + ToRegex(tree, /*capture_secret=*/true), options);
    Tails(tree, nullptr, /*counted=*/false);
  }

  bool ok() const { return regex_->ok(); }
  const std::string& error() const { return regex_->error(); }

  WalkResult Match(std::string_view text, size_t start) const {
    WalkResult result;
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece groups[2];
    const int count = 1 + regex_->NumberOfCapturingGroups();
    if (!regex_->Match(whole, start, text.size(), RE2::ANCHOR_START, groups, count)) return result;
    result.end = start + groups[0].size();
    if (result.end < text.size() && result.end > start) {
      for (const ByteSet& set : tails_) {
        if (set.Has(text[result.end - 1]) && set.Has(text[result.end])) return {};
      }
    }
    result.matched = true;
    result.secret_begin = start;
    result.secret_end = result.end;
    if (count == 2 && groups[1].data() != nullptr) {
      result.secret_begin = static_cast<size_t>(groups[1].data() - text.data());
      result.secret_end = result.secret_begin + groups[1].size();
    }
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

class WalkShapes : public testing::TestWithParam<std::string_view> {};

TEST_P(WalkShapes, AgreesWithRe2AtEveryOffset) {
  Diagnostic error;
  const std::optional<Node> tree = ParseShape(GetParam(), &error);
  ASSERT_TRUE(tree.has_value()) << error.message;
  const Oracle oracle(*tree);
  ASSERT_TRUE(oracle.ok()) << oracle.error();
  const WalkCode code = CompileWalk(*tree);
  uint64_t state = 11;
  size_t matches = 0;
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
      ++matches;
      ASSERT_EQ(got.end, want.end)
          << GetParam() << "\nat " << start << " of " << testing::PrintToString(text);
      if (TestShapeHasSeveralSecrets(GetParam())) continue;
      ASSERT_EQ(got.secret_begin, want.secret_begin) << GetParam() << "\n"
                                                     << testing::PrintToString(text);
      ASSERT_EQ(got.secret_end, want.secret_end) << GetParam() << "\n"
                                                 << testing::PrintToString(text);
    }
  }
  EXPECT_GT(matches, 0u);
}

INSTANTIATE_TEST_SUITE_P(All, WalkShapes, testing::ValuesIn(kTestShapes));

}  // namespace
}  // namespace weir
