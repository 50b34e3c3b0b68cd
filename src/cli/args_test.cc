#include "cli/args.h"

#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<ParsedArgs> Parse(std::vector<std::string_view> arguments) {
  return ParseArgs(arguments);
}

TEST(ParseArgs, CommandsAndPositionals) {
  auto args = Parse({"scan", "a", "-", "b c"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->command().id, CommandId::kScan);
  EXPECT_THAT(args->positionals(), ElementsAre("a", "-", "b c"));
  args = Parse({"rules", "list"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->command().id, CommandId::kRulesList);
  args = Parse({"--version"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->command().id, CommandId::kVersion);
}

TEST(ParseArgs, EveryFlagOfEveryCommandInEveryForm) {
  for (const Command& command : AllCommands()) {
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id) || flag.long_name.empty()) continue;
      std::vector<std::string_view> words;
      if (const std::string_view group = GroupOf(command); !group.empty())
        words = {group, command.name.substr(group.size() + 1)};
      else
        words = {command.name};
      for (size_t i = 0; i < command.min_arguments; ++i) words.push_back("x");
      const std::string dashed = "--" + std::string(flag.long_name);
      std::string value;
      switch (flag.kind) {
        case ValueKind::kSwitch:
          break;
        case ValueKind::kChoice:
          value = flag.choices[0];
          break;
        case ValueKind::kText:
          value = "t";
          break;
        case ValueKind::kFile:
          value = "f";
          break;
        case ValueKind::kRuleId:
          value = "some-id";
          break;
        case ValueKind::kCount:
          value = "7";
          break;
        case ValueKind::kSize:
          value = "7K";
          break;
        case ValueKind::kDuration:
          value = "7s";
          break;
      }
      std::vector<std::vector<std::string>> forms;
      const std::string expected = flag.kind == ValueKind::kSwitch ? "true" : value;
      if (flag.kind == ValueKind::kSwitch) {
        forms.push_back({dashed});
        if (flag.short_name) forms.push_back({std::string("-") + flag.short_name});
      } else {
        forms.push_back({dashed, value});
        forms.push_back({dashed + "=" + value});
        if (flag.short_name) {
          forms.push_back({std::string("-") + flag.short_name, value});
          forms.push_back({std::string("-") + flag.short_name + value});
        }
      }
      for (const auto& form : forms) {
        std::vector<std::string_view> all = words;
        all.insert(all.end(), form.begin(), form.end());
        auto args = Parse(all);
        ASSERT_TRUE(args.ok()) << command.name << " " << form[0] << ": " << args.status();
        EXPECT_EQ(args->Value(flag.id), expected) << command.name << " " << form[0];
        EXPECT_EQ(args->positionals().size(), command.min_arguments) << form[0];
      }
      if (!flag.negation.empty()) {
        const std::string negated = "--" + std::string(flag.negation);
        std::vector<std::string_view> all = words;
        all.insert(all.end(), {dashed, negated});
        auto args = Parse(all);
        ASSERT_TRUE(args.ok()) << args.status();
        EXPECT_FALSE(args->IsOn(flag.id, true)) << negated;
        std::swap(all[all.size() - 1], all[all.size() - 2]);
        args = Parse(all);
        ASSERT_TRUE(args.ok()) << args.status();
        EXPECT_TRUE(args->IsOn(flag.id, false)) << negated << " then " << dashed;
      }
    }
  }
}

