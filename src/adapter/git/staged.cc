#include "adapter/git/staged.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "adapter/git/added.h"
#include "adapter/git/cat_file.h"
#include "adapter/git/loose_object.h"
#include "adapter/git/object_scan.h"
#include "adapter/git/old_versions.h"
#include "adapter/git/pipe_reader.h"
#include "adapter/git/raw_diff.h"
#include "os/unique_fd.h"
#include "rules/cat.h"
#include "source/open_file.h"

extern "C" char** environ;  // NOLINT: unistd.h declares it only for GNU sources

namespace weir {
namespace {

constexpr size_t kMergeHeadBytes = 64 * 1024;

std::vector<std::string> DiffIndex(std::string_view tree) {
  return {"diff-index",
          "--cached",
          "--raw",
          "-r",
          "-z",
          "--no-abbrev",
          "--no-renames",
          "--no-ext-diff",
          "--no-textconv",
          std::string(tree),
          "--"};
}

absl::Status ReadChanges(GitProcess* child, std::vector<RawChange>* changes) {
  PipeReader pipe(child->out());
  RawDiffReader reader(&pipe);
  RawDiffReader::Item item;
  for (;;) {
    absl::StatusOr<bool> more = reader.Next(&item);
    if (!more.ok()) return more.status();
    if (!*more) return child->Wait();
    if (item.is_commit) return absl::DataLossError("git diff-index named a commit");
    changes->push_back(std::move(item.change));
  }
}

absl::Status Changes(const Git& git, std::string_view tree, std::vector<RawChange>* changes) {
  changes->clear();
  absl::StatusOr<std::unique_ptr<GitProcess>> child = git.Start(DiffIndex(tree), {});
  if (!child.ok()) return child.status();
  return ReadChanges(child->get(), changes);
}

absl::StatusOr<std::string> EmptyTree(const Git& git) {
  absl::StatusOr<std::string> oid = git.Output({"hash-object", "-t", "tree", "--stdin"}, 128);
  if (oid.ok()) oid->erase(oid->find_last_not_of('\n') + 1);
  return oid;
}

// Objects of the repository: those that were just written from their files, all others through git,
// which is started when it is needed.
class Objects {
 public:
  explicit Objects(const Git& git) : git_(git), loose_(LooseObjects::Here()) {}

  absl::StatusOr<ObjectHeader> Get(std::string_view name, uint64_t limit, std::string* bytes) {
    if (loose_.Blob(name, limit, bytes)) {
      return ObjectHeader{std::string(name), ObjectHeader::Type::kBlob, bytes->size()};
    }
    absl::Status status = Start();
    if (!status.ok()) return status;
    return child_->Get(name, limit, bytes);
  }
  absl::Status Start() {
    if (child_ != nullptr) return absl::OkStatus();
    absl::StatusOr<std::unique_ptr<CatFile>> started = CatFile::Start(git_);
    if (!started.ok()) return started.status();
    child_ = *std::move(started);
    return absl::OkStatus();
  }
  const LooseObjects& loose() const { return loose_; }
  CatFile* child() { return child_.get(); }  // null: not started

