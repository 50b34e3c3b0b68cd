// What a person sees when git was stopped: one screen, plain.
//
//   weir: this commit is stopped: it adds 1 secret
//
//     config/prod.env:12:14: GitHub personal access token
//       GITHUB_TOKEN=ghp_…(40 bytes)
//
//   It is         a token that acts as its owner on GitHub.
//   Take it out   edit the file, git add it, and try again.
//   ...
//
// At most 24 lines of at most `width` columns, whatever was found; a machine format lists it all.
// Every word from outside goes through Printable(); values are masked. Threads: pure.
#ifndef WEIR_CLI_GIT_STOPPED_H_
#define WEIR_CLI_GIT_STOPPED_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/record.h"

namespace weir {

enum class GitMoment { kCommit, kMessage, kPush, kReceive };

struct GitStopped {
  GitMoment moment = GitMoment::kCommit;
  std::string ref;  // kReceive: which one is refused
  std::vector<const Record*> records;
  uint64_t more = 0;  // found and not listed
};

std::string StoppedText(const GitStopped& stopped, size_t width = 80);

}  // namespace weir

#endif  // WEIR_CLI_GIT_STOPPED_H_
