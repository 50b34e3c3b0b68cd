#include "guard/json_guard.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guard/clean_memo.h"
#include "guard/guard_for_test.h"
#include "redact/json_context.h"
#include "redact/redactor.h"
#include "text/json_reader.h"
#include "text/view.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const char kGithub[] = "github-personal-access-token";

JsonChoice ScanAll(const JsonText&) { return {.place = kOutForTest}; }

struct Piece {
  JsonToken::Kind kind;
  std::string text;
};
// All tokens, strings decoded; empty if it is no JSON.
std::vector<Piece> Tokens(std::string_view json) {
  std::vector<Piece> pieces;
  JsonReader reader(json);
  for (JsonToken t = reader.Next(); t.kind != JsonToken::kEnd; t = reader.Next()) {
    if (t.kind == JsonToken::kBad) return {};
    std::string text(json.substr(t.begin, t.end - t.begin));
    if (t.escaped) text = JsonUnescape(text).value_or("?");
    pieces.push_back({t.kind, std::move(text)});
  }
  return pieces;
}

std::string Quoted(std::string_view text) { return "\"" + JsonEscape(text) + "\""; }

TEST(JsonGuard, TouchesNothingButTheSecret) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  const std::string secret = SecretForTest(kGithub);
  const std::string
      before = "\xEF\xBB\xBF {\"b\":1.50e+3 ,\"a\\u0062\":[null,\n\"\\u0041\\/ \\ud83d\\ude00",
      after = "\\n\\u00e9 end\"],\t\"a\":true,\"a\":false}\r\n";
  JsonVerdict verdict;
  ASSERT_TRUE(guard.Look(before + secret + after, ScanAll, &verdict).ok());
  ASSERT_TRUE(verdict.changed);
  ASSERT_EQ(verdict.decisions.size(), 1u);
  EXPECT_EQ(verdict.json, before + verdict.decisions[0].mask + after);
  EXPECT_EQ(verdict.decisions[0].pointer, "/ab/1");
  EXPECT_EQ(verdict.Reason(), "a " + std::string(verdict.decisions[0].rule->name) + " (/ab/1)");

  ASSERT_TRUE(guard.Look(before + after, ScanAll, &verdict).ok());
  EXPECT_FALSE(verdict.changed);
  EXPECT_EQ(verdict.action, Action::kAllow);
}

TEST(JsonGuard, ASecretBehindEscapesIsMaskedWhole) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  const std::string secret = SecretForTest(kGithub);
  std::string escaped;
  for (char c : secret) {
    char unit[8];
    std::snprintf(unit, sizeof unit, "\\u%04x", static_cast<unsigned>(c));
    escaped += unit;
  }
  JsonVerdict verdict;
  ASSERT_TRUE(guard.Look("[\"x " + escaped + " y\"]", ScanAll, &verdict).ok());
  ASSERT_EQ(verdict.decisions.size(), 1u);
  EXPECT_EQ(verdict.json, "[\"x " + verdict.decisions[0].mask + " y\"]");
}

TEST(JsonGuard, FindsWhatTheScannerFindsInTheDecodedStrings) {
  GuardForTest engine;
  // One message of many strings, each with another rule's sample; and each of them alone.
  std::string json = "[";
  std::vector<std::string> texts;
  for (const auto& [id, def] : CatalogueByIdForTest()) {
    if (!def.enabled) continue;
    for (const char* around : {"%", "say \"%\" to\n\tnobody", "plain words only"}) {
      std::string text = around;
      const size_t at = text.find('%');
      if (at != text.npos) text.replace(at, 1, PlantForTest(def, SecretForTest(id, 9)).text);
      json += (texts.empty() ? "" : ",") + Quoted(text);
      texts.push_back(std::move(text));
    }
  }
  json += "]";
  std::vector<std::pair<std::string, std::string>> want;  // pointer, rule
  size_t clean = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    ScanResult result;
    ASSERT_TRUE(engine.scanner->Scan({.bytes = texts[i]}, &result).ok());
    for (const Finding& f : result.findings) want.emplace_back("/" + std::to_string(i), f.rule->id);
    clean += result.findings.empty() ? 1 : 0;
  }
  EXPECT_GT(want.size(), 400u);
  EXPECT_GT(clean, 200u);
  JsonGuard guard(engine.Parts());
  JsonVerdict verdict;
  ASSERT_TRUE(guard.Look(json, ScanAll, &verdict).ok());
  std::vector<std::pair<std::string, std::string>> got;
  for (const Decision& d : verdict.decisions) got.emplace_back(d.pointer, d.rule->id);
  // A value that stands in several strings is told in all of them, so there may be more.
  for (const auto& item : want) {
    EXPECT_NE(std::find(got.begin(), got.end(), item), got.end())
        << item.first << " " << item.second;
  }
  // One by one there are not.
  for (size_t i = 0; i < texts.size(); ++i) {
    ScanResult result;
    ASSERT_TRUE(engine.scanner->Scan({.bytes = texts[i]}, &result).ok());
    JsonVerdict one;
    ASSERT_TRUE(guard.Look("[" + Quoted(texts[i]) + "]", ScanAll, &one).ok());
    std::vector<std::string_view> rules, found;
    for (const Decision& d : one.decisions) rules.push_back(d.rule->id);
    for (const Finding& f : result.findings) found.push_back(f.rule->id);
    EXPECT_EQ(rules, found) << texts[i];
  }

  // The masked message is JSON of the same structure, holds no secret, and is clean.
  const std::vector<Piece> before = Tokens(json), after = Tokens(verdict.json);
  ASSERT_EQ(before.size(), after.size());
  JsonVerdict again;
  ASSERT_TRUE(guard.Look(verdict.json, ScanAll, &again).ok());
  // (But for what the redactor leaves a rest of, too: there the value that is masked in all strings
  // is a part only.)
  Redactor redactor(*engine.scanner, engine.masker.get(), nullptr);
  size_t rests = 0;
  for (const Decision& d : again.decisions) {
    const std::string& text =
        texts[std::stoul(d.pointer.substr(1)) / 3 * 3];  // the secret in the plainest way
    std::string once, twice;
    ASSERT_TRUE(redactor.RedactWhole(text, &once).ok());
    ASSERT_TRUE(redactor.RedactWhole(once, &twice).ok());
    EXPECT_NE(once, twice) << d.pointer << " " << text;
    ++rests;
  }
  EXPECT_LE(rests, 2u);
}

