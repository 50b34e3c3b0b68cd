#include <gtest/gtest.h>

#include "nlohmann/json.hpp"
#include "report/test_util.h"
#include "report/utf8.h"
#include "report/writer_impl.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

Json Parse(const std::string& text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  EXPECT_FALSE(json.is_discarded()) << text;
  return json;
}

class JsonWriterTest : public testing::Test {
 protected:
  std::vector<Record> Records(const std::string& path, bool show_secrets = false) const {
    const std::string text = "key = " + secret_ + "\ntwo = " + secret_ + "\n";
    std::vector<Finding> findings;
    AddFindings(text, secret_, rule_.rule(), &findings);
    RecordOptions options = TestOptions();
    options.show_secrets = show_secrets;
    std::vector<Record> records;
    RecordMaker(options).Make(path, text, 0, findings, &records);
    return records;
  }
  std::string Write(Format format, const std::vector<Record>& records, const Summary& summary,
                    const WriterOptions& options = {}) const {
    std::string text;
    const auto out = StringOutput(&text);
    const auto writer = MakeWriter(format, options, out.get());
    RunInfo run;
    run.version = "0.1.0";
    run.rule_count = 12;
    run.start_time = "2026-01-02T03:04:05Z";
    EXPECT_TRUE(writer->Begin(run).ok());
    for (const Record& record : records) EXPECT_TRUE(writer->Add(record).ok());
    EXPECT_TRUE(writer->Finish(summary).ok());
    return text;
  }

  TestRule rule_{"test-token", "Test token",
                 "tok"
                 "_"};
  std::string secret_ =
      "tok"
      "_" +
      Generated(36);
};

TEST_F(JsonWriterTest, ALineAFindingWithItsKeysInOrder) {
  const std::string text = Write(Format::kJsonl, Records("dir/file"), {});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  const Json json = Parse(text.substr(0, text.find('\n')));
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "path", "start", "end", "line", "column", "column_utf16", "end_line",
                      "end_column", "end_column_utf16", "rule", "name", "class", "severity",
                      "confidence", "reasons", "fingerprint", "trail", "masked"}));
  EXPECT_EQ(json["path"], "dir/file");
  EXPECT_EQ(json["start"], 6);
  EXPECT_EQ(json["end"], 46);
  EXPECT_EQ(json["column"], 7);
  EXPECT_EQ(json["end_column"], 47);
  EXPECT_EQ(json["rule"], "test-token");
  EXPECT_EQ(json["class"], std::string(Name(SecretClass::kCredential)));
  EXPECT_EQ(json["severity"], std::string(Name(Severity::kCritical)));
  EXPECT_EQ(json["confidence"], std::string(Name(Confidence::kHigh)));
  EXPECT_EQ(json["reasons"], Json::array({std::string(Name(Reason::kShape))}));
  EXPECT_EQ(json["trail"], "");
  EXPECT_EQ(json["masked"], "tok_\u2026(40 bytes)");
  EXPECT_FALSE(Leaks(text, secret_.substr(4)));
}

TEST_F(JsonWriterTest, TheSecretOnlyWhenAskedFor) {
  WriterOptions options;
  options.show_secrets = true;
  for (Format format : {Format::kJson, Format::kJsonl}) {
    EXPECT_TRUE(Leaks(Write(format, Records("f", true), {}, options), secret_));
    EXPECT_FALSE(Leaks(Write(format, Records("f", true), {}), secret_));
  }
  const Json json = Parse(RecordJson(Records("f", true)[0], true));
  EXPECT_EQ(json["secret"], secret_);
  EXPECT_FALSE(json.contains("secret_base64"));
}

TEST_F(JsonWriterTest, BytesThatAreNoTextComeBesideInBase64) {
  std::vector<Record> records = Records("a\xff/\x1b[2Jb");
  records[0].secret = "\xc3(";
  const std::string text = RecordJson(records[0], true);
  const Json json = Parse(text);
  EXPECT_EQ(json["path"], "a\uFFFD/\x1b[2Jb");
  EXPECT_EQ(json["path_base64"], "Yf8vG1sySmI=");
  EXPECT_EQ(json["secret"], "\uFFFD(");
  EXPECT_EQ(json["secret_base64"], "wyg=");
  EXPECT_FALSE(Parse(RecordJson(Records("plain")[0], false)).contains("path_base64"));
}

