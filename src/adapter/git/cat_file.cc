#include "adapter/git/cat_file.h"

#include <charconv>
#include <utility>

#include "adapter/git/raw_diff.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kMaxHeaderBytes = 64 * 1024;

absl::Status Unreadable(std::string_view line) {
  return absl::DataLossError(Cat("git cat-file gave an answer that cannot be read: '",
                                 Printable(line.substr(0, 120)), "'"));
}

}  // namespace

absl::StatusOr<ObjectHeader> ParseObjectHeader(std::string_view line) {
  ObjectHeader header;
  const size_t last = line.rfind(' ');
  if (last == line.npos) return Unreadable(line);
  const std::string_view end = line.substr(last + 1);
  if (end == "missing" || end == "ambiguous" || end == "submodule" || end == "excluded") {
    header.oid = line.substr(0, last);
    return header;
  }
  const size_t first = line.find(' ');
  if (first == last) return Unreadable(line);
  header.oid = line.substr(0, first);
  const std::string_view type = line.substr(first + 1, last - first - 1);
  if (type == "blob") {
    header.type = ObjectHeader::Type::kBlob;
  } else if (type == "tree") {
    header.type = ObjectHeader::Type::kTree;
  } else if (type == "commit") {
    header.type = ObjectHeader::Type::kCommit;
  } else if (type == "tag") {
    header.type = ObjectHeader::Type::kTag;
  } else {
    return Unreadable(line);
  }
  const auto [at, error] = std::from_chars(end.data(), end.data() + end.size(), header.size);
  if (error != std::errc() || at != end.data() + end.size() || !IsObjectName(header.oid)) {
    return Unreadable(line);
  }
  return header;
}

absl::StatusOr<std::unique_ptr<CatFile>> CatFile::Start(const Git& git) {
  Git::StartOptions options;
  options.input = Git::Input::kPipe;
  absl::StatusOr<std::unique_ptr<GitProcess>> child =
      git.Start({"cat-file", "--batch"}, std::move(options));
  if (!child.ok()) return child.status();
  return std::unique_ptr<CatFile>(new CatFile(*std::move(child)));
}

absl::Status CatFile::Ended() {
  const absl::Status status = child_->Wait();
  return status.ok() ? absl::DataLossError("git cat-file ended before its answer") : status;
}

absl::StatusOr<ObjectHeader> CatFile::Get(std::string_view name, uint64_t limit,
                                          std::string* bytes) {
  bytes->clear();
  absl::Status status = WriteAll(child_->in(), Cat(name, "\n"));
  // A child that has ended says why.
  if (status.code() == absl::StatusCode::kCancelled) return Ended();
  if (!status.ok()) return status;
  absl::StatusOr<bool> more = reader_.Until('\n', &line_, kMaxHeaderBytes);
  if (!more.ok()) return more.status();
  if (!*more) return Ended();
  absl::StatusOr<ObjectHeader> header = ParseObjectHeader(line_);
  if (!header.ok() || header->type == ObjectHeader::Type::kMissing) return header;
  if (header->size <= limit) {
    bytes->resize(header->size);
    status = reader_.Exactly(bytes->data(), bytes->size());
  } else {
    status = reader_.Skip(header->size);
  }
  if (status.ok()) status = reader_.Skip(1);  // the line end behind it
  if (!status.ok()) return status;
  return header;
}

}  // namespace weir
