// LooseObjects: blobs that were just staged, read from their own files, which saves a process in
// every commit.
//
//   LooseObjects loose = LooseObjects::Here();
//   if (!loose.Blob(oid, kLimit, &bytes)) ...   // not here: ask git
//
// Only for the plain case: the current folder is the root of a work tree whose .git is a folder of
// its own. In every other case (a linked work tree, GIT_DIR or GIT_OBJECT_DIRECTORY set, a packed
// object, one over the limit, a file that is not what it should be) the answer is "not here", and
// git is asked. Nothing is followed or waited for. Threads: const.
#ifndef WEIR_ADAPTER_GIT_LOOSE_OBJECT_H_
#define WEIR_ADAPTER_GIT_LOOSE_OBJECT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace weir {

class LooseObjects {
 public:
  static LooseObjects Here();
  bool usable() const { return usable_; }

  bool Blob(std::string_view oid, uint64_t limit, std::string* bytes) const;
  // Whether a merge is being made, as far as .git/MERGE_HEAD tells. Only if usable().
  bool IsMerging() const;

 private:
  bool usable_ = false;
};

// The bytes of a blob from a loose object's file. False: no blob, broken, or over the limit.
bool InflateBlob(std::string_view file, uint64_t limit, std::string* bytes);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_LOOSE_OBJECT_H_
