// Randomness of a short string: is this machine-made, or words?
//
//   RandomnessScore("<20 random letters and digits>")  ->  about +3    (random)
//   RandomnessScore("getElementsByTagName")            ->  about -0.8  (words)
//
// The score is the mean, over neighbouring characters, of log2 of how much more likely the pair is in
// uniformly random text of the same alphabet than in words and identifiers; positive = random.
// What to expect, of 1,000 random strings of one alphabet the lowest, and typical names:
//
//   bytes      8     16     20     32     64     typical
//   hex       0.2    0.9    1.0    1.3    1.7      2.6
//   a-z      -0.8    0.1    0.2    0.6    1.0      2.1
//   base62   -0.4    0.6    0.8    1.3    1.9      3.2
//   names and words: -1.5 to +0.3; short ones with digits up to 1
//
// So above 0.8 means random from 20 bytes on, and below 0 means words from 12 bytes on.
//
// The table of pairs is committed data made by bench/quality/train_bigrams.py (its header names the text).
// Cost: one table load a byte, no allocation. Threads: pure. Strings under 6 bytes give 0, as do those
// with no two neighbouring ASCII characters; of longer strings the first 4 KiB count.
#ifndef WEIR_JUDGE_RANDOMNESS_H_
#define WEIR_JUDGE_RANDOMNESS_H_

#include <string_view>

namespace weir {

float RandomnessScore(std::string_view value);

// Shannon entropy in bits a character, of the value's own bytes. 0 for the empty string.
float ShannonEntropy(std::string_view value);

}  // namespace weir

#endif  // WEIR_JUDGE_RANDOMNESS_H_
