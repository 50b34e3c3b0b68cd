// A scan whose findings are kept, for commands that decide about them.
//
//   Collected found;
//   if (!Collect(engine, FileScanOptionsOf(args), {}, &found)) return kExitError;   // told
//
// Limits: kMaxCollected findings; more make the result incomplete. Threads: as ScanFiles().
#ifndef WEIR_CLI_COLLECT_H_
#define WEIR_CLI_COLLECT_H_

#include <string>
#include <vector>

#include "adapter/files/file_scan.h"
#include "cli/engine.h"
#include "report/record.h"
#include "report/writer.h"

namespace weir {

inline constexpr size_t kMaxCollected = 200'000;

struct Collected {
  std::vector<Record> records;  // in the order of the walk, suppressed ones too
  Summary summary;
  FingerprintKey key;
};

// Tells what could not be looked at. False if the scan failed, or there is no key that lasts.
bool Collect(const Engine& engine, const FileScanOptions& options, bool with_values,
             Collected* collected);

}  // namespace weir

#endif  // WEIR_CLI_COLLECT_H_
