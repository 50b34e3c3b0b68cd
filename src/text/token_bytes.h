// What a secret may be made of, as far as the gates of views ask. Threads: pure.
#ifndef WEIR_TEXT_TOKEN_BYTES_H_
#define WEIR_TEXT_TOKEN_BYTES_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace weir {

namespace token_bytes_internal {
constexpr std::array<bool, 256> Make(std::string_view marks) {
  std::array<bool, 256> set{};
  for (unsigned c = '0'; c <= '9'; ++c) set[c] = true;
  for (unsigned c = 'a'; c <= 'z'; ++c) set[c] = set[c - 'a' + 'A'] = true;
  for (char c : marks) set[static_cast<unsigned char>(c)] = true;
  return set;
}
inline constexpr std::array<bool, 256> kToken = Make("_-+/=.~");
inline constexpr std::array<bool, 256> kName = Make("_-");
}  // namespace token_bytes_internal

// Letters, digits and the marks that stand within tokens.
constexpr bool IsTokenByte(char c) { return token_bytes_internal::kToken[static_cast<unsigned char>(c)]; }
// Letters, digits, _ and -.
constexpr bool IsNameByte(char c) { return token_bytes_internal::kName[static_cast<unsigned char>(c)]; }

// Is the byte at `at` there, and such a one? `at` may be SIZE_MAX (before the first).
constexpr bool TokenAt(std::string_view text, size_t at) { return at < text.size() && IsTokenByte(text[at]); }
constexpr bool NameAt(std::string_view text, size_t at) { return at < text.size() && IsNameByte(text[at]); }

}  // namespace weir

#endif  // WEIR_TEXT_TOKEN_BYTES_H_
