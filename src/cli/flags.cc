#include "cli/flags.h"

#include <cstddef>
#include <iterator>

namespace weir {
namespace {

constexpr uint64_t Bit(CommandId id) { return uint64_t{1} << static_cast<int>(id); }

constexpr uint64_t kScan = Bit(CommandId::kScan);
constexpr uint64_t kExplain = Bit(CommandId::kExplain);
constexpr uint64_t kBaselines = Bit(CommandId::kBaselineCreate) | Bit(CommandId::kBaselineUpdate) |
                                Bit(CommandId::kBaselineDiff);
constexpr uint64_t kTriage = Bit(CommandId::kTriage);
// Those that walk trees, and those that look at anything.
constexpr uint64_t kTrees = kScan | kBaselines | kTriage;
// Those that look at what git holds: in a hook, and at any time.
constexpr uint64_t kGitHooks = Bit(CommandId::kGitStaged) | Bit(CommandId::kGitPush) |
                               Bit(CommandId::kGitReceive) | Bit(CommandId::kGitMessage);
constexpr uint64_t kGitHistory = Bit(CommandId::kGitHistory);
constexpr uint64_t kGitLooks = kGitHooks | kGitHistory;
constexpr uint64_t kGitHookFiles = Bit(CommandId::kGitInstall) | Bit(CommandId::kGitUninstall) |
                                   Bit(CommandId::kGitStatus);
constexpr uint64_t kSearches = kTrees | kExplain | kGitLooks;
constexpr uint64_t kAgentHook = Bit(CommandId::kAgentHook);
constexpr uint64_t kAgentFiles = Bit(CommandId::kAgentInstall) | Bit(CommandId::kAgentUninstall) |
                                 Bit(CommandId::kAgentStatus);
constexpr uint64_t kTranscripts = Bit(CommandId::kTranscriptScan) | Bit(CommandId::kTranscriptWipe);
constexpr uint64_t kRedact = Bit(CommandId::kRedact);
constexpr uint64_t kRestore = Bit(CommandId::kRestore);
constexpr uint64_t kVaultUse =
    Bit(CommandId::kVaultList) | Bit(CommandId::kVaultPurge) | Bit(CommandId::kVaultRekey);
constexpr uint64_t kServe = Bit(CommandId::kServe);
constexpr uint64_t kMcp = Bit(CommandId::kMcp);
constexpr uint64_t kProxy = Bit(CommandId::kProxy);
// Those that stand in a context's way: a policy says what may pass (guard_session.h).
constexpr uint64_t kGuards = kAgentHook | kTranscripts | kServe | kMcp | kProxy;
constexpr uint64_t kEvery = (uint64_t{1} << kCommandCount) - 1;

constexpr std::string_view kFormats[] = {"text",   "json",   "jsonl", "sarif",
                                         "gitlab", "github", "junit"};
constexpr std::string_view kOnErrors[] = {"block", "allow"};
constexpr std::string_view kAgentClients[] = {"claude",   "cursor", "gemini",    "codex",   "copilot",
                                              "vscode", "windsurf", "cline", "cline-cli", "opencode"};
constexpr std::string_view kServerStderrs[] = {"redact", "pass", "drop"};
constexpr std::string_view kOnOff[] = {"on", "off"};
constexpr std::string_view kAutoOnOff[] = {"auto", "on", "off"};
constexpr std::string_view kDecisionFiles[] = {"settings", "baseline"};
constexpr std::string_view kListFormats[] = {"text", "jsonl", "markdown"};
constexpr std::string_view kStyles[] = {"placeholder", "fixed", "stars", "hash", "fake"};
constexpr std::string_view kJsonModes[] = {"auto", "on", "off"};
constexpr std::string_view kProfiles[] = {"laptop", "ci", "gateway"};
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
     .commands = kScan | kGitLooks,
     .group = FlagGroup::kReport,
     .setting = "format",
     .help = "Format of the report; text is the default.",
     .details = "text is for people, json is one document, jsonl is one JSON object a line, sarif "
                "is SARIF "
                "2.1.0 as code scanning services read it, gitlab is GitLab's secret detection "
                "report, github is workflow commands that GitHub Actions shows beside the lines, "
                "junit is XML for build servers. Default: text. Example: --format sarif "
                "-o weir.sarif"},
    {.id = FlagId::kOutput,
     .short_name = 'o',
     .long_name = "output",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kScan | kGitLooks,
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
     .commands = kScan | kGitLooks,
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
     .commands = kRedact | kRestore | kSearches | kTranscripts | kServe | kMcp | kProxy,
     .group = FlagGroup::kReport,
     .help = "Print findings and errors only.",
     .details = "The summary, the notes and the progress line are left out; the exit status is the "
                "same. With "
                "--verbose too, the findings keep their reasons."},
    {.id = FlagId::kVerbose,
     .short_name = 'v',
     .long_name = "verbose",
     .negation = "no-verbose",
     .commands = kScan | kGitLooks,
     .group = FlagGroup::kReport,
     .help = "Print reasons, and every input not looked at.",
     .details =
         "The machine formats always hold the reasons. To see what was considered and dropped, use "
         "weir explain."},
    {.id = FlagId::kProgress,
     .long_name = "progress",
     .negation = "no-progress",
     .commands = kTrees | kGitHistory,
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
     .commands = kRedact | kSearches | Bit(CommandId::kRulesList) | Bit(CommandId::kRulesShow) |
                 Bit(CommandId::kRulesSample) | kGuards,
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
     .commands = kRedact | kSearches | kGuards,
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
     .commands = kRedact | kSearches | kGuards,
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
     .commands = kRedact | kSearches | kGuards,
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
     .commands = kRedact | kSearches | kGuards,
     .group = FlagGroup::kRules,
     .setting = "min_confidence",
     .help = "Report low, medium (default) or high and above.",
     .details = "Confidence sums up the evidence: shape, checksum, the name the value is given, "
                "randomness, "
                "and what speaks against it. Default: medium."},

    {.id = FlagId::kAllow,
     .long_name = "allow",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .list = true,
     .commands = kTrees | kGitLooks,
     .group = FlagGroup::kRules,
     .setting = "allow_files",
     .help = "Add the [[allow]] entries of FILE.",
     .details = "They come on top of those in weir.toml and say which findings need no action, by "
                "fingerprint, rule, path, path_regex, value_hash or regex, with a reason and, if "
                "wanted, the last day they count. What they allow is counted and listed with --verbose; an "
                "entry that is not used or has expired is told. May be repeated."},
    {.id = FlagId::kBaseline,
     .long_name = "baseline",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kTrees | kGitLooks,
     .group = FlagGroup::kRules,
     .setting = "baseline",
     .help = "Report only what is not in the baseline FILE.",
     .details = "A baseline is made with weir baseline create and lists the secrets that are "
                "known; it holds none of them. For the commands of weir baseline it is the file "
                "they make or read; their default is .weir-baseline in the root of the "
                "repository."},
    {.id = FlagId::kInlineAllow,
     .long_name = "inline-allow",
     .value = "WHEN",
     .kind = ValueKind::kChoice,
     .choices = kOnOff,
     .commands = kTrees | kGitLooks,
     .group = FlagGroup::kRules,
     .setting = "inline_allow",
     .help = "Comments may allow a secret: on or off.",
     .details = "A comment weir:allow REASON on the line of a secret, or weir:allow-next-line "
                "REASON on the line before, says that it is meant to be there; gitleaks:allow, "
                "betterleaks:allow, trufflehog:ignore, ggignore and pragma: allowlist secret are "
                "understood too. They count only in files of your own repository, never on "
                "standard input or in the work of others. Default: on."},

