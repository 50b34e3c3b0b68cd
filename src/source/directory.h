// Directory: an open folder, and Listing: the names in it, in the order of their bytes.
//
//   Listing listing;
//   int error = listing.Read(fd);                       // errno or 0
//   for (const Listing::Entry& e : listing.entries()) Visit(listing.name(e), e.type);
//
// One getdents64 call gives about a thousand names and, on the usual file systems, their types, so
// that a walk needs no stat. Memory: the names and 8 bytes each. Threads: one object a thread.
#ifndef WEIR_SOURCE_DIRECTORY_H_
#define WEIR_SOURCE_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "os/unique_fd.h"

namespace weir {

// An open folder that several threads open files in; closed when the last of them lets go.
struct Directory {
  UniqueFd fd;
};
using DirectoryRef = std::shared_ptr<const Directory>;

class Listing {
 public:
  struct Entry {
    uint64_t name : 56;  // offset into the names
    uint64_t type : 8;   // DT_REG, DT_DIR, ...; DT_UNKNOWN where the file system does not tell
  };

  // Replaces what was there. Leaves out "." and "..". Returns errno, 0 if all names were read.
  int Read(int fd);

  const std::vector<Entry>& entries() const { return entries_; }
  const char* name(const Entry& entry) const { return names_.data() + entry.name; }

 private:
  std::string names_;  // each with its zero byte
  std::vector<Entry> entries_;
};

}  // namespace weir

#endif  // WEIR_SOURCE_DIRECTORY_H_
