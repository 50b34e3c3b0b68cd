// Progress: one line on a terminal that says how far a run is, from its second second on.
//
//   Progress progress(STDERR_FILENO, total_bytes);
//   progress.Add({.bytes = n, .files = 1});     // from any thread, as often as you like
//   progress.Pause();                           // before something else is written to the terminal
//   ...                                         // the destructor takes the line away
//
// Drawn by whichever thread adds something, at most every 100 ms; no thread of its own, so a run
// that waits for input leaves the line as it is. Names of files never show in it. Threads: all
// functions from any thread. Cost of Add(): a few atomic additions and a clock.
#ifndef WEIR_ADAPTER_FILES_PROGRESS_H_
#define WEIR_ADAPTER_FILES_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace weir {

struct ProgressCount {
  uint64_t bytes = 0, files = 0, findings = 0;
};

// "1.2 GiB  3,456 files  7 findings  1.5 GiB/s  12 s left": cut to `width` columns. `total_bytes`
// 0: not known, so nothing about the time left.
std::string ProgressLine(const ProgressCount& count, uint64_t total_bytes,
                         std::chrono::nanoseconds elapsed, size_t width);

class Progress {
 public:
  // fd < 0: a Progress that shows nothing.
  Progress(int fd, uint64_t total_bytes);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Add(const ProgressCount& more);
  void Pause();
  bool enabled() const { return fd_ >= 0; }

 private:
  void Draw(std::chrono::nanoseconds elapsed);

  const int fd_;
  const uint64_t total_bytes_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<uint64_t> bytes_{0}, files_{0}, findings_{0};
  std::atomic<int64_t> next_draw_ns_;
  std::mutex mutex_;
  bool shown_ = false;  // guarded by mutex_
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_PROGRESS_H_
