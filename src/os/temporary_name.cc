#include "os/temporary_name.h"

#include <sys/random.h>
#include <unistd.h>

#include <cstdint>

namespace weir {

std::string TemporaryName(std::string_view front) {
  uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<uint64_t>(getpid());
  return std::string(front) + std::to_string(number) + ".tmp";
}

}  // namespace weir
