// A secret written as a list of numbers: `aesKey := []byte{0x1f, 0x8b, ...}`, `secret = [31, 139,
// ...]`, `static const uint8_t key[16] = { 0x1f, ... };`.
//
//   ByteArray a = ByteArrayAfter(text, name_end);
//   if (a.found) ...   // [a.start, a.end) is from the first number to the last, a.count numbers
//
// Between the name and the list only what declares it may stand: types, brackets, `=`, `:=`, `(`.
// The numbers are bytes (0 to 255, hexadecimal with 0x or decimal), at least kLeastBytes of them,
// and look like chance: no counting, no few values again and again. A list that goes on beyond
// kMaxLook bytes (assignment.h) behind the name is a table, not a key.
//
// Cost: linear in at most kMaxLook bytes, no allocation; the first byte that fits nothing ends it.
// Threads: pure.
#ifndef WEIR_JUDGE_BYTE_ARRAY_H_
#define WEIR_JUDGE_BYTE_ARRAY_H_

#include <cstddef>
#include <string_view>

namespace weir {

inline constexpr size_t kLeastBytes = 16;

struct ByteArray {
  bool found = false;
  size_t start = 0, end = 0;
  size_t count = 0;
};

// Where the list begins: the offset of its bracket, or npos if none follows the name. *open: the text ends too early to
// tell.
size_t ByteArrayBegin(std::string_view text, size_t at, bool* open);

// `at`: just behind the name, or in it.
ByteArray ByteArrayAfter(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_JUDGE_BYTE_ARRAY_H_
