// Blocks through the judge, as the matcher would hand them on, and how far they are looked for.
#include "judge/judge_block.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/checksum_table.h"
#include "judge/codec.h"
#include "judge/judge.h"
#include "rules/rule.h"
#include "rules/rule_file.h"
#include "rules/walk.h"

namespace weir {
namespace {

enum Kind : uint16_t { kPlain, kRsa, kPutty, kKinds };

// Two kinds of PEM blocks and one with markers of its own. No checksum: bodies here are of random
// letters.
constexpr std::string_view kRules = R"(
[[rule]]
id = "test-plain-block"
name = "Plain"
provider = "Test"
class = "private-key"
severity = "high"
begin = '"-----BEGIN PRIVATE KEY-----"'
end = '"-----END PRIVATE KEY-----"'
description = "A block for tests of how far blocks reach."
rotate = "Nothing: it is no key."
[[rule]]
id = "test-rsa-block"
name = "RSA"
provider = "Test"
class = "private-key"
severity = "high"
begin = '"-----BEGIN RSA PRIVATE KEY-----"'
end = '"-----END RSA PRIVATE KEY-----"'
description = "A block for tests of how far blocks reach."
rotate = "Nothing: it is no key."
[[rule]]
id = "test-putty-block"
name = "PuTTY"
provider = "Test"
class = "private-key"
severity = "high"
begin = '"PuTTY-User-Key-File-" digit ": "'
end = '"Private-MAC: " hex-lower{40,64}'
description = "A block for tests of how far blocks reach."
rotate = "Nothing: it is no key."
)";

std::string Marker(Kind kind) {
  switch (kind) {
    case kPlain:
      return "-----BEGIN PRIVATE"
             " KEY-----";
    case kRsa:
      return "-----BEGIN RSA"
             " PRIVATE KEY-----";
    default:
      return "PuTTY-User-Key"
             "-File-2: ";
  }
}

std::string EndMarker(Kind kind) {
  switch (kind) {
    case kPlain:
      return "-----END PRIVATE"
             " KEY-----";
    case kRsa:
      return "-----END RSA"
             " PRIVATE KEY-----";
    default:
      return "Private-MAC: " + std::string(40, 'a');
  }
}

// `lines` lines of 64 random letters, each ended by `line_end`.
std::string Body(uint64_t seed, size_t lines, std::string_view line_end = "\n") {
  Chance chance(seed);
  std::string body;
  for (size_t i = 0; i < lines; ++i) body.append(chance.Text(kBase62, 64)).append(line_end);
  return body;
}

class Blocks : public testing::Test {
 protected:
  Blocks() : table_(ParseRuleFile("test.toml", kRules).rules, /*user=*/false) {
    MatchPack pack;
    pack.view.rules = table_.rules();
    set_.packs.push_back(std::move(pack));
    set_.enabled[0].assign(kKinds, true);
  }

  const Rule& rule(Kind kind) const { return table_.rules()[kind]; }

  // The finding of a block that begins at `start`.
  std::optional<Finding> Decide(Kind kind, std::string_view text, size_t start = 0) const {
    std::vector<Finding> findings;
    Candidate candidate{};
    candidate.kind = Candidate::kToken;
    candidate.rule = kind;
    candidate.start = start;
    Judge(set_).Decide(text, candidate, &findings, nullptr);
    EXPECT_LE(findings.size(), 1u);
    return findings.empty() ? std::nullopt : std::optional<Finding>(findings[0]);
  }

  RuleTable table_;
  MatchSet set_;
};

TEST_F(Blocks, ACompleteBlockReachesBehindItsEndMarker) {
  for (const Kind kind : {kPlain, kRsa, kPutty}) {
    for (const std::string_view line_end : {"\n", "\r\n", "\\n", "\\r\\n", "\n    ", "\",\n  \""}) {
      const std::string block =
          Marker(kind) + std::string(line_end) + Body(1, 3, line_end) + EndMarker(kind);
      const std::string text = "before\n" + block + "\nbehind";
      const auto found = Decide(kind, text, 7);
      ASSERT_TRUE(found.has_value()) << kind << line_end;
      EXPECT_EQ(found->start, 7u);
      EXPECT_EQ(found->end, 7 + block.size()) << kind << line_end;
      EXPECT_TRUE(found->reasons.Has(Reason::kBlockComplete));
      EXPECT_FALSE(found->reasons.Has(Reason::kBlockTruncated));
    }
  }
}

TEST_F(Blocks, ATruncatedBlockReachesAsFarAsItsBody) {
  for (const Kind kind : {kPlain, kRsa, kPutty}) {
    for (const std::string_view behind : {"", "\n", "\n\n", " \n", "\n(cut)"}) {
      const std::string block = Marker(kind) + "\n" + Body(2, 3, "\n") + Body(3, 1, "");
      const auto found = Decide(kind, block + std::string(behind));
      ASSERT_TRUE(found.has_value()) << kind << behind;
      EXPECT_EQ(found->end, block.size()) << kind << behind;
      EXPECT_TRUE(found->reasons.Has(Reason::kBlockTruncated));
    }
  }
}

TEST_F(Blocks, HeaderLinesBelongToTheBody) {
  const std::string block = Marker(kRsa) +
                            "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n" + Body(4, 2) +
                            EndMarker(kRsa);
  const auto found = Decide(kRsa, block);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->end, block.size());
}

