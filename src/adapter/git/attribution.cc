#include "adapter/git/attribution.h"

#include <memory>
#include <utility>

#include "adapter/git/cat_file.h"
#include "adapter/git/commit_object.h"
#include "adapter/git/object_scan.h"
#include "adapter/git/pipe_reader.h"
#include "adapter/git/raw_diff.h"
#include "rules/cat.h"

namespace weir {
namespace {

// Changes of one commit that are remembered: a commit that touches more is compared with these
// alone.
constexpr size_t kMostChanges = 20'000;
constexpr uint64_t kCommitBytes = uint64_t{1} << 20;

bool HoldsSecret(const std::string& text, ObjectScan* scan) {
  Outcome outcome;
  scan->Bytes("", text, &outcome);
  return !outcome.records.empty() || outcome.coverage.Incomplete();
}

}  // namespace

std::vector<std::string> RevListArguments(const std::vector<std::string>& options,
                                          const RevWalk& walk) {
  std::vector<std::string> all = {"rev-list"};
  all.insert(all.end(), options.begin(), options.end());
  all.insert(all.end(), walk.arguments.begin(), walk.arguments.end());
  if (!walk.lines.empty()) all.push_back("--stdin");
  all.insert(all.end(), walk.excluding.begin(), walk.excluding.end());
  if (!walk.revisions.empty()) {
    all.push_back("--end-of-options");
    all.insert(all.end(), walk.revisions.begin(), walk.revisions.end());
  }
  all.push_back("--");
  return all;
}

absl::StatusOr<std::unique_ptr<GitProcess>> StartRevList(const Git& git,
                                                         const std::vector<std::string>& options,
                                                         const RevWalk& walk) {
  Git::StartOptions start;
  if (!walk.lines.empty()) start.input = Git::Input::kPipe;
  absl::StatusOr<std::unique_ptr<GitProcess>> child =
      git.Start(RevListArguments(options, walk), std::move(start));
  if (!child.ok() || walk.lines.empty()) return child;
  // rev-list reads all of its input before it writes.
  const absl::Status status = WriteAll((*child)->in(), walk.lines);
  if (!status.ok() && status.code() != absl::StatusCode::kCancelled) return status;
  (*child)->CloseIn();
  return child;
}

absl::Status FindFirstCommits(const Git& git, const RevWalk& walk,
                              std::unordered_set<std::string> wanted, const std::atomic<bool>* stop,
                              FirstCommits* first) {
  if (wanted.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<GitProcess>> commits =
      StartRevList(git, {"--reverse", "--topo-order"}, walk);
  if (!commits.ok()) return commits.status();
  Git::StartOptions start;
  start.from = (*commits)->TakeOut();
  absl::StatusOr<std::unique_ptr<GitProcess>> changes =
      git.Start({"diff-tree", "--stdin", "-r", "-c", "--root", "--raw", "-z", "--no-abbrev",
                 "--no-renames", "--no-ext-diff", "--no-textconv"},
                std::move(start));
  if (!changes.ok()) return changes.status();

  PipeReader pipe((*changes)->out());
  RawDiffReader reader(&pipe);
  RawDiffReader::Item item;
  std::string commit;
  size_t order = 0;
  std::vector<std::string> old;  // of the commit in hand
  bool has_place = false;
  const auto end_commit = [&] {
    if (has_place) first->old_oids[commit] = std::move(old);
    old.clear();
    has_place = false;
  };
  for (;;) {
    if (stop != nullptr && stop->load(std::memory_order_relaxed)) return absl::OkStatus();
    absl::StatusOr<bool> more = reader.Next(&item);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (item.is_commit) {
      end_commit();
      if (wanted.empty()) return absl::OkStatus();  // both children are ended by their destructors
      commit = item.commit;
      ++order;
      continue;
    }
    const RawChange& change = item.change;
    for (const std::string& oid : change.old_oids) {
      if (!oid.empty() && old.size() < kMostChanges) old.push_back(oid);
    }
    if (change.oid.empty() || wanted.erase(change.oid) == 0) continue;
    has_place = true;
    first->places[change.oid] = {order, commit, change.path, change.old_oids};
  }
  end_commit();
  absl::Status status = (*commits)->Wait();
  if (status.ok()) status = (*changes)->Wait();
  return status;
}

absl::Status ReadCommits(const Git& git, const std::vector<std::string>& more, ObjectScan* scan,
                         FirstCommits* first) {
  std::unordered_set<std::string_view> wanted(more.begin(), more.end());
  for (const auto& [oid, place] : first->places) wanted.insert(place.commit);
  if (wanted.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<CatFile>> objects = CatFile::Start(git);
  if (!objects.ok()) return objects.status();
  std::string bytes;
  for (const std::string_view id : wanted) {
    absl::StatusOr<ObjectHeader> header = (*objects)->Get(id, kCommitBytes, &bytes);
    if (!header.ok()) return header.status();
    CommitObject object = ParseCommitObject(bytes);
    for (std::string* text : {&object.author, &object.email, &object.subject}) {
      if (HoldsSecret(*text, scan)) *text = "(left out: it holds a secret)";
    }
    auto info = std::make_shared<CommitInfo>();
    info->id = id;
    info->author = std::move(object.author);
    info->email = std::move(object.email);
    info->date = std::move(object.date);
    info->subject = std::move(object.subject);
    first->commits[std::string(id)] = std::move(info);
  }
  return absl::OkStatus();
}

}  // namespace weir
