// Words of seed phrases (BIP-39, English): which words they are, and where in a block a phrase could stand.
//
//   std::optional<int> number = PhraseWord("abandon");     // 0; nullopt for other words
//   FindPhrases(block, small_letters, &offsets);           // places inside possible phrases; the bits: gate.h
//
// A phrase has twelve words and more of three to eight small letters with blanks, or what lists and arrays have, in
// between. One of kShortestPhrase bytes (all but one in three hundred have as many; the judge takes no shorter one)
// covers 32 bytes at a multiple of 32, wherever it stands. Those must hold runs of letters of the lengths that words of
// the list have, with short gaps, and the whole words among them, two at least, must be of the list. Where a phrase
// stands several places of it may be given.
// Threads: pure. Cost: see phrase_benchmark.cc.
#ifndef WEIR_MATCH_PHRASE_H_
#define WEIR_MATCH_PHRASE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

inline constexpr size_t kPhraseWords = 2048;
inline constexpr size_t kShortestPhrase = 63;  // bytes
inline constexpr size_t kPhraseGap = 6;        // bytes between two words, at most

std::optional<int> PhraseWord(std::string_view word);
std::string_view PhraseWordAt(int number);

// True if the byte may stand between two words of a phrase.
bool BetweenPhraseWords(char c);

void FindPhrases(std::string_view block, std::span<const uint64_t> small_letters, std::vector<uint32_t>* offsets);

}  // namespace weir

#endif  // WEIR_MATCH_PHRASE_H_
