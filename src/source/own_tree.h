// Whether a file is the operator's own, so that what it says about the scan may count.
//
//   const std::string folder = FolderOfOwnFile(fd);             // "/home/me/repo/src"
//   if (!folder.empty() && IsInOwnRepository(folder)) ...
//
// A file is the operator's own if it is a regular file of the effective user in a repository of the
// effective user: the nearest folder at or above its own that holds `.git`, which, and whose
// `.git`, belong to him. A file outside of any repository is not: a download, a transcript, a
// prompt that was saved are his by ownership only. When in doubt the answer is no. Threads: pure.
#ifndef WEIR_SOURCE_OWN_TREE_H_
#define WEIR_SOURCE_OWN_TREE_H_

#include <string>

namespace weir {

// The absolute folder of an open regular file that belongs to the effective user; "" if it does
// not, or if the system does not tell where it is.
std::string FolderOfOwnFile(int fd);

bool IsInOwnRepository(const std::string& folder);

}  // namespace weir

#endif  // WEIR_SOURCE_OWN_TREE_H_
