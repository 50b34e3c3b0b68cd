// InputScan: one thread's means to scan inputs one after another: buffers that are kept, and the
// steps from an open descriptor to records.
//
//   InputScan scan(scanner, maker, options, &progress);
//   scan.File(std::move(file), "src/a.c", &outcome, nullptr);
//
// A file of up to kWholeBytes is read whole; a larger one and a stream go through overlapping
// windows of kWindowBytes; one over kSplitBytes is cut at line ends into parts for several threads.
// Records are the same whichever way was taken. Memory: about kWindowBytes. Threads: one object a
// thread. Failure: told in the outcome (coverage and a Problem), never a reason to end the run.
#ifndef WEIR_ADAPTER_FILES_INPUT_SCAN_H_
#define WEIR_ADAPTER_FILES_INPUT_SCAN_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/files/json_places.h"
#include "adapter/files/outcome.h"
#include "adapter/files/progress.h"
#include "report/record.h"
#include "scan/scanner.h"
#include "source/open_file.h"
#include "source/positions.h"
#include "source/read_buffer.h"
#include "source/window_reader.h"

namespace weir {

class InputScan;

// Runs the parts of a large file over several threads (work_pool.h).
class PartRunner {
 public:
  virtual ~PartRunner() = default;
  // Calls part(i, scan) for each i in [0, count), on any threads, each with that thread's
  // InputScan; and done(i) for each, in order, on the calling thread. Returns when all is done.
  virtual void ForEachPart(InputScan* own, size_t count,
                           const std::function<void(size_t, InputScan*)>& part,
                           const std::function<void(size_t)>& done) = 0;
};

// Sizes are variable for tests only: results do not depend on them.
struct InputScanOptions {
  uint64_t max_file_size = 0;  // 0 = no limit
  const std::atomic<bool>* stop = nullptr;
  JsonOptions json;            // how JSON inputs are told, and which of their fields count
  size_t whole_bytes = size_t{2} << 20;
  size_t window_bytes = size_t{2} << 20;
  uint64_t split_bytes = uint64_t{16} << 20;
  uint64_t part_bytes = uint64_t{8} << 20;
  int idle_ms = 100;
};

class InputScan {
 public:
  InputScan(const Scanner& scanner, const RecordMaker& maker, const InputScanOptions& options,
            Progress* progress);

  // An open regular file. `parts` may be null: then this thread does it all.
  void File(OpenedFile file, std::string_view path, Outcome* outcome, PartRunner* parts);

  // A stream from where it stands to its end. `deliver` is called with what is certain so far, as
  // soon as it is; `idle` is true if the stream has nothing more for the moment. It returns false
  // to end the scan.
  using Deliver = std::function<bool(Outcome* outcome, bool idle)>;
  void Stream(int fd, std::string_view path, Outcome* outcome, const Deliver& deliver);

 private:
  struct Span {  // of a finding that was reported before the stream went on
    uint64_t start, end;
    const Rule* rule;
  };
  struct Windows {  // one input or part on its way through the windows
    LineCounter::Units units;
    Positions positions;
    uint64_t listed = 0;  // records
    std::vector<Span> early;
    // Of the whole input: its parts share one time budget.
    Scanner::Deadline started = std::chrono::steady_clock::now();
  };

  void Whole(const OpenedFile& file, std::string_view path, Outcome* outcome);
  void Large(const OpenedFile& file, std::string_view path, Outcome* outcome, PartRunner* parts);
  void Parts(const OpenedFile& file, std::string_view path, LineCounter::Units units,
             Outcome* outcome, PartRunner* parts);
  void ReadWindows(WindowReader* reader, std::string_view path, Windows* windows, Outcome* outcome);
  void Window(const WindowReader::Window& window, std::string_view path, Windows* windows,
              Outcome* outcome);
  void Early(const WindowReader::Window& window, std::string_view path, Windows* windows,
             Outcome* outcome);
  absl::Status AddNeighbours(const WindowReader::Window& window);
  // `whole`: the bytes are all of the input.
  void MakeRecords(std::string_view path, std::string_view bytes, uint64_t offset, bool whole,
                   Outcome* outcome);
  void ToInputOffsets(const WindowReader::Window& window, std::vector<Finding>* findings) const;
  void Limit(Windows* windows, Coverage* coverage);
  std::optional<Scanner::Deadline> DeadlineOf(const Windows& windows) const;
  void Ended(const WindowReader& reader, uint64_t expected, std::string_view path,
             Outcome* outcome);
  WindowReader::Limits WindowLimits() const;
  bool IsOwnFile();

  const Scanner& scanner_;
  const RecordMaker& maker_;
  const InputScanOptions options_;
  Progress* const progress_;
  int file_ = -1;            // the regular file in hand; -1 for a stream
  std::string own_folder_;   // the folder IsOwnFile() has looked at last, and what it found
  bool own_ = false;
  ReadBuffer buffer_;
  ScanResult result_;
  ScanResult neighbours_;
  std::vector<Finding> all_;
  std::vector<std::string> pointers_;  // of result_.findings
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_INPUT_SCAN_H_
