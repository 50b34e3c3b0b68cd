// The commands that git's hooks run: staged, push, receive, message.
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/git/attribution.h"
#include "adapter/git/commit_message.h"
#include "adapter/git/history.h"
#include "adapter/git/ref_updates.h"
#include "adapter/git/staged.h"
#include "cli/commands.h"
#include "cli/git_session.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/signals.h"
#include "cli/values.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxMessageBytes = size_t{64} << 20;

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : std::string_view();
}

HistoryOptions HookHistory(const ParsedArgs& args, RevWalk walk) {
  HistoryOptions options;
  options.walk = std::move(walk);
  options.max_file_size = ParseSize(args.Value(FlagId::kMaxFileSize)).value_or(0);
  options.threads = static_cast<int>(ParseCount(args.Value(FlagId::kThreads)).value_or(0));
  options.stop = StopFlag();
  return options;
}

bool IsRefWalkArgument(std::string_view name) {
  return !name.empty() && name[0] != '-' && name.find_first_of("\n\r") == name.npos;
}

// The pre-commit framework has read git's lines itself and tells a part of them in the environment.
RevWalk FrameworkWalk() {
  RevWalk walk;
  const std::string_view from = Variable("PRE_COMMIT_FROM_REF"), to = Variable("PRE_COMMIT_TO_REF");
  const std::string_view remote = Variable("PRE_COMMIT_REMOTE_NAME");
  if (IsRefWalkArgument(to)) {
    walk.revisions.emplace_back(to);
    if (IsRefWalkArgument(from)) walk.revisions.push_back(Cat("^", from));
  } else {
    const std::string_view branch = Variable("PRE_COMMIT_LOCAL_BRANCH");
    walk.revisions.emplace_back(IsRefWalkArgument(branch) ? branch : "HEAD");
  }
  if (!remote.empty() && remote.find_first_of(":/\\*?[ ~^") == remote.npos && remote[0] != '-') {
    // Behind --not: before the revisions, so it is given as what to leave out by its own argument.
    walk.arguments = {"--not", Cat("--remotes=", remote), "--not"};
  }
  return walk;
}

}  // namespace

int RunGitStaged(ParsedArgs args) {
  GitSession session;
  std::unique_ptr<StagedChanges> changes;
  const bool opened = session.Open(&args, "", [&](const Git& git) -> absl::Status {
    absl::StatusOr<std::unique_ptr<StagedChanges>> started = StagedChanges::Start(git);
    if (started.ok()) changes = *std::move(started);
    return started.status();
  });
  if (!opened) return session.Failed();
  absl::Status status = session.scanner().Warm();
  if (!status.ok()) return session.Failed(status);
  StagedOptions options;
  options.max_file_size = ParseSize(args.Value(FlagId::kMaxFileSize)).value_or(0);
  options.stop = StopFlag();
  StagedResult result;
  status = ScanStaged(session.git(), session.scanner(), session.maker(), options, changes.get(), &result);
  if (!status.ok()) return session.Failed(status);

  if (result.changes == 0 && !Variable("PRE_COMMIT").empty()) {
    if (IsRefWalkArgument(Variable("PRE_COMMIT_TO_REF")) &&
        IsRefWalkArgument(Variable("PRE_COMMIT_FROM_REF"))) {
      // pre-commit run --from-ref A --to-ref B
      HistoryResult history;
      status = ScanHistory(session.git(), session.scanner(), session.maker(),
                           HookHistory(args, FrameworkWalk()), &history);
      if (!status.ok()) return session.Failed(status);
      return session.FinishHook(GitMoment::kPush, history.records, &history.summary);
    }
    // pre-commit run --all-files: a check of an empty index would say "clean" of nothing.
    options.all_tracked = true;
    result = StagedResult();
    status = ScanStaged(session.git(), session.scanner(), session.maker(), options, nullptr, &result);
    if (!status.ok()) return session.Failed(status);
  }
  return session.FinishHook(GitMoment::kCommit, result.records, &result.summary);
}

