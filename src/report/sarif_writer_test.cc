#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "nlohmann/json.hpp"
#include "report/test_util.h"
#include "report/writer_impl.h"

namespace weir {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

class SarifWriterTest : public testing::Test {
 protected:
  std::string Write(const std::vector<Record>& records, const Summary& summary = {}) const {
    std::string text;
    const auto out = StringOutput(&text);
    WriterOptions options;
    options.show_secrets = true;
    const auto writer = MakeSarifWriter(options, out.get());
    RunInfo run;
    run.version = "0.1.0";
    run.start_time = "2026-01-02T03:04:05Z";
    run.rules = {&password_.rule(), &rule_.rule()};
    EXPECT_TRUE(writer->Begin(run).ok());
    for (const Record& record : records) EXPECT_TRUE(writer->Add(record).ok());
    EXPECT_TRUE(writer->Finish(summary).ok());
    return text;
  }
  Json Run(const std::vector<Record>& records, const Summary& summary = {}) const {
    const Json json = Json::parse(Write(records, summary), nullptr, false);
    EXPECT_FALSE(json.is_discarded());
    return json.is_discarded() ? Json() : json["runs"][0];
  }
  std::vector<Record> Records(const std::string& path, const std::string& text) const {
    std::vector<Finding> findings;
    AddFindings(text, secret_, rule_.rule(), &findings);
    RecordOptions options = TestOptions();
    options.show_secrets = true;
    std::vector<Record> records;
    RecordMaker(options).Make(path, text, 0, findings, &records);
    return records;
  }
  static Summary Everything() {
    Summary summary;
    summary.incomplete = true;
    summary.ephemeral_fingerprints = true;
    for (int i = 0; i < kSkipReasonCount; ++i) {
      const auto reason = static_cast<SkipReason>(i);
      summary.coverage.AddSkip(reason, 5);
      summary.problems.push_back({reason, "p\xff [a](b)", "message {0}"});
    }
    summary.coverage.findings_not_listed = 3;
    return summary;
  }
  // Runs the schema over the text; what the validator says goes into the test's output.
  static bool Valid(const std::string& sarif) {
    std::string name = (fs::temp_directory_path() / "weir-sarif-XXXXXX").string();
    const int fd = mkstemp(name.data());
    EXPECT_GE(fd, 0);
    close(fd);
    std::ofstream(name) << sarif;
    const std::string command =
        "python3 -c 'import json,sys,jsonschema\n"
        "schema=json.load(open(sys.argv[1])); jsonschema.Draft7Validator.check_schema(schema)\n"
        "jsonschema.Draft7Validator(schema).validate(json.load(open(sys.argv[2])))' "
        "'" WEIR_SOURCE_DIR "/tests/sarif_subset.schema.json' '" +
        name + "'";
    const int status = std::system(command.c_str());
    fs::remove(name);
    return status == 0;
  }

  TestRule rule_{"test-token", "Test token",
                 "tok"
                 "_"};
  TestRule password_{"test-password", "Test password", "", SecretClass::kPassword,
                     RuleKind::kAssignment};
  std::string secret_ =
      "tok"
      "_" +
      Generated(36);
};

TEST_F(SarifWriterTest, FollowsTheSchema) {
  EXPECT_TRUE(Valid(Write({})));
  EXPECT_TRUE(Valid(Write(Records("a/b c.txt", "x\n" + secret_ + "\n" + secret_), Everything())));
  std::string broken = Write({});
  broken.replace(broken.find("2.1.0\","), 5, "2.2.0");
  EXPECT_FALSE(Valid(broken)) << "the check itself works";
}

TEST_F(SarifWriterTest, ExtremeTextsStayInTheLimits) {
  const std::string text(3000, 'x');
  rule_.rule().description = rule_.rule().rotate = rule_.rule().name = text;
  rule_.rule().reference = "javascript:alert(1)";
  EXPECT_TRUE(Valid(Write(Records("a", secret_))));
  rule_.rule().description = rule_.rule().rotate = rule_.rule().reference = "";
  rule_.rule().name = "\u4e2d\xff";
  EXPECT_TRUE(Valid(Write(Records("a", secret_))));
}

TEST_F(SarifWriterTest, PlacesAndFingerprints) {
  const std::string before = "\U0001F600\u00e9 k=", text = "x\n" + before + secret_ + "\n";
  const std::vector<Record> records = Records("./dir/na\xefve file#1?.txt", text);
  const Json result = Run(records)["results"][0];
  EXPECT_EQ(result["ruleId"], "test-token");
  EXPECT_EQ(result["ruleIndex"], 1);
  EXPECT_EQ(result["level"], "error");
  const Json place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "dir/na%EFve%20file%231%3F.txt");
  EXPECT_EQ(place["region"]["startLine"], 2);
  EXPECT_EQ(place["region"]["startColumn"], 6) << "code points, not bytes or UTF-16 units";
  EXPECT_EQ(place["region"]["endColumn"], 46);
  EXPECT_EQ(place["region"]["byteOffset"], 2 + before.size());
  EXPECT_EQ(place["region"]["byteLength"], secret_.size());
  EXPECT_EQ(result["partialFingerprints"]["primaryLocationLineHash"], records[0].line_hash + ":1");
  EXPECT_EQ(result["partialFingerprints"]["secretFingerprint/v1"], records[0].fingerprint);
}

