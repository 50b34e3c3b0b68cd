#include <sodium/crypto_hash_sha256.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/files/progress.h"
#include "adapter/git/history.h"
#include "adapter/git/state_file.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/git_session.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "report/printable.h"
#include "report/summary_text.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kListBytes = size_t{64} << 20;

// Everything that decides whether an object is clean: the version, the rules with all they say, the
// options.
absl::StatusOr<CleanObjects::Digest> RulesDigest(const ParsedArgs& args,
                                                 const GitSession& session) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const auto add = [&](std::string_view text) {
    const std::string framed = Cat(text.size(), ":", text);
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(framed.data()),
                              framed.size());
  };
  add(WEIR_VERSION);
  // The program's own rules and code: a build with others has another size or time of making.
  absl::StatusOr<std::string> program = ReadFile("/proc/self/exe", size_t{1} << 30, "own program");
  if (!program.ok()) return program.status();
  add(*program);
  const Ruleset& rules = *session.engine().ruleset;
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules.Enabled(i)) add(rules.rule(i).id);
  }
  for (const std::string& path : args.Values(FlagId::kRules)) {
    absl::StatusOr<std::string> bytes = ReadFile(path, kMaxRuleFileBytes, "rule file");
    if (!bytes.ok()) return bytes.status();
    add(*bytes);
  }
  add(Name(session.engine().options.min_confidence));
  add(args.Value(FlagId::kMaxTime));
  add(args.Value(FlagId::kMaxFileSize));
  CleanObjects::Digest digest;
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

// All entries of the stash: git keeps the older ones in its reflog alone.
absl::Status AddStash(const Git& git, RevWalk* walk) {
  if (!git.Output({"rev-parse", "--verify", "--quiet", "refs/stash"}, 256).ok()) {
    return absl::OkStatus();  // nothing is stashed
  }
  absl::StatusOr<std::string> list = git.Output({"rev-list", "-g", "refs/stash", "--"}, kListBytes);
  if (!list.ok()) return list.status();
  walk->lines += *list;
  return absl::OkStatus();
}

