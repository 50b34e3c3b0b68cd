// Scanning files, trees and standard input: walks, reads, scans over threads, and hands records on
// in a fixed order (that of the arguments, then the names' byte order), whatever the number of
// threads.
//
//   FileScanOptions options{.paths = {"src", "-"}};
//   absl::Status s = ScanFiles(scanner, options, maker, writer.get(), &summary);
//
// What is looked at: regular files; "-" is standard input, read to its end in bounded memory. Links
// are followed only where the argument itself is one, or with follow_links, and then never out of
// the tree. FIFOs, sockets and devices inside a tree are counted as skipped (an argument that is
// one is refused unless it is standard input or /dev/stdin or a process substitution /dev/fd/N,
// which are streams). Files over 16 MiB are scanned in parts by several threads; results do
// not depend on it. Failure: one file's trouble is a Problem and the run goes on; the returned
// Status is for trouble that ends the run (the writer failed, a path argument does not exist is a
// Problem, not this). Memory: threads x (4 MiB of buffers + scratch), whatever the size of the
// inputs.
#ifndef WEIR_ADAPTER_FILES_FILE_SCAN_H_
#define WEIR_ADAPTER_FILES_FILE_SCAN_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "adapter/files/json_places.h"
#include "report/record.h"
#include "report/writer.h"
#include "scan/scanner.h"

namespace weir {

struct FileScanOptions {
  std::vector<std::string> paths = {};  // files, trees, "-"
  bool no_ignore = false;               // look at ignored files too
  bool follow_links = false;
  std::vector<std::string> exclude = {};    // gitignore-style patterns from the operator
  uint64_t max_file_size = 0;               // bytes; 0 = no limit
  JsonOptions json = {};                    // JSON inputs
  int threads = 0;                          // 0 = one a core
  bool progress = false;                    // a progress line on standard error after one second
  const std::atomic<bool>* stop = nullptr;  // set by a signal: end soon, the summary is incomplete
};

absl::Status ScanFiles(const Scanner& scanner, const FileScanOptions& options,
                       const RecordMaker& maker, Writer* writer, Summary* summary);

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_FILE_SCAN_H_
