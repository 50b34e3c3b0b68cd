// Attribution: which commit brought a blob in, under which path, and what stood there before.
//
//   FirstCommits first;
//   absl::Status s = FindFirstCommits(git, walk, {oid, ...}, stop, &first);
//   first.places["<oid>"].commit ...
//
// Commits are gone through from the oldest on, parents before children, each compared with its
// parents (a merge only shows what differs from all of them), until every wanted blob has its
// place. A blob that no commit of the walk brings in (one that only a tag names, or that an older
// commit had) has none. Cost: a walk of the trees that changed; only done when something was found.
// Memory: the changes of the commits that brought something in.
#ifndef WEIR_ADAPTER_GIT_ATTRIBUTION_H_
#define WEIR_ADAPTER_GIT_ATTRIBUTION_H_

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "adapter/git/git_process.h"
#include "report/record.h"

namespace weir {

class ObjectScan;

// Arguments of rev-list that choose commits, and lines for its --stdin ("" = none).
struct RevWalk {
  std::vector<std::string> arguments;  // before --stdin: "--all", "--since=..."
  std::string lines;                   // object names, "^" in front of those that do not count
  std::vector<std::string> excluding;  // after it: "--not", "--remotes=origin"
  std::vector<std::string> revisions;  // as people give them
};
// "rev-list", `options`, and what the walk asks for, in an order that every version of git reads.
std::vector<std::string> RevListArguments(const std::vector<std::string>& options,
                                          const RevWalk& walk);
// Starts it, with the lines given to it.
absl::StatusOr<std::unique_ptr<GitProcess>> StartRevList(const Git& git,
                                                         const std::vector<std::string>& options,
                                                         const RevWalk& walk);

struct BlobPlace {
  size_t order = 0;  // of the commit in the walk, from the oldest on
  std::string commit, path;
  std::vector<std::string> old_oids;  // what stood at the path in each parent; "" = nothing
};

struct FirstCommits {
  std::unordered_map<std::string, BlobPlace> places;  // by blob
  // By commit that is in `places`: the old versions of all paths it changes.
  std::unordered_map<std::string, std::vector<std::string>> old_oids;
  // By commit: who and when, filled by ReadCommits().
  std::unordered_map<std::string, std::shared_ptr<const CommitInfo>> commits;
};

absl::Status FindFirstCommits(const Git& git, const RevWalk& walk,
                              std::unordered_set<std::string> wanted, const std::atomic<bool>* stop,
                              FirstCommits* first);

// Reads the commits named in first->places and those of `more` into first->commits. A name, address
// or subject in which something is found is left out: it would show in reports.
absl::Status ReadCommits(const Git& git, const std::vector<std::string>& more, ObjectScan* scan,
                         FirstCommits* first);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_ATTRIBUTION_H_
