#include "redact/redactor.h"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/own_mask.h"
#include "redact/json_context.h"
#include "redact/stream_redactor.h"
#include "scan/catalogue_for_test.h"

namespace weir {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Engine {
  explicit Engine(ScanOptions options = {}, RulesetOptions rules = {}) {
    ruleset = *Ruleset::Create(std::move(rules));
    scanner = std::make_unique<Scanner>(ruleset, options);
  }
  std::shared_ptr<const Ruleset> ruleset;
  std::unique_ptr<Scanner> scanner;
  RunPlaceholders placeholders = *RunPlaceholders::Create();
};

struct Event {
  uint64_t start, end;
  std::string mask;
};
class Events : public MaskLog {
 public:
  void Masked(const MaskEvent& event) override {
    all.push_back({event.start, event.end, std::string(event.mask)});
  }
  std::vector<Event> all;
};

MaskerOptions Styled(MaskStyle style) {
  MaskerOptions options;
  options.style = style;
  return options;
}

std::string Redacted(Engine* engine, std::string_view text, MaskStyle style = MaskStyle::kPlaceholder,
                     MaskLog* log = nullptr) {
  Masker masker(Styled(style), &engine->placeholders);
  Redactor redactor(*engine->scanner, &masker, log);
  std::string out;
  const absl::Status status = redactor.RedactWhole(text, &out);
  EXPECT_TRUE(status.ok()) << status;
  return out;
}

std::string Streamed(Engine* engine, std::string_view text, std::mt19937* random, size_t most,
                     MaskStyle style = MaskStyle::kPlaceholder) {
  Masker masker(Styled(style), &engine->placeholders);
  StreamRedactor redactor(*engine->scanner, &masker, nullptr);
  std::string out;
  const ByteSink sink = [&](std::string_view bytes) {
    out.append(bytes);
    return absl::OkStatus();
  };
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::min<size_t>(1 + (*random)() % most, text.size() - at);
    EXPECT_TRUE(redactor.Push(text.substr(at, size), sink).ok());
    at += size;
  }
  EXPECT_TRUE(redactor.Finish(sink).ok());
  return out;
}

std::string Letters(std::mt19937* random, size_t size) {
  static constexpr char kSet[] = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string text;
  for (size_t i = 0; i < size; ++i) text += kSet[(*random)() % (sizeof kSet - 1)];
  return text;
}

// A GitHub token in the old form, whose check digits are not looked at.
std::string GithubToken(uint64_t seed) {
  static const std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  for (const RuleDef& def : catalogue) {
    if (def.id == "github-personal-access-token") {
      return SampleGenerator(def, seed, MakeValid).Positive();
    }
  }
  return "";
}

const std::vector<RuleDef>& Catalogue() {
  static const std::vector<RuleDef> catalogue = LoadCatalogueForTest();
  return catalogue;
}

// What the mask of a rule's sample must do in every style: hide it, stay masked, not be reported again.
class EveryRule : public ::testing::TestWithParam<MaskStyle> {};
INSTANTIATE_TEST_SUITE_P(Styles, EveryRule,
                         ::testing::Values(MaskStyle::kPlaceholder, MaskStyle::kFixed, MaskStyle::kStars,
                                           MaskStyle::kHash, MaskStyle::kFake));

TEST_P(EveryRule, IsMaskedOnceAndForAll) {
  Engine engine({.min_confidence = Confidence::kLow});
  size_t looked_at = 0;
  for (const RuleDef& def : Catalogue()) {
    const Rule* rule = engine.ruleset->Find(def.id);
    if (rule == nullptr || !rule->enabled) continue;
    SampleGenerator generator(def, 3, MakeValid);
    const Planted planted = PlantForTest(def, generator.Positive());
    ScanResult before;
    ASSERT_TRUE(engine.scanner->Scan({.bytes = planted.text}, &before).ok());
    if (before.findings.empty()) continue;  // what a sample needs is for the tests of scan
    ++looked_at;
    Events events;
    const std::string masked = Redacted(&engine, planted.text, GetParam(), &events);
    // Put together by hand from the events: nothing else was touched.
    std::string by_hand;
    uint64_t at = 0;
    for (const Event& event : events.all) {
      by_hand += planted.text.substr(at, event.start - at) + event.mask;
      at = event.end;
    }
    EXPECT_EQ(masked, by_hand + planted.text.substr(at)) << def.id;
    for (const Finding& f : before.findings) {
      const std::string secret = planted.text.substr(f.start, f.end - f.start);
      EXPECT_THAT(masked, Not(HasSubstr(secret))) << def.id;
    }
    EXPECT_EQ(Redacted(&engine, masked, GetParam()), masked) << def.id;
    ScanResult after;
    ASSERT_TRUE(engine.scanner->Scan({.bytes = masked}, &after).ok());
    EXPECT_TRUE(after.findings.empty())
        << def.id << ": " << after.findings[0].rule->id << " in " << masked;
  }
  EXPECT_GT(looked_at, 100u);
}

