// Output: where a report goes, with every error seen.
//
//   auto out = FileOutput("report.sarif");   // a temporary file beside it, mode 0600
//   (*out)->Write(bytes) ...; (*out)->Commit();      // fsync, then rename over the destination
// Dropping a FileOutput without Commit() removes the temporary file: no half report is left behind.
// A destination that is a symbolic link, a folder or a device is refused; /dev/stdout, /dev/stderr,
// /dev/null, /dev/full and /dev/fd/N are written to as they are. Outputs buffer 64 KiB and empty it
// at Flush() and Commit(); after a failed write every further call gives the same error. Failure:
// kCancelled for a closed pipe (SIGPIPE must be ignored), so that the program can end quietly;
// kResourceExhausted for a full disk or quota; kPermissionDenied, kNotFound, kFailedPrecondition (a
// destination that is refused), else kUnavailable. Threads: one object, one thread.
#ifndef WEIR_REPORT_OUTPUT_H_
#define WEIR_REPORT_OUTPUT_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

class Output {
 public:
  virtual ~Output() = default;
  virtual absl::Status Write(std::string_view bytes) = 0;
  virtual absl::Status Flush() = 0;   // bytes so far reach the reader (a terminal or a pipe)
  virtual absl::Status Commit() = 0;  // the whole report is there
};

// `what` is named where writing fails: "writing the masked text to standard output: ...".
std::unique_ptr<Output> StdoutOutput(std::string what = "the report");
absl::StatusOr<std::unique_ptr<Output>> FileOutput(const std::string& path);
std::unique_ptr<Output> StringOutput(std::string* into);  // for tests and for the library

}  // namespace weir

#endif  // WEIR_REPORT_OUTPUT_H_
