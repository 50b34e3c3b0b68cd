#include "scan/stream_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "scan/benchmark_texts.h"
#include "scan/catalogue_for_test.h"

namespace weir {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSlow = true;
#else
constexpr bool kSlow = false;
#endif

const std::vector<RuleDef>& Catalogue() {
  static const auto* all = new std::vector<RuleDef>(LoadCatalogueForTest());
  return *all;
}

const Scanner& TheScanner() {
  static const Scanner* scanner = [] {
    auto ruleset = Ruleset::Default();
    EXPECT_TRUE(ruleset.ok()) << ruleset.status();
    ScanOptions options;
    options.views = false;  // as streams do unless asked
    return new Scanner(*ruleset, options);
  }();
  return *scanner;
}

using Key = std::tuple<uint64_t, uint64_t, std::string, int, uint32_t, uint64_t, uint64_t, uint64_t, uint64_t>;
Key KeyOf(const Finding& f) {
  return {f.start, f.end, std::string(f.rule->id), static_cast<int>(f.confidence), f.reasons.bits(),
          f.line, f.column, f.end_line, f.end_column};
}

std::vector<Key> Whole(const Scanner& scanner, std::string_view text) {
  ScanResult result;
  absl::Status status = scanner.Scan({.bytes = text}, &result);
  EXPECT_TRUE(status.ok()) << status;
  std::vector<Key> keys;
  for (const Finding& f : result.findings) {
    if (f.trail.empty()) keys.push_back(KeyOf(f));
  }
  return keys;
}

std::string Describe(const std::vector<Key>& keys) {
  std::string out;
  for (const Key& k : keys) {
    out += std::to_string(std::get<0>(k)) + "-" + std::to_string(std::get<1>(k)) + " " + std::get<2>(k) +
           " c" + std::to_string(std::get<3>(k)) + " r" + std::to_string(std::get<4>(k)) + " @" +
           std::to_string(std::get<5>(k)) + ":" + std::to_string(std::get<6>(k)) + "\n";
  }
  return out;
}

// Runs a text through a stream, cut at `cuts`, and checks what every step promises.
class Runner {
 public:
  explicit Runner(const Scanner& scanner, StreamOptions options = {}) : stream_(scanner, options) {}

  void Begin() {
    stream_.Reset();
    keys_.clear();
    out_.clear();
    ok_ = true;
  }
  void Push(std::string_view bytes) {
    offered_ += bytes;
    Check(stream_.Push(bytes, &step_));
  }
  void Finish() { Check(stream_.Finish(&step_)); }

  bool Run(std::string_view text, const std::vector<size_t>& cuts) {
    Begin();
    offered_.clear();
    size_t from = 0;
    for (size_t cut : cuts) {
      Push(text.substr(from, cut - from));
      from = cut;
    }
    Push(text.substr(from));
    Finish();
    EXPECT_EQ(out_.size(), text.size());
    return ok_ && out_ == text;
  }

  const std::vector<Key>& keys() const { return keys_; }
  const std::string& out() const { return out_; }
  StreamScanner& stream() { return stream_; }
  const StreamStep& step() const { return step_; }

 private:
  void Check(const absl::Status& status) {
    ASSERT_TRUE(status.ok()) << status;
    const uint64_t before = out_.size();
    out_ += stream_.Released();
    ok_ = ok_ && step_.released_to == out_.size() && stream_.Held().size() + out_.size() == offered_.size();
    ok_ = ok_ && step_.coverage.Balanced() && step_.coverage.offered_bytes == out_.size() - before;
    uint64_t last = before;
    for (const Finding& f : step_.findings) {
      // None begins in what was released earlier, none reaches beyond what is released now.
      ok_ = ok_ && f.start >= last && f.end <= out_.size();
      last = f.end;
      keys_.push_back(KeyOf(f));
    }
  }