    // Which inputs.
    {.id = FlagId::kExclude,
     .long_name = "exclude",
     .value = "GLOB",
     .kind = ValueKind::kText,
     .list = true,
     .commands = kTrees,
     .group = FlagGroup::kInput,
     .setting = "exclude",
     .help = "Skip paths that match GLOB; may be repeated.",
     .details =
         "GLOB is a pattern as in .gitignore. What is left out is counted in the summary. Example: "
         "--exclude 'vendor/' --exclude '*.min.js'"},
    {.id = FlagId::kNoIgnore,
     .long_name = "no-ignore",
     .negation = "ignore",
     .commands = kTrees,
     .group = FlagGroup::kInput,
     .setting = "no_ignore",
     .help = "Look at files that ignore files leave out, too.",
     .details = "Ignore files (.gitignore, .weirignore, .git/info/exclude) are honoured only in "
                "trees that belong to you, and what they leave out is "
                "counted in the summary. --ignore takes this switch back."},
    {.id = FlagId::kJson,
     .long_name = "json",
     .value = "WHEN",
     .kind = ValueKind::kChoice,
     .choices = kAutoOnOff,
     .commands = kTrees,
     .group = FlagGroup::kInput,
     .setting = "json",
     .help = "Tell places in JSON by pointer: auto, on or off.",
     .details = "A finding in a JSON document or in JSON Lines gets the JSON Pointer of its value. Of inputs "
                "over 2 MiB and of streams only lines that are JSON are told so. auto, the default, takes for "
                "JSON what parses; on also says which inputs do not. Those are searched as plain text."},
    {.id = FlagId::kField,
     .long_name = "field",
     .value = "FIELD",
     .kind = ValueKind::kText,
     .list = true,
     .commands = kTrees,
     .group = FlagGroup::kInput,
     .setting = "fields",
     .help = "Of JSON report FIELD only; may be repeated.",
     .details = "FIELD is a JSON Pointer, in which * stands for any name or index, or a name at any depth; "
                "what lies below it counts as well. Inputs that are not JSON are reported whole. "
                "Example: --field '/messages/*/content'"},
    {.id = FlagId::kFollowLinks,
     .long_name = "follow-links",
     .negation = "no-follow-links",
     .commands = kTrees,
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
     .commands = kTrees | kGitHistory | Bit(CommandId::kGitPush) | Bit(CommandId::kGitReceive),
     .group = FlagGroup::kLimits,
     .setting = "threads",
     .help = "Use N threads; 0 (default) is one a processor.",
     .details = "The report is the same for every N. At most 1024."},
    {.id = FlagId::kMaxFileSize,
     .long_name = "max-file-size",
     .value = "SIZE",
     .kind = ValueKind::kSize,
     .commands = kTrees | kGitLooks | kAgentHook,
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
     .commands = kRedact | kSearches | kGuards,
     .group = FlagGroup::kLimits,
     .setting = "max_time",
     .help = "Spend at most TIME on one input, such as 10s.",
     .details = "Units: ms, s, m, h; 0, the default, is no limit. An input that is not finished in "
                "time is told in the report and makes the run incomplete: "
                "exit status 2."},
    {.id = FlagId::kViews,
     .long_name = "views",
     .value = "WHEN",
     .kind = ValueKind::kChoice,
     .choices = kOnOff,
     .commands = kRedact | kSearches | kGuards,
     .group = FlagGroup::kLimits,
     .setting = "views",
     .help = "Look into encoded text too: on or off.",
     .details = "base64 (and gzip, zlib and zstd in it), hex, escapes of JSON and of programs, percent, "
                "HTML entities, quoted-printable, UTF-16 and UTF-32, invisible and look-alike characters, "
                "joined strings and broken lines, up to six layers deep. What they say is read up to 1 MiB "
                "and 4 times an input's size; more makes the run incomplete. Default: on."},

    // Settings.
    {.id = FlagId::kConfig,
     .long_name = "config",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kRedact | kRestore | kSearches | kGuards | Bit(CommandId::kAgentInstall),
     .group = FlagGroup::kSettings,
     .help = "Take settings from FILE.",
     .details = "Without it weir.toml is taken from the root of the repository the command runs "
                "in, if it is "
                "yours and not writable by others; a line on standard error says so. It is never "
                "taken from a "
                "PATH that is looked at. The command line wins over it."},
    {.id = FlagId::kNoConfig,
     .long_name = "no-config",
     .commands = kRedact | kRestore | kSearches | kGuards,
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
     .help = "Print text (default), jsonl or markdown.",
     .details = "Default: text. markdown is a table for each class."},
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

    // Flags of `weir baseline`, `weir triage`, `weir allow` and `weir import`.
    {.id = FlagId::kForce,
     .long_name = "force",
     .negation = "no-force",
     .commands = Bit(CommandId::kBaselineCreate) | Bit(CommandId::kImport),
     .group = FlagGroup::kOther,
     .help = "Replace a file that is there.",
     .details = "Without it a file that is there is left alone and the exit status is 2."},
    {.id = FlagId::kTo,
     .long_name = "to",
     .value = "WHERE",
     .kind = ValueKind::kChoice,
     .choices = kDecisionFiles,
     .commands = kTriage,
     .group = FlagGroup::kOther,
     .help = "Write decisions to settings or baseline.",
     .details = "settings is weir.toml in the root of the repository, which gets an [[allow]] "
                "entry; baseline is the file of --baseline. Default: settings."},
    {.id = FlagId::kReason,
     .long_name = "reason",
     .value = "TEXT",
     .kind = ValueKind::kText,
     .commands = Bit(CommandId::kAllow),
     .group = FlagGroup::kOther,
     .help = "Why the finding needs no action; required.",
     .details = "It stands in the entry and in reports. At most 500 bytes."},
    {.id = FlagId::kExpires,
     .long_name = "expires",
     .value = "DATE",
     .kind = ValueKind::kText,
     .commands = Bit(CommandId::kAllow),
     .group = FlagGroup::kOther,
     .help = "The last day the entry counts: 2026-12-31.",
     .details = "In UTC. Default: it counts until it is taken out."},
    {.id = FlagId::kAllowPath,
     .long_name = "path",
     .value = "GLOB",
     .kind = ValueKind::kText,
     .commands = Bit(CommandId::kAllow),
     .group = FlagGroup::kOther,
     .help = "Allow it in paths that match GLOB only.",
     .details = "A pattern as in .gitignore, from the root of the repository. Default: any path."},
    {.id = FlagId::kInto,
     .long_name = "into",
     .value = "FOLDER",
     .kind = ValueKind::kFile,
     .commands = Bit(CommandId::kImport),
     .group = FlagGroup::kOther,
     .help = "Write the files into FOLDER.",
     .details = "Default: the current folder. The folder must be there."},

