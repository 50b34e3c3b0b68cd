// RawDiff: the records of `git diff-index -z --raw` and `git diff-tree -z --raw` (also -c, of
// merges).
//
//   RawDiffReader reader(&pipe);
//   RawDiffReader::Item item;
//   while (*reader.Next(&item)) {
//     if (item.is_commit) ... item.commit ...  else ... item.change.path ...
//   }
//
// A path is raw bytes. Object names are 40 or 64 hex digits; anything else is an error: what git
// says is not believed further than it can be read. Threads: one object a thread.
#ifndef WEIR_ADAPTER_GIT_RAW_DIFF_H_
#define WEIR_ADAPTER_GIT_RAW_DIFF_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapter/git/pipe_reader.h"

namespace weir {

bool IsObjectName(std::string_view text);  // 40 or 64 lower case hex digits
bool IsZeroName(std::string_view text);    // all zeros: no object

struct RawChange {
  enum class Kind : uint8_t { kFile, kLink, kSubmodule, kOther, kNone };
  static constexpr size_t kMostParents = 256;

  std::vector<std::string> old_oids;  // one a parent; "" where the path was not there
  std::string oid;                    // "" where the path is gone, or not known (a conflict)
  Kind kind = Kind::kNone;            // of what is there now
  bool conflict = false;
  std::string path;
};

// One record without its path: ":100644 100644 <oid> <oid> M", or with more colons for a merge.
absl::Status ParseRawHead(std::string_view head, RawChange* change);

class RawDiffReader {
 public:
  static constexpr size_t kMaxPathBytes = size_t{1} << 20;
  struct Item {
    bool is_commit = false;
    std::string commit;
    RawChange change;
  };
  explicit RawDiffReader(PipeReader* pipe) : pipe_(pipe) {}
  absl::StatusOr<bool> Next(Item* item);  // false: the end

 private:
  PipeReader* pipe_;
  std::string token_;
};

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_RAW_DIFF_H_
