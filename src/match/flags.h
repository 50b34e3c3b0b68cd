// Where options of command lines stand: `mysql -p...`, `curl --user ...`.
//
//   FindFlags(target, block, &offsets);   // of the dash; a blank stands before it
//
// Only those that may be followed by a credential: -p -P -u -U -w -a -A -c -k -N, and long ones that begin with
// --u or --p. In source code that is one place in some thousand bytes; the judge then looks for the command's name.
// A dash at the very start of the block has nothing before it and is not given.
// Threads: pure. Cost: about 40 GB/s with AVX2. Allocates only where `offsets` must grow. All targets give the same.
#ifndef WEIR_MATCH_FLAGS_H_
#define WEIR_MATCH_FLAGS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "match/cpu.h"

namespace weir {

void FindFlags(CpuTarget target, std::string_view block, std::vector<uint32_t>* offsets);

}  // namespace weir

#endif  // WEIR_MATCH_FLAGS_H_