TEST(ParseArgs, ListsDoNotSwallowPaths) {
  auto args =
      Parse({"scan", "--only", "a,b", "path", "--only=c", "other", "--exclude", "x,y", "last"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_THAT(args->Values(FlagId::kOnly), ElementsAre("a", "b", "c"));
  EXPECT_THAT(args->Values(FlagId::kExclude), ElementsAre("x,y"));
  EXPECT_THAT(args->positionals(), ElementsAre("path", "other", "last"));
}

TEST(ParseArgs, TheLastSingleValueCounts) {
  auto args = Parse({"scan", "--format", "json", "--format", "sarif", "-j1", "-j", "2"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->Value(FlagId::kFormat), "sarif");
  EXPECT_EQ(args->Value(FlagId::kThreads), "2");
}

TEST(ParseArgs, ShortSwitchesTogether) {
  auto args = Parse({"scan", "-qv0"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_TRUE(args->IsOn(FlagId::kQuiet));
  EXPECT_TRUE(args->IsOn(FlagId::kVerbose));
  EXPECT_TRUE(args->IsOn(FlagId::kNull));
}

TEST(ParseArgs, TwoDashesEndTheFlags) {
  auto args = Parse({"scan", "-q", "--", "--format", "-x", "a"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_THAT(args->positionals(), ElementsAre("--format", "-x", "a"));
  EXPECT_FALSE(args->Has(FlagId::kFormat));
}

TEST(ParseArgs, WhatStandsBehindTwoDashesIsKeptAsItIs) {
  auto args = Parse({"mcp", "--name", "x", "--", "npx", "--name", "--", "-q", "--http=1", ""});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_THAT(args->positionals(), ElementsAre("npx", "--name", "--", "-q", "--http=1", ""));
  EXPECT_EQ(args->Value(FlagId::kServerName), "x");
  EXPECT_FALSE(args->Has(FlagId::kQuiet));
}

TEST(ParseArgs, ErrorsAreOneLineWithTheNearestName) {
  const struct {
    std::vector<std::string_view> arguments;
    std::string_view want;
  } kCases[] = {
      {{}, "no command given"},
      {{"scna"}, "unknown command 'scna'; did you mean 'scan'?"},
      {{"rules list"}, "unknown command 'rules list'"},
      {{"rules", "lst"}, "unknown command 'rules lst'; did you mean 'rules list'?"},
      {{"rules"}, "needs one of list, show, check, sample"},
      {{"--format", "json"}, "a command comes first"},
      {{"scan", "--fromat", "json"},
       "unknown flag '--fromat' for 'weir scan'; did you mean '--format'?"},
      {{"scan", "--fromat=json"},
       "unknown flag '--fromat' for 'weir scan'; did you mean '--format'?"},
      {{"scan", "-x"}, "unknown flag '-x'"},
      {{"scan", "-qx"}, "unknown flag"},
      {{"scan", "--format"}, "flag '--format' needs a value: FORMAT"},
      {{"scan", "-o"}, "flag '-o' needs a value: FILE"},
      {{"scan", "--quiet=sure"}, "flag '--quiet' takes no value"},
      {{"scan", "--format", "xml"}, "unknown format 'xml'"},
      {{"scan", "--class", "pii,jwz"}, "unknown class 'jwz'"},
      {{"scan", "--only", "a,,b"}, "bad value '' for --only"},
      {{"scan", "--config", "a", "--no-config"}, "cannot go together"},
      {{"explain", "a", "b"}, "'b' is too much"},
      {{"rules", "list", "x"}, "takes no argument: 'x' is too much"},
      {{"rules", "show"}, "needs an argument: ID..."},
      {{"version", "--format", "json"}, "unknown flag '--format'"},
      {{"scan", "--no-such\x1b[31m"}, "unknown flag '--no-such\\x1b[31m'"},
  };
  for (const auto& c : kCases) {
    auto args = Parse(c.arguments);
    ASSERT_FALSE(args.ok()) << c.want;
    EXPECT_EQ(args.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(args.status().message()), HasSubstr(std::string(c.want)));
    EXPECT_EQ(std::string(args.status().message()).find('\n'), std::string::npos) << args.status();
    EXPECT_THAT(std::string(args.status().message()), HasSubstr(" -h')"));
  }
}

TEST(ParseArgs, HelpComesBeforeMissingArguments) {
  for (std::string_view help : {"-h", "--help"}) {
    auto args = Parse({"rules", "show", help});
    ASSERT_TRUE(args.ok()) << args.status();
    EXPECT_TRUE(args->Has(help == "-h" ? FlagId::kShortHelp : FlagId::kHelp));
  }
}

TEST(ParsedArgs, TheCommandLineWinsOverSettings) {
  auto args = Parse({"scan", "--format", "json"});
  ASSERT_TRUE(args.ok()) << args.status();
  args->SetDefault(FlagId::kFormat, {"sarif"});
  args->SetDefault(FlagId::kThreads, {"3"});
  EXPECT_EQ(args->Value(FlagId::kFormat), "json");
  EXPECT_EQ(args->Value(FlagId::kThreads), "3");
  EXPECT_THAT(args->Values(FlagId::kOnly), IsEmpty());
}

}  // namespace
}  // namespace weir
