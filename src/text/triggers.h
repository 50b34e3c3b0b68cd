// Triggers: places of a text where undoing a dress may matter to a secret. The gate of all dresses that show by
// two bytes: escapes, percent, entities, spaced hex, quoted-printable, joints, invisible characters, look-alikes.
//
//   FindTriggers(GateCpu::kAvx2, text, begin, end, &hex_to, &triggers);    // appended in order
//
// How: a byte and the next one are looked up in two pairs of 16-byte tables (as match/gate.h does for one byte);
// what passes is asked by the function of its dress whether it matters there (XMatters): clean source and prose
// have few such places. All targets give the same triggers.
// Threads: pure. Cost: some 15 GB/s with AVX2, and a few nanoseconds for a pair that passes the tables.
#ifndef WEIR_TEXT_TRIGGERS_H_
#define WEIR_TEXT_TRIGGERS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/trail.h"

namespace weir {

enum class GateCpu : uint8_t { kPortable, kSse42, kAvx2, kAvx512 };

struct Trigger {
  uint64_t at = 0;
  Dress dress = Dress::kNone;
  uint64_t end = 0;  // kHex only: the pairs are [at, end)

  friend bool operator==(const Trigger&, const Trigger&) = default;
};

// Of pairs whose first byte lies in [begin, end); the bytes around them are looked at as well. *hex_to: up to
// where spaced hex is known, from call to call for one text; begin with 0.
void FindTriggers(GateCpu cpu, std::string_view text, uint64_t begin, uint64_t end, uint64_t* hex_to,
                  std::vector<Trigger>* triggers);

}  // namespace weir

#endif  // WEIR_TEXT_TRIGGERS_H_
