#include "adapter/files/file_scan.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <thread>
#include <utility>

#include "adapter/files/batch.h"
#include "adapter/files/input_scan.h"
#include "adapter/files/ordered_output.h"
#include "adapter/files/progress.h"
#include "adapter/files/work_pool.h"
#include "report/allow_list.h"
#include "source/argument.h"
#include "source/ignore_rules.h"
#include "source/tree_walker.h"

namespace weir {
namespace {

// A batch is about a millisecond of work: little beside it is what handing it over costs.
constexpr size_t kBatchFiles = 32;
constexpr size_t kBatchNameBytes = size_t{64} << 10;
// So many files are done at once by the calling thread: starting threads for them would take
// longer.
constexpr size_t kInlineFiles = 16;

// How many descriptors each part of a run may hold, out of what the process may open.
struct Descriptors {
  size_t threads, queue, batch, walk;
};

Descriptors ShareDescriptors(size_t wanted_threads) {
  rlimit limit = {};
  size_t all = 256;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    all = static_cast<size_t>(limit.rlim_cur);
  }
  // What the program holds besides: standard streams, the output, the arguments in hand.
  all = std::clamp<size_t>(all, 24, 512) - 12;
  Descriptors share = {};
  // A quarter for the walk; of the rest each thread has its batch and an open file, and as much
  // waits.
  share.walk = std::clamp<size_t>(all / 4, 2, 32);
  const size_t rest = all - share.walk;
  share.threads = std::clamp<size_t>(wanted_threads, 1, std::max<size_t>(rest / 4, 1));
  share.queue = std::clamp<size_t>(rest / 8, 1, 16);
  share.batch =
      std::clamp<size_t>((rest - share.threads) / (share.threads + share.queue + 1), 1, 4);
  return share;
}

// Processors that this process may run on. One system call; the standard library opens and reads a
// file, and counts those that a container was not given too.
size_t Processors() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
    return static_cast<size_t>(std::max(CPU_COUNT(&allowed), 1));
  }
  return std::max<size_t>(std::thread::hardware_concurrency(), 1);
}

size_t WantedThreads(const FileScanOptions& options) {
  constexpr size_t kMost = 256;
  if (options.threads > 0) return std::min(static_cast<size_t>(options.threads), kMost);
  const bool only_stdin = std::all_of(options.paths.begin(), options.paths.end(),
                                      [](const std::string& path) { return path == "-"; });
  return only_stdin ? 1 : std::min(Processors(), kMost);  // a stream is for one thread
}

// Sizes of the arguments, if all of them are files: then the time left can be told.
uint64_t KnownTotal(const std::vector<std::string>& paths) {
  uint64_t total = 0;
  for (const std::string& path : paths) {
    struct stat info;
    const int failed = path == "-" ? fstat(STDIN_FILENO, &info) : stat(path.c_str(), &info);
    if (failed != 0 || !S_ISREG(info.st_mode)) return 0;
    total += static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
  }
  return total;
}

class Run : public WalkSink {
 public:
  Run(const Scanner& scanner, const FileScanOptions& options, const RecordMaker& maker,
      Writer* writer)
      : options_(options),
        share_(ShareDescriptors(WantedThreads(options))),
        progress_(options.progress ? STDERR_FILENO : -1,
                  options.progress ? KnownTotal(options.paths) : 0),
        output_(writer, &progress_),
        exclude_(options.exclude, ""),
        pool_(
            share_.threads, share_.queue,
            [this, &scanner, &maker] {
              return std::make_unique<InputScan>(
                  scanner, maker,
                  InputScanOptions{.max_file_size = options_.max_file_size,
                                   .stop = options_.stop,
                                   .json = options_.json},
                  &progress_);
            },
            [this](Batch* batch, InputScan* scan) { Process(batch, scan); }),
        batch_(pool_.NewBatch()) {}

  absl::Status All(Summary* summary);

