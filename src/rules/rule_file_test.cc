#include "rules/rule_file.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "rules/cat.h"

namespace weir {
namespace {

RuleFile Read(std::string_view text) { return ParseRuleFile("test.toml", text); }

constexpr std::string_view kGood = R"([[rule]]
id = "acme-token"
shape = '"acme_" alnum{20}'
)";

TEST(RuleFileTest, ReadsEveryField) {
  const RuleFile file = Read(R"(
# A file of everything.
[[rule]]
id = "acme-api-key"
name = "Acme API key"
provider = "Acme"
class = "password"
severity = "critical"
value = 'hex-lower{32}'
context = ["Acme", "acme_api-key"]
context_within = 60
hints = ["Billing"]
checksum = "crc32-base62"
on_invalid = "drop"
min_entropy = 3.25
enabled = false
description = """
Opens
everything."""
rotate = "Ask Acme."
reference = "https://acme.example/keys"
)");
  ASSERT_TRUE(file.diagnostics.empty()) << RenderDiagnostics(file.diagnostics);
  EXPECT_FALSE(file.HasErrors());
  ASSERT_EQ(file.rules.size(), 1u);
  const RuleDef& rule = file.rules[0];
  EXPECT_EQ(rule.id, "acme-api-key");
  EXPECT_EQ(rule.name, "Acme API key");
  EXPECT_EQ(rule.provider, "Acme");
  EXPECT_EQ(rule.secret_class, SecretClass::kPassword);
  EXPECT_EQ(rule.severity, Severity::kCritical);
  EXPECT_EQ(rule.kind, RuleKind::kValue);
  EXPECT_EQ(rule.shape_text, "hex-lower{32}");
  ASSERT_TRUE(rule.shape);
  EXPECT_EQ(ToShapeText(*rule.shape), "hex-lower{32}");
  EXPECT_EQ(rule.context, (std::vector<std::string>{"acme", "acme_api-key"}));
  EXPECT_EQ(rule.context_within, 60u);
  EXPECT_EQ(rule.hints, std::vector<std::string>{"billing"});
  EXPECT_EQ(rule.checksum, "crc32-base62");
  EXPECT_EQ(rule.on_invalid, OnInvalid::kDrop);
  EXPECT_EQ(rule.min_entropy, 3.25f);
  EXPECT_FALSE(rule.enabled);
  EXPECT_EQ(rule.description, "Opens\neverything.");
  EXPECT_EQ(rule.rotate, "Ask Acme.");
  EXPECT_EQ(rule.reference, "https://acme.example/keys");
  EXPECT_EQ(rule.file, "test.toml");
  EXPECT_EQ(rule.line, 3u);
}

TEST(RuleFileTest, ReadsEveryKind) {
  const RuleFile file = Read(R"(
[[rule]]
id = "a"
shape = '"acme_" alnum{20}'
[[rule]]
id = "b"
value = 'alnum{20}'
context = ["acme"]
[[rule]]
id = "c"
begin = '"-----BEGIN ACME-----"'
end = '"-----END ACME-----"'
[[rule]]
id = "d"
begin = '"-----BEGIN OTHER-----"'
[[rule]]
id = "e"
url = ["Postgres", "my+sql"]
[[rule]]
id = "f"
url = []
[[rule]]
id = "g"
regex = '\bacme-([a-z]{20})\b'
[[rule]]
id = "h"
assignment = ["Password", "passwd"]
[[rule]]
id = "i"
value = 'alnum{30}'
checksum = "crc32-base62"
)");
  ASSERT_TRUE(file.diagnostics.empty()) << RenderDiagnostics(file.diagnostics);
  ASSERT_EQ(file.rules.size(), 9u);
  const RuleKind kinds[] = {RuleKind::kShape, RuleKind::kValue,      RuleKind::kBlock,
                            RuleKind::kBlock, RuleKind::kUrl,        RuleKind::kUrl,
                            RuleKind::kRegex, RuleKind::kAssignment, RuleKind::kValue};
  for (size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(file.rules[i].kind, kinds[i]) << i;
    EXPECT_EQ(file.rules[i].name, file.rules[i].id) << i;
    EXPECT_EQ(file.rules[i].severity, Severity::kHigh);
    EXPECT_EQ(file.rules[i].secret_class, SecretClass::kCredential);
    EXPECT_EQ(file.rules[i].on_invalid, OnInvalid::kLow);
    EXPECT_EQ(file.rules[i].context_within, 40u);
    EXPECT_TRUE(file.rules[i].enabled);
  }
  EXPECT_TRUE(file.rules[2].end);
  EXPECT_EQ(file.rules[2].end_text, "\"-----END ACME-----\"");
  EXPECT_FALSE(file.rules[3].end);
  EXPECT_EQ(file.rules[4].schemes, (std::vector<std::string>{"postgres", "my+sql"}));
  EXPECT_TRUE(file.rules[5].schemes.empty());
  EXPECT_FALSE(file.rules[5].shape);
  EXPECT_EQ(file.rules[6].shape_text, "\\bacme-([a-z]{20})\\b");
  EXPECT_TRUE(file.rules[6].shape);
  EXPECT_EQ(file.rules[7].context, (std::vector<std::string>{"password", "passwd"}));
}

TEST(RuleFileTest, ClassesThatAreNoSecretsAreOffUnlessAskedFor) {
  for (int i = 0; i < 10; ++i) {
    const auto c = static_cast<SecretClass>(i);
    const bool off = c == SecretClass::kCredentialId || c == SecretClass::kPii ||
                     c == SecretClass::kFinancial || c == SecretClass::kHealth;
    const std::string text = Cat(kGood, "class = \"", Name(c), "\"\n");
    ASSERT_EQ(Read(text).rules.size(), 1u) << Name(c);
    EXPECT_EQ(Read(text).rules[0].enabled, !off) << Name(c);
    EXPECT_TRUE(Read(text + "enabled = true\n").rules[0].enabled);
    EXPECT_FALSE(Read(text + "enabled = false\n").rules[0].enabled);
  }
}

// One rule with one mistake: its code, and the text the carets must cover (the first of its kind).
struct Mistake {
  std::string_view code;
  std::string_view under;
  std::string_view text;
  std::string_view hint;  // a part of the hint; "" = not looked at
};

void Expect(const Mistake& row) {
  const RuleFile file = Read(row.text);
  ASSERT_EQ(file.diagnostics.size(), 1u) << row.text << "\n" << RenderDiagnostics(file.diagnostics);
  const Diagnostic& d = file.diagnostics[0];
  EXPECT_EQ(d.code, row.code) << row.text << RenderDiagnostic(d);
  EXPECT_EQ(d.level, Diagnostic::Level::kError);
  EXPECT_EQ(d.file, "test.toml");
  EXPECT_TRUE(file.rules.empty()) << row.text;
  EXPECT_TRUE(file.HasErrors());
  EXPECT_NE(d.hint.find(row.hint), std::string::npos) << RenderDiagnostic(d);
  if (row.under.empty()) return;
  // The place, in the file and in the line that is shown.
  size_t start = 0;
  for (size_t line = 1; line < d.line; ++line) start = row.text.find('\n', start) + 1;
  EXPECT_EQ(row.text.substr(start, d.source_line.size()), d.source_line);
  ASSERT_GE(d.column, 1u) << RenderDiagnostic(d);
  EXPECT_EQ(row.text.substr(start + d.column - 1, d.length), row.under) << RenderDiagnostic(d);
}

#define RULE "[[rule]]\nid = \"acme\"\n"
#define SHAPE "shape = '\"acme_\" alnum{20}'\n"

TEST(RuleFileTest, MistakesInFieldsAreShownWhereTheyAre) {
  const std::string long_id = Cat("[[rule]]\nid = \"", std::string(81, 'a'), "\"\n" SHAPE);
  const std::string long_name = Cat(RULE SHAPE "name = \"", std::string(201, 'a'), "\"\n");
  const Mistake table[] = {
      // The file.
      {"R003", "", "", "[[rule]]"},
      {"R003", "", "# nothing but a comment\n", ""},
      {"R003", "", "rule = []\n", ""},
      {"R004", "rules", "[[rules]]\nid = \"acme\"\n" SHAPE, ""},
      {"R004", "shape", SHAPE, "[[rule]]"},
      {"R005", "", "[rule]\nid = \"acme\"\n" SHAPE, "two brackets"},
      {"R005", "3", "rule = 3\n", ""},
      // Names of fields.
      {"R004", "severty", RULE SHAPE "severty = \"high\"\n", "`severity`"},
      {"R004", "Name", RULE SHAPE "Name = \"high\"\n", "`name`"},
      {"R004", "keywords", RULE SHAPE "keywords = [\"a\"]\n", "context"},
      {"R004", "block", RULE SHAPE "block = 3\n", "begin"},
      {"R004", "zzz", RULE SHAPE "zzz = 3\n", "one of id, name"},
      // Types.
      {"R005", "3", "[[rule]]\nid = 3\n" SHAPE, ""},
      {"R005", "true", RULE SHAPE "name = true\n", ""},
      {"R005", "[\"high\"]", RULE SHAPE "severity = [\"high\"]\n", ""},
      {"R005", "\"yes\"", RULE SHAPE "enabled = \"yes\"\n", ""},
      {"R005", "12", RULE "shape = 12\n", ""},
      {"R005", "1979-05-27", RULE "regex = 1979-05-27\n", ""},
      {"R005", "\"acme\"", RULE "value = 'hex{32}'\ncontext = \"acme\"\n", "context = ["},
      {"R005", "7", RULE "value = 'hex{32}'\ncontext = [\"acme\", 7]\n", ""},
      {"R005", "[]", RULE "value = 'hex{32}'\ncontext = [\"acme\", []]\n", ""},
      {"R005", "{}", RULE "url = {}\n", ""},
      {"R005", "1.5", RULE "value = 'hex{32}'\ncontext = [\"acme\"]\ncontext_within = 1.5\n", ""},
      {"R005", "\"3\"", RULE SHAPE "min_entropy = \"3\"\n", ""},
      {"R005", "{ a = 1 }", RULE SHAPE "hints = { a = 1 }\n", ""},
      // Missing, unknown, out of range.
      {"R006", "", "[[rule]]\n" SHAPE, "id ="},
      {"R007", "\"hihg\"", RULE SHAPE "severity = \"hihg\"\n", "`high`"},
      {"R007", "\"credentials\"", RULE SHAPE "class = \"credentials\"\n", "`credential`"},
      {"R007", "\"x\"", RULE SHAPE "class = \"x\"\n", "one of credential, "},
      {"R007", "'keep'", RULE SHAPE "checksum = 'a'\non_invalid = 'keep'\n", "one of drop, low"},
      {"R008", "\"\"", "[[rule]]\nid = \"\"\n" SHAPE, ""},
      {"R008", "\"Acme\"", "[[rule]]\nid = \"Acme\"\n" SHAPE, ""},
      {"R008", "'a--b'", "[[rule]]\nid = 'a--b'\n" SHAPE, ""},
      {"R008", "'-a'", "[[rule]]\nid = '-a'\n" SHAPE, ""},
      {"R008", "'a-'", "[[rule]]\nid = 'a-'\n" SHAPE, ""},
      {"R008", "'a_b'", "[[rule]]\nid = 'a_b'\n" SHAPE, ""},
      {"R008", "", long_id, ""},
      {"R009", "", RULE, "one of shape"},
      {"R009", "'hex{32}'", RULE SHAPE "value = 'hex{32}'\n", "two rules"},
      {"R009", "[\"abc\"]", RULE "url = []\nassignment = [\"abc\"]\n", ""},
      {"R010", "'\"x\"'", RULE SHAPE "end = '\"x\"'\n", ""},
      {"R010", "[\"acme\"]", RULE SHAPE "context = [\"acme\"]\n", "hints"},
      {"R010", "30", RULE SHAPE "context_within = 30\n", ""},
      {"R010", "'drop'", RULE SHAPE "on_invalid = 'drop'\n", ""},
      {"R010", "9", RULE "value = 'alnum{30}'\nchecksum = 'a'\ncontext_within = 9\n", ""},
      {"R011", "0", RULE "value = 'hex{32}'\ncontext = ['acme']\ncontext_within = 0\n", ""},
      {"R011", "201", RULE "value = 'hex{32}'\ncontext = ['acme']\ncontext_within = 201\n", ""},
      {"R011", "-0.5", RULE SHAPE "min_entropy = -0.5\n", ""},
      {"R011", "9", RULE SHAPE "min_entropy = 9\n", ""},
      {"R011", "nan", RULE SHAPE "min_entropy = nan\n", ""},
      {"R011", "inf", RULE SHAPE "min_entropy = inf\n", ""},
      // Contents.
      {"R012", "''", RULE SHAPE "name = ''\n", ""},
      {"R012", "", long_name, ""},
      {"R012", "\"a\\u0007\"", RULE SHAPE "provider = \"a\\u0007\"\n", ""},
      {"R012", "\"a\\nb\"", RULE SHAPE "name = \"a\\nb\"\n", ""},
      {"R012", "'javascript:x'", RULE SHAPE "reference = 'javascript:x'\n", "https://"},
      {"R012", "[]", RULE "assignment = []\n", ""},
      {"R012", "''", RULE "assignment = ['abc', '']\n", ""},
      {"R012", "' abc'", RULE "assignment = [' abc']\n", ""},
      {"R012", "'ABC'", RULE "assignment = ['abc', 'ABC']\n", "case"},
      {"R012", "['1a']", RULE "url = ['1a']\n", "postgres"},
      {"R012", "['a b']", RULE "url = ['a b']\n", ""},
      {"R012", "'CRC 32'", RULE SHAPE "checksum = 'CRC 32'\n", ""},
      {"R013", "'hex{32}'", RULE "value = 'hex{32}'\n", "context"},
      {"R013", "'hex{32}'", RULE "value = 'hex{32}'\ncontext = []\n", "context"},
  };
  for (const Mistake& row : table) Expect(row);
}

TEST(RuleFileTest, PlacesInsideAShapeAreMappedIntoTheFile) {
  const Mistake table[] = {
      {"R102", "alnun", RULE "shape = '\"acme_\" alnun{20}'\n", "alnum"},
      {"R102", "alnun", RULE "shape =    '''\"acme_\" alnun{20}'''\n", ""},
      {"R102", "alnun", RULE "shape = \"alnun{20}\"\n", ""},
      {"R102", "alnun", RULE "name = \"\xC3\xA9\xC3\xA9\"\nshape = '\"\xC3\xA9\" alnun{20}'\n", ""},
      {"R102", "alnun", RULE "begin = '\"acme\"'\nend = 'alnun'\n", ""},
      // Not written as it reads: the start of the string is the best place there is.
      {"R102", "\"", RULE "shape = \"\\\"acme_\\\" alnun{20}\"\n", ""},
      {"R102", "'", RULE "shape = '''\n\"acme_\"\nalnun{20}'''\n", ""},
      {"R205", "*+", RULE "regex = 'acme[0-9]*+x'\n", ""},
      {"R207", "(?=", RULE "regex = 'acme(?=x)'\n", ""},
      {"R203", "\\q", RULE "regex = 'acme\\q'\n", ""},
      {"R203", "\"", RULE "regex = \"acme\\\\q\"\n", ""},
      {"R212", "^", RULE "regex = '^acme'\n", "remove"},
      {"R212", "^", RULE "regex = '(?i)\\b^acme'\n", "remove"},
      {"R212", "$", RULE "regex = 'acme$'\n", "remove"},
      {"R401", "alnum{20}", RULE "shape = 'alnum{20}'\n", "prefix"},
      {"R401", "[a-z]{20}", RULE "regex = '[a-z]{20}'\n", "prefix"},
      {"R403", "\"ac\" digit{20}", RULE "shape = '\"ac\" digit{20}'\n", ""},
      {"R405", "'xy'", RULE "value = 'hex{32}'\ncontext = ['acme', 'xy']\n", ""},
      {"R405", "\"pw\"", RULE "assignment = [\"pw\"]\n", ""},
  };
  for (const Mistake& row : table) Expect(row);
}

TEST(RuleFileTest, SyntaxErrorsOfTomlAreDiagnosticsToo) {
  const struct {
    std::string_view text;
    size_t line;
  } table[] = {
      {"[[rule]\n", 1},
      {"[[rule]]\nid = \n", 2},
      {"[[rule]]\nid = \"a\nb\"\n", 2},
      {"[[rule]]\nid = 'a'\nid = 'b'\n", 3},
      {"[[rule]]\nid = 'a'\n \xFF\n", 3},
      {"[[[", 1},
      {"\xCC\xA7 = 1\n", 1},
      {"x = [1, 2.\xC3\xA9]\n", 1},
      {"[.a]\n", 1},
      {"[[rule]]\n[#]\n", 2},
      {"[[rule]]\nid = 'a' name = 'b'\n", 2},
      {"[[rule]]\nname = \"\\q\"\n", 2},
      {"\x01", 1},
  };
  for (const auto& row : table) {
    const RuleFile file = Read(row.text);
    ASSERT_EQ(file.diagnostics.size(), 1u) << row.text;
    EXPECT_EQ(file.diagnostics[0].code, "R001") << row.text;
    EXPECT_EQ(file.diagnostics[0].line, row.line)
        << row.text << RenderDiagnostic(file.diagnostics[0]);
    EXPECT_TRUE(file.rules.empty());
  }
}

TEST(RuleFileTest, GoodRulesBesideBadOnesAreKept) {
  const RuleFile file = Read("[[rule]]\nid = 'first'\n" SHAPE
                             "[[rule]]\nid = 'bad'\nfoo = 1\nseverity = 'x'\nclass = 'y'\n" SHAPE
                             "[[rule]]\nid = 'last'\nshape = '\"acme2_\" alnum{20}'\n");
  ASSERT_EQ(file.rules.size(), 2u);
  EXPECT_EQ(file.rules[0].id, "first");
  EXPECT_EQ(file.rules[1].id, "last");
  ASSERT_EQ(file.diagnostics.size(), 3u);
  EXPECT_TRUE(
      std::is_sorted(file.diagnostics.begin(), file.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.line < b.line; }));
}

