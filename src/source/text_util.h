// Small steps over std::string_view. (Debian's Abseil keeps a string_view type of its own, so its
// string functions do not take the standard one.) Threads: pure functions.
#ifndef WEIR_SOURCE_TEXT_UTIL_H_
#define WEIR_SOURCE_TEXT_UTIL_H_

#include <cstddef>
#include <string_view>

namespace weir {

// Takes the prefix or suffix off; false and nothing changed if it is not there.
inline bool ConsumePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

inline bool ConsumeSuffix(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

// The next piece up to `separator`, which is taken off too. False at the end. "a,b" gives "a" and
// "b";
// "" gives nothing.
inline bool NextPiece(std::string_view* rest, char separator, std::string_view* piece) {
  if (rest->empty()) return false;
  const size_t at = rest->find(separator);
  *piece = rest->substr(0, at);
  rest->remove_prefix(at == std::string_view::npos ? rest->size() : at + 1);
  return true;
}

}  // namespace weir

#endif  // WEIR_SOURCE_TEXT_UTIL_H_
