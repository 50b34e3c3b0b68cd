#include "source/open_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string_view>
#include <utility>

namespace weir {
namespace {

constexpr int kOpenFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

OpenedFile Failed(SkipReason reason, int error) {
  OpenedFile file;
  file.reason = reason;
  file.error = error;
  return file;
}

// /proc/self/fd/N names what a descriptor stands for; empty if there is no /proc.
std::string PathOfDescriptor(int fd) {
  char target[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = readlink(link.c_str(), target, sizeof target);
  if (size <= 0 || static_cast<size_t>(size) >= sizeof target || target[0] != '/') return {};
  return std::string(target, static_cast<size_t>(size));
}

// For kernels without openat2: O_PATH opens without touching what it finds, the place is checked,
// and only then is that same object opened for reading.
int OpenBeneathByProc(int root_fd, const char* path) {
  UniqueFd found(openat(root_fd, path, O_PATH | O_CLOEXEC));
  if (!found.ok()) return -1;
  std::string root = PathOfDescriptor(root_fd);
  const std::string target = PathOfDescriptor(found.get());
  if (root.empty() || target.empty()) {
    errno = EXDEV;
    return -1;
  }
  if (root.back() != '/') root += '/';
  if (!std::string_view(target).starts_with(root)) {
    errno = EXDEV;
    return -1;
  }
  struct stat info;
  if (fstat(found.get(), &info) != 0) return -1;
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
    errno = ENXIO;
    return -1;
  }
  const std::string again = "/proc/self/fd/" + std::to_string(found.get());
  return open(again.c_str(), kOpenFlags);
}

int OpenBeneath(int root_fd, const char* path) {
  open_how how = {};
  how.flags = static_cast<uint64_t>(kOpenFlags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof how);
  if (fd >= 0) return static_cast<int>(fd);
  // EPERM: a sandbox that does not know the call. EAGAIN: a rename elsewhere raced with `..`.
  if (errno == ENOSYS || errno == EPERM || errno == EAGAIN) {
    return OpenBeneathByProc(root_fd, path);
  }
  return -1;
}

}  // namespace

SkipReason ReasonOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return SkipReason::kVanished;
    case 0:
    case ELOOP:  // O_NOFOLLOW met a link
    case ENXIO:  // a socket, or a device without a driver
    case ENODEV:
      return SkipReason::kNotRegular;
    case EXDEV:
      return SkipReason::kOutsideTree;
    default:
      return SkipReason::kUnreadable;
  }
}

OpenedFile OpenRegular(int dir_fd, const char* name) {
  OpenedFile file;
  file.fd = UniqueFd(openat(dir_fd, name, kOpenFlags | O_NOFOLLOW));
  if (!file.fd.ok()) return Failed(ReasonOf(errno), errno);
  struct stat info;
  if (fstat(file.fd.get(), &info) != 0) return Failed(SkipReason::kUnreadable, errno);
  if (!S_ISREG(info.st_mode)) return Failed(SkipReason::kNotRegular, 0);
  file.size = static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
  return file;
}

OpenedLink OpenLinkBeneath(int root_fd, const char* path) {
  OpenedLink link;
  link.file.fd = UniqueFd(OpenBeneath(root_fd, path));
  if (!link.file.fd.ok()) {
    // A link to nothing is as much a link that was not followed as one to a device.
    const int error = errno;
    link.file = Failed(error == ENOENT ? SkipReason::kNotRegular : ReasonOf(error), error);
    return link;
  }
  struct stat info;
  if (fstat(link.file.fd.get(), &info) != 0) {
    link.file = Failed(SkipReason::kUnreadable, errno);
  } else if (S_ISREG(info.st_mode)) {
    link.kind = OpenedLink::Kind::kFile;
    link.file.size = static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
  } else if (S_ISDIR(info.st_mode)) {
    link.kind = OpenedLink::Kind::kFolder;
  } else {
    link.file = Failed(SkipReason::kNotRegular, 0);
  }
  return link;
}

std::string SystemMessage(int error) {
  if (error == 0) return "Not a regular file";
  char buffer[128];
  return strerror_r(error, buffer, sizeof buffer);  // the GNU form: returns the text
}

ReadOutcome ReadUpTo(int fd, char* into, size_t size, int64_t offset) {
  ReadOutcome outcome;
  while (outcome.size < size) {
    const size_t want = std::min<size_t>(size - outcome.size, size_t{1} << 30);
    const ssize_t got = offset < 0
                            ? read(fd, into + outcome.size, want)
                            : pread(fd, into + outcome.size, want,
                                    static_cast<off_t>(offset) + static_cast<off_t>(outcome.size));
    if (got < 0) {
      if (errno == EINTR) continue;
      outcome.error = errno;
      break;
    }
    if (got == 0) {
      outcome.at_end = true;
      break;
    }
    outcome.size += static_cast<size_t>(got);
  }
  return outcome;
}

}  // namespace weir
