// History: every blob, commit and tag that some revisions reach, each looked at once, and for what
// is found the commit that adds it.
//
//   HistoryOptions options{.walk = {.arguments = {"--all"}}};
//   HistoryResult result;
//   absl::Status s = ScanHistory(git, scanner, maker, options, &result);
//   for (const Record& record : result.records) ...   // oldest commit first, then path, then place
//
// Objects are read, not diffs: what a merge hides, what was deleted, stashed, noted or amended away
// is found all the same, whatever attributes say. A finding is told of the commit that adds it
// (added.h): a file that is edited a thousand times with the same secret in it gives one record,
// and so does one that is renamed. Each pair of secret and path is told once. Missing objects (a
// partial clone) are never fetched: they make the run incomplete, and so do unreadable ones.
// Memory: what is in flight is bounded by kInFlightBytes and the findings that are kept by
// max_records (beyond it they are counted, not listed), whatever the repository's size. The result
// does not depend on the number of threads. Failure: a Status for trouble that ends the run (git
// failed: nothing may then be taken for clean). Threads: call it from one; it starts its own.
#ifndef WEIR_ADAPTER_GIT_HISTORY_H_
#define WEIR_ADAPTER_GIT_HISTORY_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapter/files/progress.h"
#include "adapter/git/attribution.h"
#include "adapter/git/git_process.h"
#include "adapter/git/state_file.h"
#include "report/record.h"
#include "report/writer.h"
#include "scan/scanner.h"

namespace weir {

struct HistoryOptions {
  static constexpr uint64_t kInFlightBytes = uint64_t{48} << 20;

  RevWalk walk;
  bool messages = true;      // of commits and tags
  bool unreachable = false;  // every object in the store, whether something reaches it or not
  uint64_t max_file_size = 0;
  size_t max_records = 20'000;
  bool own = true;  // the operator's own repository: comments that allow a secret count
  int threads = 0;  // 0 = one a processor
  Progress* progress = nullptr;
  const std::atomic<bool>* stop = nullptr;
  CleanObjects* clean = nullptr;  // known to be clean, and to be added to; may be null
};

struct HistoryResult {
  std::vector<Record> records;
  Summary summary;           // coverage and problems
  uint64_t commits = 0;      // whose messages were looked at
  uint64_t known_clean = 0;  // objects that were not read again
  uint64_t not_new = 0;      // findings that an older version had, and repeats
  bool stopped = false;
};

absl::Status ScanHistory(const Git& git, const Scanner& scanner, const RecordMaker& maker,
                         const HistoryOptions& options, HistoryResult* result);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_HISTORY_H_
