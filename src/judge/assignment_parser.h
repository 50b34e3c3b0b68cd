// The inside of assignment.h: from the place of a key forward to its value. Both directions use
// this one parser (backward: guess where a key may end, parse forward, and see whether the value
// holds the byte asked for), so they cannot disagree.
#ifndef WEIR_JUDGE_ASSIGNMENT_PARSER_H_
#define WEIR_JUDGE_ASSIGNMENT_PARSER_H_

#include <cstddef>
#include <string_view>

#include "judge/assignment.h"

namespace weir::assignment_internal {

// A text with the part of it that may be looked at. A byte outside reads as 0, and so do operators
// and terminators of a value: nothing goes past the borders.
struct Window {
  std::string_view text;
  size_t low = 0, high = 0;  // low <= high <= text.size()

  unsigned char At(size_t i) const {
    return i >= low && i < high ? static_cast<unsigned char>(text[i]) : 0;
  }
  std::string_view Sub(size_t from, size_t to) const { return text.substr(from, to - from); }
};

// True if text[i] is part of a name: a letter, a digit, one of _ - . or a byte of a letter outside
// ASCII.
bool IsKeyByte(const Window& window, size_t i);

// Parses the assignment of the key that holds the byte key_at - 1. False if there is none.
bool ParseFrom(const Window& window, size_t key_at, Assignment* out);

// Where the quotation mark (with its backslashes) that ends at `p` begins; `p` if none does.
size_t SkipQuoteBack(const Window& window, size_t p);

// Words that stand before a credential in a header's value: Bearer, Basic.
bool IsScheme(std::string_view word);
// Words between a key and its value in prose and SQL: is, set to, identified by.
bool IsLink(std::string_view word);
// Names that say nothing: value, string, str. The name before them is the key.
bool IsWeakKey(std::string_view key);

}  // namespace weir::assignment_internal

#endif  // WEIR_JUDGE_ASSIGNMENT_PARSER_H_
