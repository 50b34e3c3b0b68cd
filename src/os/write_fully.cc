#include "os/write_fully.h"

#include <unistd.h>

#include <cerrno>

namespace weir {

int WriteFully(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    if (put == 0) return ENOSPC;
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return 0;
}

}  // namespace weir
