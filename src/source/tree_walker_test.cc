#include "source/tree_walker.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "source/temp_tree_for_test.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

struct Seen : WalkSink {
  std::vector<std::string> files;
  std::vector<std::pair<std::string, SkipReason>> skips;
  uint64_t skipped_bytes = 0;
  size_t stop_after = SIZE_MAX;
  bool open_all = false;  // as a worker would
  bool escaped = false;   // a file was opened that is not in the tree

  bool OnFile(const DirectoryRef& folder, std::string_view folder_path, const char* name) override {
    files.push_back(std::string(folder_path) + name);
    if (open_all) {
      const OpenedFile file = OpenRegular(folder->fd.get(), name);
      if (file.ok()) Check(file.fd.get());
    }
    return files.size() < stop_after;
  }
  bool OnLinkedFile(OpenedFile file, std::string_view path) override {
    EXPECT_TRUE(file.ok());
    files.push_back(std::string(path));
    Check(file.fd.get());
    return true;
  }
  bool OnSkip(SkipReason reason, std::string_view path, uint64_t bytes, int) override {
    skips.emplace_back(std::string(path), reason);
    skipped_bytes += bytes;
    return true;
  }
  void Check(int fd) {
    char first = 0;
    if (pread(fd, &first, 1, 0) == 1 && first == '!') escaped = true;
  }
};

bool Walk(const std::string& path, Seen* seen, WalkOptions options = {}) {
  TreeWalker walker(options);
  UniqueFd root(open(path.c_str(), O_RDONLY | O_DIRECTORY));
  EXPECT_TRUE(root.ok()) << path;
  return walker.Walk(std::move(root), path, seen);
}

TEST(TreeWalker, NamesComeInTheOrderOfTheirBytes) {
  TempTree tree;
  for (const char* name : {"b/2", "b/1", "a.txt", "b.txt", "\xFF", "Z", "b/c/d", "a/x", "\n"}) {
    tree.Write(name, "x");
  }
  Seen seen;
  EXPECT_TRUE(Walk(tree.path(), &seen));
  std::vector<std::string> expected;
  for (const char* name : {"\n", "Z", "a/x", "a.txt", "b/1", "b/2", "b/c/d", "b.txt", "\xFF"}) {
    expected.push_back(tree / name);
  }
  EXPECT_EQ(seen.files, expected);
  EXPECT_THAT(seen.skips, IsEmpty());
}

TEST(TreeWalker, PathsBeginAsTheOperatorWroteThem) {
  EXPECT_EQ(PathPrefix("src"), "src/");
  EXPECT_EQ(PathPrefix("src//"), "src/");
  EXPECT_EQ(PathPrefix("."), "");
  EXPECT_EQ(PathPrefix("./"), "");
  EXPECT_EQ(PathPrefix("./a"), "./a/");
  EXPECT_EQ(PathPrefix("/"), "/");
  EXPECT_EQ(PathPrefix("//"), "/");
  EXPECT_EQ(PathPrefix(".."), "../");
}