// Commits made since a date, and from where on nothing is looked at: their parents that are older.
absl::Status LimitSince(const Git& git, std::string_view since, RevWalk* walk) {
  const std::string argument = Cat("--since=", since);
  absl::StatusOr<std::unique_ptr<GitProcess>> list =
      StartRevList(git, {argument, "--boundary"}, *walk);
  if (!list.ok()) return list.status();
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t n = read((*list)->out(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    text.append(buffer, static_cast<size_t>(n));
    if (text.size() > kListBytes)
      return absl::ResourceExhaustedError("too many commits since that date");
  }
  if (absl::Status status = (*list)->Wait(); !status.ok()) return status;
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (rest[0] == '-') walk->lines += Cat("^", rest.substr(1, end - 1), "\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  walk->arguments.push_back(argument);
  return absl::OkStatus();
}

absl::StatusOr<RevWalk> WalkOf(const ParsedArgs& args, const Git& git) {
  RevWalk walk;
  if (args.IsOn(FlagId::kAllRefs)) walk.arguments.push_back("--all");
  if (args.IsOn(FlagId::kBranches)) {
    walk.arguments.insert(walk.arguments.end(), {"--branches", "--remotes"});
  }
  if (args.IsOn(FlagId::kNotes)) walk.arguments.push_back("--glob=refs/notes/*");
  if (args.IsOn(FlagId::kReflog)) walk.arguments.push_back("--reflog");
  if (args.IsOn(FlagId::kStash) || args.IsOn(FlagId::kAllRefs)) {
    if (absl::Status status = AddStash(git, &walk); !status.ok()) return status;
  }
  walk.revisions.assign(args.positionals().begin(), args.positionals().end());
  if (args.Has(FlagId::kRange)) walk.revisions.emplace_back(args.Value(FlagId::kRange));
  for (const std::string& revision : walk.revisions) {
    if (revision.empty() || revision[0] == '-') {
      return absl::InvalidArgumentError(
          Cat("'", Printable(revision), "' is no revision (see 'weir git history -h')"));
    }
  }
  const bool chosen = !walk.arguments.empty() || !walk.lines.empty() || !walk.revisions.empty() ||
                      args.IsOn(FlagId::kStash);
  if (!chosen) walk.revisions.push_back("HEAD");
  if (args.Has(FlagId::kSince)) {
    if (absl::Status status = LimitSince(git, args.Value(FlagId::kSince), &walk); !status.ok()) {
      return status;
    }
  }
  return walk;
}

}  // namespace

int RunGitHistory(ParsedArgs args) {
  GitSession session;
  if (!session.Open(&args, args.Value(FlagId::kRepo))) return kExitError;
  const Git& git = session.git();

  absl::StatusOr<std::string> shallow = git.Output({"rev-parse", "--is-shallow-repository"}, 64);
  if (!shallow.ok()) return session.Failed(shallow.status());
  absl::StatusOr<RevWalk> walk = WalkOf(args, git);
  if (!walk.ok()) return session.Failed(walk.status());

  HistoryOptions options;
  options.walk = *std::move(walk);
  options.messages = args.IsOn(FlagId::kMessages, true);
  options.unreachable = args.IsOn(FlagId::kUnreachable);
  options.max_file_size = ParseSize(args.Value(FlagId::kMaxFileSize)).value_or(0);
  options.threads = static_cast<int>(ParseCount(args.Value(FlagId::kThreads)).value_or(0));
  options.stop = StopFlag();
  const bool shows =
      args.IsOn(FlagId::kProgress, true) && !args.IsOn(FlagId::kQuiet) && IsTerminal(STDERR_FILENO);
  Progress progress(shows ? STDERR_FILENO : -1, 0);
  options.progress = &progress;

  std::unique_ptr<CleanObjects> clean;
  const std::string state(args.Value(FlagId::kState));
  if (!state.empty()) {
    absl::StatusOr<CleanObjects::Digest> digest = RulesDigest(args, session);
    if (!digest.ok()) return session.Failed(digest.status());
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    if (!key.ok()) return session.Failed(key.status());
    if (key->is_ephemeral) {
      PrintNote(Cat("--state is not used: there is no lasting key: ", Printable(key->problem)));
    } else {
      clean = std::make_unique<CleanObjects>(*digest, *key);
      const absl::Status loaded = clean->Load(state);
      if (loaded.code() == absl::StatusCode::kFailedPrecondition) {
        PrintNote(Cat(Printable(state), ": ", MessageOf(loaded)));
      }
      options.clean = clean.get();
    }
  }

  HistoryResult result;
  const bool nothing_stashed = options.walk.arguments.empty() && options.walk.lines.empty() &&
                               options.walk.revisions.empty() && !options.unreachable;
  if (!nothing_stashed) {
    const absl::Status status =
        ScanHistory(git, session.scanner(), session.maker(), options, &result);
    if (!status.ok()) return session.Failed(status);
  }
  if (shallow->starts_with("true") && !args.Has(FlagId::kRange) && !args.Has(FlagId::kSince)) {
    result.summary.incomplete = true;
    PrintError(
        "this clone is shallow: its older history is not here; get it with git fetch --unshallow "
        "(in CI: fetch-depth: 0)");
  }
  if (result.summary.coverage.inputs == 0 && result.known_clean == 0 && !result.stopped) {
    result.summary.incomplete = true;
    PrintError("nothing was looked at: these revisions hold no object");
  }
  if (clean != nullptr && !result.stopped) {
    const absl::Status saved = clean->Save(state);
    if (!saved.ok()) return session.Failed(saved);
  }
  if (result.known_clean > 0 && !args.IsOn(FlagId::kQuiet)) {
    PrintNote(Cat(HumanCount(result.known_clean), " objects were clean at an earlier run (",
                  Printable(state), ")"));
  }
  return session.FinishReport(result.records, &result.summary);
}

}  // namespace weir