TEST_F(JsonWriterTest, NothingButVisibleAscii) {
  std::string path;
  for (int byte = 1; byte < 256; ++byte) path.push_back(static_cast<char>(byte));
  path += "\u202e\u009b\u2028";
  Summary summary;
  summary.problems.push_back({SkipReason::kUnreadable, path, path});
  for (Format format : {Format::kJson, Format::kJsonl, Format::kSarif}) {
    for (char c : Write(format, Records(path), summary)) {
      ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << Name(format);
    }
  }
}

TEST_F(JsonWriterTest, OneObjectARun) {
  Summary summary;
  summary.coverage.offered_bytes = 150;
  summary.coverage.searched_bytes = 100;
  summary.coverage.inputs = 2;
  summary.coverage.AddSkip(SkipReason::kUnreadable, 50, 1);
  summary.coverage.findings_not_listed = 4;
  summary.problems.push_back({SkipReason::kUnreadable, "x\xff", "Permission denied"});
  summary.problem_count = 1;
  summary.incomplete = true;
  summary.elapsed = std::chrono::microseconds(1500);
  for (size_t count : {0, 1, 2}) {
    std::vector<Record> records = Records("dir/file");
    records.resize(count);
    const Json json = Parse(Write(Format::kJson, records, summary));
    EXPECT_EQ(json["version"], 1);
    EXPECT_EQ(json["weir"], "0.1.0");
    EXPECT_EQ(json["started"], "2026-01-02T03:04:05Z");
    EXPECT_EQ(json["rules"], 12);
    ASSERT_EQ(json["findings"].size(), count);
    for (size_t i = 0; i < count; ++i) {
      EXPECT_EQ(json["findings"][i], Parse(RecordJson(records[i], false)));
    }
    EXPECT_EQ(json["coverage"]["skipped"]["unreadable"]["bytes"], 50);
    EXPECT_EQ(json["coverage"]["skipped"]["unreadable"]["inputs"], 1);
    EXPECT_EQ(json["coverage"]["skipped"].size(), 1u);
    EXPECT_EQ(json["coverage"]["findings_not_listed"], 4);
    EXPECT_EQ(json["problems"][0]["message"], "Permission denied");
    EXPECT_EQ(json["problems"][0]["path_base64"], "eP8=");
    EXPECT_EQ(json["incomplete"], true);
    EXPECT_EQ(json["elapsed_ms"], 1.5);
  }
}

TEST_F(JsonWriterTest, FormatsHaveNames) {
  for (Format format : {Format::kText, Format::kJson, Format::kJsonl, Format::kSarif}) {
    EXPECT_EQ(ParseFormat(Name(format)), format);
  }
  EXPECT_EQ(ParseFormat("xml"), std::nullopt);
  EXPECT_EQ(ParseFormat(""), std::nullopt);
}

// An output that fails after some writes: every writer must say so.
class FailingOutput final : public Output {
 public:
  explicit FailingOutput(int writes) : left_(writes) {}
  absl::Status Write(std::string_view) override {
    return --left_ < 0 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  }
  absl::Status Flush() override {
    return left_ < 0 ? absl::ResourceExhaustedError("full") : absl::OkStatus();
  }
  absl::Status Commit() override { return Flush(); }

 private:
  int left_;
};

TEST_F(JsonWriterTest, AFailedWriteIsNeverSwallowed) {
  const std::vector<Record> records = Records("f");
  for (Format format : {Format::kText, Format::kJson, Format::kJsonl, Format::kSarif}) {
    for (int writes = 0;; ++writes) {
      FailingOutput out(writes);
      const auto writer = MakeWriter(format, {}, &out);
      absl::Status status = writer->Begin({});
      for (const Record& record : records) status.Update(writer->Add(record));
      status.Update(writer->Finish({}));
      if (status.ok()) {
        EXPECT_GE(writes, 2) << Name(format);
        break;
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
      ASSERT_LT(writes, 20);
    }
  }
}

}  // namespace
}  // namespace weir
