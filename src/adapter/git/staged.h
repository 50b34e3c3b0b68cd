// Staged: the index as it will be committed, and of what is found in it that which the commit adds.
//
//   auto changes = StagedChanges::Start(git);        // git is at work ...
//   ... load rules ...                               // ... meanwhile
//   StagedResult result;
//   absl::Status s = ScanStaged(git, scanner, maker, {}, changes->get(), &result);
//
// The index is compared with HEAD by git (so GIT_INDEX_FILE, split, sparse and other forms are
// git's business), with the empty tree if there is no commit yet, and while a merge is made with
// all its parents: then only what differs from each of them is looked at. Each changed blob is read
// whole; what the old versions held too is left out (added.h). Submodules are counted, not entered;
// a path in conflict makes the run incomplete. Nothing here grows with the repository beyond git's
// own reading of the index. Threads: call it from one. Failure: a Status if git failed; nothing may
// then be taken for clean.
#ifndef WEIR_ADAPTER_GIT_STAGED_H_
#define WEIR_ADAPTER_GIT_STAGED_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapter/git/git_process.h"
#include "report/record.h"
#include "report/writer.h"
#include "scan/scanner.h"

namespace weir {

struct StagedOptions {
  bool all_tracked = false;  // everything in the index, not only what a commit would change
  uint64_t max_file_size = 0;
  const std::atomic<bool>* stop = nullptr;
};

struct StagedResult {
  std::vector<Record> records;  // in the order of the paths
  Summary summary;              // coverage and problems
  uint64_t changes = 0;         // paths that the commit changes
  uint64_t not_new = 0;         // findings that were there before
};

// The children of git that say what is staged: to be started as early as possible, because a commit waits for them
// longer than for anything else.
class StagedChanges {
 public:
  // `git` must outlive it.
  static absl::StatusOr<std::unique_ptr<StagedChanges>> Start(const Git& git);
  ~StagedChanges();

  struct Impl;
  Impl* impl() { return impl_.get(); }

 private:
  explicit StagedChanges(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// `changes`: started, and used up by this; null with all_tracked, and where they are to be started here.
absl::Status ScanStaged(const Git& git, const Scanner& scanner, const RecordMaker& maker,
                        const StagedOptions& options, StagedChanges* changes, StagedResult* result);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_STAGED_H_
