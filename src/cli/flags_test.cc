#include "cli/flags.h"

#include <set>
#include <string>
#include <string_view>

#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"
#include "cli/wrap.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::HasSubstr;

bool IsPlainAscii(std::string_view text, bool lines) {
  for (char c : text) {
    if (c == '\n' && lines) continue;
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

size_t LongestLine(std::string_view text) {
  size_t longest = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

TEST(Flags, EveryIdHasOneRecord) {
  std::set<FlagId> ids;
  for (const Flag& flag : AllFlags()) EXPECT_TRUE(ids.insert(flag.id).second) << flag.long_name;
  EXPECT_EQ(ids.size(), static_cast<size_t>(kFlagCount));
  for (int i = 0; i < kFlagCount; ++i) {
    EXPECT_EQ(GetFlag(static_cast<FlagId>(i)).id, static_cast<FlagId>(i));
  }
  for (int i = 0; i < kCommandCount; ++i) {
    EXPECT_EQ(GetCommand(static_cast<CommandId>(i)).id, static_cast<CommandId>(i));
  }
}

TEST(Flags, NoNameTwiceInACommand) {
  for (const Command& command : AllCommands()) {
    std::set<std::string> names;
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id)) continue;
      if (flag.short_name != 0) {
        EXPECT_TRUE(names.insert(std::string(1, flag.short_name)).second) << flag.long_name;
      }
      for (std::string_view name : {flag.long_name, flag.negation}) {
        if (name.empty()) continue;
        EXPECT_TRUE(names.insert(std::string(name)).second) << name;
      }
    }
    EXPECT_TRUE(names.contains("help"));
    EXPECT_TRUE(names.contains("h"));
  }
}

TEST(Flags, RecordsAreWhole) {
  std::set<std::string_view> settings;
  for (const Flag& flag : AllFlags()) {
    SCOPED_TRACE(flag.long_name);
    EXPECT_NE(flag.commands, 0u);
    EXPECT_TRUE(IsPlainAscii(flag.long_name, false));
    EXPECT_TRUE(IsPlainAscii(flag.help, false));
    EXPECT_TRUE(IsPlainAscii(flag.details, false));
    EXPECT_LE(flag.help.size(), 79u);
    EXPECT_TRUE(flag.help.ends_with('.'));
    const bool is_help = flag.id == FlagId::kHelp || flag.id == FlagId::kShortHelp;
    EXPECT_EQ(flag.details.empty(), is_help);
    EXPECT_EQ(flag.kind == ValueKind::kSwitch, flag.value.empty());
    EXPECT_EQ(flag.kind == ValueKind::kChoice, !flag.choices.empty());
    EXPECT_TRUE(flag.list || !flag.commas);
    // Every switch can be taken back; --no-config is taken back by leaving it out or by --config.
    if (flag.kind == ValueKind::kSwitch && !is_help && flag.id != FlagId::kNoConfig) {
      EXPECT_FALSE(flag.negation.empty());
    }
    if (!flag.setting.empty()) {
      EXPECT_TRUE(settings.insert(flag.setting).second);
      EXPECT_EQ(FindSetting(flag.setting), &flag);
    }
  }
  // What makes a report sensitive, or names where data goes, is for the command line alone.
  for (FlagId id : {FlagId::kShowSecrets, FlagId::kOutput, FlagId::kFilesFrom, FlagId::kConfig}) {
    EXPECT_TRUE(GetFlag(id).setting.empty());
  }
}

TEST(Help, EveryFlagIsInEveryDocument) {
  const std::string man = ManPage("1.2.3");
  const std::string bash = BashCompletion(), zsh = ZshCompletion(), fish = FishCompletion();
  for (const Command& command : AllCommands()) {
    const std::string brief = ShortHelp(command), full = LongHelp(command);
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id) || flag.long_name.empty()) continue;
      const std::string name = "--" + std::string(flag.long_name);
      EXPECT_THAT(brief, HasSubstr(name));
      EXPECT_THAT(full, HasSubstr(name));
      EXPECT_THAT(man, HasSubstr(RoffText(name)));
      EXPECT_THAT(bash, HasSubstr(name));
      EXPECT_THAT(zsh, HasSubstr(name));
      EXPECT_THAT(fish, HasSubstr(" -l " + std::string(flag.long_name)));
      if (!flag.negation.empty()) {
        const std::string negation = "--" + std::string(flag.negation);
        EXPECT_THAT(full, HasSubstr(negation));
        EXPECT_THAT(man, HasSubstr(RoffText(negation)));
        EXPECT_THAT(bash, HasSubstr(negation));
      }
    }
    EXPECT_THAT(man, HasSubstr(RoffText(command.name)));
    EXPECT_THAT(ProgramHelp(false), HasSubstr(std::string(command.name)));
  }
}

TEST(Help, FitsATerminalAndIsAscii) {
  for (const Command& command : AllCommands()) {
    EXPECT_LE(LongestLine(ShortHelp(command)), 79u) << ShortHelp(command);
    EXPECT_LE(LongestLine(LongHelp(command)), 100u) << command.name;
    EXPECT_TRUE(IsPlainAscii(ShortHelp(command), true));
    EXPECT_TRUE(IsPlainAscii(LongHelp(command), true));
    // The long help begins with the sentence of the short one.
    EXPECT_THAT(LongHelp(command), HasSubstr(std::string(command.help).substr(0, 30)));
  }
  for (bool is_long : {false, true}) {
    EXPECT_TRUE(IsPlainAscii(ProgramHelp(is_long), true));
    EXPECT_LE(LongestLine(ProgramHelp(is_long)), 100u);
  }
  EXPECT_TRUE(IsPlainAscii(ManPage("1"), true));
}

TEST(Man, SectionsInOrderOfUse) {
  const std::string man = ManPage("1.2.3");
  size_t at = 0;
  for (const char* section :
       {".TH WEIR 1", ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH COMMANDS", ".SH OPTIONS",
        ".SH EXIT STATUS", ".SH ENVIRONMENT", ".SH FILES", ".SH EXAMPLES"}) {
    const size_t found = man.find(section, at);
    ASSERT_NE(found, std::string::npos) << section;
    at = found;
  }
  EXPECT_EQ(man.find("\n\n"), std::string::npos);
}

TEST(RoffText, Escapes) {
  EXPECT_EQ(RoffText("a-b\\n"), "a\\-b\\en");
  EXPECT_EQ(RoffText(".x\n'y"), "\\&.x\n\\&'y");
}

TEST(Wrap, Lines) {
  EXPECT_EQ(Wrap("one two three", 2, 9), "  one two\n  three\n");
  EXPECT_EQ(Wrap("averylongword x", 0, 5), "averylongword\nx\n");
  EXPECT_EQ(Wrap("a\nb", 1, 20), " a\n\n b\n");
  EXPECT_EQ(Wrap("", 4, 20), "");
}

}  // namespace
}  // namespace weir
