// Flags and commands as records: the one place where a flag is described.
//
// From a record come its registration with the parser (args.cc), its line in `-h`, its paragraph in
// `--help` and in the man page (help.cc, man.cc), its completions (completion.cc) and its key in
// weir.toml (settings.cc). To add a flag, add a FlagId and a record; to use it, ask ParsedArgs for
// it.
//
//   const Flag& flag = GetFlag(FlagId::kFormat);     // --format, choices text json jsonl sarif
//
// All records are constant data: nothing runs before main(). Threads: immutable.
#ifndef WEIR_CLI_FLAGS_H_
#define WEIR_CLI_FLAGS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace weir {

enum class FlagId : uint8_t {
  kFormat,
  kOutput,
  kShowSecrets,
  kColor,
  kQuiet,
  kVerbose,
  kProgress,
  kRules,
  kOnly,
  kExcludeRule,
  kClass,
  kMinConfidence,
  kAllow,
  kBaseline,
  kInlineAllow,
  kNoIgnore,
  kExclude,
  kFollowLinks,
  kFilesFrom,
  kNull,
  kThreads,
  kMaxFileSize,
  kMaxFindings,
  kMaxTime,
  kViews,
  kJson,
  kField,
  kConfig,
  kNoConfig,
  kCount,
  kSeed,
  kListFormat,
  kForce,
  kTo,
  kReason,
  kExpires,
  kAllowPath,
  kInto,
  kStyle,
  kFixedText,
  kInPlace,
  kStream,
  kMaskReport,
  kKnown,
  kOnError,
  kRange,
  kSince,
  kAllRefs,
  kBranches,
  kStash,
  kNotes,
  kReflog,
  kUnreachable,
  kMessages,
  kState,
  kRepo,
  kGlobal,
  kPrePush,
  kCommitMsg,
  kPreReceive,
  kVault,
  kVaultKey,
  kVaultMaxAge,
  kVaultMaxEntries,
  kNeverRestore,
  kRestoreJson,
  kRestoreStream,
  kRestoreOutput,
  kNewKey,
  kPurgeAll,
  kClient,
  kProject,
  kUser,
  kInUse,
  kPolicyProfile,
  kDecisionLog,
  kListen,
  kRemote,
  kTokenFile,
  kIcap,
  kMaxBody,
  kRoute,
  kUpstreamCa,
  kServerName,
  kServerUrl,
  kServerStderr,
  kMaxMessage,
  kShortHelp,
  kHelp,
};
inline constexpr int kFlagCount = static_cast<int>(FlagId::kHelp) + 1;

enum class CommandId : uint8_t {
  kScan,
  kExplain,
  kRulesList,
  kRulesShow,
  kRulesCheck,
  kRulesSample,
  kBaselineCreate,
  kBaselineUpdate,
  kBaselineDiff,
  kTriage,
  kAllow,
  kImport,
  kRedact,
  kRestore,
  kVaultKeyMake,
  kVaultList,
  kVaultPurge,
  kVaultRekey,
  kGitStaged,
  kGitPush,
  kGitReceive,
  kGitMessage,
  kGitHistory,
  kGitInstall,
  kGitUninstall,
  kGitStatus,
  kAgentHook,
  kAgentInstall,
  kAgentUninstall,
  kAgentStatus,
  kTranscriptScan,
  kTranscriptWipe,
  kServe,
  kMcp,
  kProxy,
  kVersion,
  kHelp,
  kCompletion,
  kMan,
};
inline constexpr int kCommandCount = static_cast<int>(CommandId::kMan) + 1;

// What a value must look like; values.h has the parsers.
enum class ValueKind : uint8_t {
  kSwitch,
  kChoice,
  kText,
  kFile,
  kRuleId,
  kCount,
  kSize,
  kDuration
};

enum class FlagGroup : uint8_t { kReport, kRules, kInput, kLimits, kSettings, kOther };
std::string_view Title(FlagGroup group);  // "What is looked for"

struct Flag {
  FlagId id = {};
  char short_name = 0;              // 0 = none
  std::string_view long_name = {};  // without dashes; empty only for -h
  std::string_view negation = {};   // the long name that takes a switch back; empty = none
  std::string_view value = {};      // name of the value in help, "FILE"; empty = a switch
  ValueKind kind = ValueKind::kSwitch;
  bool list = false;    // may be given again, each adds a value
  bool commas = false;  // a list that also takes a,b
  std::span<const std::string_view> choices = {};
  uint64_t commands = 0;  // bits of CommandId
  FlagGroup group = FlagGroup::kOther;
  std::string_view setting = {};  // key in [scan] of weir.toml; empty = command line only
  std::string_view help = {};     // one line, at most 79 columns with its indent in -h
  std::string_view details = {};  // further sentences for --help: default, interaction, example

  constexpr bool Belongs(CommandId command) const {
    return (commands >> static_cast<int>(command)) & 1;
  }
};

struct Command {
  CommandId id = {};
  std::string_view name = {};       // "scan", "rules list"
  std::string_view arguments = {};  // "[PATH...]", as shown in the usage line
  size_t min_arguments = 0;
  size_t max_arguments = 0;        // SIZE_MAX = any number
  std::string_view help = {};      // one line
  std::string_view details = {};   // paragraphs for --help and the man page
  std::string_view examples = {};  // "command\n  what it does\n" pairs, each on its own line
};

std::span<const Flag> AllFlags();  // in the order of help: grouped
std::span<const Command> AllCommands();
const Flag& GetFlag(FlagId id);
const Command& GetCommand(CommandId id);

// The flag of this command with this long name or negation, or nullptr.
const Flag* FindFlag(CommandId command, std::string_view long_name);
// The flag that is set by this key of weir.toml, or nullptr.
const Flag* FindSetting(std::string_view key);
const Command* FindCommand(std::string_view name);

// "rules" of "rules list": the first word of a name of two; empty for a name of one.
constexpr std::string_view GroupOf(const Command& command) {
  const size_t blank = command.name.find(' ');
  return blank == command.name.npos ? std::string_view() : command.name.substr(0, blank);
}
bool IsCommandGroup(std::string_view name);

}  // namespace weir

#endif  // WEIR_CLI_FLAGS_H_