TEST_F(Blocks, EachOfSeveralInARowEndsByItself) {
  std::string text;
  std::vector<std::pair<Kind, size_t>> blocks;  // and where each begins
  for (const Kind kind : {kPlain, kPlain, kRsa, kPutty, kPutty, kPlain}) {
    blocks.emplace_back(kind, text.size());
    text += Marker(kind) + "\n" + Body(text.size(), 2) + EndMarker(kind) + "\n";
  }
  for (size_t i = 0; i < blocks.size(); ++i) {
    const auto found = Decide(blocks[i].first, text, blocks[i].second);
    ASSERT_TRUE(found.has_value()) << i;
    EXPECT_TRUE(found->reasons.Has(Reason::kBlockComplete)) << i;
    const size_t next = i + 1 < blocks.size() ? blocks[i + 1].second : text.size();
    EXPECT_EQ(found->end, next - 1) << i;
  }
}

// The end marker behind another block is that one's, not the truncated one's before it.
TEST_F(Blocks, ATruncatedBlockDoesNotTakeTheEndOfTheNext) {
  for (const Kind kind : {kPlain, kPutty}) {
    const std::string first = Marker(kind) + "\n" + Body(5, 2, "\n");
    const std::string text = first + Marker(kind) + "\n" + Body(6, 2) + EndMarker(kind);
    const auto cut = Decide(kind, text);
    ASSERT_TRUE(cut.has_value()) << kind;
    EXPECT_TRUE(cut->reasons.Has(Reason::kBlockTruncated)) << kind;
    EXPECT_LE(cut->end, first.size()) << kind;
    const auto whole = Decide(kind, text, first.size());
    ASSERT_TRUE(whole.has_value()) << kind;
    EXPECT_EQ(whole->end, text.size()) << kind;
  }
}

TEST_F(Blocks, DrawingsOfBlocksAreNone) {
  const std::string begin = Marker(kPlain) + "\n", end = "\n" + EndMarker(kPlain);
  for (const std::string& body :
       {std::string("..."), std::string("your key here"), Body(7, 1) + "...\n" + Body(8, 1),
        std::string("{{ .Values.key }}"), Body(7, 1) + "${KEY}" + Body(8, 1), std::string()}) {
    EXPECT_FALSE(Decide(kPlain, begin + body + end).has_value()) << body;
  }
  EXPECT_FALSE(Decide(kPlain, begin).has_value());
}

TEST_F(Blocks, AMarkerOfAnotherKindIsNone) {
  const std::string text = Marker(kRsa) + "\n" + Body(9, 2) + EndMarker(kRsa);
  EXPECT_FALSE(Decide(kPlain, text).has_value());
  EXPECT_FALSE(FindBlock(rule(kPlain), text, 0).begins);
  EXPECT_FALSE(FindBlock(rule(kPutty),
                         "PuTTY-User-Key"
                         "-File-x",
                         0)
                   .begins);
}

TEST_F(Blocks, AnEndBeyondTheLimitIsNotSeen) {
  const std::string begin = Marker(kPlain) + "\n";
  const std::string text = begin + Body(10, kMaxSpan / 65 + 2) + EndMarker(kPlain);
  const BlockExtent block = FindBlock(rule(kPlain), text, 0);
  EXPECT_TRUE(block.begins);
  EXPECT_FALSE(block.complete);
  EXPECT_EQ(block.stop, kMaxSpan);
  EXPECT_LE(block.end, kMaxSpan);
}

// However dense markers stand, what is looked at for all of them together is about the text, not
// its square.
TEST_F(Blocks, AStormOfMarkersIsLookedAtOnce) {
  for (const Kind kind : {kPlain, kRsa, kPutty}) {
    for (const size_t between : {0, 1, 40, 700}) {
      Chance chance(between + kind);
      std::string text;
      std::vector<size_t> starts;
      while (text.size() < 8 * kMaxSpan) {
        starts.push_back(text.size());
        text += Marker(kind) + "\n" + chance.Text(kBase62, between) + "\n";
        // A marker's literal that is none, and an end that is none.
        text += kind == kPutty ? "PuTTY-User-Key"
                                 "-File-x\nPrivate-MAC: z\n"
                               : "-----END x\n";
      }
      size_t looked = 0;
      for (const size_t start : starts) {
        const BlockExtent block = FindBlock(rule(kind), text, start);
        ASSERT_TRUE(block.begins);
        looked += block.stop - start;
      }
      EXPECT_LE(looked, text.size()) << kind << " " << between;
      EXPECT_GE(looked, text.size() / 2) << kind << " " << between;
    }
  }
}

}  // namespace
}  // namespace weir
