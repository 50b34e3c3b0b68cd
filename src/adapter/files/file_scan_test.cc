#include "adapter/files/file_scan.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "adapter/files/input_scan.h"
#include "adapter/files/work_pool.h"
#include "rules/rule_file.h"
#include "source/temp_tree_for_test.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A small rule set, so that the tests do not depend on the catalogue.
std::shared_ptr<const Ruleset> Rules() {
  static const auto* rules = new std::shared_ptr<const Ruleset>([] {
    RuleFile file = ParseRuleFile("test.toml", R"([[rule]]
id = "test-token"
name = "Test token"
provider = "Test"
class = "credential"
severity = "high"
shape = '"wtok_" alnum{24}'
description = "A token of these tests."
rotate = "Nothing to do."
)");
    for (const Diagnostic& d : file.diagnostics) ADD_FAILURE() << RenderDiagnostics({d});
    RulesetOptions options;
    options.user_rules = std::move(file.rules);
    options.builtin = false;
    auto made = Ruleset::Create(std::move(options));
    EXPECT_TRUE(made.ok()) << made.status();
    return *made;
  }());
  return *rules;
}

std::string Token(uint32_t seed) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::mt19937 random(seed * 7919 + 17);
  std::string token = "wtok";
  token += '_';
  for (int i = 0; i < 24; ++i) token += kLetters[random() % kLetters.size()];
  return token;
}

struct Collect : Writer {
  std::vector<std::string> lines;   // one a record: all that a report could tell
  std::vector<std::string> places;  // path:line
  size_t flushes = 0;
  size_t fail_after = SIZE_MAX;
  std::atomic<size_t> count{0};
  std::atomic<bool> inside{false};

  absl::Status Begin(const RunInfo&) override { return absl::OkStatus(); }
  absl::Status Add(const Record& r) override {
    EXPECT_FALSE(inside.exchange(true));  // one thread at a time
    if (count >= fail_after) {
      inside = false;
      return absl::CancelledError("closed");
    }
    lines.push_back(r.path + " " + std::to_string(r.start) + "-" + std::to_string(r.end) + " " +
                    std::to_string(r.line) + ":" + std::to_string(r.column) + ":" +
                    std::to_string(r.column_utf16) + ":" + std::to_string(r.column_codepoint) +
                    " " + std::to_string(r.end_line) + ":" + std::to_string(r.end_column) + " " +
                    r.fingerprint + " " + r.masked + " " + r.line_hash + " " + r.excerpt);
    places.push_back(r.path + ":" + std::to_string(r.line));
    ++count;
    inside = false;
    return absl::OkStatus();
  }
  absl::Status Flush() override {
    ++flushes;
    return absl::OkStatus();
  }
  absl::Status Finish(const Summary&) override { return absl::OkStatus(); }
};

RecordOptions TestRecords() {
  RecordOptions options;
  options.key = FingerprintKey{};
  return options;
}

class FileScan : public ::testing::Test {
 protected:
  absl::Status Scan(FileScanOptions options, Collect* collect) {
    summary_ = Summary();
    const RecordMaker maker(TestRecords());
    absl::Status status = ScanFiles(scanner_, options, maker, collect, &summary_);
    EXPECT_TRUE(summary_.coverage.Balanced());
    return status;
  }
  std::vector<std::string> Places(FileScanOptions options) {
    Collect collect;
    EXPECT_TRUE(Scan(std::move(options), &collect).ok());
    std::string prefix = tree_.path() + "/";
    for (std::string& place : collect.places) {
      if (place.starts_with(prefix)) place.erase(0, prefix.size());
    }
    return collect.places;
  }
  const Coverage::Skip& Skipped(SkipReason reason) const {
    return summary_.coverage.skipped[static_cast<size_t>(reason)];
  }

  TempTree tree_;
  Scanner scanner_{Rules()};
  Summary summary_;
};

TEST_F(FileScan, TreeInOrderWithAnyNumberOfThreads) {
  std::mt19937 random(5);
  uint32_t planted = 0;
  uint64_t bytes = 0;
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (uint32_t line = random() % 60; line > 0; --line) {
      text += "int x = 1;\n";
      if (random() % 16 == 0) text += "k = " + Token(planted++) + "\n";
    }
    bytes += text.size();
    tree_.Write("d" + std::to_string(random() % 20) + "/s" + std::to_string(random() % 3) + "/f" +
                    std::to_string(i),
                text);
  }
  Collect expected;
  ASSERT_TRUE(Scan({.paths = {tree_.path()}, .threads = 1}, &expected).ok());
  EXPECT_EQ(expected.lines.size(), planted);
  EXPECT_EQ(summary_.findings, planted);
  EXPECT_EQ(summary_.coverage.inputs, 400u);
  EXPECT_EQ(summary_.coverage.searched_bytes, bytes);
  EXPECT_FALSE(summary_.incomplete);
  for (int threads : {2, 3, 8, 64}) {
    for (int round = 0; round < 3; ++round) {
      Collect collect;
      ASSERT_TRUE(Scan({.paths = {tree_.path()}, .threads = threads}, &collect).ok());
      ASSERT_EQ(collect.lines, expected.lines) << threads;
      ASSERT_EQ(summary_.coverage.searched_bytes, bytes);
    }
  }
}

