#include "scan/scanner.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/border.h"
#include "judge/judge.h"
#include "match/builtin.h"
#include "scan/catalogue_for_test.h"
#include "scan/ruleset_impl.h"

namespace weir {
namespace {

const std::vector<RuleDef>& Catalogue() {
  static const auto* all = new std::vector<RuleDef>(LoadCatalogueForTest());
  return *all;
}

std::shared_ptr<const Ruleset> AllRules() {
  static const auto* ruleset = new std::shared_ptr<const Ruleset>([] {
    auto made = Ruleset::Default();
    EXPECT_TRUE(made.ok()) << made.status();
    return *made;
  }());
  return *ruleset;
}

// Every rule's sample, planted. The same for every run.
struct Sample {
  const RuleDef* def;
  std::string text;
  size_t begin, end;  // of the sample in text
};
std::vector<Sample> Samples(int each) {
  std::vector<Sample> samples;
  for (const RuleDef& def : Catalogue()) {
    if (!def.enabled) continue;
    SampleGenerator generator(def, 11, MakeValid);
    for (int i = 0; i < each; ++i) {
      std::string sample = generator.Positive();
      Planted planted = PlantForTest(def, sample);
      samples.push_back({&def, planted.text, planted.at, planted.at + sample.size()});
    }
  }
  return samples;
}

ScanResult ScanOrDie(const Scanner& scanner, std::string_view text) {
  ScanResult result;
  absl::Status status = scanner.Scan({text}, &result);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(result.coverage.Balanced());
  return result;
}

using Key = std::tuple<uint64_t, uint64_t, std::string>;
std::set<Key> Keys(const std::vector<Finding>& findings, uint64_t shift = 0) {
  std::set<Key> keys;
  for (const Finding& f : findings) keys.insert({f.start + shift, f.end + shift, std::string(f.rule->id)});
  return keys;
}

TEST(Scanner, TheCatalogueIsLargeAndAgreesWithItsSource) {
  EXPECT_GE(Catalogue().size(), 150u);
  EXPECT_EQ(AllRules()->size(), Catalogue().size());
  for (const RuleDef& def : Catalogue()) {
    const Rule* rule = AllRules()->Find(def.id);
    ASSERT_NE(rule, nullptr) << def.id;
    EXPECT_EQ(rule->name, def.name);
    EXPECT_EQ(rule->shape_text, def.shape_text);
    EXPECT_EQ(rule->enabled, def.enabled);
  }
}

TEST(Scanner, EveryRuleFindsItsSamples) {
  Scanner scanner(AllRules(), {.min_confidence = Confidence::kMedium});
  int missed = 0, total = 0;
  for (const Sample& s : Samples(5)) {
    ScanResult result = ScanOrDie(scanner, s.text);
    ++total;
    // Some finding must cover most of the sample; which rule names it is the matter of another test.
    bool found = false;
    for (const Finding& f : result.findings) {
      found |= f.match_start < s.end && s.begin < f.match_end;
    }
    if (!found) {
      ++missed;
      ADD_FAILURE() << s.def->id << ": a sample of " << s.end - s.begin << " bytes is not found";
    }
  }
  EXPECT_EQ(missed, 0) << "of " << total;
}

TEST(Scanner, NearMissesAreNotReportedByTheirRule) {
  // As they stand: a miss by "%6c" is none where that is read as the letter it spells.
  Scanner scanner(AllRules(), {.min_confidence = Confidence::kHigh, .views = false});
  for (const RuleDef& def : Catalogue()) {
    if (!def.enabled || (def.kind != RuleKind::kShape && def.kind != RuleKind::kValue)) continue;
    // A value of open length that is too long in one place may hold one of the right length.
    const LengthBounds lengths = Lengths(*def.shape);
    if (def.kind == RuleKind::kValue && lengths.min != lengths.max) continue;
    SampleGenerator generator(def, 5, MakeValid);
    for (int i = 0; i < 4; ++i) {
      Planted planted = PlantForTest(def, generator.NearMiss());
      ScanResult result = ScanOrDie(scanner, planted.text);
      for (const Finding& f : result.findings) {
        EXPECT_NE(f.rule->id, def.id) << "near miss " << i;
      }
    }
  }
}

// The prefilter (gate, pieces, patterns, words) may lose nothing that the judge would take: compare with a
// judge that is given every position for every rule.
TEST(Scanner, ThePipelineFindsWhatTryingEveryPositionFinds) {
  const MatchSet& set = AllRules()->impl().set;
  Judge judge(set);
  Scanner scanner(AllRules(), {.min_confidence = Confidence::kLow});
  std::mt19937 random(3);
  std::vector<Sample> samples = Samples(1);
  std::vector<uint16_t> tokens;
  for (const auto& patterns : {set.packs[0].view.tokens, set.packs[0].view.open}) {
    for (const TokenPattern& t : patterns) {
      if (set.enabled[0][t.rule] && (tokens.empty() || tokens.back() != t.rule)) tokens.push_back(t.rule);
    }
  }
  ASSERT_GT(tokens.size(), 100u);
  for (int round = 0; round < 6; ++round) {
    std::string text;
    while (text.size() < 6000) {
      const Sample& s = samples[random() % samples.size()];
      std::string piece = s.text;
      if (random() % 3 == 0 && !piece.empty()) piece[random() % piece.size()] = "a0_-/+. "[random() % 8];
      if (random() % 4 == 0) piece = piece.substr(0, random() % (piece.size() + 1));
      text += piece;
    }
    std::vector<Finding> want;
    for (uint16_t rule : tokens) {
      for (uint64_t at = 0; at < text.size(); ++at) {
        if (!set.packs[0].view.rules[rule].first.Has(text[at])) continue;
        Candidate c{Candidate::kToken, 0, rule, kNoKeyword, at, 0, 0};
        judge.Decide(text, c, &want, nullptr);
      }
    }
    // Before overlaps are resolved, so that nothing hides anything.
    MatchState state;
    ASSERT_TRUE(PrepareState(set, &state).ok());
    ASSERT_TRUE(MatchBlock(set, text, 0, text.size(), &state).ok());
    std::vector<Finding> got;
    for (const Candidate& c : state.candidates) {
      if (c.kind == Candidate::kToken) judge.Decide(text, c, &got, nullptr);
    }
    EXPECT_EQ(Keys(got), Keys(want)) << "round " << round;
    EXPECT_FALSE(want.empty());
  }
}

// Short prefixes are looked for together with the border before them: each form of border, and none.
TEST(Scanner, EveryBorderOfATokenIsSeen) {
  Scanner scanner(AllRules(), {.min_confidence = Confidence::kLow});
  for (const RuleDef& def : Catalogue()) {
    if (!def.enabled || def.kind != RuleKind::kShape) continue;
    SampleGenerator generator(def, 23, MakeValid);
    const std::string sample = generator.Positive();
    if (sample.find("://") != std::string::npos) continue;
    for (const char* before : {"", "=", "session_", "line\\n", "\\t", "%3D", "\\x22", "\\u0022", "\x1b[1;31m",
                               "\xc3\xa9", "/", "x", "xyzxyzxyz9"}) {
      const std::string text = before + sample;
      const bool want = StartBorder(text, text.size() - sample.size()) != Border::kInside;
      bool got = false;
      const ScanResult result = ScanOrDie(scanner, text);
      for (const Finding& f : result.findings) got |= f.match_end > std::string_view(before).size();
      if (want) {
        EXPECT_TRUE(got) << def.id << " after '" << before << "'";
      }
    }
  }
}

TEST(Scanner, NothingIsLostAtABlockBorder) {
  Scanner scanner(AllRules());
  for (const Sample& s : Samples(1)) {
    const ScanResult alone = ScanOrDie(scanner, "\n" + s.text);
    // The sample at every position across the border, in steps that hit each of its bytes for short ones.
    const size_t step = std::max<size_t>(1, s.text.size() / 24);
    for (size_t into = 0; into <= s.text.size(); into += step) {
      const size_t lead = kBlock - into;
      std::string text(lead, ' ');
      text.back() = '\n';
      text += s.text;
      const ScanResult result = ScanOrDie(scanner, text);
      ASSERT_EQ(Keys(result.findings), Keys(alone.findings, lead - 1)) << s.def->id << " " << into;
    }
  }
}

// Many samples with some ordinary text between.
std::string MixedText(unsigned seed, size_t size) {
  std::mt19937 random(seed);
  std::vector<Sample> samples = Samples(1);
  std::string text;
  while (text.size() < size) {
    switch (random() % 4) {
      case 0: text += samples[random() % samples.size()].text; break;
      case 1: text += "for (const auto& item : container_of_things) { use(item); }\n"; break;
      case 2: text += std::string(random() % 300, ' ') + "\n"; break;
      case 3: text += "commit 3f1c hidden in prose, with a long_identifier_name_that_is_no_secret.\n";
    }
  }
  return text;
}

TEST(Scanner, WindowsTogetherFindWhatTheWholeFinds) {
  Scanner scanner(AllRules());
  const std::string text = MixedText(1, 600 * 1024);
  const std::set<Key> whole = Keys(ScanOrDie(scanner, text).findings);
  ASSERT_GT(whole.size(), 100u);
  std::mt19937 random(9);
  for (int round = 0; round < 4; ++round) {
    std::set<Key> parts;
    uint64_t searched = 0;
    for (uint64_t at = 0; at < text.size();) {
      const uint64_t stop = std::min<uint64_t>(text.size(), at + 1 + random() % 200000);
      const uint64_t from = at - std::min<uint64_t>(at, Scanner::kBackContext);
      const uint64_t to = std::min<uint64_t>(text.size(), stop + Scanner::kForwardContext);
      ScanResult result;
      ASSERT_TRUE(scanner.ScanWindow(std::string_view(text).substr(from, to - from), at - from,
                                     stop - from, &result).ok());
      for (const Key& k : Keys(result.findings, from)) EXPECT_TRUE(parts.insert(k).second);
      searched += result.coverage.searched_bytes;
      at = stop;
    }
    EXPECT_EQ(searched, text.size());
    EXPECT_EQ(parts, whole);
  }
}

// Periodic texts take short cuts (the matcher's periods, the judge's memo). Windows too small for either must find
// the same.
TEST(Scanner, PeriodsAndRepetitionsChangeNothing) {
  Scanner scanner(AllRules(), {.max_findings = 1000000});
  std::vector<Sample> samples = Samples(1);
  std::mt19937 random(17);
  std::vector<std::string> seeds = {"secret=", "pass", "ghp_", "a://b:c@", "password=\"x1y2z3\" ", "eyJ",
                                    "-----BEGIN PRIVATE KEY-----\n", "pwd:"};
  for (int i = 0; i < 12; ++i) seeds.push_back(samples[random() % samples.size()].text);
  seeds.push_back(samples[3].text + "pad " + samples[40].text);
  for (std::string seed : seeds) {
    // A secret that reaches into the next copy (also over a line's end, as wrapped lines do) makes one chain of overlaps
    // of the whole text, which no window can see from its begin (scanner.h). Then the copies stand apart.
    const std::string two = "x " + seed + seed;
    bool reaches = false;
    for (const Finding& f : ScanOrDie(scanner, two).findings) {
      reaches |= f.match_start < 2 + seed.size() && f.match_end > 2 + seed.size();
    }
    if (reaches) seed += "\n\n";
    std::string text = "x ";
    while (text.size() < 160 * 1024) text += seed;
    text += " end of it\n" + samples[5].text;
    const std::set<Key> whole = Keys(ScanOrDie(scanner, text).findings);
    std::set<Key> parts;
    constexpr uint64_t kStep = 12000;
    for (uint64_t at = 0; at < text.size(); at += kStep) {
      const uint64_t stop = std::min<uint64_t>(text.size(), at + kStep);
      const uint64_t from = at - std::min<uint64_t>(at, Scanner::kBackContext);
      const uint64_t to = std::min<uint64_t>(text.size(), stop + Scanner::kForwardContext);
      ScanResult result;
      // Blocks of a window begin elsewhere, so that periods are seen from other places.
      ASSERT_TRUE(scanner.ScanWindow(std::string_view(text).substr(from, to - from), at - from,
                                     stop - from, &result).ok());
      for (const Key& k : Keys(result.findings, from)) parts.insert(k);
    }
    std::vector<Key> one_sided;
    std::set_symmetric_difference(parts.begin(), parts.end(), whole.begin(), whole.end(), std::back_inserter(one_sided));
    EXPECT_THAT(one_sided, testing::IsEmpty()) << "seed " << seed;
  }
}

TEST(Scanner, ShiftingTheTextShiftsTheFindings) {
  Scanner scanner(AllRules());
  const std::string text = MixedText(2, 90 * 1024);
  const std::set<Key> want = Keys(ScanOrDie(scanner, "\n" + text).findings);
  for (size_t shift : {1, 2, 7, 31, 63, 64, 65, 1000, 65535}) {
    std::string shifted(shift, ' ');
    shifted += "\n" + text;
    std::set<Key> moved;
    for (const auto& [begin, end, id] : want) moved.insert({begin + shift, end + shift, id});
    EXPECT_EQ(Keys(ScanOrDie(scanner, shifted).findings), moved) << shift;
  }
}

TEST(Scanner, EveryCpuPathGivesTheSame) {
  const std::string text = MixedText(3, 200 * 1024);
  std::set<Key> want;
  int paths = 0;
  for (CpuTarget target : {CpuTarget::kPortable, CpuTarget::kSse42, CpuTarget::kAvx2,
                           CpuTarget::kAvx512}) {
    if (!Supported(target)) continue;
    setenv("WEIR_CPU", std::string(Name(target)).c_str(), 1);
    auto ruleset = Ruleset::Default();
    unsetenv("WEIR_CPU");
    ASSERT_TRUE(ruleset.ok()) << ruleset.status();
    Scanner scanner(*ruleset);
    std::set<Key> got = Keys(ScanOrDie(scanner, text).findings);
    if (paths++ == 0) want = got;
    EXPECT_EQ(got, want) << Name(target);
  }
  EXPECT_GE(paths, 2);
  setenv("WEIR_CPU", "z80", 1);
  EXPECT_FALSE(Ruleset::Default().ok());
  unsetenv("WEIR_CPU");
}

// A program that meets another version of the library compiles its databases anew: the same candidates.
TEST(Scanner, DatabasesCompiledAnewGiveTheSameCandidates) {
  const MatchSet& embedded = AllRules()->impl().set;
  MatchSet anew;
  anew.cpu = embedded.cpu;
  anew.plausible = embedded.plausible;
  anew.enabled[0] = embedded.enabled[0];
  anew.packs.emplace_back();
  anew.packs[0].view = embedded.packs[0].view;
  absl::Status status = CompileBuiltinAnewForTest(anew.cpu, &anew.packs[0]);
  ASSERT_TRUE(status.ok()) << status;
  const std::string text = MixedText(6, 60 * 1024);
  std::multiset<std::tuple<int, int, uint64_t, uint64_t>> got[2];
  int i = 0;
  for (const MatchSet* set : {&embedded, static_cast<const MatchSet*>(&anew)}) {
    MatchState state;
    ASSERT_TRUE(PrepareState(*set, &state).ok());
    ASSERT_TRUE(MatchBlock(*set, text, 0, text.size(), &state).ok());
    for (const Candidate& c : state.candidates) {
      got[i].insert({int{c.kind}, int{c.rule}, c.start, c.end});
    }
    ++i;
  }
  EXPECT_FALSE(got[0].empty());
  EXPECT_EQ(got[0], got[1]);
}

TEST(Scanner, ManyThreadsShareOneScanner) {
  Scanner scanner(AllRules());
  const std::string text = MixedText(4, 60 * 1024);
  const std::set<Key> want = Keys(ScanOrDie(scanner, text).findings);
  std::vector<std::thread> threads;
  std::vector<int> right(6, 0);
  for (size_t t = 0; t < right.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 8; ++i) right[t] += Keys(ScanOrDie(scanner, text).findings) == want;
    });
  }
  for (std::thread& t : threads) t.join();
  for (int r : right) EXPECT_EQ(r, 8);
}

