// What the commands of `weir git` have in common: rules, git, a report, and what to do when a look
// fails.
//
//   GitSession session;
//   if (!session.Open(&args, "")) return session.Failed();
//   ...
//   return session.Finish(records, summary);
//
// In a hook text goes to standard error, for the person who waits: nothing at all if all is well,
// one screen if git is stopped. Other formats, and the history, go where --output says. Threads:
// one.
#ifndef WEIR_CLI_GIT_SESSION_H_
#define WEIR_CLI_GIT_SESSION_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/git/git_process.h"
#include "cli/args.h"
#include "cli/engine.h"
#include "cli/git_stopped.h"
#include "report/record.h"
#include "report/writer.h"
#include "scan/scanner.h"

namespace weir {

class GitSession {
 public:
  // Finds git, then loads settings and rules. False: what is wrong has been told; return Failed(). `begin`, if given,
  // is called in between, so that children of git can work while rules are loaded.
  bool Open(ParsedArgs* args, std::string_view directory,
            const std::function<absl::Status(const Git&)>& begin = nullptr);

  const ParsedArgs& args() const { return *args_; }
  const Git& git() const { return *git_; }
  const Engine& engine() const { return engine_; }
  const Scanner& scanner() const { return *scanner_; }
  const RecordMaker& maker() const { return *maker_; }
  bool is_text() const { return is_text_; }

  // The exit status of a look that could not be made: 2, or with --on-error=allow 0 and a warning.
  int Failed() const;
  int Failed(const absl::Status& status) const;

  // Hooks: tells what was found and gives the exit status. `refs`: for pre-receive, one text for
  // each refused ref.
  int FinishHook(GitMoment moment, const std::vector<Record>& records, Summary* summary,
                 const std::vector<GitStopped>& refs = {});
  // The same through a report.
  int FinishReport(const std::vector<Record>& records, Summary* summary);

 private:
  absl::Status Write(const std::vector<Record>& records, Summary* summary);
  void Close(const std::vector<Record>& records, Summary* summary);

  ParsedArgs* args_ = nullptr;
  Engine engine_;
  std::optional<Git> git_;
  std::unique_ptr<Scanner> scanner_;
  std::unique_ptr<RecordMaker> maker_;
  bool is_text_ = true;
  bool allow_on_error_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::string start_time_;
};

}  // namespace weir

#endif  // WEIR_CLI_GIT_SESSION_H_
