#include "cli/settings.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ApplySettings, EveryKeyReachesItsFlag) {
  ParsedArgs args(CommandId::kScan);
  const std::vector<Diagnostic> wrong = ApplySettings("sub/weir.toml", R"(
[scan]
format = "sarif"
min_confidence = "high"
threads = 3
exclude = ["vendor/", "*.min.js"]
rules = ["acme.toml", "/etc/rules.toml"]
only = ["a"]
exclude_rules = ["b", "c"]
classes = ["pii"]
max_file_size = "10M"
max_findings = 7
max_time = "5s"
no_ignore = true
follow_links = true
color = "never"
allow_files = ["allow.toml"]
baseline = "known"
inline_allow = "off"
views = "off"
vault_max_age = "30d"
vault_max_entries = 5
never_restore = ["jwt"]
json = "on"
fields = ["a.b"]
)",
                                                      &args);
  EXPECT_EQ(RenderDiagnostics(wrong), "");
  EXPECT_EQ(args.Value(FlagId::kFormat), "sarif");
  EXPECT_EQ(args.Value(FlagId::kMinConfidence), "high");
  EXPECT_EQ(args.Value(FlagId::kThreads), "3");
  EXPECT_THAT(args.Values(FlagId::kExclude), ElementsAre("vendor/", "*.min.js"));
  EXPECT_THAT(args.Values(FlagId::kRules), ElementsAre("sub/acme.toml", "/etc/rules.toml"));
  EXPECT_THAT(args.Values(FlagId::kOnly), ElementsAre("a"));
  EXPECT_THAT(args.Values(FlagId::kExcludeRule), ElementsAre("b", "c"));
  EXPECT_THAT(args.Values(FlagId::kClass), ElementsAre("pii"));
  EXPECT_EQ(args.Value(FlagId::kMaxFileSize), "10M");
  EXPECT_EQ(args.Value(FlagId::kMaxFindings), "7");
  EXPECT_EQ(args.Value(FlagId::kMaxTime), "5s");
  EXPECT_TRUE(args.IsOn(FlagId::kNoIgnore));
  EXPECT_TRUE(args.IsOn(FlagId::kFollowLinks));
  EXPECT_EQ(args.Value(FlagId::kColor), "never");
  EXPECT_THAT(args.Values(FlagId::kAllow), ElementsAre("sub/allow.toml"));
  EXPECT_EQ(args.Value(FlagId::kBaseline), "sub/known");
  EXPECT_EQ(args.Value(FlagId::kInlineAllow), "off");
  // The text above names every key there is.
  size_t settable = 0;
  for (const Flag& flag : AllFlags()) {
    if (flag.setting.empty()) continue;
    ++settable;
    EXPECT_TRUE(args.Has(flag.id)) << flag.setting;
  }
  EXPECT_EQ(settable, 23u);
}

TEST(ApplySettings, AllowEntries) {
  ParsedArgs args(CommandId::kScan);
  std::vector<AllowEntry> allow;
  const std::vector<Diagnostic> wrong = ApplySettings("w.toml", R"(
[scan]
threads = 1

[[allow]]
rule = "jwt"
path = "tests/"
path_regex = "tests/[a-z]+"
regex = "eyJ.*"
value_hash = "sha1:0000000000000000000000000000000000000000"
fingerprint = "00000000000000000000000000000000"
reason = "made up"
expires = 2026-12-09

[[allow]]
rule = "x"
reason = "y"
)",
                                                      &args, &allow);
  EXPECT_EQ(RenderDiagnostics(wrong), "");
  ASSERT_EQ(allow.size(), 2u);
  EXPECT_EQ(allow[0].line, 5u);
  EXPECT_EQ(allow[0].file, "w.toml");
  EXPECT_EQ(allow[0].expires, ParseDate("2026-12-09"));
  EXPECT_EQ(allow[1].line, 15u);
  // What is written as an entry is read as that entry.
  std::vector<AllowEntry> again;
  EXPECT_THAT(ReadAllowFile("w.toml", AllowEntryToml(allow[0]), &again), IsEmpty());
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(AllowEntryToml(again[0]), AllowEntryToml(allow[0]));
  // A file of entries holds nothing else.
  EXPECT_EQ(ReadAllowFile("w.toml", "[scan]\nthreads = 1\n", &again).size(), 1u);
}

TEST(ApplySettings, KeysOfManyPartsAreRefusedBeforeTheyAreParsed) {
  ParsedArgs args(CommandId::kScan);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "a.";
  const std::vector<Diagnostic> wrong = ApplySettings("w.toml", "# x\n" + deep + "a = 1\n", &args);
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_EQ(wrong[0].code, "S001");
  EXPECT_EQ(wrong[0].line, 2u);
}

