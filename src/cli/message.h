// Talk: lines on standard error. Data goes to standard output through report/output.h, never here.
//
//   PrintError("cannot read 'x': Permission denied");   // "weir: cannot read 'x': Permission
//   denied" PrintError(status);                                 // the same of a Status that is not
//   ok
//
// Each call is one write, so lines of several processes do not mix. Control bytes are made visible.
// A standard error that is closed or full is not reported: there is no place to.
#ifndef WEIR_CLI_MESSAGE_H_
#define WEIR_CLI_MESSAGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace weir {

void PrintError(std::string_view message);
void PrintError(const absl::Status& status);
// A line without "weir: " in front: notes such as "settings: ./weir.toml".
void PrintNote(std::string_view line);
// Rendered diagnostics and other text of several lines that is known to be printable.
void PrintBlock(std::string_view text);

// From here on lines are appended to *into and not written; nullptr ends that. For hooks whose callers read every
// byte. Threads: the calling thread's lines only.
void CaptureMessages(std::string* into);

// The message of a status as a standard view; lives as long as the status.
inline std::string_view MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace weir

#endif  // WEIR_CLI_MESSAGE_H_
