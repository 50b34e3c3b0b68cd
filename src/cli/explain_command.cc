#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/terminal.h"
#include "report/printable.h"
#include "report/record.h"
#include "rules/cat.h"
#include "scan/line_counter.h"
#include "scan/scanner.h"

namespace weir {
namespace {

// A text to explain is for people to read: it is held in memory whole.
constexpr size_t kMaxExplainBytes = size_t{256} << 20;

std::string Paint(bool color, std::string_view code, std::string_view text) {
  return color ? Cat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
}

std::string ReasonText(ReasonSet reasons) {
  std::string text;
  for (int i = 0; i < kReasonCount; ++i) {
    const Reason reason = static_cast<Reason>(i);
    if (reasons.Has(reason)) text += Cat(text.empty() ? "" : "; ", Explain(reason));
  }
  return text;
}

// In other dress the bytes are not the value's own: only its size is told.
std::string Masked(const TraceEvent& event, std::string_view bytes) {
  if (event.rule == nullptr || !event.trail.empty()) return Cat("(", event.size, " bytes)");
  return MaskSecret(*event.rule, bytes);
}

// Two to four lines on one candidate.
std::string EventText(const TraceEvent& event, const Finding& place, std::string_view name,
                      std::string_view bytes, bool color) {
  const std::string_view value = bytes.substr(event.start, event.end - event.start);
  std::string out = Paint(color, "1", Cat(name, ":", place.line, ":", place.column, ": "));
  out += event.reported ? Paint(color, "1;31", "reported")
                        : Paint(color, "1;32", Cat("dropped, ", Printable(event.step)));
  if (event.rule != nullptr) out += Cat(": ", event.rule->name, " (", event.rule->id, ")");
  if (event.reported) out += Cat(", ", Name(event.confidence), " confidence");
  out += Cat("\n    ", Printable(Masked(event, value)), "\n");
  if (!event.trail.empty()) out += Cat("    found in: ", Name(event.trail), "\n");
  if (!event.detail.empty()) out += Cat("    ", Printable(event.detail), "\n");
  const std::string reasons = ReasonText(event.reasons);
  if (!reasons.empty()) out += Cat("    evidence: ", reasons, "\n");
  return out;
}

}  // namespace

int RunExplain(ParsedArgs args) {
  Engine engine;
  if (!LoadEngine(&args, &engine)) return kExitError;
  const std::string path = args.positionals().empty() ? "-" : args.positionals()[0];
  absl::StatusOr<std::string> bytes = ReadFile(path, kMaxExplainBytes, "");
  if (!bytes.ok()) {
    PrintError(bytes.status());
    return kExitError;
  }
  const Scanner scanner(engine.ruleset, engine.options);
  ScanResult result;
  std::vector<TraceEvent> trace;
  if (absl::Status status = scanner.Explain({.bytes = *bytes}, &result, &trace); !status.ok()) {
    PrintError(status);
    return kExitError;
  }
  std::stable_sort(trace.begin(), trace.end(),
                   [](const TraceEvent& a, const TraceEvent& b) { return a.start < b.start; });

  const bool color =
      WantsColor(args.Value(FlagId::kColor), IsTerminal(STDOUT_FILENO), ReadColorEnvironment());
  const std::string name = path == "-" ? "<stdin>" : Printable(path);
  LineCounter lines(DetectUnits(*bytes));
  std::string out;
  uint64_t reported = 0;
  for (TraceEvent& event : trace) {
    // Spans come from the engine; a text cut short here must not become a read behind its end.
    event.end = std::min<uint64_t>(event.end, bytes->size());
    event.start = std::min(event.start, event.end);
    Finding place;
    place.start = place.match_start = event.start;
    place.end = place.match_end = event.end;
    lines.Locate(*bytes, 0, &place);
    out += EventText(event, place, name, *bytes, color);
    if (event.reported) ++reported;
  }
  if (!args.IsOn(FlagId::kQuiet)) {
    if (trace.empty()) {
      out += Cat("no candidate: nothing in these ", bytes->size(),
                 " bytes has the form of a secret, or stands where one would\n");
    } else {
      out += Cat(trace.size(), trace.size() == 1 ? " candidate: " : " candidates: ", reported,
                 " reported, ", trace.size() - reported, " dropped\n");
    }
  }
  const int printed = PrintOut(out);
  if (printed != kExitClean) return printed;
  RunOutcome outcome;
  outcome.findings = result.findings.size() + result.coverage.findings_not_listed;
  outcome.incomplete = result.coverage.Incomplete();
  if (outcome.incomplete) PrintError("not everything was looked at: a limit was met");
  return ExitStatus(outcome);
}

}  // namespace weir
