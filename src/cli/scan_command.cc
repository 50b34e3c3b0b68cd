#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/files/file_scan.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/path_list.h"
#include "cli/read_file.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/values.h"
#include "report/output.h"
#include "report/printable.h"
#include "report/record.h"
#include "report/writer.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostProblemsTold = 20;

// UTC, "2026-01-31T12:00:00Z". By the calendar of <chrono>: gmtime() would read the file of the
// local time zone.
std::string UtcNow() {
  using std::chrono::days;
  using std::chrono::seconds;
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  char text[64];
  const int length = std::snprintf(
      text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
}

// What to look at: the PATHs, the list of --files-from, or what stands in for both.
absl::StatusOr<std::vector<std::string>> Paths(const ParsedArgs& args) {
  std::vector<std::string> paths(args.positionals().begin(), args.positionals().end());
  for (const std::string& path : paths) {
    if (path.empty()) return absl::InvalidArgumentError("an empty PATH names nothing");
  }
  if (args.Has(FlagId::kFilesFrom)) {
    const std::string list_name(args.Value(FlagId::kFilesFrom));
    absl::StatusOr<std::string> list = ReadFile(list_name, kMaxPathListBytes, "list of paths");
    if (!list.ok()) return list.status();
    absl::StatusOr<std::vector<std::string>> more = SplitPaths(*list, args.IsOn(FlagId::kNull));
    if (!more.ok()) return more.status();
    for (std::string& path : *more) {
      // The list may itself have come from standard input; a file named "-" is "./-".
      if (path == "-") {
        return absl::InvalidArgumentError("the list of --files-from holds '-': write './-'");
      }
      paths.push_back(std::move(path));
    }
    return paths;
  }
  if (paths.empty()) paths.push_back(StandardInputHasData() ? "-" : ".");
  return paths;
}

struct Report {
  std::unique_ptr<Output> out;
  std::unique_ptr<Writer> writer;
  bool is_text_on_stdout = false;
};

absl::StatusOr<Report> OpenReport(const ParsedArgs& args) {
  Report report;
  const Format format = ParseFormat(args.Value(FlagId::kFormat)).value_or(Format::kText);
  const std::string file(args.Value(FlagId::kOutput));
  const bool to_stdout = file.empty() || file == "-";
  if (to_stdout) {
    report.out = StdoutOutput();
  } else {
    absl::StatusOr<std::unique_ptr<Output>> out = FileOutput(file);
    if (!out.ok()) return out.status();
    report.out = *std::move(out);
  }
  WriterOptions options;
  options.quiet = args.IsOn(FlagId::kQuiet);
  options.verbose = args.IsOn(FlagId::kVerbose);
  options.show_secrets = args.IsOn(FlagId::kShowSecrets);
  if (format == Format::kText) {
    const bool is_terminal = to_stdout && IsTerminal(STDOUT_FILENO);
    options.color = WantsColor(args.Value(FlagId::kColor), is_terminal, ReadColorEnvironment());
    options.width = is_terminal ? TerminalWidth(STDOUT_FILENO) : 100;
    report.is_text_on_stdout = to_stdout;
  }
  report.writer = MakeWriter(format, options, report.out.get());
  return report;
}

// What could not be looked at is told on standard error too, unless the report on the screen does.
void TellProblems(const Summary& summary) {
  size_t told = 0;
  for (const Problem& problem : summary.problems) {
    if (!MakesIncomplete(problem.reason)) continue;
    if (told++ == kMostProblemsTold) {
      PrintError(Cat("and more: ", summary.problem_count, " problems in all; see the report"));
      return;
    }
    PrintError(Cat(
        "cannot look at all of '", Printable(problem.path),
        "': ", problem.message.empty() ? Name(problem.reason) : std::string_view(problem.message)));
  }
}

}  // namespace

int RunScan(ParsedArgs args) {
  Engine engine;
  if (!LoadEngine(&args, &engine)) return kExitError;

  absl::StatusOr<std::vector<std::string>> paths = Paths(args);
  if (!paths.ok()) {
    PrintError(paths.status());
    return kExitError;
  }
  absl::StatusOr<Report> report = OpenReport(args);
  if (!report.ok()) {
    PrintError(report.status());
    return kExitError;
  }

  FileScanOptions options;
  options.paths = *std::move(paths);
  options.no_ignore = args.IsOn(FlagId::kNoIgnore);
  options.follow_links = args.IsOn(FlagId::kFollowLinks);
  options.exclude.assign(args.Values(FlagId::kExclude).begin(),
                         args.Values(FlagId::kExclude).end());
  options.max_file_size = ParseSize(args.Value(FlagId::kMaxFileSize)).value_or(0);
  options.threads = static_cast<int>(ParseCount(args.Value(FlagId::kThreads)).value_or(0));
  options.progress =
      args.IsOn(FlagId::kProgress, true) && !args.IsOn(FlagId::kQuiet) && IsTerminal(STDERR_FILENO);
  options.stop = StopFlag();

  const Scanner scanner(engine.ruleset, engine.options);
  RecordOptions record_options;
  record_options.show_secrets = args.IsOn(FlagId::kShowSecrets);
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

  Outcome outcome;
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
  if (summary.ephemeral_fingerprints && !args.IsOn(FlagId::kQuiet) && summary.findings > 0) {
    PrintNote(Cat("fingerprints are good for this run only: ", Printable(maker.key_problem())));
  }
  return ExitStatus(outcome);
}

}  // namespace weir
