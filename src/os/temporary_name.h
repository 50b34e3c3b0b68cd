// TemporaryName: a name for a file that is written beside another, to be renamed over it when it is complete.
//
//   int fd = openat(folder, TemporaryName(".weir-").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
//
// `front` and a random number; hidden if `front` begins with a dot. Open it with O_EXCL: that, and not the number, is
// what makes a guessed name safe. Threads: safe. Failure: none; without random numbers the process's own serves.
#ifndef WEIR_OS_TEMPORARY_NAME_H_
#define WEIR_OS_TEMPORARY_NAME_H_

#include <string>
#include <string_view>

namespace weir {

std::string TemporaryName(std::string_view front);

}  // namespace weir

#endif  // WEIR_OS_TEMPORARY_NAME_H_