    {.id = FlagId::kKnown,
     .long_name = "known",
     .value = "SOURCE",
     .kind = ValueKind::kText,
     .list = true,
     .commands = kSearches | kRedact | kGuards,
     .group = FlagGroup::kRules,
     .help = "Look for your own values: a FILE, or env:GLOB.",
     .details =
         "FILE is a .env (NAME=VALUE lines) or has one value a line; env:GLOB takes the environment variables "
         "whose names match, such as env:*_TOKEN. The values are found wherever they stand, also glued to other "
         "text and in JSON, percent, hex and base64 form, as findings of the rule known-value. Values under 8 "
         "bytes (6 with three kinds of characters) are refused by name. May be repeated. Example: "
         "weir redact --known .env --known 'env:*_KEY' notes.md"},

    // How secrets are masked.
    {.id = FlagId::kStyle,
     .long_name = "style",
     .value = "STYLE",
     .kind = ValueKind::kChoice,
     .choices = kStyles,
     .commands = kRedact | kGuards,
     .group = FlagGroup::kReport,
     .help = "Mask by placeholder, fixed, stars, hash or fake.",
     .details =
         "placeholder, the default, says what stood there: WEIR_github-pat_7f3k9q2mwx; the same value has the "
         "same placeholder throughout a run. fixed is the text of --fixed-text. stars are as many as the secret "
         "has bytes. hash is keyed like the fingerprints of reports, so it is the same in all runs of one user. "
         "fake has the length and the kinds of characters of the secret; its letters spell \"facade\", so it "
         "opens nothing, and a scan does not report it."},
    {.id = FlagId::kFixedText,
     .long_name = "fixed-text",
     .value = "TEXT",
     .kind = ValueKind::kText,
     .commands = kRedact | kGuards,
     .group = FlagGroup::kReport,
     .help = "Mask every secret by TEXT; means --style fixed.",
     .details = "At most 256 bytes, without quotes, backslashes and control characters. Default: "
                "[REDACTED]."},
    {.id = FlagId::kInPlace,
     .short_name = 'i',
     .long_name = "in-place",
     .negation = "no-in-place",
     .commands = kRedact,
     .group = FlagGroup::kInput,
     .help = "Mask the FILEs themselves.",
     .details = "The masked text is written beside FILE and takes its name when it is complete; owner "
                "and mode are kept, and a FILE without secrets is not touched. A symbolic link, a "
                "FILE with several names and what is not a regular file are refused."},
    {.id = FlagId::kStream,
     .long_name = "stream",
     .negation = "no-stream",
     .commands = kRedact,
     .group = FlagGroup::kInput,
     .help = "Pass on at once what is decided: for live pipes.",
     .details = "Only what may still become a secret is held back, mostly the word that is being written. A "
                "found value is masked at its later occurrences, not at earlier ones, and encoded "
                "layers and UTF-16 are not looked into: where the whole text is there, leave this off. "
                "Example: tail -f app.log | weir redact --stream"},
    {.id = FlagId::kMaskReport,
     .long_name = "report",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kRedact,
     .group = FlagGroup::kReport,
     .help = "Write what was masked to FILE, as JSON Lines.",
     .details = "One object a mask: path, rule, start, end (offsets in the input), kind (finding, or "
                "occurrence of a found value), confidence, trail, mask. Never a value."},

    // Flags of `weir git`.
    {.id = FlagId::kOnError,
     .long_name = "on-error",
     .value = "WHAT",
     .kind = ValueKind::kChoice,
     .choices = kOnErrors,
     .commands = kGitHooks | kGuards | Bit(CommandId::kAgentInstall),
     .group = FlagGroup::kOther,
     .help = "If weir cannot look: block (default) or allow.",
     .details = "block ends with exit status 2, so git stops; others refuse what could not be looked at. allow prints "
                "a warning that cannot be missed and lets it pass; what was found is still acted on. Hooks of git "
                "take it from the command line only, others from on_error in [policy] of weir.toml as well. "
                "Default: block."},
    {.id = FlagId::kRange,
     .long_name = "range",
     .value = "A..B",
     .kind = ValueKind::kText,
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Look at what the commits of A..B add.",
     .details = "For pull requests: --range origin/main..HEAD. The same as REV A..B."},
    {.id = FlagId::kSince,
     .long_name = "since",
     .value = "DATE",
     .kind = ValueKind::kText,
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Look at commits made since DATE only.",
     .details = "DATE is anything that git understands: 2026-01-31, '2 weeks ago'. What the "
                "commits before that date hold is not looked at again."},
    {.id = FlagId::kAllRefs,
     .long_name = "all",
     .negation = "no-all",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Start from all refs and HEAD.",
     .details = "Branches, remote branches, tags, notes, the stash, and refs of any other name."},
    {.id = FlagId::kBranches,
     .long_name = "branches",
     .negation = "no-branches",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Start from all branches, remote ones too.",
     .details = "Local branches and the remote-tracking ones that this clone knows of."},
    {.id = FlagId::kStash,
     .long_name = "stash",
     .negation = "no-stash",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Start from everything that is stashed.",
     .details = "All entries, not only the newest, with their indexes and untracked files."},
    {.id = FlagId::kNotes,
     .long_name = "notes",
     .negation = "no-notes",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Start from all notes.",
     .details = "What git notes keeps beside commits, in refs/notes/."},
    {.id = FlagId::kReflog,
     .long_name = "reflog",
     .negation = "no-reflog",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Start from what refs once pointed at, too.",
     .details = "Finds what was amended, rebased or reset away in this clone."},
    {.id = FlagId::kUnreachable,
     .long_name = "unreachable",
     .negation = "no-unreachable",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Look at every object, reachable or not.",
     .details = "Also objects that nothing names any more and those of alternates. What the "
                "REVs and --all and its kin reach is told with its commit."},
    {.id = FlagId::kMessages,
     .long_name = "messages",
     .negation = "no-messages",
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Look at messages of commits and tags (default).",
     .details = "With the names of authors and all else that stands in a commit."},
    {.id = FlagId::kState,
     .long_name = "state",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Keep in FILE which objects were clean.",
     .details = "The next run with the same rules, version and fingerprint key does not read those "
                "objects again. Nothing else is believed; a FILE that was changed or belongs to "
                "other rules is not used, and it may be deleted at any time."},
    {.id = FlagId::kRepo,
     .long_name = "repo",
     .value = "DIR",
     .kind = ValueKind::kFile,
     .commands = kGitHistory,
     .group = FlagGroup::kInput,
     .help = "Look at the repository in DIR.",
     .details = "Default: the one around the current folder. Nothing that its configuration or "
                "attributes name is run, and nothing is fetched."},
    {.id = FlagId::kGlobal,
     .long_name = "global",
     .negation = "no-global",
     .commands = kGitHookFiles,
     .group = FlagGroup::kOther,
     .help = "The hooks of all repositories of this user.",
     .details = "They are kept in the folder of core.hooksPath of the global configuration; if that "
                "is not set, install sets it to ~/.config/weir/hooks. A repository's own hooks are "
                "run from there. A repository with a core.hooksPath of its own is not reached."},
    {.id = FlagId::kPrePush,
     .long_name = "pre-push",
     .negation = "no-pre-push",
     .commands = Bit(CommandId::kGitInstall),
     .group = FlagGroup::kOther,
     .help = "Look before a push, too.",
     .details = "Then what a push sends is looked at whole, whoever committed it and however."},
    {.id = FlagId::kCommitMsg,
     .long_name = "commit-msg",
     .negation = "no-commit-msg",
     .commands = Bit(CommandId::kGitInstall),
     .group = FlagGroup::kOther,
     .help = "Look at commit messages, too.",
     .details = "The message as it will be kept: comment lines and what is cut off are left out."},
    {.id = FlagId::kPreReceive,
     .long_name = "pre-receive",
     .negation = "no-pre-receive",
     .commands = Bit(CommandId::kGitInstall),
     .group = FlagGroup::kOther,
     .help = "On a server: look at what is pushed to it.",
     .details = "Then the hooks of a work tree (pre-commit, pre-merge-commit) are not written."},

