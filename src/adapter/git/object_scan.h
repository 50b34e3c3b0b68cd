// ObjectScan: one thread's means to scan git objects that are in memory, and large blobs as
// streams.
//
//   ObjectScan scan(scanner, maker, options);
//   scan.Bytes("config/prod.env", blob, &outcome);
//   scan.LargeBlob(git, oid, size, "dump.sql", &outcome);
//
// A pointer of Git LFS is scanned as it stands, and counted as content that is not here. Threads:
// one object a thread. Failure: told in the outcome, never a reason to end the run.
#ifndef WEIR_ADAPTER_GIT_OBJECT_SCAN_H_
#define WEIR_ADAPTER_GIT_OBJECT_SCAN_H_

#include <atomic>
#include <cstdint>
#include <string_view>

#include "adapter/files/input_scan.h"
#include "adapter/files/outcome.h"
#include "adapter/files/progress.h"
#include "adapter/git/git_process.h"
#include "report/record.h"
#include "scan/scanner.h"

namespace weir {

// Up to here a blob is read whole; a larger one is streamed in windows.
inline constexpr uint64_t kWholeBlobBytes = uint64_t{16} << 20;

// Coverage and problems, for the report.
void MoveToSummary(Outcome* outcome, Summary* summary);

class ObjectScan {
 public:
  // `own`: the objects are the operator's own, so comments in them that allow a secret count.
  ObjectScan(const Scanner& scanner, const RecordMaker& maker, bool own,
             const std::atomic<bool>* stop);

  void Bytes(std::string_view path, std::string_view bytes, Outcome* outcome);
  // A commit or tag: all of it is scanned, and lines count from the first of the message.
  void Message(std::string_view path, std::string_view object, Outcome* outcome);
  void LargeBlob(const Git& git, std::string_view oid, uint64_t size, std::string_view path,
                 Outcome* outcome);

 private:
  const Scanner& scanner_;
  const RecordMaker& maker_;
  const bool own_;
  Progress no_progress_;
  InputScan stream_;
  ScanResult result_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_OBJECT_SCAN_H_
