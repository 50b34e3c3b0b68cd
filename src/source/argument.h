// Argument: what a path on the command line stands for, opened.
//
//   Argument a = OpenArgument("-");
//   switch (a.kind) { case Argument::Kind::kStream: ... }
//
// A link is followed here, and only here: the operator named it. "-" is standard input. A FIFO, a
// socket or a device is a stream only where it is a descriptor that was handed to the program
// (/dev/stdin, /dev/fd/N, /proc/self/fd/N: process substitution); any other is refused, as opening
// it may wait for ever or set something going. Such a descriptor is used as it is, from where it
// stands.
#ifndef WEIR_SOURCE_ARGUMENT_H_
#define WEIR_SOURCE_ARGUMENT_H_

#include <cstdint>
#include <string>

#include "os/unique_fd.h"
#include "scan/coverage.h"

namespace weir {

struct Argument {
  enum class Kind : uint8_t { kTree, kFile, kStream, kRefused };
  Kind kind = Kind::kRefused;
  UniqueFd fd;                                  // open unless kRefused
  uint64_t size = 0;                            // kFile
  SkipReason reason = SkipReason::kUnreadable;  // kRefused
  std::string message;                          // kRefused: what is wrong, in a sentence
};

Argument OpenArgument(const std::string& path);

}  // namespace weir

#endif  // WEIR_SOURCE_ARGUMENT_H_