TEST(Scanner, Utf16IsReadAndMappedBack) {
  Scanner scanner(AllRules());
  for (const Sample& s : Samples(1)) {
    if (s.def->kind != RuleKind::kShape) continue;
    const ScanResult plain = ScanOrDie(scanner, s.text);
    for (bool big : {false, true}) {
      std::string wide = big ? "\xfe\xff" : "\xff\xfe";
      for (char c : s.text) {
        if (big) wide += '\0';
        wide += c;
        if (!big) wide += '\0';
      }
      const ScanResult result = ScanOrDie(scanner, wide);
      ASSERT_EQ(result.findings.size(), plain.findings.size()) << s.def->id;
      for (size_t i = 0; i < plain.findings.size(); ++i) {
        EXPECT_EQ(result.findings[i].start, 2 + 2 * plain.findings[i].start) << s.def->id;
        EXPECT_EQ(result.findings[i].end, 2 + 2 * plain.findings[i].end) << s.def->id;
        EXPECT_EQ(result.findings[i].trail, big ? Dress::kUtf16Be : Dress::kUtf16Le);
      }
    }
  }
}

TEST(Scanner, AFloodIsBoundedCountedAndReported) {
  std::string token;
  for (const Sample& s : Samples(1)) {
    if (s.def->id == "github-personal-access-token") token = s.text;
  }
  ASSERT_FALSE(token.empty());
  std::string text;
  for (int i = 0; i < 20000; ++i) text += token;
  Scanner scanner(AllRules(), {.max_findings = 100});
  const ScanResult result = ScanOrDie(scanner, text);
  EXPECT_EQ(result.findings.size(), 100u);
  EXPECT_EQ(result.coverage.findings_not_listed, 19900u);
  EXPECT_FALSE(result.coverage.Incomplete());
}

