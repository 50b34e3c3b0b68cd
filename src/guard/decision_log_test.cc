#include "guard/decision_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class DecisionLogTest : public ::testing::Test {
 protected:
  DecisionLogTest() {
    folder_ = ::testing::TempDir() + "/decisions_XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/log.jsonl";
    setenv("WEIR_FINGERPRINT_KEY", "for the tests of the log", 1);
  }
  ~DecisionLogTest() override {
    unlink(path_.c_str());
    rmdir(folder_.c_str());
  }
  std::string Bytes() const {
    std::ifstream in(path_, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }
  std::string folder_, path_;
};

TEST_F(DecisionLogTest, ALineADecisionAndNeverTheValue) {
  Rule rule;
  rule.id = "some-rule";
  Decision decision;
  decision.rule = &rule;
  decision.confidence = Confidence::kHigh;
  decision.ruling = {Action::kBlock, "profile laptop"};
  decision.line = 3;
  decision.pointer = "/a\"\n\xff\xf0\x9f\x98\x80";
  const std::string value = "the value itself";
  {
    absl::StatusOr<std::unique_ptr<DecisionLog>> log = DecisionLog::Open(path_);
    ASSERT_TRUE(log.ok()) << log.status();
    (*log)->set_session(std::string(1000, 's'));
    (*log)->Write(
        {.adapter = "agent", .direction = Direction::kOut, .component = "claude", .part = "prompt"},
        decision, value);
    (*log)->Write(
        {.adapter = "agent", .direction = Direction::kIn, .component = "claude", .part = "prompt"},
        decision, value);
    EXPECT_TRUE((*log)->status().ok());
  }
  const std::string bytes = Bytes();
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), '\n'), 2);
  EXPECT_THAT(
      bytes.substr(0, bytes.find('\n')),
      MatchesRegex(
          R"(\{"time":"20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9:]+\.[0-9][0-9][0-9]Z","adapter":"agent",)"
          R"("direction":"out","component":"claude","part":"prompt","session":"s+",)"
          R"("pointer":.*,"line":3,"rule":"some-rule","class":"credential","confidence":"high",)"
          R"("fingerprint":"[0-9a-f]+","action":"block","reason":"profile laptop"\})"));
  EXPECT_THAT(bytes, HasSubstr(R"("/a\"\u000a\ufffd\ud83d\ude00")"));
  EXPECT_THAT(bytes, Not(HasSubstr(value)));
  EXPECT_THAT(bytes, Not(HasSubstr(std::string(513, 's'))));
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(DecisionLogTest, RefusesWhatIsNoFileOfItsOwn) {
  ASSERT_EQ(symlink("/dev/null", path_.c_str()), 0);
  EXPECT_EQ(DecisionLog::Open(path_).status().code(), absl::StatusCode::kFailedPrecondition);
  unlink(path_.c_str());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(DecisionLog::Open(path_).ok());
  unlink(path_.c_str());
  std::ofstream(path_) << "x";
  ASSERT_EQ(chmod(path_.c_str(), 0666), 0);
  EXPECT_EQ(DecisionLog::Open(path_).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DecisionLog::Open(folder_ + "/no/log").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace weir