TEST_F(FileScan, FewDescriptors) {
  for (int i = 0; i < 300; ++i) tree_.Write("d" + std::to_string(i) + "/e/f", Token(1) + "\n");
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit few = before;
  few.rlim_cur = 32;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const auto places = Places({.paths = {tree_.path()}, .threads = 16});
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(places.size(), 300u);
  EXPECT_EQ(summary_.problem_count, 0u) << summary_.problems[0].message;
}

// Random text with tokens everywhere, some lines long, some characters of several bytes.
std::string Haystack(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) {
    const uint32_t kind = random() % 100;
    if (kind < 5) {
      text += " " + Token(random() % 50) + " ";
    } else if (kind < 10) {
      text += "\xF0\x9F\x98\x80 \xC3\xA9 ";
    } else if (kind < 12) {
      text += Token(random() % 50) + Token(random() % 50);  // glued: no token, or one
    } else if (kind < 13) {
      text.append(random() % 3000, 'x');
    } else {
      text += "some words of a line";
      if (random() % 3 == 0) text += '\n';
    }
  }
  return text;
}

class InputWays : public FileScan {
 protected:
  // The lines of a report on the text when it is taken that way.
  std::vector<std::string> Lines(const std::string& text, const InputScanOptions& options,
                                 size_t threads, bool as_stream, Coverage* coverage,
                                 const Scanner* other = nullptr) {
    const Scanner& scanner = other == nullptr ? scanner_ : *other;
    tree_.Write("f", text);
    const RecordMaker maker(TestRecords());
    Progress progress(-1, 0);
    Outcome outcome;
    Collect collect;
    WorkPool pool(
        threads, 4, [&] { return std::make_unique<InputScan>(scanner, maker, options, &progress); },
        [](Batch*, InputScan*) {});
    OpenedFile file = OpenRegular(AT_FDCWD, (tree_ / "f").c_str());
    EXPECT_TRUE(file.ok());
    if (as_stream) {
      pool.own_scan()->Stream(file.fd.get(), "f", &outcome, [](Outcome*, bool) { return true; });
    } else {
      pool.own_scan()->File(std::move(file), "f", &outcome, threads > 1 ? &pool : nullptr);
    }
    pool.Finish();
    EXPECT_EQ(outcome.problem_count, 0u);
    EXPECT_TRUE(outcome.coverage.Balanced());
    EXPECT_EQ(outcome.coverage.inputs, 1u);
    EXPECT_EQ(outcome.coverage.searched_bytes, text.size());
    *coverage = outcome.coverage;
    for (const Record& record : outcome.records) EXPECT_TRUE(collect.Add(record).ok());
    return collect.lines;
  }
};

TEST_F(InputWays, WindowsPartsAndStreamsGiveTheWhole) {
  for (uint32_t seed : {1u, 2u}) {
    const std::string text = Haystack(1500000, seed);
    Coverage coverage;
    const auto whole = Lines(text, {}, 1, false, &coverage);
    ASSERT_GT(whole.size(), 100u);
    InputScanOptions small;
    small.whole_bytes = 1000;
    small.window_bytes = 1;  // the least there can be
    EXPECT_EQ(Lines(text, small, 1, false, &coverage), whole);
    EXPECT_EQ(Lines(text, small, 1, true, &coverage), whole);
    small.split_bytes = 1000;
    small.part_bytes = 1;
    EXPECT_EQ(Lines(text, small, 3, false, &coverage), whole);
    small.window_bytes = 400000;
    small.part_bytes = 300000;
    EXPECT_EQ(Lines(text, small, 2, false, &coverage), whole);
    EXPECT_EQ(Lines(text, small, 1, true, &coverage), whole);
  }
}