TEST(Scanner, ATimeBudgetIsMetAndSaid) {
  Scanner scanner(AllRules(), {.max_time = std::chrono::milliseconds(1)});
  const std::string text = MixedText(5, 1 << 20);
  std::string large;
  for (int i = 0; i < 64; ++i) large += text;
  const ScanResult result = ScanOrDie(scanner, large);
  EXPECT_TRUE(result.coverage.Incomplete());
  EXPECT_LT(result.coverage.searched_bytes, large.size());
}

TEST(Ruleset, FiltersAndUnknownNames) {
  auto only = Ruleset::Create({.only = {"github-personal-access-token"}});
  ASSERT_TRUE(only.ok());
  EXPECT_EQ((*only)->EnabledCount(), 1u);
  auto wrong = Ruleset::Create({.only = {"github-personal-acces-token"}});
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(std::string(wrong.status().message()).find("did you mean 'github-personal-access-token'"),
            std::string::npos);
  EXPECT_FALSE(Ruleset::Create({.builtin = false}).ok());
  EXPECT_FALSE(Ruleset::Create({.only = {"github-personal-access-token"},
                                .exclude = {"github-personal-access-token"}})
                   .ok());
}

TEST(Ruleset, AUsersRules) {
  RuleFile file = ParseRuleFile("mine.toml", R"(
[[rule]]
id = "acme-token"
name = "Acme token"
shape = '"acm_" alnum{8}'

[[rule]]
id = "acme-badge"
name = "Acme badge"
regex = '\bBADGE-(?P<secret>[0-9]{4,6})\b'
)");
  ASSERT_FALSE(file.HasErrors()) << RenderDiagnostics(file.diagnostics);
  RulesetOptions options;
  options.user_rules = std::move(file.rules);
  auto ruleset = Ruleset::Create(std::move(options));
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  Scanner scanner(*ruleset);
  const std::string text = "x acm_a7Kq92Zt y BADGE-48151 z BADGE-4 ABADGE-48151 BADGE-4815162";
  const ScanResult result = ScanOrDie(scanner, text);
  ASSERT_EQ(result.findings.size(), 2u);
  EXPECT_EQ(result.findings[0].rule->id, "acme-token");
  EXPECT_EQ(result.findings[0].start, 2u);
  EXPECT_EQ(result.findings[1].rule->id, "acme-badge");
  EXPECT_EQ(text.substr(result.findings[1].start, result.findings[1].end - result.findings[1].start),
            "48151");
}

}  // namespace
}  // namespace weir
