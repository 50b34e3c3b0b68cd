#include "adapter/files/progress.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "os/unique_fd.h"

namespace weir {
namespace {

using std::chrono::seconds;

TEST(Progress, LineSaysWhatAPersonWantsToKnow) {
  EXPECT_EQ(ProgressLine({.bytes = uint64_t{3} << 30, .files = 12345, .findings = 1},
                         uint64_t{4} << 30, seconds(2), 200),
            "3.0 GiB  12,345 files  1 finding  1.5 GiB/s  1 s left");
  EXPECT_EQ(ProgressLine({.bytes = 999, .files = 1}, 0, seconds(1), 200),
            "999 B  1 file  0 findings  999 B/s");
  EXPECT_EQ(ProgressLine({.bytes = 100, .files = 1}, 100 * 10000, seconds(1), 200),
            "100 B  1 file  0 findings  100 B/s  2 h left");
}

TEST(Progress, LineIsCutToTheTerminal) {
  for (size_t width = 0; width < 60; ++width) {
    EXPECT_LE(ProgressLine({.bytes = 1, .files = 2}, 10, seconds(1), width).size(), width);
  }
}

TEST(Progress, SilentInTheFirstSecondAndCleanAfter) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd in(ends[0]), out(ends[1]);
  {
    Progress progress(out.get(), 0);
    for (int i = 0; i < 100; ++i) progress.Add({.bytes = 1, .files = 1});
    progress.Pause();
  }
  {
    Progress progress(out.get(), 0);
    usleep(1010000);
    for (int i = 0; i < 100; ++i) progress.Add({.bytes = 1, .files = 1});
  }
  out.Reset();
  std::string written(4096, '\0');
  const ssize_t size = read(in.get(), written.data(), written.size());
  ASSERT_GT(size, 0);
  written.resize(static_cast<size_t>(size));
  // Drawn once (100 additions take less than the pause between two), and taken away at the end.
  EXPECT_TRUE(written.starts_with("\r\x1b[K1 B  1 file")) << written;
  EXPECT_TRUE(written.ends_with("\r\x1b[K"));
  EXPECT_EQ(written.find('\n'), written.npos);
}

TEST(Progress, WithoutATerminalNothingHappens) {
  Progress progress(-1, 0);
  EXPECT_FALSE(progress.enabled());
  progress.Add({.bytes = 1});
  progress.Pause();
}

}  // namespace
}  // namespace weir
