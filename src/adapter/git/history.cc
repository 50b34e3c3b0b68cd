#include "adapter/git/history.h"

#include <sched.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "adapter/git/added.h"
#include "adapter/git/object_scan.h"
#include "adapter/git/object_stream.h"
#include "adapter/git/old_versions.h"
#include "rules/cat.h"

namespace weir {
namespace {

using Object = ObjectStream::Object;

constexpr size_t kBatchObjects = 64;
constexpr size_t kBatchBytes = size_t{512} << 10;
constexpr size_t kShortName = 12;

size_t ThreadCount(int wanted) {
  constexpr size_t kMost = 256;
  if (wanted > 0) return std::min(static_cast<size_t>(wanted), kMost);
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
  return std::clamp<size_t>(static_cast<size_t>(CPU_COUNT(&allowed)), 1, kMost);
}

// What was found in one object.
struct Found {
  std::string oid, path;
  ObjectHeader::Type type;
  std::vector<Record> records;
};

struct Batch {
  uint64_t first = 0;  // number of its first object in the stream
  std::vector<Object> objects;
  uint64_t bytes = 0;
};

class Run {
 public:
  Run(const Git& git, const Scanner& scanner, const RecordMaker& maker,
      const HistoryOptions& options, HistoryResult* result)
      : git_(git), scanner_(scanner), maker_(maker), options_(options), result_(result) {}

  absl::Status Read();
  absl::Status Attribute();
  void Report();

 private:
  bool Stopped() const {
    return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
  }
  void Push(Batch batch);
  void Close();
  void Work();
  void Process(Batch* batch, ObjectScan* scan);
  void ProcessObject(const Object& object, ObjectScan* scan, Outcome* outcome);
  void Keep(uint64_t number, const Object& object, std::vector<Record> records);
  void KeepNew(FirstCommits* first);

  const Git& git_;
  const Scanner& scanner_;
  const RecordMaker& maker_;
  const HistoryOptions& options_;
  HistoryResult* const result_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  std::deque<Batch> queue_;
  uint64_t in_flight_ = 0;  // bytes
  bool closed_ = false;
  std::map<uint64_t, Found> found_;  // by number in the stream
  size_t kept_ = 0;                  // records in found_

  Outcome outcome_;
  FirstCommits first_;
};

void Run::Push(Batch batch) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] {
    return in_flight_ == 0 || in_flight_ + batch.bytes <= HistoryOptions::kInFlightBytes;
  });
  in_flight_ += batch.bytes;
  queue_.push_back(std::move(batch));
  changed_.notify_all();
}

void Run::Close() {
  std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void Run::Work() {
  ObjectScan scan(scanner_, maker_, options_.own, options_.stop);
  for (;;) {
    Batch batch;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] { return !queue_.empty() || closed_; });
      if (queue_.empty()) return;
      batch = std::move(queue_.front());
      queue_.pop_front();
    }
    Process(&batch, &scan);
    std::lock_guard<std::mutex> lock(mutex_);
    in_flight_ -= batch.bytes;
    changed_.notify_all();
  }
}

std::string MessagePath(const ObjectHeader& header) {
  return Cat(header.type == ObjectHeader::Type::kTag ? "tag " : "commit ",
             header.oid.substr(0, kShortName));
}

void Run::ProcessObject(const Object& object, ObjectScan* scan, Outcome* outcome) {
  const ObjectHeader& header = object.header;
  const std::string path =
      header.type == ObjectHeader::Type::kBlob ? object.path : MessagePath(header);
  if (options_.max_file_size > 0 && header.size > options_.max_file_size) {
    outcome->Skip(SkipReason::kTooLarge, header.size);
    outcome->AddProblem(
        SkipReason::kTooLarge, path.empty() ? header.oid : path,
        Cat(header.size, " bytes are more than the limit of ", options_.max_file_size));
  } else if (header.size > object.bytes.size()) {
    if (header.type == ObjectHeader::Type::kBlob) {
      scan->LargeBlob(git_, header.oid, header.size, path, outcome);
    } else {
      outcome->Skip(SkipReason::kUnreadable, header.size);
      outcome->AddProblem(SkipReason::kUnreadable, path, "A message of this size is not looked at");
    }
  } else if (header.type == ObjectHeader::Type::kBlob) {
    scan->Bytes(path, object.bytes, outcome);
  } else {
    scan->Message(path, object.bytes, outcome);
  }
}