  StreamScanner stream_;
  StreamStep step_;
  std::vector<Key> keys_;
  std::string out_, offered_;
  bool ok_ = true;
};

// The cut runs must all say what the whole says.
void ExpectSame(Runner* runner, const Scanner& scanner, const std::string& text,
                const std::vector<std::vector<size_t>>& ways, const std::string& what) {
  const std::vector<Key> whole = Whole(scanner, text);
  int shown = 0;
  for (const std::vector<size_t>& cuts : ways) {
    const bool ok = runner->Run(text, cuts);
    if (ok && runner->keys() == whole) continue;
    std::string at;
    for (size_t i = 0; i < cuts.size() && i < 20; ++i) at += " " + std::to_string(cuts[i]);
    ADD_FAILURE() << what << (ok ? "" : " (broken promise)") << " of " << text.size() << " bytes, cut at" << at << "\nwhole:\n"
                  << Describe(whole) << "stream:\n"
                  << Describe(runner->keys());
    if (++shown == 2) return;
  }
}

std::vector<std::vector<size_t>> EveryTwo(const std::string& text, size_t stride = 1) {
  std::vector<std::vector<size_t>> ways;
  for (size_t cut = 0; cut <= text.size(); cut += stride) ways.push_back({cut});
  return ways;
}

std::vector<size_t> OneByOne(const std::string& text) {
  std::vector<size_t> cuts;
  for (size_t i = 1; i < text.size(); ++i) cuts.push_back(i);
  return cuts;
}

std::vector<size_t> Randomly(const std::string& text, uint64_t* state, uint64_t longest) {
  std::vector<size_t> cuts;
  for (size_t at = 0; at < text.size();) {
    at += NextRandom(state) % (longest + 1);
    if (at < text.size()) cuts.push_back(at);
  }
  return cuts;
}

std::vector<std::string> Surroundings(const RuleDef& def, const std::string& sample) {
  const Planted planted = PlantForTest(def, sample);
  const std::string word = def.context.empty() ? "token" : def.context[0];
  return {
      planted.text,
      "The river ran on.\n" + planted.text + "and so did the text behind it, for a while.\n",
      "{\"id\": 7, \"" + word + "\": \"" + sample + "\", \"note\": \"none\"}\n",
      "export " + word + "=" + sample,
      "x\\n" + sample + "\\nfoo_" + sample + " " + sample,
  };
}

TEST(StreamScanner, EverySampleCutInTwo) {
  Runner runner(TheScanner());
  size_t n = 0, found = 0;
  uint64_t state = 7;
  for (const RuleDef& def : Catalogue()) {
    if (!def.enabled) continue;
    SampleGenerator generator(def, 11, MakeValid);
    const std::string sample = generator.Positive();
    if (sample.empty()) continue;
    const std::vector<std::string> texts = Surroundings(def, sample);
    for (size_t i = 0; i < texts.size(); ++i, ++n) {
      const std::string& text = texts[i];
      std::vector<std::vector<size_t>> ways;
      const bool full = n % (kSlow ? 61 : 7) == 0;
      if (full && text.size() < 2000) ways = EveryTwo(text);
      if (!full || text.size() >= 2000) {
        for (int k = 0; k < (kSlow ? 2 : 8); ++k) ways.push_back({NextRandom(&state) % (text.size() + 1)});
      }
      if (n % (kSlow ? 17 : 1) == 0) ways.push_back(OneByOne(text));
      ways.push_back(Randomly(text, &state, 9));
      ways.push_back(Randomly(text, &state, 90));
      ExpectSame(&runner, TheScanner(), text, ways, def.id + " #" + std::to_string(i));
      found += runner.keys().size();
      if (::testing::Test::HasFailure() && n > 40000) return;
    }
  }
  EXPECT_GT(found, n / 2);
}

// Pieces of everything that rules look for, put together at random.
class Soup {
 public:
  explicit Soup(uint64_t seed) : state_(seed) {
    for (const RuleDef& def : Catalogue()) {
      if (!def.enabled) continue;
      const std::string sample = SampleGenerator(def, 5, MakeValid).Positive();
      if (sample.empty() || sample.size() > 3000) continue;
      pieces_.push_back(sample);
      pieces_.push_back(sample.substr(0, sample.size() / 2));
      pieces_.push_back(sample.substr(sample.size() / 3));
      pieces_.insert(pieces_.end(), def.context.begin(), def.context.end());
      pieces_.insert(pieces_.end(), def.hints.begin(), def.hints.end());
    }
  }

