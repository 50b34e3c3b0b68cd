// WriteFully: all of the bytes to a descriptor that blocks.
//
//   if (int error = WriteFully(fd, text); error != 0) return absl::UnavailableError(Cat("...: ", SystemMessage(error)));
//
// Goes on where it was interrupted. 0, or the errno that stopped it: EPIPE where the reader has gone (weir ignores
// SIGPIPE), ENOSPC where nothing more was taken. What was written until then stays written. Threads: safe.
#ifndef WEIR_OS_WRITE_FULLY_H_
#define WEIR_OS_WRITE_FULLY_H_

#include <string_view>

namespace weir {

int WriteFully(int fd, std::string_view bytes);

}  // namespace weir

#endif  // WEIR_OS_WRITE_FULLY_H_