TEST(JsonGuard, ManySmallStringsTogetherAsEachAlone) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  uint64_t state = 3;
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> members;
    for (int i = 0; i < 40; ++i) {
      std::string value;
      const uint64_t dice = NextRandom(&state) % 24;
      if (dice == 0) {
        value = "use " + SecretForTest(kGithub, NextRandom(&state) % 100);
      } else if (dice == 1) {
        value = "Vx" + std::to_string(NextRandom(&state)) + "q!";
      } else {
        for (uint64_t n = NextRandom(&state) % 30; n > 0; --n) {
          static constexpr char kBytes[] = "abc def:=\"'\n\\/.,-_{}[]()<>%&0123456789";
          value += kBytes[NextRandom(&state) % (sizeof kBytes - 1)];
        }
      }
      static constexpr std::string_view kNames[] = {"text",  "password", "api_key", "note",
                                                    "value", "token",    "x"};
      members.push_back(Quoted(std::string(kNames[NextRandom(&state) % 7])) + ":" + Quoted(value));
    }
    std::string all = "{";
    std::vector<std::string> want;
    for (const std::string& member : members) {
      all += (all.size() > 1 ? "," : "") + member;
      JsonVerdict one;
      ASSERT_TRUE(guard.Look("{" + member + "}", ScanAll, &one).ok());
      for (const Decision& d : one.decisions)
        want.push_back(d.pointer + " " + std::string(d.rule->id));
    }
    JsonVerdict verdict;
    ASSERT_TRUE(guard.Look(all + "}", ScanAll, &verdict).ok());
    std::vector<std::string> got;
    for (const Decision& d : verdict.decisions)
      got.push_back(d.pointer + " " + std::string(d.rule->id));
    EXPECT_EQ(got, want);
  }
}

TEST(JsonGuard, TheNameIsContext) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  const std::string password = "Vr7#kQz2!mWp";
  struct Case {
    std::string json;
    bool found;
  };
  const Case cases[] = {
      {R"({"db_password":")" + password + "\"}", true},
      {R"({"note":")" + password + "\"}", false},
      {R"({"a":{"passwords":["x",")" + password + "\"]}}", true},
      {R"({"name":"DB_PASSWORD","value":")" + password + "\"}", true},
      {R"({"name":"colour","value":")" + password + "\"}", false},
      {R"({"name":"DB_PASSWORD","x":{"value":")" + password + "\"}}", false},
      {R"({"password":")" + password + R"(\n"})", true},
      {R"({"password":")" + password + R"(\"x"})", true},
  };
  for (const Case& c : cases) {
    JsonVerdict verdict;
    ASSERT_TRUE(guard.Look(c.json, ScanAll, &verdict).ok());
    EXPECT_EQ(verdict.changed, c.found) << c.json;
    EXPECT_EQ(verdict.changed,
              verdict.json.find(password) == std::string::npos && !verdict.json.empty());
  }
}

