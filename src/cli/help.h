// Help for people, made from the records of flags.h.
//
//   ShortHelp(GetCommand(CommandId::kScan))   what -h prints: one line a flag
//   LongHelp(GetCommand(CommandId::kScan))    what --help and `weir help scan` print
//
// Every line of the short help is at most 79 columns. Threads: pure.
#ifndef WEIR_CLI_HELP_H_
#define WEIR_CLI_HELP_H_

#include <span>
#include <string>
#include <string_view>

#include "cli/flags.h"

namespace weir {

std::string ShortHelp(const Command& command);
std::string LongHelp(const Command& command);

// Of the whole program, and of a group of commands such as `rules`.
std::string ProgramHelp(bool is_long);
std::string GroupHelp(std::string_view group);
// "See, check and try the rules weir looks with."
std::string_view GroupPurpose(std::string_view group);

// "weir scan [flags] [PATH...]"
std::string Usage(const Command& command);
// "-o FILE, --output FILE"
std::string FlagTerm(const Flag& flag);
// The help sentence, the details, and how a switch is taken back.
std::string FlagText(const Flag& flag);
// "[scan] key = ..." of weir.toml, or "".
std::string SettingNote(const Flag& flag);

// Facts that are told in several places.
struct Topic {
  std::string_view term;
  std::string_view text;
};
inline constexpr std::string_view kPurpose = "find secrets before they leave";
inline constexpr std::string_view kPromise =
    "weir looks for API keys, tokens, private keys, passwords and other secrets in files and in "
    "text, "
    "in particular in text on its way into or out of an AI's context. It says \"clean\" only of "
    "what it "
    "has looked at, prints no secret unless asked to, needs no network, and takes time in "
    "proportion to "
    "its input whatever that holds.";
std::span<const Topic> ExitTopics();
std::span<const Topic> EnvironmentTopics();
std::span<const Topic> FileTopics();

}  // namespace weir

#endif  // WEIR_CLI_HELP_H_