    // Flags of the vault.
    {.id = FlagId::kVault,
     .long_name = "vault",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kRedact | kRestore | kVaultUse | kGuards,
     .group = FlagGroup::kOther,
     .help = "Keep what placeholders stand for in FILE.",
     .details =
         "FILE is encrypted and must be yours alone (mode 0600, in a folder others cannot write "
         "to); weir redact makes it if it is missing. In one vault a value has the same placeholder for ever. "
         "Several processes may use it at once. See also weir vault key."},
    {.id = FlagId::kVaultKey,
     .long_name = "vault-key",
     .value = "SOURCE",
     .kind = ValueKind::kText,
     .commands = kRedact | kRestore | kVaultUse | kGuards,
     .group = FlagGroup::kOther,
     .help = "Key: file:F, env:NAME or keyring:NAME.",
     .details = "Each holds 64 hexadecimal digits, as weir vault key makes them; keyring is the "
                "kernel's, a key of type user. Default: $WEIR_VAULT_KEY if it is set, else "
                "~/.config/weir/vault.key."},
    {.id = FlagId::kVaultMaxAge,
     .long_name = "vault-max-age",
     .value = "TIME",
     .kind = ValueKind::kDuration,
     .commands = kRedact | kRestore | kGuards | Bit(CommandId::kVaultList) | Bit(CommandId::kVaultPurge),
     .group = FlagGroup::kLimits,
     .setting = "vault_max_age",
     .help = "Forget values after TIME, such as 30d or 12h.",
     .details = "Counted from when a value was last masked. What is older is not restored, and is "
                "removed when the vault is next written. Units: s, m, h, d; at most a year; 0, the "
                "default, is for ever."},
    {.id = FlagId::kVaultMaxEntries,
     .long_name = "vault-max-entries",
     .value = "N",
     .kind = ValueKind::kCount,
     .commands = kRedact | kGuards,
     .group = FlagGroup::kLimits,
     .setting = "vault_max_entries",
     .help = "Keep at most N values in the vault.",
     .details = "When it is full, what is new is masked but cannot be restored, and the exit status "
                "is 2. Default: 100000."},
    {.id = FlagId::kNeverRestore,
     .long_name = "never-restore",
     .value = "NAME",
     .kind = ValueKind::kText,
     .list = true,
     .commas = true,
     .commands = kRedact | kRestore | kGuards,
     .group = FlagGroup::kOther,
     .setting = "never_restore",
     .help = "Never restore values of the class or rule NAME.",
     .details = "weir redact does not keep them, weir restore does not give them back. May be "
                "repeated, or be NAME,NAME; it takes the place of the default, private-key. none "
                "is no class at all. Example: --never-restore private-key,password"},
    {.id = FlagId::kRestoreJson,
     .long_name = "json",
     .value = "WHEN",
     .kind = ValueKind::kChoice,
     .choices = kJsonModes,
     .commands = kRestore,
     .group = FlagGroup::kOther,
     .help = "Escape values as in JSON: auto, on or off.",
     .details = "auto escapes where the placeholder stands in a JSON string, or in a string in a "
                "string; on does it everywhere, off nowhere. Default: auto."},
    {.id = FlagId::kRestoreStream,
     .long_name = "stream",
     .negation = "no-stream",
     .commands = kRestore,
     .group = FlagGroup::kOther,
     .help = "Write what has arrived at once, for a live pipe.",
     .details = "Only what may still become a placeholder is held back: a W at the end, and what "
                "follows it. Without it output is gathered into larger pieces."},
    {.id = FlagId::kRestoreOutput,
     .short_name = 'o',
     .long_name = "output",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kRestore,
     .group = FlagGroup::kOther,
     .help = "Write the restored text to FILE.",
     .details = "FILE is written beside its place with mode 0600 and takes its name when it is "
                "complete; it may be the FILE that is read. A symbolic link is refused. \"-\" is "
                "standard output, the default."},
    {.id = FlagId::kNewKey,
     .long_name = "new-key",
     .value = "SOURCE",
     .kind = ValueKind::kText,
     .commands = Bit(CommandId::kVaultRekey),
     .group = FlagGroup::kOther,
     .help = "The key to encrypt with from now on.",
     .details = "As for --vault-key. Must be given."},
    {.id = FlagId::kPurgeAll,
     .long_name = "all",
     .negation = "no-all",
     .commands = Bit(CommandId::kVaultPurge),
     .group = FlagGroup::kOther,
     .help = "Remove every value.",
     .details = "Without it those older than --vault-max-age, and what the file still holds of "
                "replaced ones."},

