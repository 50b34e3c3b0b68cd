#include "adapter/git/object_stream.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "adapter/git/raw_diff.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kLineBytes = size_t{1} << 20;
constexpr size_t kWriteBytes = size_t{32} << 10;
constexpr size_t kMostMissing = 100;

}  // namespace

ObjectStream::~ObjectStream() {
  Stop();
  if (feeder_.joinable()) feeder_.join();
}

void ObjectStream::Stop() {
  stop_.store(true, std::memory_order_relaxed);
  // The feeder may wait for the child to read: without the child it gets an error instead.
  if (child_ != nullptr) child_->Kill();
}

absl::Status ObjectStream::Start() {
  Git::StartOptions start;
  start.input = Git::Input::kPipe;
  absl::StatusOr<std::unique_ptr<GitProcess>> child = git_.Start(
      {"cat-file", "--batch=%(objectname) %(objecttype) %(objectsize) %(rest)", "--buffer"},
      std::move(start));
  if (!child.ok()) return child.status();
  child_ = *std::move(child);
  reader_ = std::make_unique<PipeReader>(child_->out());
  feeder_ = std::thread([this] {
    try {
      fed_ = Feed();
    } catch (const std::exception& error) {
      fed_ = absl::InternalError(Cat("listing objects failed: ", error.what()));
    }
    child_->CloseIn();
  });
  return absl::OkStatus();
}

absl::Status ObjectStream::Feed() {
  if (options_.unreachable) {
    absl::StatusOr<std::unique_ptr<GitProcess>> list =
        git_.Start({"cat-file", "--batch-all-objects", "--unordered", "--buffer",
                    "--batch-check=%(objectname) %(objecttype)"},
                   {});
    if (!list.ok()) return list.status();
    return FeedFrom(list->get(), true);
  }
  absl::Status status;
  if (options_.messages) {
    status = List({});
    if (status.ok()) {
      status = List({"--objects", "--no-object-names", "--filter=object:type=tag",
                     "--filter-provided-objects", "--missing=print"});
    }
  }
  if (status.ok()) {
    status = List(
        {"--objects", "--filter=object:type=blob", "--filter-provided-objects", "--missing=print"});
  }
  return status;
}

absl::Status ObjectStream::List(const std::vector<std::string>& options) {
  absl::StatusOr<std::unique_ptr<GitProcess>> list = StartRevList(git_, options, walk_);
  if (!list.ok()) return list.status();
  return FeedFrom(list->get(), false);
}

// `check`: lines are "<oid> <type>", and only blobs, commits and tags are passed on.
absl::Status ObjectStream::FeedFrom(GitProcess* list, bool check) {
  PipeReader reader(list->out());
  std::string line, names;
  for (;;) {
    absl::StatusOr<bool> more = reader.Until('\n', &line, kLineBytes);
    if (!more.ok()) return more.status();
    if (!*more || names.size() > kWriteBytes) {
      const absl::Status status = WriteAll(child_->in(), names);
      // The other end says why it stopped.
      if (status.code() == absl::StatusCode::kCancelled) return absl::OkStatus();
      if (!status.ok()) return status;
      names.clear();
      if (!*more) break;
    }
    if (stop_.load(std::memory_order_relaxed)) return absl::OkStatus();
    if (line.starts_with('?')) {
      ++missing_count_;
      if (missing_.size() < kMostMissing) missing_.push_back(line.substr(1));
      continue;
    }
    std::string_view text = line;
    std::string_view oid = text.substr(0, text.find(' '));
    if (!IsObjectName(oid)) return absl::DataLossError("git listed something that is no object");
    if (check) {
      const std::string_view type = text.substr(std::min(oid.size() + 1, text.size()));
      if (type != "blob" && (!options_.messages || (type != "commit" && type != "tag"))) continue;
      text = oid;
    }
    if (options_.skip != nullptr && options_.skip->Has(oid)) {
      ++skipped_;
      continue;
    }
    names.append(text);
    names.push_back('\n');
  }
  return list->Wait();
}

absl::StatusOr<bool> ObjectStream::Next(Object* object) {
  absl::StatusOr<bool> more = reader_->Until('\n', &line_, kLineBytes + 256);
  if (!more.ok() || !*more) return more;
  // "<oid> <type> <size> <path>", or as of old "<oid> missing".
  std::string_view head = line_;
  size_t end = 0;
  for (int i = 0; i < 3 && end != head.npos; ++i) end = head.find(' ', i == 0 ? 0 : end + 1);
  object->path.clear();
  object->bytes.clear();
  if (end != head.npos) {
    object->path = head.substr(end + 1);
    head = head.substr(0, end);
  }
  absl::StatusOr<ObjectHeader> header = ParseObjectHeader(head);
  if (!header.ok()) return header.status();
  object->header = *std::move(header);
  if (object->header.type == ObjectHeader::Type::kMissing) return true;
  absl::Status status;
  if (object->header.size <= options_.max_bytes) {
    object->bytes.resize(object->header.size);
    status = reader_->Exactly(object->bytes.data(), object->bytes.size());
  } else {
    status = reader_->Skip(object->header.size);
  }
  if (status.ok()) status = reader_->Skip(1);
  if (!status.ok()) return status;
  return true;
}

absl::Status ObjectStream::Finish() {
  if (feeder_.joinable()) feeder_.join();
  if (child_ == nullptr) return absl::OkStatus();
  absl::Status status = fed_;
  const absl::Status read = child_->Wait();
  child_.reset();
  return status.ok() ? read : status;
}

}  // namespace weir
