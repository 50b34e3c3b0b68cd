// A fixed set of short lower-case words, asked for words of a text in any case.
//
//   constexpr auto kLinks = Words<"is was to">();
//   kLinks.Has("WAS")  // true
//
// Words are packed into 16 bytes and sorted when weir is compiled; a look-up is a binary search
// over integers, without a table to build at start. A longer word is never in a set.
// Limits: 1 to 16 bytes a word, no blank in it; a longer one does not compile.
// Threads: const. Cost: about 5 ns.
#ifndef WEIR_JUDGE_WORD_SET_H_
#define WEIR_JUDGE_WORD_SET_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weir {

constexpr char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

template <size_t N>
class WordSet {
 public:
  constexpr explicit WordSet(std::string_view list) {
    size_t count = 0;
    for (size_t begin = 0; begin < list.size();) {
      size_t end = begin;
      while (end < list.size() && list[end] != ' ') ++end;
      if (end > begin) words_.at(count++) = Pack(list.substr(begin, end - begin));
      begin = end + 1;
    }
    std::sort(words_.begin(), words_.end());
  }

  constexpr bool Has(std::string_view word) const {
    if (word.empty() || word.size() > 16) return false;
    return std::binary_search(words_.begin(), words_.end(), Pack(word));
  }

 private:
  struct Packed {
    uint64_t head = 0, tail = 0;
    constexpr auto operator<=>(const Packed&) const = default;
  };

  static constexpr Packed Pack(std::string_view word) {
    Packed packed;
    for (size_t i = 0; i < word.size(); ++i) {
      const auto byte = static_cast<unsigned char>(LowerAscii(word[i]));
      (i < 8 ? packed.head : packed.tail) |= uint64_t{byte} << (56 - 8 * (i % 8));
    }
    return packed;
  }

  std::array<Packed, N> words_{};
};

// A list of words as a template argument.
template <size_t N>
struct WordList {
  char text[N]{};
  consteval WordList(const char (&list)[N]) {  // implicit: it is written as a literal
    std::copy_n(list, N, text);
  }
  constexpr std::string_view view() const { return {text, N - 1}; }
  constexpr size_t Count() const {
    size_t words = 0, length = 0;
    for (char c : view()) {
      length = c == ' ' ? 0 : length + 1;
      words += length == 1;
      if (length > 16) throw "a word of more than 16 bytes";  // stops the compiler
    }
    return words;
  }
};

template <WordList kList>
consteval auto Words() {
  return WordSet<kList.Count()>(kList.view());
}

}  // namespace weir

#endif  // WEIR_JUDGE_WORD_SET_H_
