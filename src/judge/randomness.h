// Randomness of a short string: is this machine-made, or words?
//
//   RandomnessScore("kJ8xQ2mVn4RtY7wZ")  ->  about +2.5   (random)
//   RandomnessScore("getElementsByTagName") -> about -2   (words)
//
// The score is the mean, over neighbouring characters, of log2 of how much more likely the pair is in
// uniformly random text of the same alphabet than in words and identifiers; positive = random.
// The table of pairs is committed data made by bench/quality/train_bigrams.py (its header names the text).
// Cost: one table load a byte. Threads: pure. Strings under 6 bytes give 0.
#ifndef WEIR_JUDGE_RANDOMNESS_H_
#define WEIR_JUDGE_RANDOMNESS_H_

#include <string_view>

namespace weir {

float RandomnessScore(std::string_view value);

// Shannon entropy in bits a character, of the value's own bytes. 0 for the empty string.
float ShannonEntropy(std::string_view value);

}  // namespace weir

#endif  // WEIR_JUDGE_RANDOMNESS_H_