void Run::Process(Batch* batch, ObjectScan* scan) {
  Outcome total;
  std::vector<std::string> clean;
  uint64_t number = batch->first;
  uint64_t commits = 0;
  for (Object& object : batch->objects) {
    const uint64_t own = number++;
    if (Stopped()) {
      total.incomplete = true;
      break;
    }
    Outcome outcome;
    try {
      ProcessObject(object, scan, &outcome);
    } catch (const std::exception& error) {
      outcome = Outcome();
      outcome.Skip(SkipReason::kUnreadable, object.header.size);
      outcome.AddProblem(SkipReason::kUnreadable, object.header.oid, Cat("Failed: ", error.what()));
    }
    if (object.header.type == ObjectHeader::Type::kCommit) ++commits;
    const bool is_clean = outcome.records.empty() && outcome.problem_count == 0 &&
                          !outcome.incomplete && !outcome.coverage.Incomplete() &&
                          outcome.coverage.findings_not_listed == 0;
    if (is_clean && options_.clean != nullptr) clean.push_back(object.header.oid);
    if (!outcome.records.empty()) {
      std::vector<Record> records = std::move(outcome.records);
      outcome.records.clear();
      Keep(own, object, std::move(records));
    }
    if (options_.progress != nullptr) {
      options_.progress->Add({.bytes = object.header.size, .files = 1});
    }
    total.Take(&outcome);
  }
  std::lock_guard<std::mutex> lock(mutex_);
  outcome_.Take(&total);
  result_->commits += commits;
  for (const std::string& oid : clean) options_.clean->Add(oid);
}

// The first findings of the stream are kept, whichever thread comes first.
void Run::Keep(uint64_t number, const Object& object, std::vector<Record> records) {
  std::lock_guard<std::mutex> lock(mutex_);
  kept_ += records.size();
  found_.emplace(number,
                 Found{object.header.oid, object.path, object.header.type, std::move(records)});
  while (kept_ > options_.max_records && found_.size() > 1) {
    const auto last = std::prev(found_.end());
    const size_t dropped = last->second.records.size();
    kept_ -= dropped;
    outcome_.coverage.findings_not_listed += dropped;
    outcome_.coverage.AddSkip(SkipReason::kFindingsCap, 0);
    found_.erase(last);
  }
}

absl::Status Run::Read() {
  ObjectStream::Options stream_options;
  stream_options.messages = options_.messages;
  stream_options.unreachable = options_.unreachable;
  stream_options.max_bytes = kWholeBlobBytes;
  stream_options.skip = options_.clean;
  ObjectStream stream(git_, options_.walk, stream_options);
  if (absl::Status status = stream.Start(); !status.ok()) return status;

  std::vector<std::thread> threads;
  const size_t count = ThreadCount(options_.threads);
  absl::Status status;
  const auto join = [&] {
    Close();
    for (std::thread& thread : threads) thread.join();
  };
  try {
    for (size_t i = 0; i < count; ++i) threads.emplace_back([this] { Work(); });
    Batch batch;
    uint64_t number = 0;
    for (;;) {
      if (Stopped()) break;
      Object object;
      absl::StatusOr<bool> more = stream.Next(&object);
      if (!more.ok()) {
        status = more.status();
        break;
      }
      const bool whole = !*more || batch.bytes + object.bytes.size() > kBatchBytes ||
                         batch.objects.size() >= kBatchObjects;
      if (whole && !batch.objects.empty()) {
        Push(std::move(batch));
        batch = Batch();
      }
      if (!*more) break;
      if (object.header.type == ObjectHeader::Type::kMissing) {
        std::lock_guard<std::mutex> lock(mutex_);
        outcome_.Skip(SkipReason::kUnreadable, 0);
        outcome_.AddProblem(SkipReason::kUnreadable, object.header.oid,
                            "The object is not in this repository");
        continue;
      }
      if (batch.objects.empty()) batch.first = number;
      ++number;
      batch.bytes += object.bytes.size();
      batch.objects.push_back(std::move(object));
    }
  } catch (const std::exception& error) {
    status = absl::ResourceExhaustedError(Cat("reading objects failed: ", error.what()));
  }
  join();
  if (Stopped()) {
    result_->stopped = true;
    outcome_.incomplete = true;
    stream.Stop();
    return absl::OkStatus();
  }
  if (!status.ok()) {
    // What ended the children early says more than the broken pipe.
    stream.Stop();
    return status;
  }
  status = stream.Finish();
  if (!status.ok()) return status;
  result_->known_clean = stream.skipped();
  for (const std::string& oid : stream.missing()) {
    outcome_.AddProblem(SkipReason::kUnreadable, oid,
                        "The object is not in this repository (a partial clone?)");
  }
  if (stream.missing_count() > 0) {
    outcome_.problem_count += stream.missing_count() - stream.missing().size();
    outcome_.Skip(SkipReason::kUnreadable, 0, stream.missing_count());
  }
  return absl::OkStatus();
}

