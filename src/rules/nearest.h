// NearestName: "did you mean ...?" for names a person types: fields, classes, rule ids, commands.
//
//   NearestName("severty", names);  // "severity"
//
// Distance: insertions, deletions, substitutions and swapped neighbours, at most one for each three
// bytes of the word (and at least one). Cost: names of a length that cannot be near are not
// compared; words over 80 bytes are near to nothing. Threads: pure.
#ifndef WEIR_RULES_NEAREST_H_
#define WEIR_RULES_NEAREST_H_

#include <cstddef>
#include <span>
#include <string_view>

namespace weir {

// The name nearest to `word`, the first of equals, or "" if none is near.
std::string_view NearestName(std::string_view word, std::span<const std::string_view> names);

// Edit distance of two words of at most 80 bytes each.
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace weir

#endif  // WEIR_RULES_NEAREST_H_
