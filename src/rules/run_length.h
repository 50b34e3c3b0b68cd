// How many bytes at `text` belong to a set: the inner loop of every walk.
//
//   size_t n = RunLength(set, text, /*limit=*/36, /*readable=*/1000);   // 0..36
//
// `readable` (>= limit) bytes may be read, so that short runs too can be tested 16 bytes at a time;
// bytes past `limit` never change the result. Any set works: the set's own 32 bytes are the lookup
// table. Cost: about 1 ns for 16 bytes with SSSE3 or NEON, 1 ns a byte without. Threads: pure.
#ifndef WEIR_RULES_RUN_LENGTH_H_
#define WEIR_RULES_RUN_LENGTH_H_

#include <cstddef>

#include "rules/byte_set.h"

namespace weir {

size_t RunLength(const ByteSet& set, const char* text, size_t limit, size_t readable);

// The same without vector instructions: the reference in tests, and the fallback.
size_t RunLengthPortable(const ByteSet& set, const char* text, size_t limit);

// The same backwards: text[-1], text[-2], ...; at most `limit` bytes before `text` are read.
size_t RunLengthBackward(const ByteSet& set, const char* text, size_t limit);

}  // namespace weir

#endif  // WEIR_RULES_RUN_LENGTH_H_