  bool OnFile(const DirectoryRef& folder, std::string_view folder_path, const char* name) override {
    const bool new_folder = batch_->folders.empty() || batch_->folders.back().folder != folder;
    if (new_folder) MakeRoom();
    batch_->AddName(folder, folder_path, name);
    return Added();
  }
  bool OnLinkedFile(OpenedFile file, std::string_view path) override {
    MakeRoom();
    batch_->AddOpen(std::move(file), path);
    return Added();
  }
  bool OnSkip(SkipReason reason, std::string_view path, uint64_t bytes, int error) override {
    batch_->skipped.Skip(reason, bytes);
    batch_->counted = true;
    if (MakesIncomplete(reason)) batch_->AddProblem(reason, path, SystemMessage(error));
    return Added();
  }

 private:
  void One(const std::string& path);
  void Stream(const Argument& argument, const std::string& path);
  void Process(Batch* batch, InputScan* scan);
  void ProcessEntry(const Batch::Entry& entry, Batch* batch, InputScan* scan, std::string* path,
                    Outcome* outcome);
  void MakeRoom();
  bool Added();
  void Send();
  bool Ending() const {
    return output_.failed() ||
           (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed));
  }

  const FileScanOptions& options_;
  const Descriptors share_;
  Progress progress_;
  OrderedOutput output_;
  const IgnoreRules exclude_;  // the operator's excludes, for arguments that are files
  WorkPool pool_;
  std::unique_ptr<Batch> batch_;
  size_t inline_files_ = 0;
};

// For one more descriptor in the batch.
void Run::MakeRoom() {
  if (batch_->descriptors() >= share_.batch) Send();
}

// Passes the batch on if it is full. False: the run is to end.
bool Run::Added() {
  if (batch_->entries.size() >= kBatchFiles || batch_->names.size() >= kBatchNameBytes ||
      inline_files_ < kInlineFiles) {
    Send();
  }
  return !Ending();
}

void Run::Send() {
  if (batch_->empty()) return;
  batch_->ticket = output_.Open();
  const size_t files = batch_->entries.size();
  if (inline_files_ < kInlineFiles) {
    inline_files_ += files;
    pool_.DoHere(std::exchange(batch_, nullptr));
  } else {
    pool_.Do(std::exchange(batch_, nullptr));
  }
  batch_ = pool_.NewBatch();
}

void Run::ProcessEntry(const Batch::Entry& entry, Batch* batch, InputScan* scan, std::string* path,
                       Outcome* outcome) {
  PartRunner* parts = pool_.parallel() ? &pool_ : nullptr;
  switch (entry.kind) {
    case Batch::Entry::Kind::kProblem: {
      Problem& problem = batch->problems[entry.index];
      outcome->AddProblem(problem.reason, problem.path, std::move(problem.message));
      break;
    }
    case Batch::Entry::Kind::kOpen:
      scan->File(std::move(batch->open[entry.index]), batch->name(entry), outcome, parts);
      break;
    case Batch::Entry::Kind::kName: {
      const Batch::Folder& folder = batch->folders[entry.index];
      path->assign(folder.path);
      path->append(batch->name(entry));
      OpenedFile file = OpenRegular(folder.folder->fd.get(), batch->name(entry));
      if (!file.ok()) {
        outcome->Skip(file.reason, 0);
        if (MakesIncomplete(file.reason)) {
          outcome->AddProblem(file.reason, *path, SystemMessage(file.error));
        }
        break;
      }
      scan->File(std::move(file), *path, outcome, parts);
      break;
    }
  }
}

void Run::Process(Batch* batch, InputScan* scan) {
  Outcome outcome;
  std::string path;
  outcome.Take(&batch->skipped);
  for (const Batch::Entry& entry : batch->entries) {
    if (Ending()) {
      outcome.incomplete = true;
      break;
    }
    try {
      ProcessEntry(entry, batch, scan, &path, &outcome);
    } catch (const std::exception& error) {  // memory ran out, or a library threw
      outcome.Skip(SkipReason::kUnreadable, 0);
      outcome.AddProblem(SkipReason::kUnreadable, path, std::string("Failed: ") + error.what());
    }
    if (!outcome.records.empty()) output_.Put(batch->ticket, &outcome);
  }
  output_.Close(batch->ticket, &outcome);
}

