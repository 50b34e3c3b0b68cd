// WorkPool: batches done by several threads, the calling one among them.
//
//   WorkPool pool(4, 16, make_scan, process);
//   pool.Do(std::move(batch));        // soon, on some thread; or now, on this one
//   pool.Finish();                    // all done, all threads ended
//
// A queue that is full makes the calling thread do a batch itself, so one thread needs no queue and
// no other thread: threads are started when there is work for them, not before. A large file's
// parts are taken before new batches. Order: batches are begun in the order they were given.
// Memory: queue_limit batches, and one InputScan a thread. Threads: Do() and Finish() from the
// thread that made the pool; ForEachPart() from whichever is at work.
#ifndef WEIR_ADAPTER_FILES_WORK_POOL_H_
#define WEIR_ADAPTER_FILES_WORK_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapter/files/batch.h"
#include "adapter/files/input_scan.h"

namespace weir {

class WorkPool : public PartRunner {
 public:
  using MakeScan = std::function<std::unique_ptr<InputScan>()>;
  using Process = std::function<void(Batch*, InputScan*)>;

  WorkPool(size_t threads, size_t queue_limit, MakeScan make_scan, Process process);
  ~WorkPool() override;

  std::unique_ptr<Batch> NewBatch();  // an empty one
  void Do(std::unique_ptr<Batch> batch);
  void DoHere(std::unique_ptr<Batch> batch);  // now, on this thread, whatever is queued
  void Finish();
  InputScan* own_scan() { return own_scan_.get(); }
  bool parallel() const { return thread_limit_ > 1; }

  void ForEachPart(InputScan* own, size_t count,
                   const std::function<void(size_t, InputScan*)>& part,
                   const std::function<void(size_t)>& done) override;

 private:
  struct Job {  // a large file; lives on the stack of the thread that owns it
    const std::function<void(size_t, InputScan*)>* part;
    size_t count = 0, next = 0, released = 0;
    std::vector<bool> done;
    std::condition_variable changed;
  };
  void Start();
  void Run();
  Job* JobWithPart();
  void DoPart(Job* job, InputScan* scan, std::unique_lock<std::mutex>* lock);
  bool DoOne(InputScan* scan, std::unique_lock<std::mutex>* lock);
  void Recycle(std::unique_ptr<Batch> batch);

  const size_t thread_limit_, queue_limit_;
  const MakeScan make_scan_;
  const Process process_;
  std::unique_ptr<InputScan> own_scan_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable work_;
  // Guarded by mutex_:
  std::deque<std::unique_ptr<Batch>> queue_;
  std::vector<std::unique_ptr<Batch>> spare_;
  std::list<Job*> jobs_;
  size_t busy_ = 0;  // batches in hand
  bool started_ = false;
  bool finished_ = false;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_FILES_WORK_POOL_H_
