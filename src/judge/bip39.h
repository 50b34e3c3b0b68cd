// The checksum of a seed phrase (BIP-39).
//
//   Bip39Holds(numbers);   // of the words, 0 to 2047; 12, 15, 18, 21 or 24 of them, else false
//
// The numbers are 11 bits each: entropy, and then one bit for each 32 of it, the first bits of its SHA-256.
// Threads: pure.
#ifndef WEIR_JUDGE_BIP39_H_
#define WEIR_JUDGE_BIP39_H_

#include <span>

namespace weir {

bool Bip39Holds(std::span<const int> numbers);

}  // namespace weir

#endif  // WEIR_JUDGE_BIP39_H_
