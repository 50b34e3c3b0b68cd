#include "adapter/git/old_versions.h"

namespace weir {

const std::vector<OldFinding>& OldVersions::Of(const std::string& oid) {
  const auto at = known_.find(oid);
  if (at != known_.end()) return at->second;
  return known_[oid] = Look(oid);
}

std::vector<OldFinding> OldVersions::Look(const std::string& oid) {
  if (objects_ == nullptr) {
    absl::StatusOr<std::unique_ptr<CatFile>> started = CatFile::Start(git_);
    if (!started.ok()) return {};
    own_objects_ = *std::move(started);
    objects_ = own_objects_.get();
  }
  absl::StatusOr<ObjectHeader> header = objects_->Get(oid, kWholeBlobBytes, &bytes_);
  if (!header.ok() || header->type != ObjectHeader::Type::kBlob) return {};
  Outcome outcome;
  if (header->size > kWholeBlobBytes) {
    scan_->LargeBlob(git_, oid, header->size, "", &outcome);
  } else {
    scan_->Bytes("", bytes_, &outcome);
  }
  return OldFindings(outcome.records);
}

}  // namespace weir
