#include "report/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace weir {
namespace {

namespace fs = std::filesystem;

class OutputTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "weir-out-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  static std::string Content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  size_t Entries() const {
    size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      (void)entry;
      ++count;
    }
    return count;
  }

  std::string folder_;
};

TEST_F(OutputTest, TheFileIsThereOnlyAfterCommit) {
  std::string expected;
  {
    auto out = FileOutput(Path("report"));
    ASSERT_TRUE(out.ok()) << out.status();
    for (size_t size : {1, 100, 70000, 5, 65536, 65535, 200000}) {
      const std::string piece(size, static_cast<char>('a' + size % 26));
      expected += piece;
      ASSERT_TRUE((*out)->Write(piece).ok());
    }
    EXPECT_FALSE(fs::exists(Path("report")));
    ASSERT_TRUE((*out)->Commit().ok());
    EXPECT_TRUE((*out)->Commit().ok()) << "a second one does nothing";
  }
  EXPECT_EQ(Content(Path("report")), expected);
  struct stat info;
  ASSERT_EQ(stat(Path("report").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  EXPECT_EQ(Entries(), 1u);
}

TEST_F(OutputTest, WithoutCommitTheOldReportStays) {
  std::ofstream(Path("report")) << "old";
  {
    auto out = FileOutput(Path("report"));
    ASSERT_TRUE(out.ok());
    ASSERT_TRUE((*out)->Write("new").ok());
    ASSERT_TRUE((*out)->Flush().ok());
  }
  EXPECT_EQ(Content(Path("report")), "old");
  EXPECT_EQ(Entries(), 1u);
  auto out = FileOutput(Path("report"));
  ASSERT_TRUE((*out)->Write("new").ok());
  ASSERT_TRUE((*out)->Commit().ok());
  EXPECT_EQ(Content(Path("report")), "new");
}

TEST_F(OutputTest, OddDestinationsAreRefused) {
  std::ofstream(Path("target")) << "kept";
  fs::create_symlink(Path("target"), Path("link"));
  fs::create_symlink(Path("nowhere"), Path("dangling"));
  fs::create_directory(Path("folder"));
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  const size_t entries = Entries();
  for (const char* name : {"link", "dangling", "folder", "fifo", "folder/", ".", ".."}) {
    const auto out = FileOutput(Path(name));
    EXPECT_EQ(out.status().code(), absl::StatusCode::kFailedPrecondition) << name;
  }
  EXPECT_EQ(FileOutput("").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(FileOutput("/dev/zero").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(FileOutput(Path("no/such")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FileOutput(Path("target/x")).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Content(Path("target")), "kept");
  EXPECT_EQ(Entries(), entries);
  const std::string message(FileOutput(Path("bad\x1b[2J/x")).status().message());
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
}

TEST_F(OutputTest, AFullDiskIsToldAndSticks) {
  auto out = FileOutput("/dev/full");
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_TRUE((*out)->Write("buffered").ok());
  EXPECT_EQ((*out)->Commit().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ((*out)->Write("more").code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ((*out)->Commit().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(OutputTest, AFileThatCannotGrowLeavesNothing) {
  struct rlimit before, small = {1000, 1000};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  small.rlim_max = before.rlim_max;
  signal(SIGXFSZ, SIG_IGN);
  {
    auto out = FileOutput(Path("report"));
    ASSERT_TRUE(out.ok());
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    EXPECT_TRUE((*out)->Write(std::string(5000, 'x')).ok());
    const absl::Status status = (*out)->Commit();
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_FALSE((*out)->Commit().ok());
  }
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(Entries(), 0u);
}

TEST_F(OutputTest, AClosedPipeIsCancelled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  signal(SIGPIPE, SIG_IGN);
  auto out = FileOutput("/dev/fd/" + std::to_string(ends[1]));
  ASSERT_TRUE(out.ok()) << out.status();
  close(ends[1]);
  ASSERT_TRUE((*out)->Write("one").ok());
  ASSERT_TRUE((*out)->Flush().ok());
  char text[8];
  EXPECT_EQ(read(ends[0], text, sizeof text), 3) << "flushed bytes are there at once";
  close(ends[0]);
  EXPECT_TRUE((*out)->Write("two").ok());
  EXPECT_EQ((*out)->Flush().code(), absl::StatusCode::kCancelled);
  signal(SIGPIPE, SIG_DFL);
}

TEST_F(OutputTest, StandardNamesAreWrittenAsTheyAre) {
  for (const char* path : {"/dev/null", "/dev/stdout", "/dev/stderr"}) {
    auto out = FileOutput(path);
    ASSERT_TRUE(out.ok()) << path << out.status();
    EXPECT_TRUE((*out)->Commit().ok());
  }
  EXPECT_FALSE(FileOutput("/dev/fd/987654").ok());
  EXPECT_TRUE(StdoutOutput()->Commit().ok());
}

TEST_F(OutputTest, TheFolderMayBeRenamedMeanwhile) {
  fs::create_directory(Path("a"));
  auto out = FileOutput(Path("a/report"));
  ASSERT_TRUE(out.ok());
  ASSERT_TRUE((*out)->Write("text").ok());
  fs::rename(Path("a"), Path("b"));
  ASSERT_TRUE((*out)->Commit().ok());
  EXPECT_EQ(Content(Path("b/report")), "text");
}

TEST_F(OutputTest, IntoAString) {
  std::string text = "a";
  auto out = StringOutput(&text);
  EXPECT_TRUE(out->Write("b").ok());
  EXPECT_TRUE(out->Commit().ok());
  EXPECT_EQ(text, "ab");
}

}  // namespace
}  // namespace weir