TEST_F(InputWays, AllWaysKeepToTheNumberOfFindings) {
  ScanOptions few;
  few.max_findings = 3000;
  const Scanner scanner(Rules(), few);
  std::string text;
  for (uint32_t i = 0; i < 8000; ++i) text += Token(i) + "\n";
  Coverage coverage;
  const auto whole = Lines(text, {}, 1, false, &coverage, &scanner);
  ASSERT_EQ(whole.size(), 3000u);
  EXPECT_EQ(coverage.findings_not_listed, 5000u);
  InputScanOptions small;
  small.whole_bytes = 1000;
  small.window_bytes = 1;
  small.split_bytes = 1000;
  small.part_bytes = 1;
  for (const size_t threads : {1, 3}) {
    const auto lines = Lines(text, small, threads, false, &coverage, &scanner);
    ASSERT_EQ(lines.size(), whole.size());
    // The last few stand in another light: what follows them is not shown.
    EXPECT_TRUE(std::equal(lines.begin(), lines.end() - 10, whole.begin()));
    EXPECT_EQ(coverage.findings_not_listed, 5000u);
    EXPECT_FALSE(coverage.Incomplete());
    EXPECT_EQ(coverage.skipped[static_cast<size_t>(SkipReason::kFindingsCap)].inputs, 1u);
  }
}

TEST_F(FileScan, LargeFileByManyThreads) {
  const std::string text = Haystack(size_t{20} << 20, 3);
  tree_.Write("large", text);
  Collect one, many;
  ASSERT_TRUE(Scan({.paths = {tree_ / "large"}, .threads = 1}, &one).ok());
  ASSERT_TRUE(Scan({.paths = {tree_ / "large"}, .threads = 4}, &many).ok());
  EXPECT_EQ(one.lines, many.lines);
  EXPECT_EQ(one.lines.size(), scanner_.options().max_findings);
  EXPECT_EQ(summary_.coverage.searched_bytes, text.size());
}

TEST_F(FileScan, NoSecretOfANeighbourShows) {
  // Tokens side by side over more than a window: whichever way a window is cut, all are masked.
  std::string text;
  for (uint32_t i = 0; text.size() < size_t{4} << 20; ++i) {
    text += i % 400 < 3 ? Token(i) + " " : "some words here ";
  }
  tree_.Write("f", text);
  Collect collect;
  ASSERT_TRUE(Scan({.paths = {tree_ / "f"}, .threads = 2}, &collect).ok());
  EXPECT_GT(collect.lines.size(), 500u);
  for (const std::string& line : collect.lines) {
    for (uint32_t i = 0; i < 3; ++i) ASSERT_EQ(line.find(Token(i)), line.npos);
    // The rule's prefix is part of a mask, and never followed by more of the value.
    for (size_t at = line.find("wtok"); at != line.npos; at = line.find("wtok", at + 1)) {
      ASSERT_TRUE(at + 9 >= line.size() || !isalnum(static_cast<unsigned char>(line[at + 5])) ||
                  !isalnum(static_cast<unsigned char>(line[at + 8])))
          << line;
    }
  }
}

TEST_F(FileScan, StreamReportsWhatIsThereBeforeItEnds) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  UniqueFd in(ends[0]), out(ends[1]);
  Collect collect;
  const std::string path = "/dev/fd/" + std::to_string(in.get());
  const std::string first = "a\n" + Token(1) + "\n", second = Token(2) + "\nlast " + Token(3);
  ASSERT_EQ(write(out.get(), first.data(), first.size()), static_cast<ssize_t>(first.size()));
  std::thread scan([&] { EXPECT_TRUE(Scan({.paths = {path}}, &collect).ok()); });
  for (int i = 0; i < 500 && collect.count < 1; ++i) usleep(10000);
  EXPECT_EQ(collect.count, 1u);
  ASSERT_EQ(write(out.get(), second.data(), second.size()), static_cast<ssize_t>(second.size()));
  for (int i = 0; i < 500 && collect.count < 2; ++i) usleep(10000);
  EXPECT_EQ(collect.count, 2u);
  out.Reset();
  scan.join();
  EXPECT_THAT(collect.places, ElementsAre(path + ":2", path + ":3", path + ":4"));
  EXPECT_GE(collect.flushes, 2u);
  EXPECT_EQ(summary_.coverage.searched_bytes, first.size() + second.size());
  EXPECT_FALSE(summary_.incomplete);
}

TEST_F(FileScan, ArgumentsInTheirOrder) {
  tree_.Write("b", Token(1));
  tree_.Write("a", "\n" + Token(2));
  tree_.Write("t/x", Token(3));
  EXPECT_THAT(Places({.paths = {tree_ / "t", tree_ / "b", tree_ / "a", tree_ / "b"}}),
              ElementsAre("t/x:1", "b:1", "a:2", "b:1"));
}