TEST(RuleFileTest, WarningsLeaveTheRule) {
  const RuleFile file = Read(RULE "shape = '\"token\" alnum{20}'\n");
  ASSERT_EQ(file.diagnostics.size(), 1u);
  EXPECT_EQ(file.diagnostics[0].code, "R404");
  EXPECT_EQ(file.diagnostics[0].level, Diagnostic::Level::kWarning);
  EXPECT_FALSE(file.HasErrors());
  EXPECT_EQ(file.rules.size(), 1u);
}

TEST(RuleFileTest, LineEndsOfWindowsAndByteOrderMarksAreRead) {
  std::string text;
  for (char c : kGood) {
    if (c == '\n') text += '\r';
    text += c;
  }
  EXPECT_EQ(Read(text).rules.size(), 1u);
  EXPECT_EQ(Read("\xEF\xBB\xBF" + std::string(kGood)).rules.size(), 1u);
  const RuleFile bad = Read(text + "foo = 1\r\n");
  ASSERT_EQ(bad.diagnostics.size(), 1u);
  EXPECT_EQ(bad.diagnostics[0].line, 4u);
  EXPECT_EQ(bad.diagnostics[0].source_line, "foo = 1");
}

TEST(RuleFileTest, BoundsWhatAFileMayCost) {
  EXPECT_EQ(Read(std::string((4 << 20) + 1, '#')).diagnostics[0].code, "R002");

  std::string many;
  for (int i = 0; i < 10'001; ++i) many += "[[rule]]\n";
  EXPECT_EQ(Read(many).diagnostics[0].code, "R002");

  // A key of a million parts would make a tree that deep.
  std::string deep = "a";
  for (int i = 0; i < 1'000'000; ++i) deep += ".a";
  for (const std::string& text :
       {deep + " = 1\n", "[" + deep + "]\n", "x = \"\"\"a\"\"\"\"\"\n" + deep + "=1\n",
        "x = '\\'\n" + deep + "=1\n", "x = \"\\\"\"\n" + deep + "=1\n"}) {
    const RuleFile file = Read(text);
    ASSERT_EQ(file.diagnostics.size(), 1u);
    EXPECT_EQ(file.diagnostics[0].code, "R001");
  }
  EXPECT_EQ(Read(std::string(100'000, '[')).diagnostics[0].code, "R001");
  // Dots in a string are dots.
  const std::string dots(1000, '.');
  EXPECT_EQ(
      Read(Cat(kGood, "description = '", dots, "'\nrotate = \"\"\"\n", dots, "\"\"\"\n#", dots))
          .rules.size(),
      1u);

  std::string wrong(kGood);
  for (int i = 0; i < 5000; ++i) wrong += Cat("f", i, " = 1\n");
  EXPECT_EQ(Read(wrong).diagnostics.size(), 101u);
  EXPECT_EQ(Read(wrong).diagnostics.back().code, "R002");

  // One enormous line is not copied into each complaint about it.
  std::string line = "rule = [";
  for (int i = 0; i < 2000; ++i) line += "{a=1},";
  const RuleFile file = Read(line + "]\n");
  for (const Diagnostic& d : file.diagnostics) EXPECT_LE(d.source_line.size(), 8192u);
}

}  // namespace
}  // namespace weir
