// KeyNames: does a rule's word name this key?
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "judge/assignment.h"
#include "judge/word_set.h"

namespace weir {
namespace {

// A word this long is seldom part of another by chance: "pgpassword", "clientsecret".
constexpr size_t kLongWord = 6;
constexpr size_t kMaxKey = 256;

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return IsUpper(c) || IsLower(c) || static_cast<unsigned char>(c) >= 0x80; }
bool IsSeparator(char c) { return c == '-' || c == '_' || c == '.' || c == ' '; }

// True if a segment of `key` begins or ends between at-1 and at.
bool Border(std::string_view key, size_t at) {
  if (at == 0 || at >= key.size()) return true;
  const char a = key[at - 1], b = key[at];
  if (!IsLetter(a) && !IsDigit(a)) return true;
  if (!IsLetter(b) && !IsDigit(b)) return true;
  if (IsDigit(a) != IsDigit(b)) return true;
  if (IsUpper(b)) {
    if (!IsUpper(a)) return true;                        // api|Key
    return at + 1 < key.size() && IsLower(key[at + 1]);  // API|Key
  }
  return false;
}

// English endings that make another word of a long one: secretary, passwordless.
bool OtherWord(std::string_view rest) {
  for (std::string_view ending : {"ary", "arial", "ariat", "aries", "less", "ion", "ive"}) {
    if (rest.size() < ending.size()) continue;
    bool same = true;
    for (size_t i = 0; i < ending.size(); ++i) same = same && LowerAscii(rest[i]) == ending[i];
    if (same && Border(rest, ending.size())) return true;
  }
  return false;
}

}  // namespace

bool KeyNames(std::string_view key, std::string_view word) {
  key = key.substr(0, kMaxKey);
  size_t letters = 0;
  for (char c : word) letters += !IsSeparator(c);
  if (letters == 0) return false;
  const bool is_long = letters >= kLongWord;
  size_t first = 0;
  while (IsSeparator(word[first])) ++first;

  for (size_t start = 0; start < key.size(); ++start) {
    if (LowerAscii(key[start]) != word[first]) continue;
    if (!is_long && !Border(key, start)) continue;
    size_t k = start, w = first;
    while (k < key.size() && w < word.size()) {
      if (IsSeparator(word[w])) {
        ++w;
      } else if (k > start && IsSeparator(key[k])) {
        ++k;
      } else if (LowerAscii(key[k]) == word[w]) {
        ++k;
        ++w;
      } else {
        break;
      }
    }
    while (w < word.size() && IsSeparator(word[w])) ++w;
    if (w < word.size()) continue;
    if (Border(key, k)) return true;
    if (LowerAscii(key[k]) == 's' && Border(key, k + 1)) return true;  // a plural
    if (is_long && !OtherWord(key.substr(k))) return true;
  }
  return false;
}

}  // namespace weir