TEST(JsonGuard, AValueFoundInOneStringIsMaskedInAll) {
  GuardForTest engine;
  CleanMemo memo;
  GuardParts parts = engine.Parts();
  parts.memo = &memo;
  JsonGuard guard(parts);
  const std::string password = "Vr7#kQz2!mWp";
  JsonVerdict verdict;
  // The first string is known to be clean by itself.
  ASSERT_TRUE(guard.Look("[\"log in with " + password + "\"]", ScanAll, &verdict).ok());
  EXPECT_FALSE(verdict.changed);
  ASSERT_TRUE(guard
                  .Look("[\"log in with " + password + "\",{\"password\":\"" + password + "\"}]",
                        ScanAll, &verdict)
                  .ok());
  ASSERT_EQ(verdict.decisions.size(), 2u);
  const std::string mask = verdict.decisions[0].mask;
  EXPECT_EQ(verdict.json, "[\"log in with " + mask + "\",{\"password\":\"" + mask + "\"}]");
}

TEST(JsonGuard, NestedJsonStaysJson) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  const std::string inner = R"({"cmd":"login","password":"Vr7\"kQz2!mWp","n":[1,2]})";
  JsonVerdict verdict;
  ASSERT_TRUE(guard.Look("{\"arguments\":" + Quoted(inner) + "}", ScanAll, &verdict).ok());
  ASSERT_TRUE(verdict.changed);
  const std::vector<Piece> outer = Tokens(verdict.json);
  ASSERT_EQ(outer.size(), 4u);
  const std::vector<Piece> before = Tokens(inner), after = Tokens(outer[2].text);
  ASSERT_EQ(before.size(), after.size()) << outer[2].text;
  EXPECT_THAT(verdict.json, Not(HasSubstr("kQz2")));
}

TEST(JsonGuard, KeysAreTextsAndStayDistinct) {
  MaskerOptions options;
  options.style = MaskStyle::kFixed;
  GuardForTest engine("gateway", options);
  JsonGuard guard(engine.Parts());
  const std::string a = SecretForTest(kGithub, 1), b = SecretForTest(kGithub, 2);
  JsonVerdict verdict;
  ASSERT_TRUE(guard
                  .Look("{\"" + a + "\":{\"password\":\"Vr7#kQz2!mWp\"},\"" + b + "\":2}", ScanAll,
                        &verdict)
                  .ok());
  EXPECT_EQ(verdict.json, "{\"[REDACTED]\":{\"password\":\"[REDACTED]\"},\"[REDACTED]-2\":2}");
  // No secret in what is told about it.
  for (const Decision& d : verdict.decisions) {
    EXPECT_THAT(d.pointer, Not(HasSubstr(a)));
    EXPECT_THAT(d.pointer, Not(HasSubstr(b)));
  }
  EXPECT_THAT(verdict.Reason(9), Not(HasSubstr(a.substr(4))));
}

TEST(JsonGuard, ChoosesByPointerAndReplaces) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  const std::string secret = SecretForTest(kGithub);
  std::vector<std::string> seen;
  JsonVerdict verdict;
  ASSERT_TRUE(guard
                  .Look(
                      "{\"key\":\"" + secret + "\",\"list\":[{\"a/b\":\"\\u0041\"},\"" + secret +
                          "\"],\"r\":\"old\"}",
                      [&](const JsonText& text) -> JsonChoice {
                        seen.push_back(std::string(text.is_key ? "key " : "") +
                                       std::string(text.pointer));
                        if (text.is_key || text.pointer == "/key") return LeaveAlone();
                        JsonChoice choice{.place = kOutForTest};
                        if (text.pointer == "/r") choice.replace = "new \"" + secret;
                        if (text.pointer == "/list/0/a~1b") {
                          EXPECT_EQ(text.text, "A");
                        }
                        return choice;
                      },
                      &verdict)
                  .ok());
  EXPECT_THAT(seen, ElementsAre("key /key", "/key", "key /list", "key /list/0/a~1b", "/list/0/a~1b",
                                "/list/1", "key /r", "/r"));
  ASSERT_EQ(verdict.decisions.size(), 2u);
  const std::string mask = verdict.decisions[0].mask;
  EXPECT_EQ(verdict.json, "{\"key\":\"" + secret + "\",\"list\":[{\"a/b\":\"\\u0041\"},\"" + mask +
                              "\"],\"r\":\"new \\\"" + mask + "\"}");
}

TEST(JsonGuard, WhatIsNoJsonIsToldWithItsPlace) {
  GuardForTest engine;
  JsonGuard guard(engine.Parts());
  for (const std::string& text :
       {std::string("{"), std::string("[1,]"), std::string("[1] 2"), std::string(""),
        std::string("{\"a\":\"\n\"}"), std::string(2000, '[')}) {
    JsonVerdict verdict;
    const absl::Status status = guard.Look(text, ScanAll, &verdict);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), StartsWith("the message is no JSON"));
  }
}

}  // namespace
}  // namespace weir
