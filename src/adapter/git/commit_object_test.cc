#include "adapter/git/commit_object.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(CommitObject, ReadsTheUsualForm) {
  const CommitObject commit = ParseCommitObject(
      "tree 0000000000000000000000000000000000000000\n"
      "author Ann O. Body <ann@example.org> 1700000000 +0130\n"
      "committer Bob <bob@example.org> 1800000000 +0000\n\n"
      "Subject line\n\nBody\n");
  EXPECT_EQ(commit.author, "Ann O. Body");
  EXPECT_EQ(commit.email, "ann@example.org");
  EXPECT_EQ(commit.date, "2023-11-14T23:43:20+01:30");
  EXPECT_EQ(commit.subject, "Subject line");
}

TEST(CommitObject, ReadsTags) {
  const CommitObject tag =
      ParseCommitObject("object x\ntype commit\ntag v1\ntagger T <t@x> 0 -0500\n\nv1");
  EXPECT_EQ(tag.author, "T");
  EXPECT_EQ(tag.date, "1970-01-01T00:00:00-05:00");
  EXPECT_EQ(tag.subject, "v1");
}

TEST(CommitObject, LeavesOutWhatMakesNoSense) {
  for (const char* line :
       {"author\n", "author \n", "author <", "author > <\n", "author <>\n", "author A <a>\n",
        "author A <a> \n", "author A <a> 99999999999999999999 +0000\n", "author A <a> -5 +0000\n",
        "author A <a> x\n"}) {
    EXPECT_EQ(ParseCommitObject(line).date, "") << line;
  }
  EXPECT_EQ(ParseCommitObject("author A <a> 5 +9999\n").date, "1970-01-01T00:00:05+00:00");
  EXPECT_EQ(ParseCommitObject("author A <a> 5\n").date, "1970-01-01T00:00:05+00:00");
  EXPECT_LE(
      ParseCommitObject("author " + std::string(100000, 'a') + " <b> 1 +0000\n").author.size(),
      256u);
}

}  // namespace
}  // namespace weir
