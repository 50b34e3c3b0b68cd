// Opening and reading what others may be changing at the same moment.
//
//   OpenedFile file = OpenRegular(dir_fd, "notes.txt");
//   if (!file.ok()) coverage.AddSkip(file.reason, 0), SystemMessage(file.error) ...
//   ReadOutcome got = ReadUpTo(file.fd.get(), buffer, sizeof buffer);
//
// Every open is without waiting (a FIFO cannot hang it), without taking a terminal, and is followed
// by fstat on the descriptor itself, so that what was checked is what is read. Files are never
// mapped: one that shrinks while it is read gives fewer bytes, not a signal. Errors are errno
// values; nothing here allocates. Threads: pure functions.
#ifndef WEIR_SOURCE_OPEN_FILE_H_
#define WEIR_SOURCE_OPEN_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "os/unique_fd.h"
#include "scan/coverage.h"

namespace weir {

struct OpenedFile {
  UniqueFd fd;                                  // open exactly if ok()
  uint64_t size = 0;                            // as fstat told at the opening
  SkipReason reason = SkipReason::kUnreadable;  // if not ok(): how to count it
  int error = 0;                                // if not ok(): errno; 0 for "not a regular file"
  bool ok() const { return fd.ok(); }
};

// Opens `name` in the folder `dir_fd` (or AT_FDCWD) if it is a regular file and no symbolic link.
OpenedFile OpenRegular(int dir_fd, const char* name);

// What stands behind a symbolic link inside a tree.
struct OpenedLink {
  enum class Kind : uint8_t { kFile, kFolder, kSkip };
  Kind kind = Kind::kSkip;
  OpenedFile file;  // kFile: fd and size; kFolder: fd; kSkip: reason and error
};

// Follows a link, as long as the whole way stays below the folder `root_fd`; `path` is relative to
// it. A link that begins with `/` counts as one that leads out, wherever it ends.
OpenedLink OpenLinkBeneath(int root_fd, const char* path);

// How to count a file that could not be opened or read with this errno.
SkipReason ReasonOf(int error);

// "Permission denied": the system's words, without allocating a locale. 0 gives "not a regular
// file".
std::string SystemMessage(int error);

struct ReadOutcome {
  size_t size = 0;  // bytes that were read before the end or the error
  bool at_end = false;
  int error = 0;  // errno, or 0
};

// Reads until `size` bytes are there, the file ends or an error comes; repeats after signals.
// `offset` >= 0 reads at that place and leaves the file position alone.
ReadOutcome ReadUpTo(int fd, char* into, size_t size, int64_t offset = -1);

}  // namespace weir

#endif  // WEIR_SOURCE_OPEN_FILE_H_
