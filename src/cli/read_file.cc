#include "cli/read_file.h"

#include <algorithm>

#include "report/printable.h"
#include "rules/cat.h"
#include "source/argument.h"
#include "source/open_file.h"

namespace weir {
namespace {

absl::Status CannotRead(std::string_view what, std::string_view path, std::string_view why) {
  return absl::UnavailableError(
      Cat("cannot read ", what, what.empty() ? "" : " ", "'", Printable(path), "': ", why));
}

}  // namespace

absl::StatusOr<std::string> ReadDescriptor(int fd, std::string_view path, size_t limit,
                                           std::string_view what) {
  std::string bytes;
  for (;;) {
    // One byte over the limit tells a file that is too long from one that just fits.
    const size_t want =
        std::min(limit + 1 - bytes.size(), std::max<size_t>(bytes.size(), 64 * 1024));
    const size_t old_size = bytes.size();
    bytes.resize(old_size + want);
    const ReadOutcome got = ReadUpTo(fd, bytes.data() + old_size, want);
    bytes.resize(old_size + got.size);
    if (got.error != 0) return CannotRead(what, path, SystemMessage(got.error));
    if (bytes.size() > limit) {
      return CannotRead(what, path, Cat("it has more than ", limit, " bytes"));
    }
    if (got.at_end) return bytes;
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit, std::string_view what) {
  Argument argument = OpenArgument(path);
  if (argument.kind == Argument::Kind::kRefused) return CannotRead(what, path, argument.message);
  if (argument.kind == Argument::Kind::kTree) return CannotRead(what, path, "it is a folder");
  return ReadDescriptor(argument.fd.get(), path, limit, what);
}

}  // namespace weir