TEST(Redactor, EveryOccurrenceOfAFoundValueIsMasked) {
  Engine engine;
  const std::string password = "hunter" + std::string("2x9K");
  const std::string text = "first " + password + ", glued" + password + "x\npassword: \"" + password +
                           "\"\nlast " + password;
  const std::string masked = Redacted(&engine, text);
  EXPECT_THAT(masked, Not(HasSubstr(password)));
  size_t marks = 0;
  std::string first;
  for (size_t at = masked.find(kPlaceholderMark); at != std::string::npos;
       at = masked.find(kPlaceholderMark, at + 1)) {
    const auto placeholder = ParsePlaceholder(std::string_view(masked).substr(at));
    ASSERT_TRUE(placeholder.has_value());
    if (first.empty()) first = std::string(placeholder->text);
    EXPECT_EQ(placeholder->text, first);
    ++marks;
  }
  EXPECT_EQ(marks, 4u);
}

TEST(Redactor, ShortValuesDoNotMaskOtherText) {
  Engine engine;
  const std::string text = "password: \"k9#x\"\nthe box k9#x stays\n";
  EXPECT_THAT(Redacted(&engine, text), HasSubstr("box k9#x stays"));
}

// Windows give what the whole gives, if they were learned before.
TEST(Redactor, WindowsAreTheWhole) {
  Engine engine;
  std::mt19937 random(5);
  std::string text;
  for (int i = 0; i < 200; ++i) {
    text += "2026-01-01 INFO request " + std::to_string(i) + " from worker " + Letters(&random, 5) + "\n";
    if (i % 7 == 0) text += "token " + GithubToken(i % 21) + "\n";
  }
  const std::string whole = Redacted(&engine, text);
  Masker masker({}, &engine.placeholders);
  Redactor redactor(*engine.scanner, &masker, nullptr);
  for (const bool final : {false, true}) {
    std::string out;
    if (!final) redactor.Begin();
    for (uint64_t at = 0; at < text.size();) {
      const uint64_t end = std::min<uint64_t>(text.size(), at + 1 + random() % 700);
      if (final) {
        ASSERT_TRUE(redactor
                        .Window(text, 0, at, end,
                                [&](std::string_view bytes) {
                                  out.append(bytes);
                                  return absl::OkStatus();
                                })
                        .ok());
      } else {
        ASSERT_TRUE(redactor.Learn(text, 0, at, end).ok());
      }
      at = end;
    }
    if (final) {
      EXPECT_EQ(out, whole);
    }
  }
}

TEST(Redactor, FailsClosedWhereMoreIsFoundThanIsListed) {
  Engine engine({.max_findings = 2});
  std::string text;
  for (uint64_t i = 0; i < 5; ++i) text += "key " + GithubToken(i) + "\n";
  Masker masker({}, &engine.placeholders);
  Redactor redactor(*engine.scanner, &masker, nullptr);
  std::string out = "as it was";
  const absl::Status status = redactor.RedactWhole(text, &out);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(out, "as it was");
}