absl::Status Run::Attribute() {
  std::unordered_set<std::string> blobs;
  std::vector<std::string> messages;
  for (const auto& [number, found] : found_) {
    if (found.type == ObjectHeader::Type::kBlob) {
      blobs.insert(found.oid);
    } else {
      messages.push_back(found.oid);
    }
  }
  absl::Status status =
      FindFirstCommits(git_, options_.walk, std::move(blobs), options_.stop, &first_);
  ObjectScan scan(scanner_, maker_, options_.own, options_.stop);
  if (status.ok()) status = ReadCommits(git_, messages, &scan, &first_);
  if (!status.ok()) return status;
  KeepNew(&first_);
  return absl::OkStatus();
}

// Leaves out, commit by commit, what the versions before it held.
void Run::KeepNew(FirstCommits* first) {
  ObjectScan scan(scanner_, maker_, options_.own, options_.stop);
  OldVersions old(git_, &scan, nullptr);
  std::map<size_t, ChangeSet> changes;  // by the commit's place in the walk
  for (auto& [number, found] : found_) {
    if (found.type != ObjectHeader::Type::kBlob) continue;
    old.Put(found.oid, OldFindings(found.records));
    const auto place = first->places.find(found.oid);
    if (place == first->places.end()) continue;
    ChangeSet& change = changes[place->second.order];
    change.inputs.push_back({&found.records, place->second.old_oids});
    if (change.other_old_oids.empty()) {
      change.other_old_oids = std::move(first->old_oids[place->second.commit]);
    }
  }
  for (auto& [order, change] : changes) {
    if (Stopped()) return;
    result_->not_new += KeepAdded(
        &change,
        [&](const std::string& oid) -> const std::vector<OldFinding>& { return old.Of(oid); });
  }
}

void Run::Report() {
  MoveToSummary(&outcome_, &result_->summary);
  // Oldest commit first; then what no commit of the walk brings in; then messages, oldest first.
  using Key = std::tuple<int, size_t, std::string, uint64_t>;
  std::vector<std::pair<Key, Found*>> order;
  for (auto& [number, found] : found_) {
    const bool blob = found.type == ObjectHeader::Type::kBlob;
    const auto place = first_.places.find(found.oid);
    const bool has_place = blob && place != first_.places.end();
    std::shared_ptr<const CommitInfo> commit;
    if (has_place) found.path = place->second.path;
    const auto info = first_.commits.find(has_place ? place->second.commit : blob ? "" : found.oid);
    if (info != first_.commits.end()) commit = info->second;
    if (blob && found.path.empty()) found.path = Cat("blob ", found.oid.substr(0, kShortName));
    for (Record& record : found.records) {
      record.commit = commit;
      record.blob = found.oid;
      if (blob) record.path = found.path;
    }
    Key key{blob ? (has_place ? 0 : 1) : 2, has_place ? place->second.order : 0,
            blob ? found.path : "", blob ? number : ~number};
    order.emplace_back(std::move(key), &found);
  }
  std::sort(order.begin(), order.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::unordered_set<std::string> told;  // secret and path
  for (auto& [key, found] : order) {
    std::unordered_set<std::string> here;
    for (Record& record : found->records) {
      const std::string what = Cat(record.fingerprint, " ", record.path);
      if (!record.fingerprint.empty()) {
        if (told.count(what) > 0) {
          ++result_->not_new;
          continue;
        }
        here.insert(what);
      }
      result_->records.push_back(std::move(record));
    }
    told.merge(here);
  }
}

}  // namespace

absl::Status ScanHistory(const Git& git, const Scanner& scanner, const RecordMaker& maker,
                         const HistoryOptions& options, HistoryResult* result) {
  Run run(git, scanner, maker, options, result);
  absl::Status status = run.Read();
  if (options.progress != nullptr) options.progress->Pause();
  if (status.ok() && !result->stopped) status = run.Attribute();
  if (!status.ok()) return status;
  run.Report();
  return absl::OkStatus();
}

}  // namespace weir
