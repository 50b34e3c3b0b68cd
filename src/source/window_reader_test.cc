#include "source/window_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "os/unique_fd.h"
#include "source/temp_tree_for_test.h"

namespace weir {
namespace {

std::string RandomText(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

// Reads to the end and checks every promise about windows on the way.
void ExpectExactWindows(WindowReader* reader, const WindowReader::Limits& limits,
                        const std::string& text, uint64_t begin, uint64_t end) {
  uint64_t decided = begin;
  WindowReader::Window window;
  for (;;) {
    const auto event = reader->Next(&window);
    if (event == WindowReader::Event::kEnd) break;
    ASSERT_LE(window.bytes.size(), limits.window);
    ASSERT_EQ(window.offset % 64, 0u);
    ASSERT_EQ(window.bytes, std::string_view(text).substr(window.offset, window.bytes.size()));
    ASSERT_EQ(window.offset + window.own_begin, decided);
    ASSERT_LE(window.own_begin, window.own_end);
    ASSERT_LE(window.own_end, window.bytes.size());
    ASSERT_TRUE(window.offset == 0 || window.own_begin >= limits.back);
    if (event == WindowReader::Event::kIdle) continue;
    ASSERT_LT(window.own_begin, window.own_end);
    ASSERT_TRUE(window.offset + window.bytes.size() == text.size() ||
                window.bytes.size() - window.own_end >= limits.forward);
    decided = window.offset + window.own_end;
    ASSERT_EQ(reader->decided(), decided);
  }
  EXPECT_EQ(decided, end);
  EXPECT_EQ(reader->error(), 0);
}

TEST(WindowReader, PartsOfAFile) {
  TempTree tree;
  const std::string text = RandomText(50000, 1);
  tree.Write("f", text);
  UniqueFd fd(open((tree / "f").c_str(), O_RDONLY));
  ReadBuffer buffer;
  for (size_t context : {size_t{0}, size_t{1}, size_t{100}, size_t{3000}}) {
    for (size_t window : {size_t{7000}, size_t{8192}, size_t{60000}}) {
      const WindowReader::Limits limits = {.window = window, .back = context, .forward = context};
      for (auto [begin, end] : {std::pair<uint64_t, uint64_t>{0, 50000},
                                {0, 1},
                                {1, 49999},
                                {20000, 30001},
                                {49999, 50000},
                                {100, 100}}) {
        WindowReader reader(fd.get(), {.begin = begin, .end = end, .size = text.size()}, limits,
                            &buffer);
        ExpectExactWindows(&reader, limits, text, begin, end);
      }
    }
  }
}

TEST(WindowReader, FileThatShrankEndsWhereItEnds) {
  TempTree tree;
  tree.Write("f", RandomText(10000, 2));
  UniqueFd fd(open((tree / "f").c_str(), O_RDONLY));
  ReadBuffer buffer;
  const WindowReader::Limits limits = {.window = 4096, .back = 64, .forward = 64};
  WindowReader reader(fd.get(), {.begin = 0, .end = 40000, .size = 40000}, limits, &buffer);
  WindowReader::Window window;
  while (reader.Next(&window) == WindowReader::Event::kWindow) {
  }
  EXPECT_EQ(reader.decided(), 10000u);
  EXPECT_EQ(reader.error(), 0);
  WindowReader beyond(fd.get(), {.begin = 20000, .end = 40000, .size = 40000}, limits, &buffer);
  EXPECT_EQ(beyond.Next(&window), WindowReader::Event::kEnd);
  EXPECT_EQ(beyond.decided(), 20000u);
}

TEST(WindowReader, PipeInPiecesOfEverySize) {
  const std::string text = RandomText(100000, 3);
  ReadBuffer buffer;
  for (size_t piece : {size_t{1}, size_t{63}, size_t{4096}, size_t{65536}}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    UniqueFd in(ends[0]), out(ends[1]);
    std::thread writer([&] {
      const size_t step = piece == 1 ? 997 : piece;
      for (size_t at = 0; at < text.size();) {
        const ssize_t put = write(out.get(), text.data() + at, std::min(step, text.size() - at));
        if (put <= 0) break;
        at += static_cast<size_t>(put);
      }
      out.Reset();
    });
    const WindowReader::Limits limits = {.window = 8192, .back = 200, .forward = 300};
    WindowReader reader(in.get(), WindowReader::Stream{}, limits, &buffer);
    ExpectExactWindows(&reader, limits, text, 0, text.size());
    writer.join();
  }
}

TEST(WindowReader, StreamThatPausesIsIdleOnceAndGoesOn) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd in(ends[0]), out(ends[1]);
  ASSERT_EQ(write(out.get(), "first\n", 6), 6);
  ReadBuffer buffer;
  const WindowReader::Limits limits = {.window = 8192, .back = 100, .forward = 100, .idle_ms = 5};
  WindowReader reader(in.get(), WindowReader::Stream{}, limits, &buffer);
  WindowReader::Window window;
  ASSERT_EQ(reader.Next(&window), WindowReader::Event::kIdle);
  EXPECT_EQ(window.bytes, "first\n");
  ASSERT_EQ(write(out.get(), "second\n", 7), 7);
  ASSERT_EQ(reader.Next(&window), WindowReader::Event::kIdle);
  EXPECT_EQ(window.bytes, "first\nsecond\n");
  out.Reset();
  ASSERT_EQ(reader.Next(&window), WindowReader::Event::kWindow);
  EXPECT_EQ(window.bytes, "first\nsecond\n");
  EXPECT_EQ(window.own_begin, 0u);
  EXPECT_EQ(window.own_end, 13u);
  EXPECT_EQ(reader.Next(&window), WindowReader::Event::kEnd);
}

TEST(WindowReader, StopFlagEndsAWaitingStream) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd in(ends[0]), out(ends[1]);
  std::atomic<bool> stop{false};
  ReadBuffer buffer;
  WindowReader reader(in.get(), WindowReader::Stream{}, {.window = 8192, .stop = &stop}, &buffer);
  std::thread later([&] {
    usleep(20000);
    stop = true;
  });
  WindowReader::Window window;
  EXPECT_EQ(reader.Next(&window), WindowReader::Event::kEnd);
  EXPECT_TRUE(reader.stopped());
  later.join();
}

TEST(WindowReader, ErrorsAreTold) {
  UniqueFd folder(open("/", O_RDONLY | O_DIRECTORY));
  ReadBuffer buffer;
  WindowReader reader(folder.get(), WindowReader::Stream{}, {.window = 8192}, &buffer);
  WindowReader::Window window;
  EXPECT_EQ(reader.Next(&window), WindowReader::Event::kEnd);
  EXPECT_EQ(reader.error(), EISDIR);
}

TEST(WindowReader, EmptyInputHasNoWindow) {
  UniqueFd null(open("/dev/null", O_RDONLY));
  ReadBuffer buffer;
  WindowReader reader(null.get(), WindowReader::Stream{}, {.window = 8192}, &buffer);
  WindowReader::Window window;
  EXPECT_EQ(reader.Next(&window), WindowReader::Event::kEnd);
  EXPECT_EQ(reader.error(), 0);
}

}  // namespace
}  // namespace weir