  std::string Next() {
    static constexpr std::string_view kGlue[] = {
        " ", "\n", "=", ": ", "\"", "'", ", ", "=\"", "\": \"", "\n\n", "://", "/", "-", "_", ".", "+",
        "\\n", "\\", "%3D", "@", ":", "(", ")", "[", "]", "{", "}", ";", "<", ">", "</", "|", "&", "?",
        "#", "*", "$", "~", "-----", "-----BEGIN", "-----END", "\t", "...", "  ", "`", "==", "\\\"",
        "&quot;", "\r\n", "\xe2\x80\x9c", "\xe2\x80\x9d", "\x1b[31m", "0x1f, ", "Bearer ", "Basic ",
        "password", "secret", "token", "api_key", "key", "auth", "pass", " is ", " the ", "value",
        "name", "string", "https://", "user:", "postgres://", "hunter2Zz9", "<![CDATA[", "export ",
        "mysql -p", "curl -u me:", " --password ", "func(", "null", "x"};
    std::string out;
    for (uint64_t n = 1 + Below(40); n > 0; --n) {
      const uint64_t kind = Below(10);
      if (kind < 3) {
        out += pieces_[Below(pieces_.size())];
      } else if (kind < 9) {
        out += kGlue[Below(std::size(kGlue))];
      } else {
        for (uint64_t c = Below(50); c > 0; --c) {
          out += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"[Below(66)];
        }
      }
    }
    return out;
  }
  uint64_t* state() { return &state_; }

 private:
  uint64_t Below(uint64_t n) { return NextRandom(&state_) % n; }
  std::vector<std::string> pieces_;
  uint64_t state_;
};

std::vector<std::vector<size_t>> SomeWays(const std::string& text, uint64_t* state) {
  return {OneByOne(text), Randomly(text, state, 4), Randomly(text, state, 40), {}};
}

TEST(StreamScanner, SoupSaysTheSameHoweverItIsCut) {
  Soup soup(21);
  auto ruleset = Ruleset::Default();
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  ScanOptions low;
  low.views = false;
  low.min_confidence = Confidence::kLow;
  const Scanner all(*ruleset, low);
  Runner medium(TheScanner()), every(all);
  for (int i = 0; i < (kSlow ? 400 : 6000) && !HasFailure(); ++i) {
    const std::string text = soup.Next();
    ExpectSame(i % 2 == 0 ? &medium : &every, i % 2 == 0 ? TheScanner() : all, text,
               SomeWays(text, soup.state()), "soup " + std::to_string(i));
  }
}

TEST(StreamScanner, OrdinaryAndHostileTexts) {
  const BenchmarkTexts texts(Catalogue());
  Runner runner(TheScanner());
  uint64_t state = 3;
  for (auto families : {std::span<const std::string_view>(BenchmarkTexts::kOrdinary),
                        std::span<const std::string_view>(BenchmarkTexts::kHostile)}) {
    for (std::string_view family : families) {
      const std::string text = texts.Make(family, kSlow ? 16 << 10 : 96 << 10);
      ExpectSame(&runner, TheScanner(), text,
                 {OneByOne(text), Randomly(text, &state, 7), Randomly(text, &state, 3000), {}},
                 std::string(family));
    }
  }
}

// A key as a list of numbers, behind each kind of declaration, cut everywhere: a type in brackets is none of the list.
TEST(StreamScanner, ListsOfNumbers) {
  Runner runner(TheScanner());
  uint64_t state = 17;
  for (const char* before : {"secret_key = [", "secret_key: [u8; 16] = [", "secret_key := []byte{", "secret_key[16] = {"}) {
    std::string text = before;
    for (int i = 0; i < 16; ++i) text += std::to_string(NextRandom(&state) % 256) + (i < 15 ? ", " : "");
    text += text.find('{') != std::string::npos ? "};\n" : "];\n";
    text += "and the text goes on for a while\n";
    std::vector<std::vector<size_t>> ways = SomeWays(text, &state);
    for (size_t cut = 0; cut < text.size(); ++cut) ways.push_back({cut});
    EXPECT_EQ(Whole(TheScanner(), text).size(), 1u) << text;
    ExpectSame(&runner, TheScanner(), text, ways, "list");
  }
}

std::string Base64Lines(size_t size, uint64_t seed) {
  static constexpr std::string_view kBytes =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < size; ++i) {
    out += i % 65 == 64 ? '\n' : kBytes[NextRandom(&seed) % kBytes.size()];
  }
  return out;
}