TEST(ApplySettings, TheCommandLineWinsKeyByKey) {
  ParsedArgs args(CommandId::kScan);
  args.Set(FlagId::kNoIgnore, {"false"});
  args.Set(FlagId::kExclude, {"x"});
  EXPECT_THAT(ApplySettings("weir.toml",
                            "[scan]\nno_ignore = true\nexclude = [\"y\"]\nthreads = 2\n", &args),
              IsEmpty());
  EXPECT_FALSE(args.IsOn(FlagId::kNoIgnore, true));
  EXPECT_THAT(args.Values(FlagId::kExclude), ElementsAre("x"));
  EXPECT_EQ(args.Value(FlagId::kThreads), "2");
}

TEST(ApplySettings, Diagnostics) {
  const struct {
    std::string_view text, code, message, hint;
    size_t line;
  } kCases[] = {
      {"[scan]\nformt = \"json\"\n", "S002", "unknown key 'formt' in [scan]",
       "did you mean 'format'?", 2},
      {"[scan]\nmax_finding = 3\n", "S002", "unknown key 'max_finding'",
       "did you mean 'max_findings'?", 2},
      {"[scan]\nzzz = 3\n", "S002", "unknown key 'zzz'", "weir help scan", 2},
      {"[scan]\nshow_secrets = true\n", "S002", "unknown key 'show_secrets'", "", 2},
      {"[sacn]\n", "S002", "unknown key 'sacn'", "[scan]", 1},
      {"format = \"json\"\n", "S002", "'format' stands outside of [scan]", "below a line [scan]",
       1},
      {"scan = 3\n", "S003", "'scan' is an integer, not a table", "write [scan]", 1},
      {"[scan]\nformat = 3\n", "S003", "'format' is an integer, not a string", "", 2},
      {"[scan]\nthreads = \"3\"\n", "S003", "'threads' is a string, not an integer", "", 2},
      {"[scan]\nno_ignore = \"yes\"\n", "S003", "'no_ignore' is a string, not true or false", "",
       2},
      {"[scan]\nexclude = \"x\"\n", "S003", "'exclude' is a string, not an array of strings", "",
       2},
      {"[scan]\nexclude = [1]\n", "S003", "'exclude' is an integer", "", 2},
      {"[scan]\nformat = \"xml\"\n", "S004", "unknown format 'xml'", "", 2},
      {"[scan]\nthreads = -1\n", "S004", "bad value '-1' for --threads", "", 2},
      {"[scan]\n\nmax_time = \"5\"\n", "S004", "bad value '5' for --max-time", "", 3},
      {"[scan\n", "S001", "not valid TOML", "", 1},
      {"[scan]\nformat = \"json\"\nformat = \"text\"\n", "S001", "not valid TOML", "", 3},
  };
  for (const auto& c : kCases) {
    ParsedArgs args(CommandId::kScan);
    const std::vector<Diagnostic> wrong = ApplySettings("weir.toml", c.text, &args);
    ASSERT_EQ(wrong.size(), 1u) << c.text;
    EXPECT_EQ(wrong[0].code, c.code) << c.text;
    EXPECT_EQ(wrong[0].line, c.line) << c.text;
    EXPECT_THAT(wrong[0].message, HasSubstr(std::string(c.message)));
    EXPECT_THAT(wrong[0].hint, HasSubstr(std::string(c.hint)));
    EXPECT_THAT(RenderDiagnostics(wrong), HasSubstr("weir.toml:" + std::to_string(c.line)));
  }
}

TEST(ApplySettings, SeveralProblemsInTheOrderOfTheFile) {
  ParsedArgs args(CommandId::kScan);
  const auto wrong = ApplySettings("weir.toml", "[scan]\nzz = 1\nyy = 2\nxx = 3\n", &args);
  ASSERT_EQ(wrong.size(), 3u);
  EXPECT_LT(wrong[0].line, wrong[1].line);
  EXPECT_LT(wrong[1].line, wrong[2].line);
}

TEST(ApplySettings, HostileBytesDoNotReachTheTerminal) {
  for (std::string_view text :
       {std::string_view("\x1b]52;c;eA==\x07 = 1\n"),
        std::string_view("[scan]\n\"\\u001b[2J\" = 1\n"), std::string_view("\xff\xfe\x00\x00", 4),
        std::string_view("[scan]\nformat = \"\\u001b[2J\"\n"),
        std::string_view("[[[[[[[[[[[[[[[[")}) {
    ParsedArgs args(CommandId::kScan);
    const std::string shown = RenderDiagnostics(ApplySettings("weir.toml", text, &args));
    EXPECT_FALSE(shown.empty());
    for (char c : shown) {
      EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << shown;
    }
  }
}

}  // namespace
}  // namespace weir
