#include "os/write_fully.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "os/spawn.h"

namespace weir {
namespace {

TEST(WriteFully, MoreThanAPipeHolds) {
  Pipe pipe;
  ASSERT_TRUE(pipe.Open());
  const std::string text(size_t{3} << 20, 'x');
  std::string got;
  std::thread reader([&] {
    char buffer[65536];
    for (ssize_t n; (n = read(pipe.read.get(), buffer, sizeof buffer)) > 0;) got.append(buffer, static_cast<size_t>(n));
  });
  EXPECT_EQ(WriteFully(pipe.write.get(), text), 0);
  pipe.write.Reset();
  reader.join();
  EXPECT_EQ(got, text);
}

TEST(WriteFully, TellsWhatStoppedIt) {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  ASSERT_TRUE(pipe.Open());
  pipe.read.Reset();
  EXPECT_EQ(WriteFully(pipe.write.get(), "x"), EPIPE);
  EXPECT_EQ(WriteFully(-1, "x"), EBADF);
  EXPECT_EQ(WriteFully(-1, ""), 0);
}

}  // namespace
}  // namespace weir
