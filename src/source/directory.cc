#include "source/directory.h"

#include <dirent.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace weir {
namespace {

// What the kernel writes; the name follows at once, ended by a zero byte.
struct RawEntry {
  uint64_t inode;
  int64_t next;
  unsigned short size;
  unsigned char type;
};
constexpr size_t kNameOffset = 19;

}  // namespace

int Listing::Read(int fd) {
  names_.clear();
  entries_.clear();
  alignas(RawEntry) std::array<char, 32 * 1024> buffer;
  for (;;) {
    const long got = syscall(SYS_getdents64, fd, buffer.data(), buffer.size());
    if (got < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    if (got == 0) break;
    for (size_t at = 0; at < static_cast<size_t>(got);) {
      RawEntry raw;
      memcpy(&raw, buffer.data() + at, kNameOffset);
      const char* name = buffer.data() + at + kNameOffset;
      at += raw.size;
      if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) continue;
      entries_.push_back({.name = names_.size(), .type = raw.type});
      names_.append(name, strlen(name) + 1);
    }
  }
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    return strcmp(name(a), name(b)) < 0;  // as unsigned bytes
  });
  return 0;
}

}  // namespace weir
