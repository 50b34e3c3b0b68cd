// Writers: one run's records in one format. Records come in their final order, one by one, so that
// a report of any length needs no memory for it.
//
//   auto writer = MakeWriter(Format::kJsonl, WriterOptions{}, &out);
//   RETURN_IF_ERROR(writer->Begin(run)); ... writer->Add(record) ...; writer->Finish(summary);
//
// Finish() completes the report but does not Commit() the output: the caller does.
//   text   for people: masked excerpts, what to do next, a summary
//   jsonl  one object a finding and nothing else
//   json   one object: findings, coverage, problems
//   sarif  SARIF 2.1.0 with GitHub's fingerprints; never holds a value, show_secrets or not
//   gitlab GitLab's secret detection report; never holds a value either
//   github workflow commands, which GitHub Actions shows beside the lines of a change
//   junit  JUnit XML: a failed test case a finding
// Suppressed findings (Record::suppressed) are counted in every format, and listed: in text and
// jsonl with `verbose`, in json under "suppressed", in sarif with `suppressions`, in junit as skipped.
// JSON is written in ASCII with \u escapes, so that no format can send a control character to a
// terminal. Failure: a Status from the output (disk full, closed pipe); a writer never leaves out a
// record silently. Untrusted text goes through Printable() (terminal) or ValidUtf8() (JSON, SARIF).
#ifndef WEIR_REPORT_WRITER_H_
#define WEIR_REPORT_WRITER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "report/allow_list.h"
#include "report/output.h"
#include "report/record.h"
#include "scan/coverage.h"
#include "scan/scanner.h"

namespace weir {

enum class Format { kText, kJson, kJsonl, kSarif, kGitlab, kGithub, kJunit };
std::optional<Format> ParseFormat(std::string_view name);
std::string_view Name(Format format);

struct WriterOptions {
  bool color = false;
  bool quiet = false;    // text: no summary
  bool verbose = false;  // text: reasons, description and fingerprint; text, jsonl: suppressed ones
  size_t width = 80;     // text: columns of the terminal
  bool show_secrets = false;
  std::string commit = {};  // gitlab: what was looked at, if it is known
};

// Something that could not be looked at, told in the summary and in every machine format.
struct Problem {
  SkipReason reason;
  std::string path;     // raw bytes
  std::string message;  // "Permission denied"
};

struct RunInfo {
  std::string version;               // of weir
  size_t rule_count = 0;             // enabled
  const Ruleset* ruleset = nullptr;  // for SARIF's rule list: its enabled rules
  std::vector<const Rule*> rules;    // the same where there is no Ruleset at hand
  std::string start_time;            // UTC, ISO 8601
};

struct Summary {
  Coverage coverage;
  uint64_t findings = 0;  // listed; coverage.findings_not_listed come on top
  uint64_t suppressed = 0;  // found as well, and allowed: not in `findings`
  AllowReport allow;        // what allow entries and comments did
  std::chrono::nanoseconds elapsed{0};
  std::vector<Problem> problems;  // at most 1,000 are kept; problem_count tells how many there were
  uint64_t problem_count = 0;
  bool ephemeral_fingerprints = false;
  bool incomplete = false;
};

class Writer {
 public:
  virtual ~Writer() = default;
  virtual absl::Status Begin(const RunInfo& run) = 0;
  virtual absl::Status Add(const Record& record) = 0;
  // What was added so far reaches the reader; formats that are whole only at the end do nothing.
  virtual absl::Status Flush() { return absl::OkStatus(); }
  virtual absl::Status Finish(const Summary& summary) = 0;
};

std::unique_ptr<Writer> MakeWriter(Format format, const WriterOptions& options, Output* out);

}  // namespace weir

#endif  // WEIR_REPORT_WRITER_H_
