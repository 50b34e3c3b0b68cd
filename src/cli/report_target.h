// Where a report goes and in which format, from the flags --format, --output, --color and their
// kin.
//
//   absl::StatusOr<ReportTarget> report = OpenReport(args);
//   report->writer->Begin(run) ... ; report->out->Commit();
//
// Failure: the Status of the output that cannot be opened. Threads: one.
#ifndef WEIR_CLI_REPORT_TARGET_H_
#define WEIR_CLI_REPORT_TARGET_H_

#include <memory>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "report/output.h"
#include "report/writer.h"

namespace weir {

struct ReportTarget {
  std::unique_ptr<Output> out;
  std::unique_ptr<Writer> writer;
  bool is_text_on_stdout = false;
};

absl::StatusOr<ReportTarget> OpenReport(const ParsedArgs& args);

// What could not be looked at is told on standard error too, unless the report on the screen does.
void TellProblems(const Summary& summary);

}  // namespace weir

#endif  // WEIR_CLI_REPORT_TARGET_H_