    // Flags of `weir agent` and `weir transcript`.
    {.id = FlagId::kClient,
     .long_name = "client",
     .value = "NAME",
     .kind = ValueKind::kChoice,
     .list = true,
     .commas = true,
     .choices = kAgentClients,
     .commands = kAgentFiles | kTranscripts,
     .group = FlagGroup::kOther,
     .help = "The coding agent NAME; may be repeated.",
     .details = "Also NAME,NAME. Default: all of them that this user, or this project, has a folder of. "
                "vscode and copilot read the same files."},
    {.id = FlagId::kProject,
     .long_name = "project",
     .negation = "no-project",
     .commands = kAgentFiles,
     .group = FlagGroup::kOther,
     .help = "The settings of the project around this folder.",
     .details = "They lie in the root of the repository and are usually committed, so the command has to be "
                "in PATH under the name weir for others; without this flag it is the settings of the user. "
                "Clients ask whether a project is trusted before they run its hooks."},
    {.id = FlagId::kUser,
     .long_name = "user",
     .negation = "no-user",
     .commands = kAgentFiles,
     .group = FlagGroup::kOther,
     .help = "The settings of this user (default).",
     .details = "They hold for every project. Both --user and --project may be given."},
    {.id = FlagId::kInUse,
     .long_name = "in-use",
     .negation = "no-in-use",
     .commands = Bit(CommandId::kTranscriptWipe),
     .group = FlagGroup::kInput,
     .help = "Mask sessions that a program has open, too.",
     .details = "A program that keeps its session open would go on writing into the old file, and what it "
                "writes from then on would be lost. Without this flag such a session is left alone, is told, "
                "and the exit status is 2."},

    // Flags of all that stand in a context's way, and of `weir serve`.
    {.id = FlagId::kPolicyProfile,
     .long_name = "policy-profile",
     .value = "NAME",
     .kind = ValueKind::kChoice,
     .choices = kProfiles,
     .commands = kGuards | Bit(CommandId::kAgentInstall),
     .group = FlagGroup::kRules,
     .help = "What may pass: laptop (default), ci or gateway.",
     .details = "laptop blocks secrets in prompts and in what leaves, asks about tool calls, and masks what comes "
                "back from tools. ci never asks: it blocks what leaves and masks what comes in. gateway "
                "masks both ways. Private keys never leave. [[policy.entry]] tables of weir.toml come first; "
                "hooks/README.md shows them. Wins over profile in [policy]."},
    {.id = FlagId::kDecisionLog,
     .long_name = "decision-log",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kGuards | Bit(CommandId::kAgentInstall),
     .group = FlagGroup::kReport,
     .help = "Append each decision to FILE, one JSON line each.",
     .details = "A line says where, which rule, class and confidence, the keyed fingerprint, the action and its "
                "reason; never the value. FILE is made with mode 0600. Wins over log in [policy]."},
    {.id = FlagId::kListen,
     .long_name = "listen",
     .value = "ADDRESS",
     .kind = ValueKind::kText,
     .commands = kServe | kProxy | kMcp,
     .group = FlagGroup::kInput,
     .help = "Listen on HOST:PORT, or on unix:PATH.",
     .details = "HOST is a literal address; port 0 lets the system choose, and the line that says so names it. A "
                "Unix socket is made with mode 0600, so its folder and mode say who may use it. Default: "
                "127.0.0.1:8787 for weir serve, 127.0.0.1:8788 for weir proxy, 127.0.0.1:8789 for weir mcp."},
    {.id = FlagId::kRemote,
     .long_name = "remote",
     .negation = "no-remote",
     .commands = kServe | kProxy | kMcp,
     .group = FlagGroup::kInput,
     .help = "Allow an ADDRESS that other machines can reach.",
     .details = "Without it an address that is not of this machine alone is refused. What is sent to it is not "
                "encrypted: put a TLS proxy before it."},
    {.id = FlagId::kTokenFile,
     .long_name = "token-file",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kServe,
     .group = FlagGroup::kSettings,
     .help = "Ask each request for the token in FILE.",
     .details = "16 to 512 printable characters, in one line; the file must belong to you, and no one else may read "
                "it. Requests carry it as Authorization: Bearer TOKEN or X-Api-Key: TOKEN. Without this flag it "
                "is $WEIR_SERVE_TOKEN, else the token in serve.token in $XDG_RUNTIME_DIR/weir, or in "
                "~/.config/weir where there is none; it is made at the first start. On a Unix socket no token is asked for "
                "unless one is given. ICAP has no tokens."},
    {.id = FlagId::kIcap,
     .long_name = "icap",
     .value = "ADDRESS",
     .kind = ValueKind::kText,
     .commands = kServe,
     .group = FlagGroup::kInput,
     .help = "Serve ICAP (RFC 3507) on HOST:PORT, too.",
     .details = "Services: icap://HOST:PORT/reqmod and icap://HOST:PORT/respmod, for squid and others. The usual "
                "port is 1344. The address must be of this machine alone unless --remote is given."},
    {.id = FlagId::kMaxBody,
     .long_name = "max-body",
     .value = "SIZE",
     .kind = ValueKind::kSize,
     .commands = kServe | kProxy,
     .group = FlagGroup::kLimits,
     .help = "Refuse bodies over SIZE (default 64M).",
     .details = "Also after decompression. From 1K to 1G. A request over it gets 413; nothing over it passes unread."},
    {.id = FlagId::kRoute,
     .long_name = "route",
     .value = "PREFIX=URL",
     .kind = ValueKind::kText,
     .list = true,
     .commands = kProxy,
     .group = FlagGroup::kInput,
     .help = "Send paths below PREFIX to URL; may be repeated.",
     .details = "The prefix is taken off, the path of URL is put before the rest; / fits every path. URL is "
                "http://, https:// or http+unix:SOCKET. The name of a route, for [[policy.entry]] (component), is its "
                "PREFIX without the slash, or default. Without this flag: /openai, /anthropic, /gemini and /ollama, "
                "and paths without a prefix go where their API is at home. Example: "
                "--route /openai=https://llm.example.com/v2"},
    {.id = FlagId::kUpstreamCa,
     .long_name = "upstream-ca",
     .value = "FILE",
     .kind = ValueKind::kFile,
     .commands = kProxy | kMcp,
     .group = FlagGroup::kSettings,
     .help = "Trust the authorities in FILE too (PEM).",
     .details = "For upstreams whose certificate is of a company's own authority. The system's authorities count in any "
                "case ($SSL_CERT_FILE, or /etc/ssl/certs); certificates are always checked."},