int RunGitPush(ParsedArgs args) {
  GitSession session;
  if (!session.Open(&args, "")) return session.Failed();
  RevWalk walk;
  if (!Variable("PRE_COMMIT").empty() && !Variable("PRE_COMMIT_REMOTE_NAME").empty()) {
    walk = FrameworkWalk();
  } else {
    absl::StatusOr<std::string> lines =
        ReadFile("-", kMaxUpdateBytes, "the lines of git's pre-push hook");
    if (!lines.ok()) return session.Failed(lines.status());
    absl::StatusOr<std::vector<RefUpdate>> updates = ParsePush(*lines);
    if (!updates.ok()) return session.Failed(updates.status());
    const std::string remote = args.positionals().empty() ? "" : args.positionals()[0];
    absl::StatusOr<RevWalk> made = PushWalk(session.git(), *updates, remote);
    if (!made.ok()) return session.Failed(made.status());
    walk = *std::move(made);
    if (walk.lines.empty()) return 0;  // nothing is sent, or refs are deleted
  }
  HistoryResult result;
  const absl::Status status = ScanHistory(session.git(), session.scanner(), session.maker(),
                                          HookHistory(args, std::move(walk)), &result);
  if (!status.ok()) return session.Failed(status);
  return session.FinishHook(GitMoment::kPush, result.records, &result.summary);
}

int RunGitReceive(ParsedArgs args) {
  // The pushed text is the work of others: comments in it allow nothing.
  args.Set(FlagId::kInlineAllow, {"off"});
  GitSession session;
  if (!session.Open(&args, "")) return session.Failed();
  absl::StatusOr<std::string> lines =
      ReadFile("-", kMaxUpdateBytes, "the lines of git's pre-receive hook");
  if (!lines.ok()) return session.Failed(lines.status());
  absl::StatusOr<std::vector<RefUpdate>> updates = ParseReceive(*lines);
  if (!updates.ok()) return session.Failed(updates.status());

  Summary summary;
  std::vector<Record> all;
  struct Refused {
    std::string ref;
    size_t first, end;
    uint64_t more;
  };
  std::vector<Refused> refused;
  for (const RefUpdate& update : *updates) {
    if (update.new_oid.empty()) continue;
    HistoryOptions options = HookHistory(args, ReceiveWalk(update));
    options.own = false;
    HistoryResult result;
    const absl::Status status =
        ScanHistory(session.git(), session.scanner(), session.maker(), options, &result);
    if (!status.ok()) return session.Failed(status);
    const size_t first = all.size();
    for (Record& record : result.records) {
      all.push_back(std::move(record));
    }
    const uint64_t more = result.summary.coverage.findings_not_listed;
    if (all.size() > first || more > 0) refused.push_back({update.ref, first, all.size(), more});
    summary.coverage.Add(result.summary.coverage);
    summary.problems.insert(summary.problems.end(), result.summary.problems.begin(),
                            result.summary.problems.end());
    summary.problem_count += result.summary.problem_count;
    summary.incomplete |= result.summary.incomplete;
  }
  std::vector<GitStopped> refs;
  for (const Refused& ref : refused) {
    GitStopped stopped;
    stopped.moment = GitMoment::kReceive;
    stopped.ref = ref.ref;
    stopped.more = ref.more;
    for (size_t i = ref.first; i < ref.end; ++i) {
      if (!all[i].suppressed) stopped.records.push_back(&all[i]);
    }
    if (!stopped.records.empty() || stopped.more > 0) refs.push_back(std::move(stopped));
  }
  return session.FinishHook(GitMoment::kReceive, all, &summary, refs);
}

int RunGitMessage(ParsedArgs args) {
  GitSession session;
  if (!session.Open(&args, "")) return session.Failed();
  const std::string& file = args.positionals()[0];
  absl::StatusOr<std::string> bytes = ReadFile(file, kMaxMessageBytes, "commit message");
  if (!bytes.ok()) return session.Failed(bytes.status());
  absl::StatusOr<MessageOptions> options = ReadMessageOptions(session.git());
  if (!options.ok()) return session.Failed(options.status());
  MessageResult result;
  ScanMessage(session.scanner(), session.maker(), KeptMessage(*bytes, *options), &result);
  return session.FinishHook(GitMoment::kMessage, result.records, &result.summary);
}

}  // namespace weir