 private:
  const Git& git_;
  const LooseObjects loose_;
  std::unique_ptr<CatFile> child_;
};

// The other parents of a merge in the making: those of MERGE_HEAD, which git writes when the merge
// stopped for a conflict, and those it names to a pre-merge-commit hook in the environment.
absl::StatusOr<std::vector<std::string>> MergeParents(const Git& git, Objects* objects) {
  std::vector<std::string> parents;
  const auto add = [&](std::string_view oid) {
    if (IsObjectName(oid) && std::find(parents.begin(), parents.end(), oid) == parents.end()) {
      parents.emplace_back(oid);
    }
  };
  constexpr std::string_view kVariable = "GITHEAD_";
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view variable(*at);
    if (!variable.starts_with(kVariable)) continue;
    add(variable.substr(kVariable.size(), variable.find('=') - kVariable.size()));
  }
  if (objects->loose().usable() && !objects->loose().IsMerging()) return parents;
  std::string bytes;
  absl::StatusOr<ObjectHeader> header = objects->Get("MERGE_HEAD", 0, &bytes);
  if (!header.ok()) return header.status();
  if (header->type != ObjectHeader::Type::kCommit) return parents;
  absl::StatusOr<std::string> path = git.Output({"rev-parse", "--git-path", "MERGE_HEAD"}, 65536);
  if (!path.ok()) return path.status();
  path->erase(path->find_last_not_of('\n') + 1);
  const UniqueFd fd(open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.ok()) return parents;  // a branch of that name
  std::string text(kMergeHeadBytes, '\0');
  const ReadOutcome got = ReadUpTo(fd.get(), text.data(), text.size());
  if (got.error != 0) {
    return absl::UnavailableError(Cat("cannot read MERGE_HEAD: ", SystemMessage(got.error)));
  }
  std::string_view rest = std::string_view(text).substr(0, got.size);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    add(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parents;
}

// Keeps what differs from each parent, and adds to each change what stands at its path in the other
// parents.
absl::Status KeepMergesOwn(const Git& git, const std::vector<std::string>& parents,
                           std::vector<RawChange>* changes, std::vector<std::string>* gone) {
  for (const std::string& parent : parents) {
    std::vector<RawChange> other;
    if (absl::Status status = Changes(git, parent, &other); !status.ok()) return status;
    std::unordered_map<std::string_view, const RawChange*> by_path;
    for (const RawChange& change : other) {
      by_path[change.path] = &change;
      if (change.oid.empty())
        gone->insert(gone->end(), change.old_oids.begin(), change.old_oids.end());
    }
    std::erase_if(*changes, [&](RawChange& change) {
      const auto at = by_path.find(change.path);
      if (at == by_path.end()) return !change.conflict;
      change.old_oids.insert(change.old_oids.end(), at->second->old_oids.begin(),
                             at->second->old_oids.end());
      return false;
    });
  }
  return absl::OkStatus();
}

class Staged {
 public:
  Staged(const Git& git, const StagedOptions& options, Objects* objects, ObjectScan* scan,
         Outcome* outcome)
      : git_(git), options_(options), objects_(objects), scan_(scan), outcome_(outcome) {}

  absl::Status Look(const RawChange& change, std::vector<Record>* records) {
    Outcome* outcome = outcome_;
    if (change.conflict) {
      outcome->Skip(SkipReason::kUnreadable, 0);
      outcome->AddProblem(SkipReason::kUnreadable, change.path, "In conflict: not merged yet");
      return absl::OkStatus();
    }
    if (change.oid.empty()) return absl::OkStatus();  // gone
    if (change.kind != RawChange::Kind::kFile && change.kind != RawChange::Kind::kLink) {
      outcome->Skip(SkipReason::kNotRegular, 0);
      outcome->AddProblem(SkipReason::kNotRegular, change.path,
                          change.kind == RawChange::Kind::kSubmodule
                              ? "A submodule: a repository of its own"
                              : "Neither a file nor a link");
      return absl::OkStatus();
    }
    absl::StatusOr<ObjectHeader> header = objects_->Get(change.oid, kWholeBlobBytes, &bytes_);
    if (!header.ok()) return header.status();
    if (header->type != ObjectHeader::Type::kBlob) {
      outcome->Skip(SkipReason::kUnreadable, 0);
      outcome->AddProblem(SkipReason::kUnreadable, change.path,
                          Cat("The object ", change.oid, " is not in this repository"));
    } else if (options_.max_file_size > 0 && header->size > options_.max_file_size) {
      outcome->Skip(SkipReason::kTooLarge, header->size);
      outcome->AddProblem(
          SkipReason::kTooLarge, change.path,
          Cat(header->size, " bytes are more than the limit of ", options_.max_file_size));
    } else if (header->size > kWholeBlobBytes) {
      scan_->LargeBlob(git_, change.oid, header->size, change.path, outcome);
    } else {
      scan_->Bytes(change.path, bytes_, outcome);
    }
    *records = std::move(outcome->records);
    outcome->records.clear();
    for (Record& record : *records) record.blob = change.oid;
    return absl::OkStatus();
  }

