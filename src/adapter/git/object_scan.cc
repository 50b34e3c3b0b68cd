#include "adapter/git/object_scan.h"

#include <algorithm>
#include <string>
#include <utility>

#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kLfsPointer = "version https://git-lfs.github.com/spec/v1\n";
constexpr size_t kLfsPointerBytes = 1024;

}  // namespace

void MoveToSummary(Outcome* outcome, Summary* summary) {
  summary->coverage.Add(outcome->coverage);
  summary->problems = std::move(outcome->problems);
  summary->problem_count += outcome->problem_count;
  summary->incomplete = summary->incomplete || outcome->incomplete ||
                        outcome->coverage.Incomplete() || !outcome->coverage.Balanced();
}

ObjectScan::ObjectScan(const Scanner& scanner, const RecordMaker& maker, bool own,
                       const std::atomic<bool>* stop)
    : scanner_(scanner),
      maker_(maker),
      own_(own),
      no_progress_(-1, 0),
      stream_(scanner, maker, InputScanOptions{.stop = stop}, &no_progress_) {}

void ObjectScan::Bytes(std::string_view path, std::string_view bytes, Outcome* outcome) {
  if (bytes.empty()) {
    ++outcome->coverage.inputs;
    return;
  }
  const absl::Status status = scanner_.Scan({.bytes = bytes}, &result_);
  if (!status.ok()) {
    outcome->Skip(SkipReason::kUnreadable, bytes.size());
    outcome->AddProblem(SkipReason::kUnreadable, path, std::string(status.message()));
    return;
  }
  outcome->coverage.Add(result_.coverage);
  if (!result_.findings.empty()) {
    std::string_view shown = bytes;
    if (result_.coverage.findings_not_listed > 0) {
      // What was found behind the last one listed is not known here, so it must not show.
      const Finding& last = result_.findings.back();
      shown = bytes.substr(0, std::max(last.match_end, last.end));
    }
    maker_.Make(path, shown, 0, result_.findings, result_.findings, &outcome->records, own_);
  }
  if (bytes.size() < kLfsPointerBytes && bytes.starts_with(kLfsPointer)) {
    outcome->Skip(SkipReason::kOutsideTree, 0);
    outcome->AddProblem(SkipReason::kOutsideTree, path,
                        "A Git LFS pointer: the content is not kept in the repository");
  }
}

void ObjectScan::Message(std::string_view path, std::string_view object, Outcome* outcome) {
  const size_t first = outcome->records.size();
  Bytes(path, object, outcome);
  if (outcome->records.size() == first) return;
  const size_t end = object.find("\n\n");
  if (end == object.npos) return;
  const std::string_view header = object.substr(0, end + 2);
  const auto lines = static_cast<uint64_t>(std::count(header.begin(), header.end(), '\n'));
  for (size_t i = first; i < outcome->records.size(); ++i) {
    Record& record = outcome->records[i];
    if (record.line <= lines) continue;
    record.line -= lines;
    record.end_line -= lines;
  }
}

void ObjectScan::LargeBlob(const Git& git, std::string_view oid, uint64_t size,
                           std::string_view path, Outcome* outcome) {
  absl::StatusOr<std::unique_ptr<GitProcess>> child =
      git.Start({"cat-file", "blob", std::string(oid)}, {});
  absl::Status status = child.status();
  uint64_t got = 0;
  if (child.ok()) {
    const uint64_t before = outcome->coverage.offered_bytes;
    stream_.Stream((*child)->out(), path, outcome, [](Outcome*, bool) { return true; });
    got = outcome->coverage.offered_bytes - before;
    status = (*child)->Wait();
  }
  if (status.ok() && got >= size) return;
  outcome->Skip(SkipReason::kUnreadable, size - std::min(size, got), got > 0 ? 0 : 1);
  outcome->AddProblem(SkipReason::kUnreadable, path,
                      status.ok() ? std::string("git gave less than all of the blob")
                                  : std::string(status.message()));
}

}  // namespace weir
