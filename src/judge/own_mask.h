// The marks that weir itself puts in the place of secrets, known again when they come back.
//
//   WEIR_github-pat_7f3k9q2mwx                      a placeholder: WEIR_, a label, a tag
//   WEIRHASH_github-pat_0123456789abcdef...         a keyed hash: 32 hex digits
//   ghp_f4cAd3fAc2deFacAdE...                       a fake: its letters spell "facade" over and over
//
// A text that was masked is clean when it is scanned again: the judge takes these for placeholders. They
// give an attacker nothing: whoever can write such a mark over a secret could as well have left it out.
// The tag has a fixed length and the label no underscore, so a placeholder ends at a known place even where
// letters follow it without a border.
// Threads: pure. Cost: linear in the mark, no allocation.
#ifndef WEIR_JUDGE_OWN_MASK_H_
#define WEIR_JUDGE_OWN_MASK_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace weir {

inline constexpr std::string_view kPlaceholderMark = "WEIR_";
inline constexpr std::string_view kHashMark = "WEIRHASH_";
// No vowels (a tag spells no word), no 0, 1, l or o.
inline constexpr std::string_view kTagAlphabet = "23456789bcdfghjkmnpqrstvwxyz";
inline constexpr size_t kTagSize = 10;         // characters: 28^10, 48 bits
inline constexpr size_t kMaxLabelSize = 32;    // characters of [a-z0-9-]
inline constexpr size_t kHashSize = 32;        // hex digits
inline constexpr size_t kMaxPlaceholderSize =
    kPlaceholderMark.size() + kMaxLabelSize + 1 + kTagSize;
inline constexpr std::string_view kFakeWord = "facade";  // its letters are hex digits and base58

struct ParsedPlaceholder {
  std::string_view text;   // the whole of it
  std::string_view label;  // "github-pat"
  std::string_view tag;    // "7f3k9q2mwx"
};

// The placeholder that `text` begins with; what follows it does not matter. nullopt if there is none.
std::optional<ParsedPlaceholder> ParsePlaceholder(std::string_view text);

// Bytes from value[at] on that are one escape sequence (\n, \u0041, %2F, &amp;); 0 = none. A fake keeps them.
size_t EscapeSize(std::string_view value, size_t at);

// Is the value nothing but marks of weir's own: one or more placeholders or hashes with no other letter or
// digit beside them, or one fake? `prefix_length` bytes at the front are the rule's fixed prefix.
bool IsOwnMask(std::string_view value, size_t prefix_length = 0);

}  // namespace weir

#endif  // WEIR_JUDGE_OWN_MASK_H_
