#include <gtest/gtest.h>

#include "report/test_util.h"
#include "report/utf8.h"
#include "report/writer_impl.h"

namespace weir {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class TextWriterTest : public testing::Test {
 protected:
  std::vector<Record> Records(const std::string& path, const std::string& text) const {
    std::vector<Finding> findings;
    AddFindings(text, secret_, rule_.rule(), &findings);
    RecordOptions options = TestOptions();
    options.show_secrets = true;
    std::vector<Record> records;
    RecordMaker(options).Make(path, text, 0, findings, &records);
    return records;
  }
  static std::string Write(const std::vector<Record>& records, WriterOptions options = {},
                           Summary summary = Searched()) {
    summary.findings = records.size();
    std::string text;
    const auto out = StringOutput(&text);
    const auto writer = MakeTextWriter(options, out.get());
    EXPECT_TRUE(writer->Begin({}).ok());
    for (const Record& record : records) EXPECT_TRUE(writer->Add(record).ok());
    EXPECT_TRUE(writer->Flush().ok());
    EXPECT_TRUE(writer->Finish(summary).ok());
    return text;
  }
  static Summary Searched() {
    Summary summary;
    summary.coverage.inputs = 5;
    summary.coverage.searched_bytes = summary.coverage.offered_bytes = 1000;
    summary.elapsed = std::chrono::milliseconds(20);
    return summary;
  }

  TestRule rule_{"test-token", "Test token",
                 "tok"
                 "_"};
  std::string secret_ =
      "tok"
      "_" +
      Generated(36);
};

TEST_F(TextWriterTest, ReadsLikeACompiler) {
  const std::vector<Record> records = Records("conf/prod.env", "A=1\n  KEY=" + secret_ + " # x\n");
  EXPECT_EQ(Write(records),
            "conf/prod.env:2:7: critical: Test token\n"
            "    2 | KEY=tok_\u2026(40 bytes) # x\n"
            "      |     ^^^^^^^^^^^^^^^ test-token, high confidence\n"
            "      = next: Revoke it at the vendor.\n"
            "\n"
            "1 secret in 1 file \u00b7 searched 5 files, 1.0 kB in 0.02 s\n");
}

TEST_F(TextWriterTest, FindingsOfAFileStandTogether) {
  std::vector<Record> records = Records("a", secret_ + "\n" + secret_);
  const std::vector<Record> more = Records("b", secret_);
  records.insert(records.end(), more.begin(), more.end());
  const std::string text = Write(records);
  const std::vector<std::string> lines = Lines(text);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), ""), 2) << text;
  EXPECT_NE(text.find("3 secrets in 2 files"), std::string::npos) << text;
}

TEST_F(TextWriterTest, TheNextStepIsToldOnceAFile) {
  std::vector<Record> records = Records("a", secret_ + "\n" + secret_);
  const std::vector<Record> more = Records("b", secret_);
  records.insert(records.end(), more.begin(), more.end());
  const std::vector<std::string> lines = Lines(Write(records));
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "      = next: Revoke it at the vendor."), 2);
}

TEST_F(TextWriterTest, FitsTheWidth) {
  rule_.rule().rotate =
      "Revoke it in the console of the vendor under a long list of menus that nobody remembers and "
      "make a new one with fewer rights.";
  const std::string wide = "\u4e2d\u6587 { a: b, c: d } ";
  std::string line;
  for (int i = 0; i < 20; ++i) line += wide;
  for (size_t before = 0; before <= line.size(); before += wide.size()) {
    const std::string text = line.substr(0, before) + secret_ + line.substr(before) + "\n";
    for (size_t width : {40, 60, 80, 132}) {
      WriterOptions options;
      options.width = width;
      options.quiet = true;
      const std::vector<std::string> lines = Lines(Write(Records("file", text), options));
      for (const std::string& shown : lines) {
        EXPECT_LE(DisplayWidth(shown), width) << shown;
        EXPECT_TRUE(IsValidUtf8(shown)) << shown;
      }
      // The marks stand under the mask, to the column.
      size_t row = 0;
      while (row < lines.size() && lines[row].find("tok_\u2026") == std::string::npos) ++row;
      ASSERT_LT(row + 1, lines.size());
      const size_t mask = lines[row].find("tok_\u2026");
      EXPECT_EQ(DisplayWidth(lines[row].substr(0, mask)), lines[row + 1].find('^'));
    }
  }
}

