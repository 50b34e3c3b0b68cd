#include "cli/flags.h"

#include <cstddef>
#include <iterator>

namespace weir {
namespace {

constexpr uint32_t Bit(CommandId id) { return uint32_t{1} << static_cast<int>(id); }

constexpr uint32_t kScan = Bit(CommandId::kScan);
constexpr uint32_t kExplain = Bit(CommandId::kExplain);
constexpr uint32_t kSearches = kScan | kExplain;
constexpr uint32_t kEvery = (uint32_t{1} << kCommandCount) - 1;

constexpr std::string_view kFormats[] = {"text", "json", "jsonl", "sarif"};
constexpr std::string_view kListFormats[] = {"text", "jsonl"};
constexpr std::string_view kColors[] = {"auto", "always", "never"};
constexpr std::string_view kConfidences[] = {"low", "medium", "high"};
constexpr std::string_view kClasses[] = {
    "credential",  "credential-id", "private-key", "connection-string", "jwt",
    "webhook-url", "password",      "pii",         "financial",         "health"};

constexpr Flag kFlags[] = {
    // What is reported.
    {.id = FlagId::kFormat,
     .long_name = "format",
     .value = "FORMAT",
     .kind = ValueKind::kChoice,
     .choices = kFormats,
     .commands = kScan,
     .group = FlagGroup::kReport,
     .setting = "format",
     .help = "Write text (default), json, jsonl or sarif.",
     .details = "text is for people, json is one document, jsonl is one JSON object a line, sarif "
                "is SARIF "
                "2.1.0 as code scanning services read it. Default: text. Example: --format sarif "
                "-o weir.sarif"},
    {.id = FlagId::kOutput,
     .short_name = 'o',
     .long_name = "output",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kScan,
     .group = FlagGroup::kReport,
     .help = "Write the report to FILE.",
     .details =
         "The report is written beside FILE under another name, with mode 0600, and takes its "
         "place "
         "when it is complete; if anything fails, FILE is left as it was and the exit status is 2. "
         "A FILE that is a symbolic link or a folder is refused. \"-\" is standard output, the "
         "default."},
    {.id = FlagId::kShowSecrets,
     .long_name = "show-secrets",
     .negation = "no-show-secrets",
     .commands = kScan,
     .group = FlagGroup::kReport,
     .help = "Put the secrets themselves into the report.",
     .details =
         "Without it every secret is masked down to its public prefix and its length, in every "
         "format. "
         "With this switch the report is as sensitive as the secrets are. It cannot be set in "
         "weir.toml."},
    {.id = FlagId::kColor,
     .long_name = "color",
     .value = "WHEN",
     .kind = ValueKind::kChoice,
     .choices = kColors,
     .commands = kSearches,
     .group = FlagGroup::kReport,
     .setting = "color",
     .help = "Colour the text: auto, always or never.",
     .details = "auto colours when the report goes to a terminal, NO_COLOR is unset or empty, and "
                "TERM is not "
                "dumb. always wins over NO_COLOR. Default: auto."},
    {.id = FlagId::kQuiet,
     .short_name = 'q',
     .long_name = "quiet",
     .negation = "no-quiet",
     .commands = kSearches,
     .group = FlagGroup::kReport,
     .help = "Print findings and errors only.",
     .details = "The summary, the notes and the progress line are left out; the exit status is the "
                "same. With "
                "--verbose too, the findings keep their reasons."},
    {.id = FlagId::kVerbose,
     .short_name = 'v',
     .long_name = "verbose",
     .negation = "no-verbose",
     .commands = kScan,
     .group = FlagGroup::kReport,
     .help = "Print reasons, and every input not looked at.",
     .details =
         "The machine formats always hold the reasons. To see what was considered and dropped, use "
         "weir explain."},
    {.id = FlagId::kProgress,
     .long_name = "progress",
     .negation = "no-progress",
     .commands = kScan,
     .group = FlagGroup::kReport,
     .help = "Show progress on a terminal (default).",
     .details = "The line is drawn on standard error, only if that is a terminal, and once a "
                "second has passed. "
                "--no-progress turns it off, and so does --quiet."},

    // What is looked for.
    {.id = FlagId::kRules,
     .long_name = "rules",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .list = true,
     .commands = kSearches | Bit(CommandId::kRulesList) | Bit(CommandId::kRulesShow) |
                 Bit(CommandId::kRulesSample),
     .group = FlagGroup::kRules,
     .setting = "rules",
     .help = "Add the rules of FILE; may be repeated.",
     .details = "They come on top of the built-in rules. FILE is TOML with [[rule]] tables. A "
                "broken rule stops the run with exit status 2 and a "
                "message that shows the place. Try a file with: weir rules check FILE"},
    {.id = FlagId::kOnly,
     .long_name = "only",
     .value = "ID",
     .kind = ValueKind::kRuleId,
     .list = true,
     .commas = true,
     .commands = kSearches,
     .group = FlagGroup::kRules,
     .setting = "only",
     .help = "Use only the rule ID; may be repeated.",
     .details = "Also ID,ID. A rule that is off by default is used when it is named here. An "
                "unknown ID is an error. "
                "weir rules list prints all IDs. Example: --only github-personal-access-token"},
    {.id = FlagId::kExcludeRule,
     .long_name = "exclude-rule",
     .value = "ID",
     .kind = ValueKind::kRuleId,
     .list = true,
     .commas = true,
     .commands = kSearches,
     .group = FlagGroup::kRules,
     .setting = "exclude_rules",
     .help = "Leave out the rule ID; may be repeated.",
     .details =
         "Also ID,ID. Wins over --only and --class. If no rule is left the exit status is 2."},
    {.id = FlagId::kClass,
     .long_name = "class",
     .value = "NAME",
     .kind = ValueKind::kChoice,
     .list = true,
     .commas = true,
     .choices = kClasses,
     .commands = kSearches,
     .group = FlagGroup::kRules,
     .setting = "classes",
     .help = "Add the rules of class NAME that are off.",
     .details = "Off are the classes credential-id, pii, financial and health: they are no "
                "credentials. May be repeated, or be NAME,NAME. Example: --class pii,financial"},
    {.id = FlagId::kMinConfidence,
     .long_name = "min-confidence",
     .value = "LEVEL",
     .kind = ValueKind::kChoice,
     .choices = kConfidences,
     .commands = kSearches,
     .group = FlagGroup::kRules,
     .setting = "min_confidence",
     .help = "Report low, medium (default) or high and above.",
     .details = "Confidence sums up the evidence: shape, checksum, the name the value is given, "
                "randomness, "
                "and what speaks against it. Default: medium."},

    // Which inputs.
    {.id = FlagId::kExclude,
     .long_name = "exclude",
     .value = "GLOB",
     .kind = ValueKind::kText,
     .list = true,
     .commands = kScan,
     .group = FlagGroup::kInput,
     .setting = "exclude",
     .help = "Skip paths that match GLOB; may be repeated.",
     .details =
         "GLOB is a pattern as in .gitignore. What is left out is counted in the summary. Example: "
         "--exclude 'vendor/' --exclude '*.min.js'"},
    {.id = FlagId::kNoIgnore,
     .long_name = "no-ignore",
     .negation = "ignore",
     .commands = kScan,
     .group = FlagGroup::kInput,
     .setting = "no_ignore",
     .help = "Look at files that ignore files leave out, too.",
     .details = "Ignore files (.gitignore, .weirignore, .git/info/exclude) are honoured only in "
                "trees that belong to you, and what they leave out is "
                "counted in the summary. --ignore takes this switch back."},
    {.id = FlagId::kFollowLinks,
     .long_name = "follow-links",
     .negation = "no-follow-links",
     .commands = kScan,
     .group = FlagGroup::kInput,
     .setting = "follow_links",
     .help = "Follow symbolic links inside a tree.",
     .details = "A link that leads out of the tree is never followed. Without this switch every "
                "link inside a "
                "tree is counted as skipped. A PATH that is itself a link is always "
                "followed. Loops are noticed."},
    {.id = FlagId::kFilesFrom,
     .long_name = "files-from",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kScan,
     .group = FlagGroup::kInput,
     .help = "Read paths from FILE, one a line; - is stdin.",
     .details = "They are added to the PATHs of the command line. With --null the paths end with a "
                "NUL byte. "
                "An empty list with no PATH is an error: nothing would be looked at. Example: "
                "git diff --name-only -z | weir scan --files-from - --null"},
    {.id = FlagId::kNull,
     .short_name = '0',
     .long_name = "null",
     .negation = "no-null",
     .commands = kScan,
     .group = FlagGroup::kInput,
     .help = "Paths of --files-from end with a NUL byte.",
     .details = "For lists made by find -print0 or git -z. Has no meaning without --files-from."},

    // Limits.
    {.id = FlagId::kThreads,
     .short_name = 'j',
     .long_name = "threads",
     .value = "N",
     .kind = ValueKind::kCount,
     .commands = kScan,
     .group = FlagGroup::kLimits,
     .setting = "threads",
     .help = "Use N threads; 0 (default) is one a processor.",
     .details = "The report is the same for every N. At most 1024."},
    {.id = FlagId::kMaxFileSize,
     .long_name = "max-file-size",
     .value = "SIZE",
     .kind = ValueKind::kSize,
     .commands = kScan,
     .group = FlagGroup::kLimits,
     .setting = "max_file_size",
     .help = "Skip files over SIZE, such as 10M.",
     .details = "K, M, G and T are powers of 1024; 0, the default, is no limit. Skipped files are "
                "counted in the summary and do not change "
                "the exit status."},
    {.id = FlagId::kMaxFindings,
     .long_name = "max-findings",
     .value = "N",
     .kind = ValueKind::kCount,
     .commands = kSearches,
     .group = FlagGroup::kLimits,
     .setting = "max_findings",
     .help = "List at most N findings of one input.",
     .details =
         "All of the input is looked at; the report says how many findings it does not list. At "
         "least 1. Default: 10000."},
    {.id = FlagId::kMaxTime,
     .long_name = "max-time",
     .value = "TIME",
     .kind = ValueKind::kDuration,
     .commands = kSearches,
     .group = FlagGroup::kLimits,
     .setting = "max_time",
     .help = "Spend at most TIME on one input, such as 10s.",
     .details = "Units: ms, s, m, h; 0, the default, is no limit. An input that is not finished in "
                "time is told in the report and makes the run incomplete: "
                "exit status 2."},

    // Settings.
    {.id = FlagId::kConfig,
     .long_name = "config",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kSearches,
     .group = FlagGroup::kSettings,
     .help = "Take settings from FILE.",
     .details = "Without it weir.toml is taken from the root of the repository the command runs "
                "in, if it is "
                "yours and not writable by others; a line on standard error says so. It is never "
                "taken from a "
                "PATH that is looked at. The command line wins over it."},
    {.id = FlagId::kNoConfig,
     .long_name = "no-config",
     .commands = kSearches,
     .group = FlagGroup::kSettings,
     .help = "Take settings from no file.",
     .details = "Cannot be given together with --config."},

    // Flags of `weir rules`.
    {.id = FlagId::kListFormat,
     .long_name = "format",
     .value = "FORMAT",
     .kind = ValueKind::kChoice,
     .choices = kListFormats,
     .commands = Bit(CommandId::kRulesList) | Bit(CommandId::kRulesShow),
     .group = FlagGroup::kReport,
     .help = "Print text (default) or jsonl.",
     .details = "Default: text."},
    {.id = FlagId::kCount,
     .short_name = 'n',
     .long_name = "count",
     .value = "N",
     .kind = ValueKind::kCount,
     .commands = Bit(CommandId::kRulesSample),
     .group = FlagGroup::kOther,
     .help = "Generate N secrets, one a line.",
     .details = "At most 1000000. Default: 1."},
    {.id = FlagId::kSeed,
     .long_name = "seed",
     .value = "S",
     .kind = ValueKind::kCount,
     .commands = Bit(CommandId::kRulesSample),
     .group = FlagGroup::kOther,
     .help = "Start the generator from the number S.",
     .details = "The same rule and seed give the same secrets on every machine. Default: 1."},

    {.id = FlagId::kShortHelp,
     .short_name = 'h',
     .commands = kEvery,
     .group = FlagGroup::kOther,
     .help = "Print short help.",
     .details = ""},
    {.id = FlagId::kHelp,
     .long_name = "help",
     .commands = kEvery,
     .group = FlagGroup::kOther,
     .help = "Print all there is to know about the command.",
     .details = ""},
};

constexpr Command kCommands[] = {
    {.id = CommandId::kScan,
     .name = "scan",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Look for secrets in files, folders and standard input.",
     .details =
         "Each PATH is a file, a folder with all that is in it, or \"-\" for standard input. "
         "Without a "
         "PATH, standard input is read if it is a pipe, a file or a socket; else (a terminal, "
         "/dev/null) the "
         "current folder is looked at.\n"
         "Every regular file is looked at, whatever its name or content. What was not looked at is "
         "counted and told, with the reason; an input that should have been looked at and could "
         "not be "
         "makes the run incomplete, and an incomplete run never exits with 0.",
     .examples = "weir scan\n"
                 "  Looks at the current folder.\n"
                 "git diff main | weir scan\n"
                 "  Looks at what a branch adds, before anyone else sees it.\n"
                 "weir scan --format sarif -o weir.sarif src\n"
                 "  Leaves a report for a code scanning service.\n"},
    {.id = CommandId::kExplain,
     .name = "explain",
     .arguments = "[FILE]",
     .max_arguments = 1,
     .help = "Tell for each candidate why it was reported, or what dropped it.",
     .details = "FILE is a regular file or \"-\" for standard input, which is also the default. "
                "Every candidate "
                "the matcher saw is listed in the order of the text, with its place, its rule and "
                "its masked "
                "value. The exit status is that of weir scan on the same input.",
     .examples = "weir explain config.py\n"
                 "  Tells why the value in line 12 is, or is not, a finding.\n"},
    {.id = CommandId::kRulesList,
     .name = "rules list",
     .arguments = "",
     .help = "List the rules: id, class, severity, kind, name.",
     .details =
         "An id with a minus sign in front is off by default; see --class and --only of scan.",
     .examples = "weir rules list --format jsonl\n  One JSON object a rule.\n"},
    {.id = CommandId::kRulesShow,
     .name = "rules show",
     .arguments = "ID...",
     .min_arguments = 1,
     .max_arguments = SIZE_MAX,
     .help = "Show what a rule finds, what it means and what to do about a find.",
     .details = "The sample is generated on the spot; it is nobody's secret.",
     .examples =
         "weir rules show github-personal-access-token\n  What a holder can do, how to revoke.\n"},
    {.id = CommandId::kRulesCheck,
     .name = "rules check",
     .arguments = "[FILE...]",
     .max_arguments = SIZE_MAX,
     .help = "Check rule files, or the built-in rules.",
     .details = "Reports every problem of the FILEs as a compiler does: a code, the place, a hint. "
                "Without a "
                "FILE the built-in rules are checked: the scanner must find samples generated from "
                "each. Exit "
                "status 0 if there is no error, else 2.",
     .examples = "weir rules check acme.toml\n  Before the file goes into --rules.\n"},
    {.id = CommandId::kRulesSample,
     .name = "rules sample",
     .arguments = "ID",
     .min_arguments = 1,
     .max_arguments = 1,
     .help = "Generate secrets of a rule, to test with; they open nothing.",
     .details = "One a line. A line end inside a sample is written as \\n, a backslash as \\\\. "
                "Samples have "
                "valid checksums where the rule has one.",
     .examples = "weir rules sample openai-api-key --count 3 --seed 7\n  Three made-up keys.\n"},
    {.id = CommandId::kVersion,
     .name = "version",
     .arguments = "",
     .help = "Print the version and the number of built-in rules.",
     .details = "",
     .examples = ""},
    {.id = CommandId::kHelp,
     .name = "help",
     .arguments = "[COMMAND]",
     .max_arguments = 2,
     .help = "Print all there is to know about a command.",
     .details = "The same as weir COMMAND --help.",
     .examples = "weir help scan\n  Every flag of scan.\n"},
    {.id = CommandId::kCompletion,
     .name = "completion",
     .arguments = "bash|zsh|fish",
     .min_arguments = 1,
     .max_arguments = 1,
     .help = "Print the completion script of a shell.",
     .details = "",
     .examples = "source <(weir completion bash)\n"
                 "  Completes weir in this shell.\n"
                 "weir completion fish > ~/.config/fish/completions/weir.fish\n"
                 "  Completes weir in every fish shell.\n"},
    {.id = CommandId::kMan,
     .name = "man",
     .arguments = "",
     .help = "Print the manual page, as roff.",
     .details = "",
     .examples = "weir man | man -l -\n  Reads it.\n"},
};

static_assert(std::size(kFlags) == kFlagCount);
static_assert(std::size(kCommands) == kCommandCount);

}  // namespace

std::string_view Title(FlagGroup group) {
  switch (group) {
    case FlagGroup::kReport:
      return "What is reported";
    case FlagGroup::kRules:
      return "What is looked for";
    case FlagGroup::kInput:
      return "Where";
    case FlagGroup::kLimits:
      return "Limits";
    case FlagGroup::kSettings:
      return "Settings";
    case FlagGroup::kOther:
      return "Other";
  }
  return "";
}

std::span<const Flag> AllFlags() { return kFlags; }
std::span<const Command> AllCommands() { return kCommands; }

const Flag& GetFlag(FlagId id) {
  for (const Flag& flag : kFlags) {
    if (flag.id == id) return flag;
  }
  return kFlags[0];  // not reached: flags_test checks that every id has a record
}

const Command& GetCommand(CommandId id) {
  for (const Command& command : kCommands) {
    if (command.id == id) return command;
  }
  return kCommands[0];  // not reached, as above
}

const Flag* FindFlag(CommandId command, std::string_view long_name) {
  if (long_name.empty()) return nullptr;
  for (const Flag& flag : kFlags) {
    if (flag.Belongs(command) && (flag.long_name == long_name || flag.negation == long_name)) {
      return &flag;
    }
  }
  return nullptr;
}

const Flag* FindSetting(std::string_view key) {
  if (key.empty()) return nullptr;
  for (const Flag& flag : kFlags) {
    if (flag.setting == key) return &flag;
  }
  return nullptr;
}

const Command* FindCommand(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace weir
