// OrderedOutput: brings what several threads found back into the order of the walk.
//
//   uint64_t ticket = output.Open();           // the walking thread, in order
//   output.Put(ticket, &outcome);              // any thread: some of what belongs there
//   output.Close(ticket, &outcome);            // the last of it
//
// The oldest ticket that is not closed is written through at once; what belongs to later ones
// waits. If more than kMaxWaiting records wait, Put() holds its thread back until its ticket is the
// oldest: that thread is never the one that works on the oldest, so the run goes on. Failure: the
// writer's first error ends the run: failed() is true from then on, and all is dropped. Threads:
// all functions from any thread; the writer is called by one at a time.
#ifndef WEIR_ADAPTER_FILES_ORDERED_OUTPUT_H_
#define WEIR_ADAPTER_FILES_ORDERED_OUTPUT_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>

#include "absl/status/status.h"
#include "adapter/files/outcome.h"
#include "adapter/files/progress.h"
#include "report/writer.h"

namespace weir {

class OrderedOutput {
 public:
  static constexpr size_t kMaxWaiting = 10000;  // records; about 5 MiB

  OrderedOutput(Writer* writer, Progress* progress) : writer_(writer), progress_(progress) {}

  uint64_t Open();
  void Put(uint64_t ticket, Outcome* outcome);
  void Close(uint64_t ticket, Outcome* outcome);
  // What was written so far shall reach the reader; only matters while `ticket` is the oldest.
  void Flush(uint64_t ticket);

  bool failed() const { return failed_.load(std::memory_order_relaxed); }
  uint64_t open_tickets() const;  // not closed, or waiting behind one that is not

  // When all tickets are closed: the writer's error, and the sum of all outcomes (without records).
  const absl::Status& status() const { return status_; }
  const Outcome& total() const { return total_; }
  uint64_t findings() const { return findings_; }
  uint64_t suppressed() const { return suppressed_; }

 private:
  struct Slot {
    Outcome outcome;
    bool closed = false;
  };
  void Take(std::unique_lock<std::mutex>* lock, uint64_t ticket, Outcome* outcome, bool close);
  void Write(Outcome* outcome);
  void Check(const absl::Status& status);

  Writer* const writer_;
  Progress* const progress_;
  std::atomic<bool> failed_{false};
  mutable std::mutex mutex_;
  std::condition_variable oldest_changed_;
  // All below are guarded by mutex_.
  std::deque<Slot> slots_;  // of the tickets from oldest_ on
  uint64_t oldest_ = 0;
  size_t waiting_ = 0;  // records in slots_
  bool unflushed_ = false;
  absl::Status status_;
  Outcome total_;
  uint64_t findings_ = 0, suppressed_ = 0;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_ORDERED_OUTPUT_H_