TEST_F(FileScan, WhatCannotBeScannedIsToldAndIncomplete) {
  tree_.Write("a", Token(1));
  tree_.Write("empty", "");
  tree_.Folder("none");
  ASSERT_EQ(mkfifo((tree_ / "fifo").c_str(), 0600), 0);

  EXPECT_THAT(Places({.paths = {tree_ / "gone", tree_ / "a"}}), ElementsAre("a:1"));
  EXPECT_TRUE(summary_.incomplete);
  ASSERT_EQ(summary_.problems.size(), 1u);
  EXPECT_EQ(summary_.problems[0].path, tree_ / "gone");
  EXPECT_EQ(summary_.problems[0].message, "No such file or directory");

  EXPECT_THAT(Places({.paths = {tree_ / "fifo", tree_ / "a"}}), ElementsAre("a:1"));
  EXPECT_TRUE(summary_.incomplete);
  EXPECT_EQ(summary_.problems[0].reason, SkipReason::kNotRegular);

  for (const std::vector<std::string>& paths :
       std::vector<std::vector<std::string>>{{}, {tree_ / "none"}}) {
    Places({.paths = paths});
    EXPECT_TRUE(summary_.incomplete);
    ASSERT_EQ(summary_.problems.size(), 1u);
    EXPECT_THAT(summary_.problems[0].message, HasSubstr("Nothing was scanned"));
  }

  Places({.paths = {tree_ / "empty"}});
  EXPECT_FALSE(summary_.incomplete);
  EXPECT_EQ(summary_.coverage.inputs, 1u);

  // Inside a tree a FIFO is only counted.
  EXPECT_THAT(Places({.paths = {tree_.path()}}), ElementsAre("a:1"));
  EXPECT_FALSE(summary_.incomplete);
  EXPECT_EQ(Skipped(SkipReason::kNotRegular).inputs, 1u);

  Places({.paths = {"/proc/self/mem"}});
  EXPECT_TRUE(summary_.incomplete);
  EXPECT_EQ(summary_.problems[0].message, "Input/output error");
}

TEST_F(FileScan, LimitAndExcludes) {
  tree_.Write("small", Token(1));
  tree_.Write("big", Token(2) + std::string(1000, ' '));
  tree_.Write("big.o", Token(3));
  EXPECT_THAT(Places({.paths = {tree_.path()}, .exclude = {"*.o"}, .max_file_size = 100}),
              ElementsAre("small:1"));
  EXPECT_FALSE(summary_.incomplete);
  EXPECT_EQ(Skipped(SkipReason::kTooLarge).bytes, 1029u);
  EXPECT_EQ(Skipped(SkipReason::kIgnored).bytes, 29u);
  EXPECT_THAT(Places({.paths = {tree_ / "small", tree_ / "big.o"}, .exclude = {"*.o"}}),
              ElementsAre("small:1"));
}

TEST_F(FileScan, FilesThatChangeWhileTheyAreRead) {
  for (int i = 0; i < 40; ++i) tree_.Write("d/f" + std::to_string(i), std::string(300000, 'x'));
  tree_.Write("large", std::string(size_t{18} << 20, 'y'));
  std::atomic<bool> stop{false};
  std::thread changer([&] {
    for (int i = 0; !stop; ++i) {
      const std::string path = tree_ / ("d/f" + std::to_string(i % 40));
      EXPECT_EQ(truncate(path.c_str(), i % 2 == 0 ? 1000 : 400000), 0);
      EXPECT_EQ(truncate((tree_ / "large").c_str(), i % 2 == 0 ? 17 << 20 : 18 << 20), 0);
    }
  });
  for (int i = 0; i < 10; ++i) {
    Collect collect;
    EXPECT_TRUE(Scan({.paths = {tree_.path()}, .threads = 3}, &collect).ok());
    EXPECT_EQ(summary_.coverage.inputs, 41u);
    EXPECT_EQ(summary_.incomplete, Skipped(SkipReason::kVanished).bytes > 0);
  }
  stop = true;
  changer.join();
}

TEST_F(FileScan, WriterErrorEndsTheRun) {
  for (int i = 0; i < 2000; ++i) tree_.Write("d/f" + std::to_string(i), Token(1));
  for (int threads : {1, 4}) {
    Collect collect;
    collect.fail_after = 5;
    const absl::Status status = Scan({.paths = {tree_.path()}, .threads = threads}, &collect);
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
    EXPECT_TRUE(summary_.incomplete);
    EXPECT_LT(summary_.coverage.inputs, 2000u);
  }
}

TEST_F(FileScan, StopFlagEndsTheRun) {
  tree_.Write("f", Token(1));
  const std::atomic<bool> stop{true};
  Collect collect;
  EXPECT_TRUE(Scan({.paths = {tree_.path()}, .stop = &stop}, &collect).ok());
  EXPECT_TRUE(summary_.incomplete);
  ASSERT_EQ(summary_.problems.size(), 1u);
  EXPECT_THAT(summary_.problems[0].message, HasSubstr("Stopped"));
}

}  // namespace
}  // namespace weir
