// CommitMessage: what of a commit message file will become the message.
//
//   std::string message = KeptMessage(bytes, {.comment = "#"});
//
// After an editor git takes out comment lines and, after `commit -v`, everything from the scissors
// line on: that part holds the whole diff and is nobody's message. Without an editor, or with
// commit.cleanup verbatim or whitespace, every line stays. Lines that are taken out are left empty,
// so that line numbers are those of the file. Threads: pure.
#ifndef WEIR_ADAPTER_GIT_COMMIT_MESSAGE_H_
#define WEIR_ADAPTER_GIT_COMMIT_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapter/git/git_process.h"
#include "report/record.h"
#include "report/writer.h"
#include "scan/scanner.h"

namespace weir {

struct MessageOptions {
  std::string comment =
      "#";  // how comment lines begin; "" = not known (git chooses it): they are looked at too
  bool drop_comments = true;
  bool cut_at_scissors = true;
};

std::string KeptMessage(std::string_view bytes, const MessageOptions& options);

// By the configuration, and by what git tells its hook: GIT_EDITOR is ":" when no editor was used.
absl::StatusOr<MessageOptions> ReadMessageOptions(const Git& git);

struct MessageResult {
  std::vector<Record> records;
  Summary summary;
};
void ScanMessage(const Scanner& scanner, const RecordMaker& maker, std::string_view message,
                 MessageResult* result);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_COMMIT_MESSAGE_H_