std::string Marker(std::string_view word) { return "-----" + std::string(word) + " RSA PRIVATE" + " KEY-----"; }

TEST(StreamScanner, BlocksWholeTruncatedAndNeverEnding) {
  const std::string begin = Marker("BEGIN") + "\n", end = Marker("END") + "\n";
  const std::string body = Base64Lines(1600, 9) + "\n";
  uint64_t state = 5;
  Runner runner(TheScanner());
  const std::string texts[] = {
      "a\n" + begin + body + end + "b\n",
      "a\n" + begin + body + "and then the text goes on.\nFor a while.\n",
      "a\n" + begin + body.substr(0, 700),
      begin + begin + body + end + begin + body,
      "the marker " + Marker("BEGIN") + " is only named, and " + std::string(40000, '.') + end,
      begin + Base64Lines(50000, 4) + "\n" + end + "c",
  };
  for (const std::string& text : texts) {
    std::vector<std::vector<size_t>> ways = SomeWays(text, &state);
    if (kSlow && text.size() > 10000) ways.erase(ways.begin());
    for (size_t cut = 0; cut < text.size(); cut += kSlow ? 97 : 13) ways.push_back({cut});
    if (text.size() > 10000) ways.resize(8);
    ExpectSame(&runner, TheScanner(), text, ways, "block");
    EXPECT_LE(Whole(TheScanner(), text).size(), 3u);
  }
}

TEST(StreamScanner, LongRunsAreCutWhereTheWholeCutsThem) {
  uint64_t state = 8;
  Runner runner(TheScanner());
  std::string blob = Base64Lines(60000, 2);
  std::erase(blob, '\n');
  const std::string jwt = std::string("ey") + "J" + blob.substr(0, 40) + "." + "ey" + "J" + blob.substr(100, 45000);
  const std::string texts[] = {blob + " end", std::string(9000, 'a') + " end", "abandon " + std::string(9000, 'a'), "token=" + blob + "\n", "x " + jwt + " y",
                               "api_key=\"" + std::string(3000, 'k') + "1\"\n"};
  for (const std::string& text : texts) {
    ExpectSame(&runner, TheScanner(), text,
               {Randomly(text, &state, 9), Randomly(text, &state, 900), Randomly(text, &state, 30000), {}}, "long");
  }
}

TEST(StreamScanner, HoldsLittleOfOrdinaryTextAndNeverMoreThanAFindingMayHave) {
  const BenchmarkTexts texts(Catalogue());
  StreamScanner stream(TheScanner());
  StreamStep step;
  for (auto families : {std::span<const std::string_view>(BenchmarkTexts::kOrdinary),
                        std::span<const std::string_view>(BenchmarkTexts::kHostile)}) {
    for (std::string_view family : families) {
      const std::string text = texts.Make(family, 128 << 10);
      stream.Reset();
      std::vector<size_t> held;
      for (size_t at = 0; at < text.size(); at += 4) {
        ASSERT_TRUE(stream.Push(std::string_view(text).substr(at, 4), &step).ok());
        held.push_back(stream.Held().size());
      }
      std::sort(held.begin(), held.end());
      if (family == "source" || family == "prose" || family == "json") {
        EXPECT_LE(held[held.size() / 2], 8u) << family;
        EXPECT_LE(stream.StateBytes(), 16u << 10) << family;
      }
      EXPECT_LE(held.back(), kMaxSpan + 2048) << family;
      EXPECT_LE(stream.StateBytes(), 64u << 10) << family;
    }
  }
}

