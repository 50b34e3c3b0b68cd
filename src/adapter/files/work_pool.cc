#include "adapter/files/work_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace weir {

WorkPool::WorkPool(size_t threads, size_t queue_limit, MakeScan make_scan, Process process)
    : thread_limit_(std::max<size_t>(threads, 1)),
      queue_limit_(std::max<size_t>(queue_limit, 1)),
      make_scan_(std::move(make_scan)),
      process_(std::move(process)),
      own_scan_(make_scan_()) {}

WorkPool::~WorkPool() { Finish(); }

std::unique_ptr<Batch> WorkPool::NewBatch() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (spare_.empty()) return std::make_unique<Batch>();
  std::unique_ptr<Batch> batch = std::move(spare_.back());
  spare_.pop_back();
  return batch;
}

void WorkPool::Recycle(std::unique_ptr<Batch> batch) {
  batch->Clear();  // closes what it held open, outside the lock
  std::lock_guard<std::mutex> lock(mutex_);
  if (spare_.size() < queue_limit_) spare_.push_back(std::move(batch));
}

void WorkPool::Start() {
  if (started_) return;
  started_ = true;
  for (size_t i = 1; i < thread_limit_; ++i) {
    try {
      threads_.emplace_back([this] { Run(); });
    } catch (const std::system_error&) {
      break;  // the system gives no more threads: fewer do the same work
    }
  }
}

void WorkPool::DoHere(std::unique_ptr<Batch> batch) {
  process_(batch.get(), own_scan_.get());
  Recycle(std::move(batch));
}

void WorkPool::Do(std::unique_ptr<Batch> batch) {
  if (thread_limit_ == 1) return DoHere(std::move(batch));
  std::unique_lock<std::mutex> lock(mutex_);
  Start();
  queue_.push_back(std::move(batch));
  work_.notify_one();
  while (queue_.size() > queue_limit_) DoOne(own_scan_.get(), &lock);
}

void WorkPool::Finish() {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    while (DoOne(own_scan_.get(), &lock) || busy_ > 0) {
      if (queue_.empty() && JobWithPart() == nullptr && busy_ > 0) work_.wait(lock);
    }
    finished_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  std::lock_guard<std::mutex> lock(mutex_);
  started_ = finished_ = false;
}

void WorkPool::Run() {
  const std::unique_ptr<InputScan> scan = make_scan_();
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    if (DoOne(scan.get(), &lock)) continue;
    // With the queue empty the calling thread may still be in a large file whose parts come here.
    if (finished_ && jobs_.empty()) return;
    work_.wait(lock);
  }
}

// Does a part or a batch; false if there is none. The lock is given back meanwhile.
bool WorkPool::DoOne(InputScan* scan, std::unique_lock<std::mutex>* lock) {
  if (Job* job = JobWithPart()) {
    DoPart(job, scan, lock);
    return true;
  }
  if (queue_.empty()) return false;
  std::unique_ptr<Batch> batch = std::move(queue_.front());
  queue_.pop_front();
  ++busy_;
  lock->unlock();
  process_(batch.get(), scan);
  Recycle(std::move(batch));
  lock->lock();
  if (--busy_ == 0 && queue_.empty()) work_.notify_all();
  return true;
}

// A job with a part to take. Parts that are done wait for those before them; not more than two a
// thread.
WorkPool::Job* WorkPool::JobWithPart() {
  for (Job* job : jobs_) {
    if (job->next < job->count && job->next < job->released + 2 * thread_limit_) return job;
  }
  return nullptr;
}

void WorkPool::DoPart(Job* job, InputScan* scan, std::unique_lock<std::mutex>* lock) {
  const size_t i = job->next++;
  lock->unlock();
  (*job->part)(i, scan);
  lock->lock();
  job->done[i] = true;
  job->changed.notify_all();
}

void WorkPool::ForEachPart(InputScan* own, size_t count,
                           const std::function<void(size_t, InputScan*)>& part,
                           const std::function<void(size_t)>& done) {
  Job job;
  job.part = &part;
  job.count = count;
  job.done.resize(count);
  std::unique_lock<std::mutex> lock(mutex_);
  // Only one thread may start the others, and only it may be the first to split.
  if (own == own_scan_.get()) Start();
  const auto place = jobs_.insert(jobs_.end(), &job);
  work_.notify_all();
  while (job.released < count) {
    if (job.done[job.released]) {
      lock.unlock();
      done(job.released);
      lock.lock();
      ++job.released;
      work_.notify_all();
    } else if (job.next < count && job.next < job.released + 2 * thread_limit_) {
      DoPart(&job, own, &lock);
    } else {
      job.changed.wait(lock);
    }
  }
  jobs_.erase(place);
  // A thread that ends its run when no job is left must see that.
  work_.notify_all();
}

}  // namespace weir
