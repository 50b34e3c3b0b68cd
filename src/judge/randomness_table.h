// The table of randomness.h; see bench/quality/train_bigrams.py, which writes randomness_table.cc.
#ifndef WEIR_JUDGE_RANDOMNESS_TABLE_H_
#define WEIR_JUDGE_RANDOMNESS_TABLE_H_

#include <cstddef>
#include <cstdint>

namespace weir {

inline constexpr unsigned char kPairFirst = 32;  // printable ASCII, ' ' to '~'
inline constexpr size_t kPairWidth = 95;
inline constexpr float kPairScale = 16.0f;  // units in a bit

extern const uint8_t kPairSurprise[kPairWidth * kPairWidth];

}  // namespace weir

#endif  // WEIR_JUDGE_RANDOMNESS_TABLE_H_
