// OldVersions: what was found in blobs that stood there before, each looked at once and only when
// asked for.
//
//   OldVersions old(git, &scan);
//   KeepAdded(&change, [&](const std::string& oid) -> const auto& { return old.Of(oid); });
//
// A blob that cannot be read counts as one that held nothing: then more is told, never less.
// Threads: one.
#ifndef WEIR_ADAPTER_GIT_OLD_VERSIONS_H_
#define WEIR_ADAPTER_GIT_OLD_VERSIONS_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapter/git/added.h"
#include "adapter/git/cat_file.h"
#include "adapter/git/object_scan.h"

namespace weir {

class OldVersions {
 public:
  // `objects` may be null: then a child is started when the first blob is asked for.
  OldVersions(const Git& git, ObjectScan* scan, CatFile* objects)
      : git_(git), scan_(scan), objects_(objects) {}

  const std::vector<OldFinding>& Of(const std::string& oid);
  void Put(const std::string& oid, std::vector<OldFinding> found) {
    known_[oid] = std::move(found);
  }

 private:
  std::vector<OldFinding> Look(const std::string& oid);

  const Git& git_;
  ObjectScan* scan_;
  CatFile* objects_;
  std::unique_ptr<CatFile> own_objects_;
  std::unordered_map<std::string, std::vector<OldFinding>> known_;
  std::string bytes_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_OLD_VERSIONS_H_
