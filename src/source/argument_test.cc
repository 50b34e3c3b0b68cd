#include "source/argument.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "source/open_file.h"
#include "source/temp_tree_for_test.h"

namespace weir {
namespace {

using Kind = Argument::Kind;

TEST(Argument, FilesTreesAndTheLinksToThem) {
  TempTree tree;
  tree.Write("d/f", "12345");
  tree.Link("d", "to-folder");
  tree.Link("d/f", "to-file");
  tree.Link("gone", "dangling");
  tree.Link("loop", "loop");
  for (const char* name : {"d/f", "to-file"}) {
    const Argument argument = OpenArgument(tree / name);
    EXPECT_EQ(argument.kind, Kind::kFile);
    EXPECT_EQ(argument.size, 5u);
    EXPECT_TRUE(argument.fd.ok());
  }
  for (const char* name : {"d", "d/", "to-folder", "."}) {
    EXPECT_EQ(OpenArgument(tree / name).kind, Kind::kTree) << name;
  }
  for (const char* name : {"gone", "dangling", "loop", "d/f/x", ""}) {
    const Argument argument = OpenArgument(*name == '\0' ? "" : tree / name);
    EXPECT_EQ(argument.kind, Kind::kRefused) << name;
    EXPECT_EQ(argument.reason, SkipReason::kUnreadable);
    EXPECT_FALSE(argument.message.empty());
  }
  EXPECT_EQ(OpenArgument(tree / "gone").message, "No such file or directory");
}

TEST(Argument, PipesAndDevicesOnlyAsHandedDescriptors) {
  TempTree tree;
  ASSERT_EQ(mkfifo((tree / "fifo").c_str(), 0600), 0);
  for (const std::string& path :
       {tree / "fifo", std::string("/dev/zero"), std::string("/dev/tty")}) {
    const Argument argument = OpenArgument(path);
    EXPECT_EQ(argument.kind, Kind::kRefused) << path;
    EXPECT_EQ(argument.reason, SkipReason::kNotRegular) << path;
  }
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd in(ends[0]), out(ends[1]);
  ASSERT_EQ(write(out.get(), "hello", 5), 5);
  for (const char* folder : {"/dev/fd/", "/proc/self/fd/"}) {
    const Argument argument = OpenArgument(folder + std::to_string(in.get()));
    ASSERT_EQ(argument.kind, Kind::kStream) << folder;
    char two[2];
    EXPECT_EQ(read(argument.fd.get(), two, 2), 2);
  }
  EXPECT_EQ(OpenArgument("/dev/fd/99999").kind, Kind::kRefused);
  EXPECT_EQ(OpenArgument("/dev/fd/x").kind, Kind::kRefused);
}

TEST(OpenFile, ErrnoDecidesHowItCounts) {
  EXPECT_EQ(ReasonOf(ENOENT), SkipReason::kVanished);
  EXPECT_EQ(ReasonOf(EACCES), SkipReason::kUnreadable);
  EXPECT_EQ(ReasonOf(EIO), SkipReason::kUnreadable);
  EXPECT_EQ(ReasonOf(ESTALE), SkipReason::kUnreadable);
  EXPECT_EQ(ReasonOf(EMFILE), SkipReason::kUnreadable);
  EXPECT_EQ(ReasonOf(ELOOP), SkipReason::kNotRegular);
  EXPECT_EQ(ReasonOf(EXDEV), SkipReason::kOutsideTree);
  EXPECT_EQ(SystemMessage(EACCES), "Permission denied");
  EXPECT_EQ(SystemMessage(0), "Not a regular file");
}

TEST(OpenFile, ReadErrorsAndShortFiles) {
  TempTree tree;
  tree.Write("f", "0123456789");
  OpenedFile file = OpenRegular(AT_FDCWD, (tree / "f").c_str());
  ASSERT_TRUE(file.ok());
  char buffer[64];
  ReadOutcome got = ReadUpTo(file.fd.get(), buffer, sizeof buffer);
  EXPECT_EQ(got.size, 10u);
  EXPECT_TRUE(got.at_end);
  got = ReadUpTo(file.fd.get(), buffer, 4, 3);
  EXPECT_EQ(std::string_view(buffer, got.size), "3456");
  EXPECT_FALSE(got.at_end);
  // The first page of a process is never mapped: reading it is an I/O error.
  UniqueFd memory(open("/proc/self/mem", O_RDONLY));
  ASSERT_TRUE(memory.ok());
  got = ReadUpTo(memory.get(), buffer, sizeof buffer, 0);
  EXPECT_EQ(got.error, EIO);
  EXPECT_EQ(got.size, 0u);
}

}  // namespace
}  // namespace weir
