// bip39   the checksum of a seed phrase; words parted by one blank, as samples are made.
#include <string>
#include <vector>

#include "judge/bip39.h"
#include "judge/checksum_table.h"
#include "judge/digest.h"
#include "match/phrase.h"

namespace weir {
namespace {

constexpr size_t kWordBits = 11;

// The bits of the entropy, from its front.
bool Bit(std::string_view bytes, size_t i) { return (static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8)) & 1; }

}  // namespace

bool Bip39Holds(std::span<const int> numbers) {
  const size_t count = numbers.size();
  if (count < 12 || count > 24 || count % 3 != 0) return false;
  const size_t check = count / 3, entropy = count * kWordBits - check;  // bits
  std::string bits((count * kWordBits + 7) / 8, '\0');
  for (size_t i = 0; i < count * kWordBits; ++i) {
    const int bit = numbers[i / kWordBits] >> (kWordBits - 1 - i % kWordBits) & 1;
    bits[i / 8] = static_cast<char>(static_cast<unsigned char>(bits[i / 8]) | bit << (7 - i % 8));
  }
  const std::string digest = Sha256(std::string_view(bits).substr(0, entropy / 8));
  for (size_t i = 0; i < check; ++i) {
    if (Bit(digest, i) != Bit(bits, entropy + i)) return false;
  }
  return true;
}

Validity CheckBip39(std::string_view value) {
  std::vector<int> numbers;
  for (size_t begin = 0; begin <= value.size() && numbers.size() <= 24;) {
    const size_t end = std::min(value.find(' ', begin), value.size());
    const std::optional<int> number = PhraseWord(value.substr(begin, end - begin));
    if (!number.has_value()) return Validity::kInvalid;
    numbers.push_back(*number);
    begin = end + 1;
  }
  return Bip39Holds(numbers) ? Validity::kValid : Validity::kInvalid;
}

std::string MakeBip39(std::string_view, uint64_t seed) {
  Chance chance(seed);
  std::string made;
  while (made.size() < kShortestPhrase) {
    std::vector<int> numbers(chance.Below(2) == 0 ? 12 : 24);
    for (int& number : numbers) number = static_cast<int>(chance.Below(kPhraseWords));
    while (!Bip39Holds(numbers)) numbers.back() = static_cast<int>(chance.Below(kPhraseWords));
    made.clear();
    for (int number : numbers) {
      if (!made.empty()) made += ' ';
      made += PhraseWordAt(number);
    }
  }
  return made;
}

}  // namespace weir