TEST(StreamScanner, NothingToFinishAndEmptyPieces) {
  StreamScanner stream(TheScanner());
  StreamStep step;
  ASSERT_TRUE(stream.Finish(&step).ok());
  EXPECT_EQ(step.released_to, 0u);
  EXPECT_TRUE(stream.Released().empty());
  EXPECT_EQ(stream.Push("x", &step).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(stream.Finish(&step).code(), absl::StatusCode::kFailedPrecondition);
  stream.Reset();
  ASSERT_TRUE(stream.Push("", &step).ok());
  ASSERT_TRUE(stream.Push("plain words ", &step).ok());
  EXPECT_EQ(stream.Released(), "plain words ");
  ASSERT_TRUE(stream.Push("", &step).ok());
  EXPECT_TRUE(stream.Released().empty());
  EXPECT_EQ(step.released_to, 12u);
  ASSERT_TRUE(stream.Finish(&step).ok());
  EXPECT_EQ(step.released_to, 12u);
}

TEST(StreamScanner, TheNameGoesOnAndTheValueIsHeld) {
  StreamScanner stream(TheScanner());
  StreamStep step;
  ASSERT_TRUE(stream.Push("db_password = \"Xk9", &step).ok());
  EXPECT_EQ(stream.Released(), "db_password");
  ASSERT_TRUE(stream.Push("w2Lq7Rt", &step).ok());
  EXPECT_TRUE(stream.Released().empty());
  ASSERT_TRUE(stream.Push("\"\nplain", &step).ok());
  ASSERT_EQ(step.findings.size(), 1u);
  EXPECT_EQ(step.findings[0].start, 15u);
  EXPECT_EQ(step.findings[0].end, 25u);
  EXPECT_EQ(step.released_to, 27u);
}

TEST(StreamScanner, ChannelsOfOneScannerDoNotMix) {
  Soup soup(77);
  Runner first(TheScanner()), second(TheScanner());
  for (int i = 0; i < (kSlow ? 40 : 400); ++i) {
    const std::string a = soup.Next(), b = soup.Next();
    for (Runner* runner : {&first, &second}) runner->Begin();
    for (size_t at = 0; at < std::max(a.size(), b.size()); at += 5) {
      if (at < a.size()) first.Push(std::string_view(a).substr(at, 5));
      if (at < b.size()) second.Push(std::string_view(b).substr(at, 5));
    }
    first.Finish();
    second.Finish();
    EXPECT_EQ(first.keys(), Whole(TheScanner(), a)) << a;
    EXPECT_EQ(second.keys(), Whole(TheScanner(), b)) << b;
  }
}

TEST(StreamScanner, ACapThatIsMetFails) {
  StreamOptions options;
  options.max_hold = 2000;
  options.on_cap = StreamOptions::OnCap::kFail;
  StreamScanner stream(TheScanner(), options);
  StreamStep step;
  ASSERT_TRUE(stream.Push("see " + Marker("BEGIN") + "\n", &step).ok());
  EXPECT_EQ(step.released_to, 4u);
  const std::string body = Base64Lines(2100, 1);
  absl::Status status = absl::OkStatus();
  size_t pushed = 0;
  for (; status.ok() && pushed < body.size(); pushed += 10) {
    status = stream.Push(std::string_view(body).substr(pushed, 10), &step);
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_GT(pushed, 1900u);
  EXPECT_EQ(std::string(status.message()).find(body.substr(0, 8)), std::string::npos);
  EXPECT_EQ(stream.Push("x", &step).code(), absl::StatusCode::kFailedPrecondition);
  stream.Reset();
  EXPECT_TRUE(stream.Push("x ", &step).ok());
  EXPECT_EQ(stream.Released(), "x ");
}

// Under a cap every byte of every finding of the whole is in a finding or in a capped run.
TEST(StreamScanner, ACapThatIsMetMasks) {
  uint64_t state = 31;
  Soup soup(12);
  for (uint64_t cap : {0, 5, 60, 700, 5000}) {
    StreamOptions options;
    options.max_hold = cap;
    StreamScanner stream(TheScanner(), options);
    StreamStep step;
    for (int i = 0; i < (kSlow ? 40 : 300); ++i) {
      std::string text = soup.Next();
      if (i % 10 == 0) text += Marker("BEGIN") + "\n" + Base64Lines(3000, 3) + "\n" + Marker("END") + "\n" + soup.Next();
      stream.Reset();
      std::string out;
      std::vector<bool> covered(text.size());
      std::vector<size_t> cuts = Randomly(text, &state, 30);
      cuts.push_back(text.size());
      uint64_t capped_to = UINT64_MAX;
      auto take = [&](const absl::Status& status) {
        ASSERT_TRUE(status.ok()) << status;
        const uint64_t before = out.size();
        out += stream.Released();
        for (const Finding& f : step.findings) {
          ASSERT_LE(before, f.start);
          ASSERT_LE(f.end, out.size());
          std::fill(covered.begin() + static_cast<ptrdiff_t>(f.start), covered.begin() + static_cast<ptrdiff_t>(f.end), true);
        }
        for (const CappedRun& run : step.capped) {
          ASSERT_LE(before, run.start);
          ASSERT_LT(run.start, run.end);
          ASSERT_LE(run.end, out.size());
          ASSERT_TRUE(!run.continued || run.start == capped_to);
          capped_to = run.end;
          std::fill(covered.begin() + static_cast<ptrdiff_t>(run.start), covered.begin() + static_cast<ptrdiff_t>(run.end), true);
        }
        ASSERT_LE(stream.Held().size(), cap);
      };
      size_t at = 0;
      for (size_t cut : cuts) {
        take(stream.Push(std::string_view(text).substr(at, cut - at), &step));
        at = cut;
      }
      take(stream.Finish(&step));
      ASSERT_EQ(out, text);
      for (const Key& key : Whole(TheScanner(), text)) {
        for (uint64_t b = std::get<0>(key); b < std::get<1>(key); ++b) {
          ASSERT_TRUE(covered[b]) << "byte " << b << " of " << std::get<2>(key) << " cap " << cap << " text " << i;
        }
      }
    }
  }
}

// Scan remembers its decisions (judge/memo.h), a stream does not: rows that are dense enough to make it do so, in
// which the same word stands twice before a value.
TEST(StreamScanner, RowsOfValuesWithTheirNamesTwice) {
  std::string text;
  for (const RuleDef& def : Catalogue()) {
    if (!def.enabled || def.kind != RuleKind::kValue || def.context.empty()) continue;
    const std::string sample = SampleGenerator(def, 4, MakeValid).Positive();
    const std::string& word = def.context[0];
    text += def.id + "\treq<=40: " + word + ", " + word + "\t" + word + "={+}" + sample + "\tnotes\n";
  }
  uint64_t state = 2;
  Runner runner(TheScanner());
  ExpectSame(&runner, TheScanner(), text, {Randomly(text, &state, 20), Randomly(text, &state, 2000), {}}, "rows");
  EXPECT_GT(runner.keys().size(), 50u);
}

// Rules of a user: shapes of every beginning, and an expression that may begin anywhere.
TEST(StreamScanner, RulesOfAUser) {
  constexpr std::string_view kShapes = R"(
[[rule]]
id = "acme-token"
name = "Acme token"
shape = '"acm_" alnum{8}'

[[rule]]
id = "acme-late"
name = "Acme late"
shape = 'alnum{6} ".acme." base64url{20,40}'

[[rule]]
id = "acme-pass"
name = "Acme pass"
assignment = ["acmeword"]
class = "password"
)";
  constexpr std::string_view kExpression = R"(
[[rule]]
id = "acme-badge"
name = "Acme badge"
regex = '\bBADGE-(?P<secret>[0-9]{4,6})\b'
)";
  for (bool expression : {false, true}) {
    RuleFile file = ParseRuleFile("user.toml", std::string(kShapes) + (expression ? std::string(kExpression) : ""));
    ASSERT_FALSE(file.HasErrors());
    RulesetOptions options;
    options.user_rules = std::move(file.rules);
    auto ruleset = Ruleset::Create(std::move(options));
    ASSERT_TRUE(ruleset.ok()) << ruleset.status();
    ScanOptions plain;
    plain.views = false;
    const Scanner scanner(*ruleset, plain);
    const std::string text = std::string("a acm") + "_4fJ29xKq, (q7Wm2x.acme.Zk3-9fQ_x81LmN0pRs2TuV) BADGE-48213 and\n" +
                             "acmeword = 'Zr7pLw93xQ'\n" + "acm" + "_4fJ29xKqZ x.acme.y BADGE-12";
    Runner runner(scanner);
    std::vector<std::vector<size_t>> ways = EveryTwo(text);
    ways.push_back(OneByOne(text));
    ExpectSame(&runner, scanner, text, ways, "user");
    EXPECT_EQ(runner.keys().size(), expression ? 4u : 3u);
  }
}