TEST(Redactor, ASinkThatFailsEndsIt) {
  Engine engine;
  Masker masker({}, &engine.placeholders);
  Redactor redactor(*engine.scanner, &masker, nullptr);
  redactor.Begin();
  const std::string text = "key " + GithubToken(1) + " and more";
  int calls = 0;
  const absl::Status status = redactor.Window(text, 0, 0, text.size(), [&](std::string_view) {
    ++calls;
    return absl::UnavailableError("full");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(calls, 1);
}

// For every way of cutting: the same, and the same as the whole where no value stands before the place
// that finds it.
TEST(StreamRedactor, GivesWhatTheWholeGives) {
  Engine engine({.views = false});
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::string text = round % 3 == 0 ? "{\"a\": [1, 2], " : "start ";
    for (int i = 0; i < 12; ++i) {
      switch (random() % 6) {
        case 0:
          text += "api_key = \"" + Letters(&random, 24) + "\"\n";
          break;
        case 1:
          text += "token " + GithubToken(random() % 3) + (random() % 2 ? "\n" : "");
          break;
        case 2:
          text += "password: \"Zq" + std::to_string(random() % 3) + "kw9Lm2x\" ";
          break;
        case 3:
          text += " plain words, " + Letters(&random, 3) + "; ";
          break;
        case 4:
          text += "Zq1kw9Lm";  // the beginning of a value
          break;
        default:
          text += "\"n\": " + std::to_string(random() % 1000) + ",\n";
      }
    }
    const std::string once = Streamed(&engine, text, &random, text.size());
    for (const size_t most : {size_t{1}, size_t{4}, size_t{50}, size_t{400}}) {
      EXPECT_EQ(Streamed(&engine, text, &random, most), once) << text;
    }
    // With all values named at the beginning, the whole has nothing that the stream cannot know.
    std::string named;
    for (uint64_t i = 0; i < 3; ++i) {
      named += "token " + GithubToken(i) + "\npassword: \"Zq" + std::to_string(i) + "kw9Lm2x\"\n";
    }
    EXPECT_EQ(Streamed(&engine, named + text, &random, 30), Redacted(&engine, named + text));
  }
}

TEST(StreamRedactor, PassesOnProseAtOnce) {
  Engine engine;
  Masker masker({}, &engine.placeholders);
  StreamRedactor redactor(*engine.scanner, &masker, nullptr);
  std::string out;
  const ByteSink sink = [&](std::string_view bytes) {
    out.append(bytes);
    return absl::OkStatus();
  };
  ASSERT_TRUE(redactor.Push("The quick brown fox jumps over the lazy dog. ", sink).ok());
  EXPECT_GE(out.size(), 30u);
}

TEST(Redactor, NumbersInJsonAreQuoted) {
  RulesetOptions options;
  options.known.push_back({"48151623420"});
  Engine engine({}, std::move(options));
  for (const char* text :
       {"{\"pin\": 48151623420, \"b\": [48151623420]}", "[1, 48151623420]\n",
        "{\"say\": \"call: 48151623420, or\"}\n{\"pin\":48151623420}"}) {
    const std::string masked = Redacted(&engine, text);
    const std::string mark = MakePlaceholder(
        "known-value", engine.placeholders.PlaceholderFor(KnownLiterals::rule(), "48151623420")
                           .substr(std::string("WEIR_known-value_").size()));
    std::string want = text;
    const std::string secret = "48151623420";
    for (size_t at = want.find(secret); at != std::string::npos; at = want.find(secret)) {
      const bool in_string = std::string_view(text).find("call: ") != std::string_view::npos &&
                             at < want.find("or\"");
      want.replace(at, secret.size(), in_string ? mark : "\"" + mark + "\"");
    }
    EXPECT_EQ(masked, want);
  }
}

std::string Wide(std::string_view text) {
  std::string wide;
  for (const char c : text) {
    wide += c;
    wide += '\0';
  }
  return wide;
}

TEST(Redactor, Utf16StaysUtf16) {
  Engine engine;
  const std::string token = GithubToken(4);
  const std::string text = "\xff\xfe" + Wide("here is the token: " + token + " and the rest\r\n");
  Events events;
  const std::string masked = Redacted(&engine, text, MaskStyle::kPlaceholder, &events);
  ASSERT_EQ(events.all.size(), 1u);
  const std::string mark = engine.placeholders.PlaceholderFor(
      *engine.ruleset->Find("github-personal-access-token"), token);
  EXPECT_EQ(masked, "\xff\xfe" + Wide("here is the token: " + mark + " and the rest\r\n"));
  EXPECT_EQ(Redacted(&engine, masked), masked);
}

TEST(Redactor, ABlockBecomesOneMask) {
  Engine engine;
  for (const RuleDef& def : Catalogue()) {
    if (def.kind != RuleKind::kBlock || !def.enabled) continue;
    SampleGenerator generator(def, 9, MakeValid);
    const std::string block = generator.Positive();
    Events events;
    const std::string masked = Redacted(&engine, "a\n" + block + "\nb\n", MaskStyle::kPlaceholder, &events);
    if (events.all.size() != 1) continue;  // a kind that the scanner takes for something else
    EXPECT_EQ(masked, "a\n" + events.all[0].mask + "\nb\n") << def.id;
  }
}

}  // namespace
}  // namespace weir