TEST_F(SarifWriterTest, PathsBecomeUris) {
  const std::pair<const char*, const char*> cases[] = {
      {"a/b.c", "a/b.c"},   {"././/a", "a"},         {"/root/a", "file:///root/a"},
      {"a:b", "a%3Ab"},     {"\u4e2d", "%E4%B8%AD"}, {"a\nb", "a%0Ab"},
      {"a%20b", "a%2520b"}, {"a\\b", "a%5Cb"},       {"-", "-"},
      {"../x~y", "../x~y"},
  };
  for (const auto& [path, uri] : cases) {
    const Json run = Run(Records(path, secret_));
    EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
              uri);
  }
}

TEST_F(SarifWriterTest, EqualLinesOfAFileAreNumbered) {
  const std::string line = "k = " + secret_ + " # " + std::string(120, '.');
  std::vector<Record> records =
      Records("a", line + "\n" + line + "\nk = " + secret_ + " " + secret_);
  const std::vector<Record> other = Records("b", line);
  records.insert(records.end(), other.begin(), other.end());
  std::vector<std::string> numbers;
  const Json run = Run(records);
  for (const Json& result : run["results"]) {
    const std::string hash = result["partialFingerprints"]["primaryLocationLineHash"];
    numbers.push_back(hash.substr(hash.find(':')));
  }
  EXPECT_EQ(numbers, (std::vector<std::string>{":1", ":2", ":1", ":1", ":1"}));
}

TEST_F(SarifWriterTest, NeverHoldsAValue) {
  const std::string text = Write(Records("a", "x " + secret_ + " " + secret_), Everything());
  EXPECT_FALSE(Leaks(text, secret_.substr(4)));
  EXPECT_EQ(text.find("snippet"), std::string::npos);
  EXPECT_NE(text.find("redactionTokens"), std::string::npos);
}

TEST_F(SarifWriterTest, ProblemsAndSkipsAreNotifications) {
  const Json run = Run({}, Everything());
  const Json& invocation = run["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  const Json& list = invocation["toolExecutionNotifications"];
  EXPECT_EQ(list.size(), 2u * kSkipReasonCount + 2u);
  EXPECT_EQ(list[0]["message"]["text"], "ignored: message {{0}}");
  EXPECT_EQ(list[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "p%FF%20%5Ba%5D%28b%29");
  EXPECT_EQ(Run({})["invocations"][0]["executionSuccessful"], true);
  EXPECT_TRUE(Run({})["invocations"][0]["toolExecutionNotifications"].empty());
}

TEST_F(SarifWriterTest, TooManyResultsAreWrittenAndTold) {
  std::string text;
  const auto out = StringOutput(&text);
  const auto writer = MakeSarifWriter({}, out.get());
  ASSERT_TRUE(writer->Begin({}).ok());
  const Record record = Records("a", secret_)[0];
  for (int i = 0; i < 25001; ++i) ASSERT_TRUE(writer->Add(record).ok());
  ASSERT_TRUE(writer->Finish({}).ok());
  const Json run = Json::parse(text, nullptr, false)["runs"][0];
  EXPECT_EQ(run["results"].size(), 25001u);
  const Json& list = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0]["descriptor"]["id"], "too-many-results");
}

}  // namespace
}  // namespace weir
