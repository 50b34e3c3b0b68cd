// The manual in rules/README.md against the code: every name is in it, every code, and each example
// gives the diagnostic it stands for.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "rules/charset.h"
#include "rules/rule_file.h"

namespace weir {
namespace {

std::string ReadFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  EXPECT_NE(file, nullptr) << path;
  std::string bytes;
  if (file == nullptr) return bytes;
  char block[4096];
  while (const size_t got = std::fread(block, 1, sizeof(block), file.get())) {
    bytes.append(block, got);
  }
  return bytes;
}

const std::string& Manual() {
  static const std::string* manual =
      new std::string(ReadFile(std::string(WEIR_SOURCE_DIR) + "/rules/README.md"));
  return *manual;
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The texts in backticks in the last cell of a table row, one a line; `\|` is the bar itself.
std::string Example(std::string_view row) {
  std::string out;
  const size_t cell = row.rfind(" | ");
  std::string_view rest = row.substr(cell == std::string_view::npos ? 0 : cell);
  while (true) {
    const size_t open = rest.find('`');
    if (open == std::string_view::npos) return out;
    const size_t close = rest.find('`', open + 1);
    if (close == std::string_view::npos) return out;
    for (size_t i = open + 1; i < close; ++i) {
      if (rest[i] == '\\' && rest[i + 1] == '|') continue;
      out += rest[i];
    }
    out += '\n';
    rest.remove_prefix(close + 1);
  }
}

TEST(ManualTest, EveryExampleGivesItsDiagnostic) {
  int examples = 0;
  for (std::string_view row : Lines(Manual())) {
    if (!row.starts_with("| R") || row.size() < 8) continue;
    const std::string code(row.substr(2, 4));
    std::string text = Example(row);
    if (text.empty()) continue;
    ++examples;
    if (text.find("[[rule]]") == std::string::npos && code != "R003") {
      std::string head = "[[rule]]\n";
      if (text.find("id = ") != 0) head += "id = \"acme\"\n";
      bool kind = false;
      for (std::string_view field : {"shape", "value", "begin", "url", "regex", "assignment"}) {
        kind = kind || text.starts_with(std::string(field) + " = ");
      }
      if (!kind) head += "shape = '\"acme_\" alnum{32}'\n";
      text = head + text;
    }
    const RuleFile file = ParseRuleFile("example.toml", text);
    ASSERT_EQ(file.diagnostics.size(), 1u) << text << RenderDiagnostics(file.diagnostics);
    EXPECT_EQ(file.diagnostics[0].code, code) << text << RenderDiagnostics(file.diagnostics);
  }
  EXPECT_GT(examples, 40);
}

// Codes are string literals in the sources of this folder.
TEST(ManualTest, EveryCodeIsInTheManualAndNoOther) {
  std::set<std::string> documented, used;
  for (std::string_view row : Lines(Manual())) {
    if (row.starts_with("| R") && row.size() > 6) documented.emplace(row.substr(2, 4));
  }
  for (std::string_view name : {"rule_file.cc", "check.cc", "regex_parser.cc", "shape_parser.cc"}) {
    const std::string source =
        ReadFile(std::string(WEIR_SOURCE_DIR) + "/src/rules/" + std::string(name));
    for (size_t at = source.find("\"R"); at != std::string::npos; at = source.find("\"R", at + 1)) {
      const std::string code = source.substr(at + 1, 4);
      if (code.find_first_not_of("0123456789", 1) == std::string::npos) used.insert(code);
    }
  }
  EXPECT_EQ(documented, used);
  EXPECT_GT(used.size(), 45u);
}

TEST(ManualTest, EveryNameIsExplained) {
  for (const Charset& charset : Charsets()) {
    EXPECT_NE(Manual().find("`" + std::string(charset.name) + "`"), std::string::npos)
        << charset.name;
  }
  for (std::string_view macro :
       {"uuid", "uuid-lower", "uuid-upper", "pad", "jwt", "host", "ws", "nl"}) {
    EXPECT_NE(Manual().find("`" + std::string(macro) + "`"), std::string::npos) << macro;
  }
  for (int i = 0; i < 10; ++i) {
    const std::string name(Name(static_cast<SecretClass>(i)));
    EXPECT_NE(Manual().find("`" + name + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace weir
