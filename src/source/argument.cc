#include "source/argument.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "source/open_file.h"
#include "source/text_util.h"

namespace weir {
namespace {

// The number of a descriptor that the operator handed over by this name.
std::optional<int> HandedDescriptor(std::string_view path) {
  if (path == "-" || path == "/dev/stdin") return 0;
  if (!ConsumePrefix(&path, "/dev/fd/") && !ConsumePrefix(&path, "/proc/self/fd/")) {
    return std::nullopt;
  }
  int fd = -1;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), fd);
  if (error != std::errc() || end != path.data() + path.size() || fd < 0) return std::nullopt;
  return fd;
}

Argument Refused(SkipReason reason, std::string message) {
  Argument argument;
  argument.reason = reason;
  argument.message = std::move(message);
  return argument;
}

const char* KindName(mode_t mode) {
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISBLK(mode)) return "a block device";
  if (S_ISCHR(mode)) return "a character device";
  return "not a regular file";
}

}  // namespace

Argument OpenArgument(const std::string& path) {
  struct stat info;
  const std::optional<int> handed = HandedDescriptor(path);
  if (handed.has_value()) {
    if (fstat(*handed, &info) != 0) return Refused(SkipReason::kUnreadable, SystemMessage(errno));
    if (!S_ISDIR(info.st_mode) || path == "-") {
      Argument argument;
      argument.fd = UniqueFd(fcntl(*handed, F_DUPFD_CLOEXEC, 3));
      if (!argument.fd.ok()) return Refused(SkipReason::kUnreadable, SystemMessage(errno));
      argument.kind = Argument::Kind::kStream;
      return argument;
    }
  }
  // Looked at before it is opened, so that a device is not set going; and again after, as the name
  // may stand for something else by then.
  if (stat(path.c_str(), &info) != 0) return Refused(SkipReason::kUnreadable, SystemMessage(errno));
  if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
    return Refused(SkipReason::kNotRegular,
                   std::string("This is ") + KindName(info.st_mode) +
                       "; to scan what comes out of it, pipe it into `weir scan -`");
  }
  Argument argument;
  argument.fd = UniqueFd(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!argument.fd.ok()) return Refused(SkipReason::kUnreadable, SystemMessage(errno));
  if (fstat(argument.fd.get(), &info) != 0) {
    return Refused(SkipReason::kUnreadable, SystemMessage(errno));
  }
  if (S_ISDIR(info.st_mode)) {
    argument.kind = Argument::Kind::kTree;
  } else if (S_ISREG(info.st_mode)) {
    argument.kind = Argument::Kind::kFile;
    argument.size = static_cast<uint64_t>(std::max<off_t>(info.st_size, 0));
  } else {
    return Refused(SkipReason::kNotRegular, "Not a regular file any more");
  }
  return argument;
}

}  // namespace weir
