#include "cli/git_session.h"

#include <unistd.h>

#include <utility>

#include "cli/exit.h"
#include "cli/message.h"
#include "cli/report_target.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "report/printable.h"
#include "report/summary_text.h"
#include "rules/cat.h"

namespace weir {

bool GitSession::Open(ParsedArgs* args, std::string_view directory,
                      const std::function<absl::Status(const Git&)>& begin) {
  args_ = args;
  allow_on_error_ = args->Value(FlagId::kOnError) == "allow";
  // A hook that has nothing to say says nothing; what --verbose asks for is told.
  const bool is_hook = args->command().id != CommandId::kGitHistory;
  if (is_hook && !args->IsOn(FlagId::kVerbose)) args->SetDefault(FlagId::kQuiet, {"true"});
  start_time_ = UtcNow();
  absl::StatusOr<Git> git = Git::Find(directory);
  absl::Status status = git.status();
  if (git.ok()) {
    git_ = *std::move(git);
    if (begin != nullptr) status = begin(*git_);
  }
  // What is wrong with flags and settings is told first.
  if (!LoadEngine(args, &engine_)) return false;
  if (!status.ok()) {
    PrintError(status);
    return false;
  }
  const std::string_view format = args->Value(FlagId::kFormat);
  is_text_ = format.empty() || format == "text";
  scanner_ = std::make_unique<Scanner>(engine_.ruleset, engine_.options);
  RecordOptions options;
  options.show_secrets = args->IsOn(FlagId::kShowSecrets);
  options.allow = engine_.allow;
  maker_ = std::make_unique<RecordMaker>(std::move(options));
  return true;
}

int GitSession::Failed() const {
  if (!allow_on_error_) {
    PrintError(
        "nothing may be taken for clean, so git is stopped (see --on-error in 'weir help git "
        "staged')");
    return kExitError;
  }
  PrintBlock(
      "**********************************************************************\n"
      "** WARNING: weir could not look for secrets, and --on-error=allow    **\n"
      "** lets this pass UNCHECKED. The reason stands above.               **\n"
      "**********************************************************************\n");
  return kExitClean;
}

int GitSession::Failed(const absl::Status& status) const {
  PrintError(status);
  return args_->command().id == CommandId::kGitHistory ? kExitError : Failed();
}

void GitSession::Close(const std::vector<Record>& records, Summary* summary) {
  summary->elapsed = std::chrono::steady_clock::now() - start_;
  for (const Record& record : records)
    ++(record.suppressed ? summary->suppressed : summary->findings);
  summary->incomplete |= summary->coverage.Incomplete() || !summary->coverage.Balanced();
  summary->incomplete |= StopSignal() != 0;
  summary->ephemeral_fingerprints = maker_->ephemeral();
  summary->allow = engine_.allow->Report();
}

absl::Status GitSession::Write(const std::vector<Record>& records, Summary* summary) {
  absl::StatusOr<ReportTarget> report = OpenReport(*args_);
  if (!report.ok()) return report.status();
  RunInfo run;
  run.version = WEIR_VERSION;
  run.rule_count = engine_.ruleset->EnabledCount();
  run.ruleset = engine_.ruleset.get();
  run.start_time = start_time_;
  absl::Status status = report->writer->Begin(run);
  for (const Record& record : records) {
    if (status.ok()) status = report->writer->Add(record);
  }
  if (status.ok()) status = report->writer->Finish(*summary);
  if (status.ok()) status = report->out->Commit();
  if (!report->is_text_on_stdout || args_->IsOn(FlagId::kQuiet)) TellProblems(*summary);
  return status;
}

int GitSession::FinishReport(const std::vector<Record>& records, Summary* summary) {
  Close(records, summary);
  const absl::Status status = Write(records, summary);
  RunOutcome outcome;
  outcome.findings = summary->findings + summary->coverage.findings_not_listed;
  outcome.pipe_closed = status.code() == absl::StatusCode::kCancelled;
  outcome.incomplete = summary->incomplete;
  outcome.error = !status.ok() && !outcome.pipe_closed;
  outcome.signal = StopSignal();
  if (outcome.error) PrintError(status);
  if (maker_->ephemeral() && !args_->IsOn(FlagId::kQuiet) && summary->findings > 0) {
    PrintNote(Cat("fingerprints are good for this run only: ", Printable(maker_->key_problem())));
  }
  return ExitStatus(outcome);
}

int GitSession::FinishHook(GitMoment moment, const std::vector<Record>& records, Summary* summary,
                           const std::vector<GitStopped>& refs) {
  Close(records, summary);
  absl::Status status;
  const bool to_file = !args_->Value(FlagId::kOutput).empty();
  if (!is_text_ || to_file || args_->IsOn(FlagId::kVerbose)) {
    status = Write(records, summary);
  } else {
    TellProblems(*summary);
  }
  GitStopped stopped;
  stopped.moment = moment;
  stopped.more = summary->coverage.findings_not_listed;
  for (const Record& record : records) {
    if (!record.suppressed) stopped.records.push_back(&record);
  }
  if (is_text_) {
    const size_t width = IsTerminal(STDERR_FILENO) ? TerminalWidth(STDERR_FILENO) : 80;
    if (!refs.empty()) {
      for (const GitStopped& ref : refs) PrintBlock(StoppedText(ref, width));
    } else if (!stopped.records.empty() || stopped.more > 0) {
      PrintBlock(StoppedText(stopped, width));
    }
  }
  RunOutcome outcome;
  outcome.findings = stopped.records.size() + stopped.more;
  outcome.pipe_closed = status.code() == absl::StatusCode::kCancelled;
  outcome.incomplete = summary->incomplete;
  outcome.error = !status.ok() && !outcome.pipe_closed;
  outcome.signal = StopSignal();
  if (outcome.error) PrintError(status);
  const int code = ExitStatus(outcome);
  if (code != kExitError) return code;
  // With --on-error=allow a failure to look lets it pass, but never what was found.
  const int failed = Failed();
  return failed == kExitClean && outcome.findings > 0 ? kExitFound : failed;
}

}  // namespace weir
