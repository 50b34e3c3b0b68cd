#include "adapter/files/ordered_output.h"

namespace weir {

uint64_t OrderedOutput::Open() {
  std::lock_guard<std::mutex> lock(mutex_);
  slots_.emplace_back();
  return oldest_ + slots_.size() - 1;
}

uint64_t OrderedOutput::open_tickets() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return slots_.size();
}

void OrderedOutput::Put(uint64_t ticket, Outcome* outcome) {
  std::unique_lock<std::mutex> lock(mutex_);
  Take(&lock, ticket, outcome, false);
}

void OrderedOutput::Close(uint64_t ticket, Outcome* outcome) {
  std::unique_lock<std::mutex> lock(mutex_);
  Take(&lock, ticket, outcome, true);
}

void OrderedOutput::Take(std::unique_lock<std::mutex>* lock, uint64_t ticket, Outcome* outcome,
                         bool close) {
  if (ticket != oldest_ && waiting_ + outcome->records.size() > kMaxWaiting &&
      !outcome->records.empty()) {
    oldest_changed_.wait(*lock, [&] {
      return ticket == oldest_ || waiting_ + outcome->records.size() <= kMaxWaiting || failed();
    });
  }
  Slot& slot = slots_[ticket - oldest_];
  if (ticket != oldest_) {
    waiting_ += outcome->records.size();
    slot.outcome.Take(outcome);
    slot.closed = close;
    return;
  }
  Write(outcome);
  if (!close) return;
  slot.closed = true;
  while (!slots_.empty() && slots_.front().closed) {
    slots_.pop_front();
    ++oldest_;
    if (slots_.empty()) break;
    // The next one is written through from now on, closed or not.
    waiting_ -= slots_.front().outcome.records.size();
    Write(&slots_.front().outcome);
  }
  oldest_changed_.notify_all();
}

void OrderedOutput::Write(Outcome* outcome) {
  if (!outcome->records.empty()) {
    progress_->Pause();
    const uint64_t before = findings_;
    for (const Record& record : outcome->records) {
      if (failed()) break;
      Check(writer_->Add(record));
      ++(record.suppressed ? suppressed_ : findings_);
    }
    unflushed_ = true;
    progress_->Add({.findings = findings_ - before});
    // On a terminal the report and the progress line take turns by whole lines.
    if (progress_->enabled() && !failed()) {
      Check(writer_->Flush());
      unflushed_ = false;
    }
    outcome->records.clear();
  }
  total_.Take(outcome);
}

void OrderedOutput::Flush(uint64_t ticket) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (ticket != oldest_ || !unflushed_ || failed()) return;
  Check(writer_->Flush());
  unflushed_ = false;
}

void OrderedOutput::Check(const absl::Status& status) {
  if (status.ok() || failed()) return;
  status_ = status;
  failed_.store(true, std::memory_order_relaxed);
  oldest_changed_.notify_all();
}

}  // namespace weir