 private:
  const Git& git_;
  const StagedOptions& options_;
  Objects* objects_;
  ObjectScan* scan_;
  Outcome* outcome_;
  std::string bytes_;
};

}  // namespace

struct StagedChanges::Impl {
  explicit Impl(const Git& git) : objects(git) {}
  Objects objects;
  std::unique_ptr<GitProcess> index;
};

StagedChanges::StagedChanges(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StagedChanges::~StagedChanges() = default;

absl::StatusOr<std::unique_ptr<StagedChanges>> StagedChanges::Start(const Git& git) {
  auto impl = std::make_unique<Impl>(git);
  absl::StatusOr<std::unique_ptr<GitProcess>> index = git.Start(DiffIndex("HEAD"), {});
  if (!index.ok()) return index.status();
  impl->index = *std::move(index);
  // Where objects cannot be read from their files both children start at once: the second one is ready when the first
  // has said what to read.
  if (!impl->objects.loose().usable()) {
    if (absl::Status status = impl->objects.Start(); !status.ok()) return status;
  }
  return std::unique_ptr<StagedChanges>(new StagedChanges(std::move(impl)));
}

absl::Status ScanStaged(const Git& git, const Scanner& scanner, const RecordMaker& maker,
                        const StagedOptions& options, StagedChanges* started, StagedResult* result) {
  std::vector<RawChange> changes;
  std::vector<std::string> gone;
  bool compare = !options.all_tracked;
  absl::Status status;
  std::unique_ptr<StagedChanges> own;
  if (compare && started == nullptr) {
    absl::StatusOr<std::unique_ptr<StagedChanges>> start = StagedChanges::Start(git);
    if (!start.ok()) return start.status();
    own = *std::move(start);
    started = own.get();
  }
  std::optional<Objects> fresh;
  Objects& objects = started != nullptr ? started->impl()->objects : fresh.emplace(git);
  if (compare) {
    status = ReadChanges(started->impl()->index.get(), &changes);
    if (status.ok()) {
      absl::StatusOr<std::vector<std::string>> parents = MergeParents(git, &objects);
      if (!parents.ok()) return parents.status();
      status = KeepMergesOwn(git, *parents, &changes, &gone);
      if (!status.ok()) return status;
    } else {
      // No commit yet, or git cannot work here at all.
      std::string bytes;
      absl::StatusOr<ObjectHeader> head = objects.Get("HEAD", 0, &bytes);
      if (!head.ok() || head->type != ObjectHeader::Type::kMissing) return status;
      compare = false;
    }
  }
  if (!compare) {
    absl::StatusOr<std::string> empty = EmptyTree(git);
    if (!empty.ok()) return empty.status();
    status = Changes(git, *empty, &changes);
    if (!status.ok()) return status;
  }
  result->changes = changes.size();

  ObjectScan scan(scanner, maker, /*own=*/true, options.stop);
  Outcome outcome;
  Staged staged(git, options, &objects, &scan, &outcome);
  std::vector<std::vector<Record>> records(changes.size());
  bool found = false;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) {
      outcome.incomplete = true;
      break;
    }
    if (status = staged.Look(changes[i], &records[i]); !status.ok()) return status;
    found |= !records[i].empty();
  }
  if (found && compare) {
    ChangeSet set;
    for (size_t i = 0; i < changes.size(); ++i) {
      if (!changes[i].oid.empty()) {
        set.inputs.push_back({&records[i], changes[i].old_oids});
      } else {
        gone.insert(gone.end(), changes[i].old_oids.begin(), changes[i].old_oids.end());
      }
    }
    set.other_old_oids = std::move(gone);
    OldVersions old(git, &scan, objects.child());
    result->not_new = KeepAdded(
        &set,
        [&](const std::string& oid) -> const std::vector<OldFinding>& { return old.Of(oid); });
  }
  MoveToSummary(&outcome, &result->summary);
  for (std::vector<Record>& some : records) {
    std::move(some.begin(), some.end(), std::back_inserter(result->records));
  }
  return absl::OkStatus();
}

}  // namespace weir
