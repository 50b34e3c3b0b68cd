#include "cli/report_target.h"

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "cli/message.h"
#include "cli/terminal.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMostProblemsTold = 20;

}  // namespace

absl::StatusOr<ReportTarget> OpenReport(const ParsedArgs& args) {
  ReportTarget report;
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
  if (const char* commit = std::getenv("CI_COMMIT_SHA"); commit != nullptr) {
    const std::string_view text = commit;  // GitLab's name for it
    if ((text.size() == 40 || text.size() == 64) &&
        text.find_first_not_of("0123456789abcdef") == text.npos) {
      options.commit = text;
    }
  }
  if (format == Format::kText) {
    const bool is_terminal = to_stdout && IsTerminal(STDOUT_FILENO);
    options.color = WantsColor(args.Value(FlagId::kColor), is_terminal, ReadColorEnvironment());
    options.width = is_terminal ? TerminalWidth(STDOUT_FILENO) : 100;
    report.is_text_on_stdout = to_stdout;
  }
  report.writer = MakeWriter(format, options, report.out.get());
  return report;
}

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

}  // namespace weir