TEST(TreeWalker, OnlyRegularFiles) {
  TempTree tree;
  tree.Write("file", "x");
  tree.Write("folder/file", "x");
  ASSERT_EQ(mkfifo((tree / "fifo").c_str(), 0600), 0);
  UniqueFd socket_fd(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  (tree / "socket").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(socket_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  tree.Link("file", "to-file");
  tree.Link("folder", "to-folder");
  tree.Link("/dev/zero", "to-device");
  tree.Link("nothing", "dangling");
  Seen seen;
  EXPECT_TRUE(Walk(tree.path(), &seen));
  EXPECT_THAT(seen.files, ElementsAre(tree / "file", tree / "folder/file"));
  EXPECT_EQ(seen.skips.size(), 6u);
  for (const auto& [path, reason] : seen.skips) EXPECT_EQ(reason, SkipReason::kNotRegular) << path;

  for (const char* name : {"fifo", "socket", "to-file", "to-device", "dangling", "folder"}) {
    UniqueFd root(open(tree.path().c_str(), O_RDONLY | O_DIRECTORY));
    const OpenedFile file = OpenRegular(root.get(), name);
    EXPECT_FALSE(file.ok()) << name;
    EXPECT_EQ(file.reason, SkipReason::kNotRegular) << name << " " << file.error;
  }
}

TEST(TreeWalker, LinksStayInTheTree) {
  TempTree tree;
  tree.Write("outside/secret", "!");
  tree.Write("tree/a/file", "x");
  tree.Write("tree/b/other", "x");
  tree.Link("../../outside/secret", "tree/b/out");
  tree.Link("../../outside", "tree/b/out-folder");
  tree.Link(tree / "tree/a/file", "tree/b/absolute");
  tree.Link("../a/file", "tree/b/in");
  tree.Link("../a", "tree/b/in-folder");
  tree.Link("..", "tree/b/loop");
  tree.Link("self", "tree/b/self");
  tree.Link("/dev/zero", "tree/b/zero");
  tree.Link("gone", "tree/b/gone");
  Seen seen;
  EXPECT_TRUE(Walk(tree / "tree", &seen, {.follow_links = true}));
  EXPECT_FALSE(seen.escaped);
  EXPECT_THAT(seen.files,
              ElementsAre(tree / "tree/a/file", tree / "tree/b/in", tree / "tree/b/other"));
  EXPECT_THAT(seen.skips,
              UnorderedElementsAre(Pair(tree / "tree/b/out", SkipReason::kOutsideTree),
                                   Pair(tree / "tree/b/out-folder", SkipReason::kOutsideTree),
                                   Pair(tree / "tree/b/absolute", SkipReason::kOutsideTree),
                                   Pair(tree / "tree/b/zero", SkipReason::kOutsideTree),
                                   Pair(tree / "tree/b/in-folder", SkipReason::kNotRegular),
                                   Pair(tree / "tree/b/loop", SkipReason::kNotRegular),
                                   Pair(tree / "tree/b/self", SkipReason::kNotRegular),
                                   Pair(tree / "tree/b/gone", SkipReason::kNotRegular)));
}

TEST(TreeWalker, LinkWebsEndSoon) {
  // Each folder links to all: the number of ways through is beyond counting.
  TempTree tree;
  for (int i = 0; i < 20; ++i) {
    const std::string folder = "f" + std::to_string(i);
    tree.Write(folder + "/file", "x");
    for (int j = 0; j < 20; ++j) {
      tree.Link("../f" + std::to_string(j), folder + "/to" + std::to_string(j));
    }
  }
  Seen seen;
  EXPECT_TRUE(Walk(tree.path(), &seen, {.follow_links = true}));
  EXPECT_EQ(seen.files.size(), 20u);
}

TEST(TreeWalker, StopsWhenTheSinkSaysSo) {
  TempTree tree;
  for (int i = 0; i < 10; ++i) tree.Write("d" + std::to_string(i) + "/f", "x");
  Seen seen;
  seen.stop_after = 3;
  EXPECT_FALSE(Walk(tree.path(), &seen));
  EXPECT_EQ(seen.files.size(), 3u);
}

TEST(TreeWalker, UnreadableFolderIsToldAndTheRestGoesOn) {
  if (geteuid() == 0) {
    // Root reads everything; a listing that fails stands in for it.
    Seen seen;
    TreeWalker walker(WalkOptions{});
    TempTree tree;
    tree.Write("f", "x");
    EXPECT_TRUE(walker.Walk(UniqueFd(open((tree / "f").c_str(), O_RDONLY)), tree / "f", &seen));
    ASSERT_EQ(seen.skips.size(), 1u);
    EXPECT_EQ(seen.skips[0].second, SkipReason::kVanished);
    return;
  }
  TempTree tree;
  tree.Write("a/f", "x");
  tree.Write("b/f", "x");
  ASSERT_EQ(chmod((tree / "a").c_str(), 0), 0);
  Seen seen;
  EXPECT_TRUE(Walk(tree.path(), &seen));
  EXPECT_THAT(seen.files, ElementsAre(tree / "b/f"));
  EXPECT_THAT(seen.skips, ElementsAre(Pair(tree / "a", SkipReason::kUnreadable)));
}

// Makes `depth` folders one in the other, with what `leaf` adds in each.
template <typename Leaf>
void MakeDeep(const std::string& path, int depth, Leaf leaf) {
  UniqueFd at(open(path.c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < depth; ++i) {
    leaf(at.get(), i);
    ASSERT_EQ(mkdirat(at.get(), "d", 0700), 0);
    at = UniqueFd(openat(at.get(), "d", O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(at.ok());
  }
  UniqueFd file(openat(at.get(), "z", O_WRONLY | O_CREAT, 0600));
  ASSERT_TRUE(file.ok());
}

TEST(TreeWalker, AHundredThousandFoldersDeep) {
  TempTree tree;
  MakeDeep(tree.path(), 100000, [](int, int) {});
  Seen seen;
  EXPECT_TRUE(Walk(tree.path(), &seen, {.max_open_folders = 2}));
  ASSERT_EQ(seen.files.size(), 1u);
  EXPECT_EQ(seen.files[0].size(), tree.path().size() + 2 * 100000 + 2);
  EXPECT_THAT(seen.skips, IsEmpty());
}

TEST(TreeWalker, DeepTreeWithFewDescriptors) {
  TempTree tree;
  // Names before and after the folder, so that the walk must come back to each; every third folder
  // has none after it.
  MakeDeep(tree.path(), 3000, [](int fd, int i) {
    UniqueFd before(openat(fd, "a", O_WRONLY | O_CREAT, 0600));
    ASSERT_TRUE(before.ok());
    if (i % 3 == 0) return;
    UniqueFd after(openat(fd, "x", O_WRONLY | O_CREAT, 0600));
    ASSERT_TRUE(after.ok());
  });
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = 32;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  Seen seen;
  seen.open_all = true;
  const bool done = Walk(tree.path(), &seen, {.max_open_folders = 4});
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(done);
  EXPECT_EQ(seen.files.size(), 3000u + 2000u + 1u);
  EXPECT_THAT(seen.skips, IsEmpty());
}

TEST(TreeWalker, FolderMovedMeanwhileIsNotMistaken) {
  TempTree tree;
  tree.Write("elsewhere/x", "!");
  std::string deep = "t";
  for (int i = 0; i < 6; ++i) {
    tree.Write(deep + "/x", "x");
    deep += "/d";
  }
  tree.Write(deep + "/last", "x");
  struct Mover : Seen {
    const TempTree* tree = nullptr;
    bool OnFile(const DirectoryRef& folder, std::string_view path, const char* name) override {
      if (std::string_view(name) == "last") {
        // The folder in the middle goes elsewhere: the way up leads out of the tree now.
        EXPECT_EQ(rename((*tree / "t/d/d").c_str(), (*tree / "elsewhere/d").c_str()), 0);
      }
      return Seen::OnFile(folder, path, name);
    }
  } seen;
  seen.tree = &tree;
  seen.open_all = true;
  EXPECT_TRUE(Walk(tree / "t", &seen, {.max_open_folders = 2}));
  EXPECT_FALSE(seen.escaped);
  // Each folder's x was seen or told as lost.
  EXPECT_EQ(seen.files.size() + seen.skips.size(), 7u);
}

TEST(TreeWalker, SwappingAFolderForALinkNeverLeadsOut) {
  TempTree tree;
  tree.Write("outside/f", "!");
  tree.Write("t/d/f", "x");
  tree.Link(tree / "outside", "t/l");
  std::atomic<bool> stop{false};
  std::thread racer([&] {
    while (!stop) {
      // Two renames: for moments, d is the link to the outside.
      (void)renameat2(AT_FDCWD, (tree / "t/d").c_str(), AT_FDCWD, (tree / "t/l").c_str(),
                      RENAME_EXCHANGE);
    }
  });
  for (const bool follow : {false, true}) {
    for (int i = 0; i < 1500; ++i) {
      Seen seen;
      seen.open_all = true;
      Walk(tree / "t", &seen, {.follow_links = follow});
      ASSERT_FALSE(seen.escaped);
    }
  }
  stop = true;
  racer.join();
}

class IgnoreInWalk : public ::testing::Test {
 protected:
  std::vector<std::string> Files(std::string_view root, WalkOptions options = {}) {
    Seen seen;
    const std::string path = root.empty() ? tree_.path() : tree_ / root;
    EXPECT_TRUE(Walk(path, &seen, options));
    skips_ = seen.skips;
    skipped_bytes_ = seen.skipped_bytes;
    for (std::string& file : seen.files) file.erase(0, tree_.path().size() + 1);
    return seen.files;
  }
  TempTree tree_;
  std::vector<std::pair<std::string, SkipReason>> skips_;
  uint64_t skipped_bytes_ = 0;
};

TEST_F(IgnoreInWalk, GitignoreCountsInRepositoriesOnly) {
  tree_.Write(".gitignore", "*.o\nbuild/\n");
  tree_.Write("a.o", "12345");
  tree_.Write("build/b", "x");
  EXPECT_THAT(Files(""), ElementsAre(".gitignore", "a.o", "build/b"));
  tree_.Write(".git/HEAD", "x");
  EXPECT_THAT(Files(""), ElementsAre(".gitignore"));
  EXPECT_EQ(skipped_bytes_, 5u);
  EXPECT_THAT(skips_, UnorderedElementsAre(Pair(tree_ / ".git", SkipReason::kIgnored),
                                           Pair(tree_ / "a.o", SkipReason::kIgnored),
                                           Pair(tree_ / "build", SkipReason::kIgnored)));
  EXPECT_THAT(Files("", {.no_ignore = true}),
              ElementsAre(".git/HEAD", ".gitignore", "a.o", "build/b"));
  EXPECT_THAT(Files(".git"), ElementsAre(".git/HEAD"));
  EXPECT_THAT(Files("build"), ElementsAre("build/b"));  // the operator named it
}

TEST_F(IgnoreInWalk, InnerFilesWinAndWeirignoreWinsOverGitignore) {
  tree_.Write(".git/info/exclude", "excluded\nkept\n");
  tree_.Write(".gitignore", "*.o\n!kept\n/top\n");
  tree_.Write("s/.gitignore", "!a.o\n");
  tree_.Write("s/.weirignore", "w.o\n!b.o\n");
  for (const char* name :
       {"a.o", "s/a.o", "s/b.o", "s/c.o", "s/w.o", "s/t/a.o", "excluded", "kept", "top", "s/top"}) {
    tree_.Write(name, "x");
  }
  EXPECT_THAT(Files(""), ElementsAre(".gitignore", "kept", "s/.gitignore", "s/.weirignore", "s/a.o",
                                     "s/b.o", "s/t/a.o", "s/top"));
  // The same answers when the walk begins further in: the files above are looked for.
  EXPECT_THAT(Files("s"),
              ElementsAre("s/.gitignore", "s/.weirignore", "s/a.o", "s/b.o", "s/t/a.o", "s/top"));
}

TEST_F(IgnoreInWalk, ARepositoryInsideAnswersToItsOwnFiles) {
  tree_.Write(".git/HEAD", "x");
  tree_.Write(".gitignore", "*.o\n");
  tree_.Write("sub/.git/HEAD", "x");
  tree_.Write("sub/a.o", "x");
  tree_.Write("sub/b.x", "x");
  tree_.Write("sub/.gitignore", "*.x\n");
  EXPECT_THAT(Files(""), ElementsAre(".gitignore", "sub/.gitignore", "sub/a.o"));
}

TEST_F(IgnoreInWalk, ExcludesAlwaysCount) {
  tree_.Write(".weirignore", "!a.o\n");
  tree_.Write("a.o", "x");
  tree_.Write("s/b", "x");
  tree_.Write("s/t/c", "x");
  const std::vector<std::string> exclude = {"*.o", "/s/t"};
  for (const bool no_ignore : {false, true}) {
    EXPECT_THAT(Files("", {.no_ignore = no_ignore, .exclude = exclude}),
                ElementsAre(".weirignore", "s/b"));
  }
  // A pattern may be written from where the operator stands, too.
  const std::vector<std::string> from_here = {tree_ / "s/t"};
  EXPECT_THAT(Files("s", {.exclude = from_here}), ElementsAre("s/b"));
}

TEST_F(IgnoreInWalk, WhatIsNoOwnRegularFileIsNotBelieved) {
  tree_.Write("rules", "*\n");
  tree_.Write("a", "x");
  tree_.Link("rules", ".weirignore");
  EXPECT_THAT(Files(""), ElementsAre("a", "rules"));
  ASSERT_EQ(unlink((tree_ / ".weirignore").c_str()), 0);
  ASSERT_EQ(mkfifo((tree_ / ".weirignore").c_str(), 0600), 0);
  EXPECT_THAT(Files(""), ElementsAre("a", "rules"));
  ASSERT_EQ(unlink((tree_ / ".weirignore").c_str()), 0);
  tree_.Write(".weirignore", std::string((size_t{1} << 20) + 1, '\n') + "*\n");
  EXPECT_THAT(Files(""), ElementsAre(".weirignore", "a", "rules"));
  tree_.Write(".weirignore", "*\n");
  EXPECT_THAT(Files(""), IsEmpty());
  if (geteuid() == 0) {  // only root can give a file away
    ASSERT_EQ(chown((tree_ / ".weirignore").c_str(), 12345, 12345), 0);
    EXPECT_THAT(Files(""), ElementsAre(".weirignore", "a", "rules"));
    ASSERT_EQ(chown((tree_ / ".weirignore").c_str(), 0, 0), 0);
    ASSERT_EQ(chown(tree_.path().c_str(), 12345, 12345), 0);
    EXPECT_THAT(Files(""), ElementsAre(".weirignore", "a", "rules"));
  }
}

}  // namespace
}  // namespace weir
