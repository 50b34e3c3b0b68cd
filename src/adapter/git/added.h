// Added: of what was found in the new versions of some files, that which a change adds.
//
// A file is looked at as a whole, but a person is told only of what their commit brings in. New is
// what was not there before: each finding that the old versions hold takes away one of the same
// secret in the new ones, first in the same file (first on the same line), then among all files of
// the change, so that a rename, a split or a move adds nothing and a second copy does. Secrets are
// compared, not lines: a secret whose line was merely touched is not new, and one that an edit of
// another line completes (a key put before a value, a block closed) is. They are compared by their
// fingerprints, so no secret is kept.
//
//   ChangeSet change{.inputs = {{&records, {old_oid}}}, .other_old_oids = deleted};
//   KeepAdded(&change, [&](const std::string& oid) -> const std::vector<OldFinding>& {...});
//
// Only old versions that matter are asked for, and none if nothing was found. Threads: pure.
#ifndef WEIR_ADAPTER_GIT_ADDED_H_
#define WEIR_ADAPTER_GIT_ADDED_H_

#include <functional>
#include <string>
#include <vector>

#include "report/record.h"

namespace weir {

struct OldFinding {
  std::string fingerprint, line_hash;
};
std::vector<OldFinding> OldFindings(const std::vector<Record>& records);

struct ChangeSet {
  // Old versions beyond the same paths' that are looked at: more make no sense to a person, and
  // cost time.
  static constexpr size_t kMostOthers = 2000;
  struct Input {
    std::vector<Record>* records = nullptr;  // found in the new version
    std::vector<std::string> old_oids;       // of the same path, one a parent; "" = was not there
  };
  std::vector<Input> inputs;
  std::vector<std::string> other_old_oids;  // of the other paths of the change
};

using LookUpOld = std::function<const std::vector<OldFinding>&(const std::string& oid)>;

// Removes the records that are not new. Returns how many.
size_t KeepAdded(ChangeSet* change, const LookUpOld& look_up);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_ADDED_H_