    {.id = FlagId::kServerName,
     .long_name = "name",
     .value = "NAME",
     .kind = ValueKind::kText,
     .commands = kMcp,
     .group = FlagGroup::kInput,
     .help = "Call the server NAME, for policies and notes.",
     .details = "The component of [[policy.entry]] tables. Default: the name of COMMAND without its folder, which "
                "says little where COMMAND is npx or uvx."},
    {.id = FlagId::kServerUrl,
     .long_name = "http",
     .value = "URL",
     .kind = ValueKind::kText,
     .commands = kMcp,
     .group = FlagGroup::kInput,
     .help = "Listen, and pass all on to the server at URL.",
     .details = "In place of COMMAND: https://HOST/PATH, http://..., or http+unix:PATH. The client is given "
                "http://127.0.0.1:8789/PATH (--listen). Streamable HTTP of all versions, and the older transport of HTTP "
                "and SSE. Header fields pass, also Authorization."},
    {.id = FlagId::kServerStderr,
     .long_name = "server-stderr",
     .value = "HOW",
     .kind = ValueKind::kChoice,
     .choices = kServerStderrs,
     .commands = kMcp,
     .group = FlagGroup::kReport,
     .help = "Server's standard error: redact, pass or drop.",
     .details = "redact, the default, masks what is found in it, whatever the policy says: clients keep it in log "
                "files. Only what may still become a secret is held back."},
    {.id = FlagId::kMaxMessage,
     .long_name = "max-message",
     .value = "SIZE",
     .kind = ValueKind::kSize,
     .commands = kMcp,
     .group = FlagGroup::kLimits,
     .help = "Refuse messages over SIZE, such as 16M.",
     .details = "They are never passed on unread: whoever asked gets an error. K, M and G are powers of 1024; at "
                "least 64K, at most 1G. Default: 64M."},
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
    {.id = CommandId::kBaselineCreate,
     .name = "baseline create",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Write down the secrets that are there now, to report only new ones.",
     .details =
         "Looks at the PATHs, or at the root of the repository, and writes what it finds into the "
         "baseline, one line a secret and file. The file holds no secret: a line is a keyed "
         "fingerprint, which tells nothing without your key, so it may be committed. It has no "
         "line numbers, so it stays right when lines move. Others, and CI, need the same key to "
         "use it: give them the text of ~/.config/weir/fingerprint.key as WEIR_FINGERPRINT_KEY.\n"
         "Then: weir scan --baseline .weir-baseline, or baseline = \".weir-baseline\" in [scan] "
         "of weir.toml.",
     .examples = "weir baseline create\n  Makes .weir-baseline in the root of the repository.\n"},
    {.id = CommandId::kBaselineUpdate,
     .name = "baseline update",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Add what is new to the baseline, take out what is gone.",
     .details = "Marks and reasons of entries stay. Entries of files outside of the PATHs are left "
                "alone. If not everything could be looked at, nothing is written.",
     .examples = "weir baseline update\n  After old secrets were taken out.\n"},
    {.id = CommandId::kBaselineDiff,
     .name = "baseline diff",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Show what is new, and what of the baseline is gone.",
     .details = "A line with + is a secret that the baseline does not know, one with - an entry "
                "that was not found any more. Exit status 1 if something is new.",
     .examples = "weir baseline diff\n  What weir baseline update would change.\n"},
    {.id = CommandId::kTriage,
     .name = "triage",
     .arguments = "[REPORT.jsonl | PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Go through the findings one by one and decide.",
     .details =
         "Looks at the PATHs (or the current folder), or at the files of a REPORT that weir scan "
         "--format jsonl has written, and shows each finding, masked. Keys: t it is a true "
         "secret, f it is a false alarm, i ignore it, s skip, q quit. f and i ask for a reason "
         "and are written at once, as [[allow]] entries to weir.toml or as marks to the baseline "
         "(--to). Needs a terminal.",
     .examples = "weir scan --format jsonl -o found.jsonl; weir triage found.jsonl\n"
                 "  Decides about what a scan has found.\n"},
    {.id = CommandId::kAllow,
     .name = "allow",
     .arguments = "FINGERPRINT",
     .min_arguments = 1,
     .max_arguments = 1,
     .help = "Allow one finding, by its fingerprint, in weir.toml.",
     .details =
         "FINGERPRINT is the one in reports, which tells nothing of the secret. The entry is added "
         "at the end of weir.toml in the root of the repository; nothing else in it is touched. "
         "With - in its place the secret itself is read from standard input and a keyed hash of "
         "it is written, which allows that value under every rule.",
     .examples = "weir allow 0123456789abcdef0123456789abcdef --reason 'sample of the manual'\n"
                 "  Adds an [[allow]] entry.\n"},
    {.id = CommandId::kImport,
     .name = "import",
     .arguments = "FORMAT FILE",
     .min_arguments = 2,
     .max_arguments = 2,
     .help = "Take over rules and exceptions of another scanner.",
     .details =
         "FORMAT is gitleaks, gitleaksignore, gitleaks-report or detect-secrets. "
         "gitleaks is a .gitleaks.toml: its rules become a rule file, its allowlists allow "
         "entries. gitleaksignore is a .gitleaksignore and gitleaks-report a JSON report used as "
         "baseline; entries without the value are looked up in the files as they are now. "
         "detect-secrets is a .secrets.baseline. The results are imported-rules.toml (for "
         "--rules) and imported-allow.toml (for --allow); what could not be carried over is told, "
         "with the reason.",
     .examples = "weir import gitleaks .gitleaks.toml\n  Then: weir rules check "
                 "imported-rules.toml\n"},
    {.id = CommandId::kRedact,
     .name = "redact",
     .arguments = "[FILE...]",
     .max_arguments = SIZE_MAX,
     .help = "Mask the secrets in files or standard input.",
     .details =
         "Reads the FILEs, or standard input (\"-\", the default), and writes them with each secret masked; outside "
         "the masks the text stays byte for byte as it is. JSON stays JSON. Every other place where a "
         "found value stands is masked too: everywhere in a file, and in a pipe of up to 2 MiB; in a longer "
         "pipe from the part that finds it on. Values that could stand for something else (under 8 bytes, or "
         "under 12 of one kind of character) are masked only where a rule finds them. What a mask would break "
         "(base64, hex, compressed data) is masked as a whole token.\n"
         "Allow lists and baselines do not count here: what is found is masked. A text that was masked stays as "
         "it is when it is masked again.\n"
         "The exit status is 0 if all was masked that was found, and 2 if anything went wrong: nothing is "
         "written then behind the last place that was decided. A summary is written to standard "
         "error.",
     .examples = "weir redact < prompt.md\n"
                 "  The prompt as it may be sent.\n"
                 "tail -f app.log | weir redact --stream\n"
                 "  Masks while it is written.\n"
                 "weir redact --in-place notes/*.md\n"
                 "  Masks the files themselves.\n"},
    {.id = CommandId::kRestore,
     .name = "restore",
     .arguments = "[FILE...]",
     .max_arguments = SIZE_MAX,
     .help = "Put the values of a vault back into a masked text.",
     .details =
         "FILEs, or standard input (\"-\", the default), are written to standard output with each "
         "placeholder that the vault has issued replaced by its value; all else stays as it is. A "
         "placeholder is known in other dress too: escaped for Markdown, JSON, URLs or HTML, or in "
         "upper case. In a JSON string the value is escaped so that the JSON stays valid. With the "
         "vault that a text was masked with, the text comes back byte for byte.\n"
         "Placeholders that were never issued, are too old or are never restored stay as they are, "
         "and are counted on standard error. The exit status is 0 if everything was read and "
         "written. What is restored holds secrets: it goes nowhere but where you send it.",
     .examples = "weir redact --vault chat.vault < prompt.md | model | weir restore --vault "
                 "chat.vault --stream\n"
                 "  The model sees placeholders; you see its answer with your values.\n"},
    {.id = CommandId::kVaultKeyMake,
     .name = "vault key",
     .arguments = "[FILE]",
     .max_arguments = 1,
     .help = "Make a key for vaults, in a new file.",
     .details = "Without FILE it is ~/.config/weir/vault.key, which the other commands look for. "
                "\"-\" prints the key. A file that is there is never overwritten.",
     .examples = "weir vault key\n  Once, before the first vault.\n"
                 "weir vault key - | keyctl padd user weir @u\n"
                 "  Puts it into the kernel's keyring, for --vault-key keyring:weir.\n"},
    {.id = CommandId::kVaultList,
     .name = "vault list",
     .arguments = "",
     .help = "List what a vault holds; never a value.",
     .details = "One line a placeholder: the placeholder, the rule, the class, when it was last "
                "issued (UTC), and whether it can be restored.",
     .examples = "weir vault list --vault chat.vault\n  What the placeholders of a chat stand "
                 "for.\n"},
    {.id = CommandId::kVaultPurge,
     .name = "vault purge",
     .arguments = "",
     .help = "Remove old values, or all, from a vault.",
     .details = "The file is written anew, so that what is gone is no longer in it.",
     .examples = "weir vault purge --vault chat.vault --vault-max-age 30d\n"
                 "  Forgets what was not masked for 30 days.\n"},
    {.id = CommandId::kVaultRekey,
     .name = "vault rekey",
     .arguments = "",
     .help = "Encrypt a vault anew, with another key.",
     .details = "Placeholders stay as they are. Copies of the old file still open with the old "
                "key.",
     .examples = "weir vault rekey --vault chat.vault --vault-key old.key --new-key new.key\n"
                 "  Changes the key.\n"},
    {.id = CommandId::kGitStaged,
     .name = "git staged",
     .arguments = "",
     .help = "Look at what the next commit adds: the pre-commit hook.",
     .details =
         "Reads the index as it will be committed, each changed file as a whole, and reports what the "
         "commit adds: a secret that the last commit already held (in the same file, or in one "
         "that is changed, renamed or removed) is not reported. While a merge is made, only what "
         "is in none of its parents counts. Objects are read, never the output of git diff; no "
         "filter, text conversion, hook or other program of the repository is run and nothing is "
         "fetched.\n"
         "When nothing is staged, the pre-commit framework (pre-commit run --all-files) gets a look "
         "at every tracked file. Exit status 1 stops git, and so does 2: see --on-error.",
     .examples = "weir git staged\n  Before git commit.\n"},
    {.id = CommandId::kGitPush,
     .name = "git push",
     .arguments = "[REMOTE [URL]]",
     .max_arguments = 2,
     .help = "Look at what a push sends: the pre-push hook.",
     .details = "Reads the lines that git gives to its hook on standard input. Looks at the commits, "
                "their messages, and the tags that REMOTE does not have, and reports what they add.",
     .examples = "weir git push origin < lines\n  As git calls it.\n"},
    {.id = CommandId::kGitReceive,
     .name = "git receive",
     .arguments = "",
     .help = "Look at what is pushed to this repository: the pre-receive hook.",
     .details = "Reads the lines that git gives to its hook on standard input, looks at the new "
                "objects in their quarantine, and refuses the push with a message for each ref "
                "that brings a secret. Comments in files that allow a secret do not count here.",
     .examples = "weir git install --pre-receive\n  In the repository on the server.\n"},
    {.id = CommandId::kGitMessage,
     .name = "git message",
     .arguments = "FILE",
     .min_arguments = 1,
     .max_arguments = 1,
     .help = "Look at a commit message: the commit-msg hook.",
     .details = "Comment lines and the diff of git commit -v are no part of the message.",
     .examples = "weir git message .git/COMMIT_EDITMSG\n  As git calls it.\n"},
    {.id = CommandId::kGitHistory,
     .name = "git history",
     .arguments = "[REV...]",
     .max_arguments = SIZE_MAX,
     .help = "Look at everything the history holds.",
     .details =
         "Every file version, commit message and tag that the REVs reach is looked at once; without a REV "
         "and without --all and its kin that is HEAD. REV is what git rev-list takes: main, v1.0, "
         "A..B, ^old. A finding is reported with the commit that adds it, its author and date; later "
         "versions of the file that still hold it are not.\n"
         "A shallow clone has no history: without --range and --since it makes the run incomplete. "
         "Objects that a partial clone left out are never fetched, and make it incomplete too. "
         "Files kept by Git LFS and submodules are not part of the repository and are counted.",
     .examples = "weir git history --all --reflog\n  Everything this clone knows of.\n"
                 "weir git history --range origin/main..HEAD --format github\n"
                 "  What a pull request adds.\n"},
    {.id = CommandId::kGitInstall,
     .name = "git install",
     .arguments = "",
     .help = "Write the hooks into this repository, beside those that are there.",
     .details = "Without further flags: pre-commit and pre-merge-commit. A hook that is there is kept "
                "and run first. core.hooksPath is honoured. The hook finds weir in PATH, or where it "
                "was when the hook was written.",
     .examples = "weir git install --pre-push --commit-msg\n  In the repository.\n"
                 "weir git install --global\n  For all repositories of this user.\n"},
    {.id = CommandId::kGitUninstall,
     .name = "git uninstall",
     .arguments = "",
     .help = "Take the hooks away; what was there before comes back.",
     .details = "",
     .examples = ""},
    {.id = CommandId::kGitStatus,
     .name = "git status",
     .arguments = "",
     .help = "Tell which hooks call weir, and what is in the way.",
     .details = "Exit status 0 if git will run the pre-commit (or pre-receive) hook of weir, else 1.",
     .examples = ""},
    {.id = CommandId::kAgentHook,
     .name = "agent hook",
     .arguments = "CLIENT [EVENT]",
     .min_arguments = 1,
     .max_arguments = 2,
     .help = "Answer one hook event of a coding agent.",
     .details =
         "Also: weir agent CLIENT. CLIENT is claude, cursor, gemini, codex, copilot, vscode, windsurf, cline, "
         "cline-cli or opencode. Reads the client's message on standard input, looks at every text in it, and at "
         "files that are about to be read or were attached, and answers in the client's own form: it goes on, it is "
         "blocked with a reason, the person is asked, or it goes on masked. The policy says which; see "
         "--policy-profile. The exit status is what the client expects.\n"
         "EVENT is for clients whose messages do not name it. If the message is of another client than the one "
         "that was named, the message decides. Settings come from --config or ~/.config/weir/weir.toml, never from "
         "the project: what an agent can write must not turn the looking off.",
     .examples = "weir agent claude < event.json\n  What Claude Code would be told.\n"},
    {.id = CommandId::kAgentInstall,
     .name = "agent install",
     .arguments = "",
     .help = "Write the hooks of weir into the settings of coding agents.",
     .details =
         "Adds its own entries and touches nothing else: order, comments and unknown keys stay byte for byte. Run "
         "again, it brings its entries up to date. A settings file that cannot be read as what it should be is left "
         "alone. Where the client has a switch to block when a hook fails, it is set, unless --on-error is allow.",
     .examples = "weir agent install\n  For all clients of this user.\n"
                 "weir agent install --client claude --project\n  For everyone in this project.\n"},
    {.id = CommandId::kAgentUninstall,
     .name = "agent uninstall",
     .arguments = "",
     .help = "Take the hooks of weir out of the settings of coding agents.",
     .details = "Removes its own entries, and what it had to add around them if nothing else is in there.",
     .examples = ""},
    {.id = CommandId::kAgentStatus,
     .name = "agent status",
     .arguments = "",
     .help = "Prove that the hooks of coding agents look.",
     .details =
         "For each client: which events call weir, and with which version; then the command that is installed is run "
         "as the client would run it, with an event that holds a secret made up on the spot, and its answer must "
         "keep that secret out. Settings that switch hooks off are told. Exit status 0 if every client that was "
         "named (or has hooks of weir) passed, 1 if something is in the way, 2 on an error.",
     .examples = "weir agent status --client claude\n  After an update of Claude Code.\n"},
    {.id = CommandId::kTranscriptScan,
     .name = "transcript scan",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Look for secrets in stored sessions of coding agents.",
     .details =
         "Each PATH is a session file or a folder of them; without a PATH the places where the clients keep theirs. "
         "Told is one line a session that holds something, with the kinds and their numbers. What weir cannot read "
         "(databases) is told as not looked at. Exit status as for weir scan.",
     .examples = "weir transcript scan\n  All sessions of this user.\n"},
    {.id = CommandId::kTranscriptWipe,
     .name = "transcript wipe",
     .arguments = "[PATH...]",
     .max_arguments = SIZE_MAX,
     .help = "Mask the secrets in stored sessions of coding agents.",
     .details =
         "As weir transcript scan, and masks what is found in place: each line stays valid JSON, bytes outside of "
         "the masks, owner, mode and times of the file stay as they are, and the new file takes the place of the old "
         "one when it is complete. What a client appends meanwhile is carried over. A session that is changed while "
         "it is masked, or that a program has open, is left as it is and told.",
     .examples = "weir transcript wipe --client claude\n  The sessions of Claude Code.\n"
                 "weir transcript wipe session.jsonl\n  One session.\n"},
    {.id = CommandId::kServe,
     .name = "serve",
     .arguments = "",
     .help = "Serve scans and masks to other programs, over HTTP and ICAP.",
     .details =
         "POST /scan, /redact and /restore take a text, or JSON: {\"text\": ...}, {\"texts\": [...]} or "
         "{\"json\": ...} for a whole message. /beta/litellm_basic_guardrail_api speaks the generic guardrail API of "
         "LiteLLM, /v1/moderations the moderation API of OpenAI, /v1/check is for gateways with templates (Kong), "
         "/webhook for Portkey, GET /healthz and /metrics (Prometheus) say how it is. With --icap it is an "
         "ICAP server, too. src/adapter/serve/README.md describes requests and answers; hooks/ holds recipes that "
         "are tested.\n"
         "What is found is acted on as the policy says (--policy-profile). Ends on SIGINT and SIGTERM when the "
         "requests under way are done.",
     .examples = "weir serve\n  On 127.0.0.1:8787; says where its token lies.\n"
                 "weir serve --listen unix:/run/user/1000/weir.sock\n  For programs of this user.\n"
                 "weir serve --icap 127.0.0.1:1344 --policy-profile gateway\n  For squid.\n"},
    {.id = CommandId::kMcp,
     .name = "mcp",
     .arguments = "-- COMMAND [ARG...]",
     .max_arguments = SIZE_MAX,
     .help = "Look at all that passes between an MCP client and its server.",
     .details =
         "In the settings of a client, put weir mcp -- before the command of a server: COMMAND is started as the client would "
         "have started it, and messages pass in both directions, byte for byte where nothing is found. Looked at is every "
         "text: arguments, results, resources, prompts, descriptions of tools, logs, errors, and what a server asks of "
         "the model or the person. All versions of the protocol, with methods that are not known, too.\n"
         "What is found is acted on as the policy says (--policy-profile; adapter mcp, component --name, parts arguments, result, "
         "description, notification, sampling, elicitation, error). A call that is stopped is answered so that the model "
         "reads why. With --vault, placeholders in the arguments of a call are put back for a server that an entry with "
         "action = \"restore\" names. hooks/mcp/README.md shows it for each client.\n"
         "With --http URL a server is reached over HTTP: the client is given the address of --listen in its place.\n"
         "The exit status is that of COMMAND; 2 if it cannot be started.",
     .examples = "weir mcp --name files -- npx -y @modelcontextprotocol/server-filesystem .\n"
                 "  As the command of a server in .mcp.json.\n"
                 "weir mcp --name github --vault ~/.weir.vault -- github-mcp-server stdio\n"
                 "  Masks what comes back, and may put it back in what goes there.\n"
                 "weir mcp --name tickets --http https://mcp.example.com/mcp\n"
                 "  For a client that is given http://127.0.0.1:8789/mcp.\n"},
    {.id = CommandId::kProxy,
     .name = "proxy",
     .arguments = "",
     .help = "Stand between programs and model APIs, and mask what passes.",
     .details =
         "A reverse proxy: set the base URL of a client to it, such as OPENAI_BASE_URL=http://127.0.0.1:8788/openai/v1, "
         "ANTHROPIC_BASE_URL=http://127.0.0.1:8788/anthropic, GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:8788/gemini or "
         "OLLAMA_HOST=http://127.0.0.1:8788/ollama. Every text of a request is looked at before it is sent, every text of "
         "an answer before the client has it, also while it streams: a secret is decided before its first byte goes on. The "
         "same value has the same placeholder throughout, so prompt caches keep hitting. What is not changed passes byte "
         "for byte; keys in headers are for the upstream and are left alone.\n"
         "What is found is acted on as the policy says (--policy-profile; adapter proxy, component the route, parts prompt, "
         "answer, text, thinking, arguments and event). A refusal has the form the client's library reads, and tells it not "
         "to try again. With --vault, placeholders in answers are put back for the client where the policy lets it. "
         "hooks/proxy/README.md has recipes. Ends on SIGINT and SIGTERM when the requests under way are done.",
     .examples = "weir proxy\n  On 127.0.0.1:8788, for the usual APIs.\n"
                 "weir proxy --route /=http://127.0.0.1:11434 --vault ~/.weir.vault\n  Before one server; answers get their "
                 "values back.\n"},
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
static_assert(kCommandCount < 64);

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

bool IsCommandGroup(std::string_view name) {
  if (name.empty()) return false;
  for (const Command& command : kCommands) {
    if (GroupOf(command) == name) return true;
  }
  return false;
}

}  // namespace weir
