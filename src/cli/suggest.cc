#include "cli/suggest.h"

#include "rules/cat.h"
#include "rules/nearest.h"

namespace weir {

std::string_view Nearest(std::string_view word, std::span<const std::string_view> known) {
  if (word.size() > 64) return {};
  std::string folded(word);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  const std::string_view near = NearestName(folded, known);
  if (!near.empty() || folded.size() < 3) return near;
  for (std::string_view name : known) {
    if (name.starts_with(folded)) return name;
  }
  return {};
}

std::string DidYouMean(std::string_view word, std::span<const std::string_view> known,
                       std::string_view dashes) {
  const std::string_view near = Nearest(word, known);
  if (near.empty()) return "";
  return Cat("; did you mean '", dashes, near, "'?");
}

}  // namespace weir
