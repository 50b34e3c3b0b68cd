// Cat: strings and numbers joined, for messages. Debian's Abseil is built with its own string_view, which
// absl::StrCat does not convert to from std::string_view; this does what StrCat would.
#ifndef WEIR_RULES_CAT_H_
#define WEIR_RULES_CAT_H_

#include <concepts>
#include <string>
#include <string_view>

namespace weir {

namespace cat_internal {
inline void Append(std::string* out, std::string_view part) { out->append(part); }
inline void Append(std::string* out, char part) { out->push_back(part); }
template <std::integral T>
void Append(std::string* out, T part) {
  out->append(std::to_string(part));
}
}  // namespace cat_internal

template <typename... Parts>
std::string Cat(const Parts&... parts) {
  std::string out;
  (cat_internal::Append(&out, parts), ...);
  return out;
}

}  // namespace weir

#endif  // WEIR_RULES_CAT_H_
