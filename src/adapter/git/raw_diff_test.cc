#include "adapter/git/raw_diff.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "adapter/git/cat_file.h"

namespace weir {
namespace {

const std::string kOne(40, '1'), kTwo(40, '2'), kZero(40, '0'), kLong(64, 'a'), kLongZero(64, '0');

std::string Head(const std::string& modes, const std::string& oids, const std::string& status) {
  return modes + " " + oids + " " + status;
}

TEST(ParseRawHead, ReadsChanges) {
  RawChange change;
  ASSERT_TRUE(ParseRawHead(Head(":100644 100755", kOne + " " + kTwo, "M"), &change).ok());
  EXPECT_EQ(change.oid, kTwo);
  EXPECT_EQ(change.old_oids, std::vector<std::string>{kOne});
  EXPECT_EQ(change.kind, RawChange::Kind::kFile);
  ASSERT_TRUE(ParseRawHead(Head(":000000 120000", kLongZero + " " + kLong, "A"), &change).ok());
  EXPECT_EQ(change.oid, kLong);
  EXPECT_EQ(change.old_oids, std::vector<std::string>{""});
  EXPECT_EQ(change.kind, RawChange::Kind::kLink);
  ASSERT_TRUE(ParseRawHead(Head(":160000 160000", kOne + " " + kTwo, "M"), &change).ok());
  EXPECT_EQ(change.kind, RawChange::Kind::kSubmodule);
  EXPECT_EQ(change.old_oids, std::vector<std::string>{""});
  ASSERT_TRUE(ParseRawHead(Head(":100644 000000", kOne + " " + kZero, "D"), &change).ok());
  EXPECT_EQ(change.oid, "");
  EXPECT_EQ(change.old_oids, std::vector<std::string>{kOne});
  ASSERT_TRUE(ParseRawHead(Head(":100644 100644", kOne + " " + kZero, "U"), &change).ok());
  EXPECT_TRUE(change.conflict);
  ASSERT_TRUE(
      ParseRawHead(Head("::100644 000000 100644", kOne + " " + kZero + " " + kTwo, "MA"), &change)
          .ok());
  EXPECT_EQ(change.old_oids, (std::vector<std::string>{kOne, ""}));
  EXPECT_EQ(change.oid, kTwo);
}

TEST(ParseRawHead, RefusesEverythingElse) {
  const std::string good = Head(":100644 100755", kOne + " " + kTwo, "M");
  RawChange change;
  for (size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_FALSE(ParseRawHead(good.substr(0, cut), &change).ok()) << cut;
  }
  for (const std::string& bad :
       {Head("100644 100755", kOne + " " + kTwo, "M"), good + " x",
        Head(":100644 10075x", kOne + " " + kTwo, "M"),
        Head(":100644 100755", kOne + " " + std::string(40, 'g'), "M"),
        Head(":100644 100755", kOne + "  " + kTwo, "M"), std::string(300, ':')}) {
    EXPECT_FALSE(ParseRawHead(bad, &change).ok()) << bad;
  }
}

TEST(RawDiffReader, TellsCommitsFromPathsThatLookLikeThem) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::string text = kOne + '\0' + Head(":000000 100644", kZero + " " + kTwo, "A") + '\0' + kTwo +
                     '\0' + kTwo + '\0';
  ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  close(ends[1]);
  PipeReader pipe_reader(ends[0]);
  RawDiffReader reader(&pipe_reader);
  RawDiffReader::Item item;
  ASSERT_TRUE(*reader.Next(&item));
  EXPECT_EQ(item.commit, kOne);
  ASSERT_TRUE(*reader.Next(&item));
  EXPECT_FALSE(item.is_commit);
  EXPECT_EQ(item.change.path, kTwo);
  ASSERT_TRUE(*reader.Next(&item));
  EXPECT_TRUE(item.is_commit);
  EXPECT_FALSE(*reader.Next(&item));
  close(ends[0]);
}

TEST(PipeReader, GivesTheSameForEveryCut) {
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += std::string(static_cast<size_t>(i % 211), 'x') + "\n" + "0123456789";
  for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}, text.size()}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::thread writer([&] {
      for (size_t at = 0; at < text.size(); at += chunk) {
        const size_t n = std::min(chunk, text.size() - at);
        ASSERT_EQ(write(ends[1], text.data() + at, n), static_cast<ssize_t>(n));
      }
      close(ends[1]);
    });
    PipeReader reader(ends[0]);
    std::string token;
    char ten[10];
    for (int i = 0; i < 3000; ++i) {
      ASSERT_TRUE(*reader.Until('\n', &token, 1000));
      ASSERT_EQ(token, std::string(static_cast<size_t>(i % 211), 'x'));
      if (i % 3 == 0) {
        ASSERT_TRUE(reader.Skip(10).ok());
      } else {
        ASSERT_TRUE(reader.Exactly(ten, 10).ok());
        ASSERT_EQ(std::string_view(ten, 10), "0123456789");
      }
    }
    EXPECT_FALSE(*reader.Until('\n', &token, 10));
    writer.join();
    close(ends[0]);
  }
}

TEST(ParseObjectHeader, ReadsAnswers) {
  EXPECT_EQ(ParseObjectHeader(kOne + " blob 12")->size, 12u);
  EXPECT_EQ(ParseObjectHeader(kLong + " commit 1")->type, ObjectHeader::Type::kCommit);
  EXPECT_EQ(ParseObjectHeader("HEAD^{x y} missing")->type, ObjectHeader::Type::kMissing);
  EXPECT_EQ(ParseObjectHeader("HEAD^{x y} missing")->oid, "HEAD^{x y}");
  for (const std::string& bad :
       {std::string(), std::string(kOne), kOne + " blob", kOne + " blob -1", kOne + " blob 1x",
        kOne + " thing 1", std::string("x blob 1"), kOne + " blob 99999999999999999999"}) {
    EXPECT_FALSE(ParseObjectHeader(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace weir