void Run::Stream(const Argument& argument, const std::string& path) {
  Send();
  const uint64_t ticket = output_.Open();
  Outcome outcome;
  pool_.own_scan()->Stream(argument.fd.get(), path, &outcome, [&](Outcome* some, bool idle) {
    output_.Put(ticket, some);
    if (idle) output_.Flush(ticket);
    return !Ending();
  });
  output_.Close(ticket, &outcome);
}

void Run::One(const std::string& path) {
  Argument argument = OpenArgument(path);
  switch (argument.kind) {
    case Argument::Kind::kRefused:
      batch_->skipped.Skip(argument.reason, 0);
      batch_->skipped.incomplete = true;  // the operator asked for it by name
      batch_->counted = true;
      batch_->AddProblem(argument.reason, path, std::move(argument.message));
      Added();
      break;
    case Argument::Kind::kStream:
      Stream(argument, path);
      break;
    case Argument::Kind::kTree: {
      TreeWalker walker({.no_ignore = options_.no_ignore,
                         .follow_links = options_.follow_links,
                         .exclude = options_.exclude,
                         .max_open_folders = share_.walk});
      walker.Walk(std::move(argument.fd), path, this);
      break;
    }
    case Argument::Kind::kFile:
      if (exclude_.Ignored(WithoutLeadingDots(path), false)) {
        batch_->skipped.Skip(SkipReason::kIgnored, argument.size);
        batch_->counted = true;
        Added();
        break;
      }
      MakeRoom();
      OpenedFile file;
      file.fd = std::move(argument.fd);
      file.size = argument.size;
      batch_->AddOpen(std::move(file), path);
      Added();
      break;
  }
}

absl::Status Run::All(Summary* summary) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string& path : options_.paths) {
    if (Ending()) break;
    One(path);
  }
  Send();
  pool_.Finish();
  progress_.Pause();

  Outcome total = output_.total();
  const bool stopped = Ending() && !output_.failed();
  if (stopped) {
    total.AddProblem(SkipReason::kUnreadable, "", "Stopped before the end");
  } else if (output_.open_tickets() != 0 || !total.coverage.Balanced()) {
    // Cannot be; but a run that lost something must never look clean.
    total.incomplete = true;
    total.AddProblem(SkipReason::kUnreadable, "",
                     "Internal: not every byte is accounted for; please report this");
  } else if (total.coverage.inputs == 0 && total.problem_count == 0) {
    total.incomplete = true;
    total.AddProblem(SkipReason::kUnreadable, "",
                     "Nothing was scanned: no file was found, or all were left out");
  }
  summary->coverage.Add(total.coverage);
  summary->findings += output_.findings();
  summary->suppressed += output_.suppressed();
  for (Problem& problem : total.problems) {
    if (summary->problems.size() < Outcome::kMaxProblems) {
      summary->problems.push_back(std::move(problem));
    }
  }
  summary->problem_count += total.problem_count;
  summary->incomplete |= total.incomplete || stopped || output_.failed() ||
                         total.coverage.inputs == 0 || summary->coverage.Incomplete();
  summary->elapsed += std::chrono::steady_clock::now() - start;
  return output_.status();
}

}  // namespace

absl::Status ScanFiles(const Scanner& scanner, const FileScanOptions& options,
                       const RecordMaker& maker, Writer* writer, Summary* summary) {
  Run run(scanner, options, maker, writer);
  absl::Status status = run.All(summary);
  summary->ephemeral_fingerprints |= maker.ephemeral();
  if (maker.allow() != nullptr) summary->allow = maker.allow()->Report();
  return status;
}

}  // namespace weir
