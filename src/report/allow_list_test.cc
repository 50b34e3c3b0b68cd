#include "report/allow_list.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/test_util.h"

namespace weir {
namespace {

AllowEntry Entry(size_t line) {
  AllowEntry entry;
  entry.file = "weir.toml";
  entry.line = line;
  entry.reason = "r";
  return entry;
}

std::shared_ptr<const AllowList> ListOf(std::vector<AllowEntry> entries, int32_t today = 100) {
  auto list = AllowList::Create(std::move(entries), {.root = "/r", .folder = "/r", .today = today});
  EXPECT_TRUE(list.ok()) << list.status();
  return list.ok() ? *list : nullptr;
}

TEST(AllowList, EveryFieldGivenMustMatch) {
  const FingerprintKey key = TestKey();
  const std::string value = Generated(24);
  const std::string fingerprint = Fingerprint(key, "rule", value);
  // Each field, right or wrong or not given: only entries without a wrong one match.
  for (int choice = 0; choice < 729; ++choice) {
    AllowEntry entry = Entry(1);
    int rest = choice;
    bool wrong = false, any = false;
    const auto pick = [&](std::string* field, const std::string& right, const std::string& bad) {
      const int which = rest % 3;
      rest /= 3;
      any |= which != 0;
      wrong |= which == 2;
      *field = which == 0 ? "" : which == 1 ? right : bad;
    };
    pick(&entry.fingerprint, fingerprint, std::string(32, '0'));
    pick(&entry.rule, "rule", "rules");
    pick(&entry.path, "src/*.env", "src/*.txt");
    pick(&entry.path_regex, "src/.*", "src");
    pick(&entry.value_hash, ValueHash(key, value), ValueHash(key, value + "x"));
    pick(&entry.regex, "[A-Za-z0-9]{24}", "[A-Za-z0-9]{23}");
    if (!any) continue;
    const auto list = ListOf({entry});
    const Suppression got = list->Find({.path = "./src/a.env",
                                        .rule = "rule",
                                        .fingerprint = fingerprint,
                                        .value = value,
                                        .key = &key});
    EXPECT_EQ(static_cast<bool>(got), !wrong) << choice;
    EXPECT_EQ(list->Used(0), !wrong);
    EXPECT_EQ(list->Report().unused, wrong ? 1u : 0u);
  }
}

TEST(AllowList, TheFirstOneIsToldAndAllThatMatchAreUsed) {
  AllowEntry one = Entry(3), two = Entry(8), three = Entry(9);
  one.rule = two.path = "a";
  three.rule = "b";
  two.from_baseline = true;
  const auto list = ListOf({one, two, three});
  const Suppression got =
      list->Find({.path = "a", .rule = "a", .fingerprint = "", .value = "v", .key = nullptr});
  EXPECT_EQ(got.kind, Suppression::Kind::kAllow);
  EXPECT_EQ(got.by, "weir.toml:3");
  EXPECT_TRUE(list->Used(0) && list->Used(1) && !list->Used(2));
  const AllowReport report = list->Report();
  ASSERT_EQ(report.notes.size(), 1u);
  EXPECT_EQ(report.notes[0].line, 9u);
}

TEST(AllowList, AnEntryCountsUpToItsLastDay) {
  AllowEntry entry = Entry(1);
  entry.rule = "a";
  entry.expires = 100;
  const AllowList::Subject subject = {
      .path = "p", .rule = "a", .fingerprint = "", .value = "v", .key = nullptr};
  EXPECT_TRUE(ListOf({entry}, 99)->Find(subject));
  EXPECT_TRUE(ListOf({entry}, 100)->Find(subject));
  const auto late = ListOf({entry}, 101);
  EXPECT_FALSE(late->Find(subject));
  EXPECT_EQ(late->Report().expired, 1u);
  EXPECT_EQ(late->Report().unused, 0u);
}

TEST(AllowList, NoFingerprintIsNoWildcard) {
  AllowEntry entry = Entry(1);
  entry.value_hash = "sha1:" + std::string(40, '0');
  const auto list = ListOf({entry});
  EXPECT_FALSE(
      list->Find({.path = "", .rule = "", .fingerprint = "", .value = "", .key = nullptr}));
  // A keyed hash needs the key.
  const FingerprintKey key = TestKey();
  entry.value_hash = ValueHash(key, "v");
  const auto keyed = ListOf({entry});
  EXPECT_FALSE(
      keyed->Find({.path = "", .rule = "", .fingerprint = "", .value = "v", .key = nullptr}));
  EXPECT_TRUE(keyed->Find({.path = "", .rule = "", .fingerprint = "", .value = "v", .key = &key}));
}

TEST(AllowList, BrokenExpressionsAreRefusedWithTheirPlace) {
  AllowEntry entry = Entry(7);
  entry.regex = "(";
  const auto list = AllowList::Create({entry}, {});
  ASSERT_FALSE(list.ok());
  EXPECT_THAT(std::string(list.status().message()), ::testing::HasSubstr("weir.toml:7"));
}

TEST(AllowList, ManyThreadsAskAtOnce) {
  AllowEntry entry = Entry(1);
  entry.path = "a/**/c*";
  const auto list = ListOf({entry});
  std::atomic<int> found{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        found += static_cast<bool>(list->Find(
            {.path = "a/b/c1", .rule = "r", .fingerprint = "", .value = "v", .key = nullptr}));
        found += static_cast<bool>(list->Inline("S # weir:allow x", 0, 1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found.load(), 4000);
  EXPECT_EQ(list->Report().by_mark.at("weir:allow"), 2000u);
}

TEST(RecordMaker, AsksTheListAndListsWhatIsSuppressed) {
  const TestRule rule("r", "R", "tok_");
  const std::string one = "tok_" + Generated(20, 1), two = "tok_" + Generated(20, 2);
  const std::string text = "a=" + one + " b=" + two + " # weir:allow both are samples\n";
  std::vector<Finding> findings;
  AddFindings(text, one, rule.rule(), &findings);
  AddFindings(text, two, rule.rule(), &findings);
  AllowEntry entry = Entry(4);
  entry.fingerprint = Fingerprint(TestKey(), "r", one);
  RecordOptions options = TestOptions();
  options.allow = ListOf({entry});
  const RecordMaker maker(options);
  std::vector<Record> records;
  maker.Make("f", text, 0, findings, &records);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].suppressed.by, "weir.toml:4");
  EXPECT_FALSE(records[1].suppressed);  // the comment is not the operator's
  records.clear();
  maker.Make("f", text, 0, findings, findings, &records, /*own_file=*/true);
  EXPECT_EQ(records[0].suppressed.kind, Suppression::Kind::kAllow);
  EXPECT_EQ(records[1].suppressed.kind, Suppression::Kind::kInline);
}

}  // namespace
}  // namespace weir