TEST_F(TextWriterTest, NeverAValueNorARawControl) {
  const std::string hostile = "\x1b]0;x\x07\u202e\xff\r::set-output\n";
  rule_.rule().description = rule_.rule().rotate = rule_.rule().reference = rule_.rule().name =
      hostile;
  std::vector<Record> records =
      Records("d/" + hostile, "\x1b[31m\u202e\xc2\x9b " + secret_ + " \x07\xff" + "\n");
  Summary summary = Searched();
  summary.incomplete = true;
  summary.problems.push_back({SkipReason::kUnreadable, hostile, hostile});
  summary.coverage.AddSkip(SkipReason::kUnreadable, 0);
  for (bool verbose : {false, true}) {
    WriterOptions options;
    options.verbose = verbose;
    const std::string text = Write(records, options, summary);
    EXPECT_FALSE(Leaks(text, secret_.substr(4)));
    for (size_t i = 0; i < text.size();) {
      const Utf8Char c = DecodeUtf8(text, i);
      ASSERT_TRUE(c.valid);
      ASSERT_TRUE(c.code == '\n' ||
                  (c.code >= 0x20 && c.code != 0x202E && !(c.code >= 0x7F && c.code < 0xA0)));
      i += c.length;
    }
    for (const std::string& line : Lines(text)) {
      EXPECT_NE(line.substr(0, line.find_first_not_of(' ') + 2).find("::"), 0u) << line;
    }
  }
}

TEST_F(TextWriterTest, ColourAddsNothingButColour) {
  const std::vector<Record> records = Records("a", "x " + secret_ + " y\n");
  WriterOptions plain, color;
  plain.verbose = color.verbose = color.color = true;
  std::string text = Write(records, color);
  EXPECT_NE(text.find("\x1b[1;31m"), std::string::npos);
  for (size_t at; (at = text.find("\x1b[")) != std::string::npos;) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  EXPECT_EQ(text, Write(records, plain));
}

TEST_F(TextWriterTest, VerboseTellsWhy) {
  WriterOptions options;
  options.verbose = true;
  const std::vector<Record> records = Records("a", secret_);
  const std::string text = Write(records, options);
  EXPECT_NE(text.find(std::string(Explain(Reason::kShape))), std::string::npos) << text;
  EXPECT_NE(text.find(records[0].fingerprint), std::string::npos);
  EXPECT_NE(text.find("It opens a door. Whoever holds it may come in."), std::string::npos);
  EXPECT_NE(text.find("Then remove it from the history."), std::string::npos);
  EXPECT_NE(text.find("https://vendor.example/keys"), std::string::npos);
}

TEST_F(TextWriterTest, ShowsTheValueOnlyWhenAskedFor) {
  WriterOptions options;
  options.show_secrets = true;
  EXPECT_NE(Write(Records("a", secret_), options).find(secret_), std::string::npos);
  EXPECT_EQ(Write(Records("a", secret_)).find(secret_), std::string::npos);
}

TEST_F(TextWriterTest, QuietHasFindingsOnly) {
  WriterOptions options;
  options.quiet = true;
  EXPECT_EQ(Write({}, options), "");
  const std::string text = Write(Records("a", secret_), options);
  EXPECT_EQ(text.find("searched"), std::string::npos);
  EXPECT_NE(text.find("critical"), std::string::npos);
}

TEST_F(TextWriterTest, IncompleteCannotBeMissed) {
  Summary summary = Searched();
  summary.incomplete = true;
  summary.coverage.AddSkip(SkipReason::kUnreadable, 0);
  summary.problems.push_back({SkipReason::kUnreadable, "locked", "Permission denied"});
  summary.problem_count = 1;
  const std::string text = Write({}, {}, summary);
  EXPECT_NE(text.find("locked: Permission denied"), std::string::npos) << text;
  EXPECT_TRUE(Lines(text).back().starts_with("INCOMPLETE")) << text;
  WriterOptions quiet;
  quiet.quiet = true;
  EXPECT_NE(Write({}, quiet, summary).find("INCOMPLETE"), std::string::npos);
  EXPECT_EQ(Write({}).find("INCOMPLETE"), std::string::npos);
}

TEST_F(TextWriterTest, ManyProblemsAreCounted) {
  Summary summary = Searched();
  summary.incomplete = true;
  for (int i = 0; i < 50; ++i) {
    summary.problems.push_back({SkipReason::kUnreadable, "file" + std::to_string(i), "I/O error"});
  }
  summary.problem_count = 2000;
  const std::string text = Write({}, {}, summary);
  EXPECT_NE(text.find("file9: "), std::string::npos);
  EXPECT_EQ(text.find("file10: "), std::string::npos);
  EXPECT_NE(text.find("2,000 problems in all"), std::string::npos) << text;
}

}  // namespace
}  // namespace weir
