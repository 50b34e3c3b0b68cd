#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/files/file_scan.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/scan_paths.h"
#include "cli/report_target.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "report/output.h"
#include "report/printable.h"
#include "report/record.h"
#include "report/summary_text.h"
#include "report/writer.h"
#include "rules/cat.h"

namespace weir {
namespace {

// True if the whole repository was asked for, so that an entry that matched nothing is of no use.
bool LooksAtRoot(const AllowList& allow, const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return path != "-" && allow.Rooted(path).empty();
  });
}

void TellAllow(const Summary& summary, bool is_whole) {
  constexpr size_t kMostTold = 5;
  const AllowReport& report = summary.allow;
  size_t expired = 0, unused = 0;
  for (const AllowNote& note : report.notes) {
    const bool is_expired = note.kind == AllowNote::Kind::kExpired;
    if (!is_expired && (!is_whole || summary.incomplete)) continue;
    if ((is_expired ? expired : unused)++ >= kMostTold) continue;
    PrintNote(Cat(note.from_baseline ? "baseline: " : "allow: ", Printable(note.file), ":",
                  note.line, is_expired ? " has expired and no longer counts: " : " matched nothing: ",
                  Printable(note.text)));
  }
  if (expired > kMostTold) PrintNote(Cat("allow: ", report.expired, " entries have expired"));
  if (unused > kMostTold) PrintNote(Cat("allow: ", report.unused, " entries matched nothing"));
  if (report.marks_without_reason > 0) {
    PrintNote(Cat("allow: ", Plural(report.marks_without_reason, "finding"),
                  " beside a comment weir:allow that gives no reason and does not count"));
  }
}

}  // namespace

int RunScan(ParsedArgs args) {
  Engine engine;
  if (!LoadEngine(&args, &engine)) return kExitError;

  absl::StatusOr<std::vector<std::string>> paths = PathsOf(args);
  if (!paths.ok()) {
    PrintError(paths.status());
    return kExitError;
  }
  absl::StatusOr<ReportTarget> report = OpenReport(args);
  if (!report.ok()) {
    PrintError(report.status());
    return kExitError;
  }

  FileScanOptions options = FileScanOptionsOf(args);
  options.paths = *std::move(paths);

  const Scanner scanner(engine.ruleset, engine.options);
  RecordOptions record_options;
  record_options.show_secrets = args.IsOn(FlagId::kShowSecrets);
  record_options.allow = engine.allow;
  const RecordMaker maker(std::move(record_options));

  RunInfo run;
  run.version = WEIR_VERSION;
  run.rule_count = engine.ruleset->EnabledCount();
  run.ruleset = engine.ruleset.get();
  run.start_time = UtcNow();

  const auto start = std::chrono::steady_clock::now();
  Summary summary;
  Writer* writer = report->writer.get();
  absl::Status status = writer->Begin(run);
  if (status.ok()) status = ScanFiles(scanner, options, maker, writer, &summary);
  const bool scanned = status.ok();

  const bool nothing = scanned && summary.coverage.inputs == 0 && StopSignal() == 0;
  const bool unbalanced = scanned && !summary.coverage.Balanced();
  summary.elapsed = std::chrono::steady_clock::now() - start;
  summary.incomplete = summary.incomplete || summary.coverage.Incomplete() || nothing ||
                       unbalanced || StopSignal() != 0;
  summary.ephemeral_fingerprints = maker.ephemeral();
  if (status.ok()) status = writer->Finish(summary);
  if (status.ok()) status = report->out->Commit();

  RunOutcome outcome;
  outcome.findings = summary.findings + summary.coverage.findings_not_listed;
  outcome.pipe_closed = status.code() == absl::StatusCode::kCancelled;
  // A reader that left before the scan was through has not seen a complete one.
  outcome.incomplete = summary.incomplete || !scanned;
  outcome.error = !status.ok() && !outcome.pipe_closed;
  outcome.signal = StopSignal();
  if (outcome.pipe_closed) return ExitStatus(outcome);

  if (outcome.error) PrintError(status);
  if (!report->is_text_on_stdout || args.IsOn(FlagId::kQuiet)) TellProblems(summary);
  if (nothing) PrintError("nothing was looked at: no file in what was named, or all were skipped");
  if (unbalanced) {
    PrintError(
        "internal error: the bytes that were searched and skipped do not add up to those offered");
  }
  if (!args.IsOn(FlagId::kQuiet)) TellAllow(summary, LooksAtRoot(*engine.allow, options.paths));
  if (summary.ephemeral_fingerprints && !args.IsOn(FlagId::kQuiet) && summary.findings > 0) {
    PrintNote(Cat("fingerprints are good for this run only: ", Printable(maker.key_problem())));
  }
  return ExitStatus(outcome);
}

}  // namespace weir
