#include "report/summary_text.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

using std::chrono::milliseconds;

TEST(SummaryText, Numbers) {
  EXPECT_EQ(HumanCount(0), "0");
  EXPECT_EQ(HumanCount(999), "999");
  EXPECT_EQ(HumanCount(1204), "1,204");
  EXPECT_EQ(HumanCount(UINT64_MAX), "18,446,744,073,709,551,615");
  EXPECT_EQ(HumanBytes(0), "0 bytes");
  EXPECT_EQ(HumanBytes(1), "1 byte");
  EXPECT_EQ(HumanBytes(999), "999 bytes");
  EXPECT_EQ(HumanBytes(1000), "1.0 kB");
  EXPECT_EQ(HumanBytes(12'345'678), "12.3 MB");
  EXPECT_EQ(HumanBytes(5'000'000'000), "5.0 GB");
  EXPECT_EQ(HumanBytes(UINT64_MAX), "18,446,744.0 TB");
  EXPECT_EQ(HumanTime(std::chrono::nanoseconds(900)), "under 1 ms");
  EXPECT_EQ(HumanTime(milliseconds(7)), "7 ms");
  EXPECT_EQ(HumanTime(milliseconds(24)), "0.02 s");
  EXPECT_EQ(HumanTime(milliseconds(1500)), "1.50 s");
  EXPECT_EQ(HumanTime(milliseconds(61200)), "1 min 01 s");
  EXPECT_EQ(HumanTime(milliseconds(12340)), "12.3 s");
  EXPECT_EQ(HumanTime(std::chrono::hours(25)), "25 h 00 min");
  EXPECT_EQ(HumanTime(milliseconds(-5)), "under 1 ms");
}

TEST(SummaryText, Sentences) {
  EXPECT_EQ(FirstSentence("Revoke it. Then wait."), "Revoke it.");
  EXPECT_EQ(FirstSentence("Use e.g. the console. Then wait."), "Use e.g. the console.");
  EXPECT_EQ(FirstSentence("Use e.g. The Console. Then wait."), "Use e.g. The Console.");
  EXPECT_EQ(FirstSentence("Open a.example.org and look"), "Open a.example.org and look");
  EXPECT_EQ(FirstSentence("One."), "One.");
  EXPECT_EQ(FirstSentence(""), "");
}

TEST(SummaryText, WhatWasFoundSearchedAndSkipped) {
  Summary summary;
  summary.coverage.inputs = 1204;
  summary.coverage.searched_bytes = 12'345'678;
  summary.coverage.AddSkip(SkipReason::kIgnored, 10, 3);
  summary.coverage.AddSkip(SkipReason::kUnreadable, 0, 1);
  summary.findings = 3;
  summary.elapsed = milliseconds(20);
  EXPECT_EQ(SummaryLine(summary, 2),
            "3 secrets in 2 files \u00b7 searched 1,204 files, 12.3 MB in 0.02 s \u00b7 "
            "skipped 4 files (3 ignored, 1 unreadable)");
  summary.coverage = Coverage();
  summary.coverage.inputs = 1;
  summary.findings = 0;
  EXPECT_EQ(SummaryLine(summary, 0), "no secrets found \u00b7 searched 1 file, 0 bytes in 0.02 s");
}

TEST(SummaryText, NothingSearchedIsNotClean) {
  Summary summary;
  EXPECT_EQ(SummaryLine(summary, 0), "nothing was searched");
  summary.coverage.AddSkip(SkipReason::kIgnored, 10, 2);
  EXPECT_EQ(SummaryLine(summary, 0), "nothing was searched \u00b7 skipped 2 files (2 ignored)");
}

TEST(SummaryText, FindingsNotListedAreCounted) {
  Summary summary;
  summary.findings = 10;
  summary.coverage.inputs = 1;
  summary.coverage.findings_not_listed = 5;
  EXPECT_TRUE(SummaryLine(summary, 1).starts_with("15 secrets in 1 file (5 not listed)"));
}

TEST(SummaryText, IncompleteSaysWhy) {
  Summary summary;
  EXPECT_EQ(IncompleteLine(summary), "");
  summary.incomplete = true;
  summary.coverage.AddSkip(SkipReason::kUnreadable, 0, 2);
  summary.coverage.AddSkip(SkipReason::kIgnored, 0, 7);
  const std::string line = IncompleteLine(summary);
  EXPECT_TRUE(line.starts_with("INCOMPLETE")) << line;
  EXPECT_NE(line.find("2 files unreadable"), std::string::npos) << line;
  EXPECT_EQ(line.find("ignored"), std::string::npos) << line;
}

TEST(SummaryText, EveryReasonHasWords) {
  for (int i = 0; i < kSkipReasonCount; ++i) EXPECT_NE(Explain(static_cast<SkipReason>(i)), "");
}

}  // namespace
}  // namespace weir