TEST(StreamScanner, KnownValuesAndDataClasses) {
  RulesetOptions options;
  options.known.push_back({"correct horse battery"});
  options.known.push_back({"correct horse bus stop"});
  auto known = Ruleset::Create(std::move(options));
  ASSERT_TRUE(known.ok()) << known.status();
  RulesetOptions with_data;
  with_data.classes = {SecretClass::kPii, SecretClass::kFinancial};
  auto data = Ruleset::Create(std::move(with_data));
  ASSERT_TRUE(data.ok()) << data.status();
  ScanOptions plain;
  plain.views = false;
  const std::string text = "the correct horse batter and the correct horse battery, or the correct horse bus stop.\n"
                           "card: 4111 1111 1111 1111, iban DE89 3704 0044 0532 0130 00\n";
  for (const auto& ruleset : {*known, *data}) {
    const Scanner scanner(ruleset, plain);
    Runner runner(scanner);
    std::vector<std::vector<size_t>> ways = EveryTwo(text);
    ways.push_back(OneByOne(text));
    ExpectSame(&runner, scanner, text, ways, "known or data");
    EXPECT_GE(runner.keys().size(), ruleset == *known ? 2u : 0u);
  }
}

TEST(StreamScanner, ViewsWhereTheyAreAskedFor) {
  auto ruleset = Ruleset::Default();
  ASSERT_TRUE(ruleset.ok()) << ruleset.status();
  const Scanner scanner(*ruleset);
  std::string sample;
  for (const RuleDef& def : Catalogue()) {
    if (def.id == "github-personal-access-token") sample = SampleGenerator(def, 2, MakeValid).Positive();
  }
  ASSERT_FALSE(sample.empty());
  std::string wide;
  for (char c : "key " + sample + " here") wide += std::string(1, c) + '\0';
  const std::string text = "plain\n" + wide + "\nmore plain text\n" + sample + "\n";
  ScanResult whole;
  ASSERT_TRUE(scanner.Scan({.bytes = text}, &whole).ok());
  ASSERT_EQ(whole.findings.size(), 2u);
  for (bool views : {false, true}) {
    StreamOptions options;
    options.views = views;
    StreamScanner stream(scanner, options);
    StreamStep step;
    std::vector<uint64_t> starts;
    for (size_t at = 0; at < text.size(); at += 3) {
      ASSERT_TRUE(stream.Push(std::string_view(text).substr(at, 3), &step).ok());
      for (const Finding& f : step.findings) starts.push_back(f.start);
    }
    ASSERT_TRUE(stream.Finish(&step).ok());
    for (const Finding& f : step.findings) starts.push_back(f.start);
    const std::vector<uint64_t> both = {whole.findings[0].start, whole.findings[1].start};
    EXPECT_EQ(starts, views ? both : std::vector<uint64_t>{both[1]});
  }
}

}  // namespace
}  // namespace weir
