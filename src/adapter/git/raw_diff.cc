#include "adapter/git/raw_diff.h"

#include <algorithm>

#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

absl::Status Unreadable(std::string_view head) {
  return absl::DataLossError(
      Cat("git gave a record that cannot be read: '", Printable(head.substr(0, 120)), "'"));
}

// The next word, up to a blank or the end.
std::string_view Word(std::string_view* rest) {
  const size_t end = std::min(rest->find(' '), rest->size());
  const std::string_view word = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return word;
}

RawChange::Kind KindOf(std::string_view mode) {
  if (mode == "000000") return RawChange::Kind::kNone;
  if (mode.starts_with("100")) return RawChange::Kind::kFile;
  if (mode == "120000") return RawChange::Kind::kLink;
  if (mode == "160000") return RawChange::Kind::kSubmodule;
  return RawChange::Kind::kOther;
}

bool IsMode(std::string_view text) {
  return text.size() == 6 && text.find_first_not_of("01234567") == text.npos;
}

}  // namespace

bool IsObjectName(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool IsZeroName(std::string_view text) {
  return !text.empty() && text.find_first_not_of('0') == text.npos;
}

absl::Status ParseRawHead(std::string_view head, RawChange* change) {
  const size_t parents = std::min(head.find_first_not_of(':'), head.size());
  if (parents == 0 || parents > RawChange::kMostParents) return Unreadable(head);
  std::string_view rest = head.substr(parents);
  std::vector<bool> old_is_blob(parents);
  for (size_t i = 0; i < parents; ++i) {
    const std::string_view mode = Word(&rest);
    if (!IsMode(mode)) return Unreadable(head);
    old_is_blob[i] =
        KindOf(mode) == RawChange::Kind::kFile || KindOf(mode) == RawChange::Kind::kLink;
  }
  const std::string_view mode = Word(&rest);
  if (!IsMode(mode)) return Unreadable(head);
  change->kind = KindOf(mode);
  change->old_oids.assign(parents, std::string());
  for (size_t i = 0; i < parents; ++i) {
    const std::string_view oid = Word(&rest);
    if (!IsObjectName(oid)) return Unreadable(head);
    if (old_is_blob[i] && !IsZeroName(oid)) change->old_oids[i] = oid;
  }
  const std::string_view oid = Word(&rest);
  if (!IsObjectName(oid)) return Unreadable(head);
  change->oid = IsZeroName(oid) ? std::string() : std::string(oid);
  // One letter a parent, and for renames and copies, which are never asked for, a score.
  if (rest.size() < parents || rest.find(' ') != rest.npos) return Unreadable(head);
  change->conflict = rest[0] == 'U';
  return absl::OkStatus();
}

absl::StatusOr<bool> RawDiffReader::Next(Item* item) {
  absl::StatusOr<bool> more = pipe_->Until('\0', &token_, kMaxPathBytes);
  if (!more.ok() || !*more) return more;
  item->is_commit = IsObjectName(token_);
  if (item->is_commit) {
    item->commit = token_;
    return true;
  }
  if (absl::Status status = ParseRawHead(token_, &item->change); !status.ok()) return status;
  more = pipe_->Until('\0', &item->change.path, kMaxPathBytes);
  if (more.ok() && (!*more || item->change.path.empty())) {
    return absl::DataLossError("git gave a change without a path");
  }
  return more;
}

}  // namespace weir
