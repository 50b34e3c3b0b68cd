// Letters, digits and marks that look like ASCII and stand in its place: fullwidth forms, mathematical
// alphabets, Cyrillic and Greek letters, dashes that are no hyphens. Each becomes the ASCII it looks like.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_LOOKALIKE_H_
#define WEIR_TEXT_LOOKALIKE_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

// What the character at `at` looks like, or 0; *length is its length in bytes.
char Lookalike(std::string_view text, size_t at, size_t* length);

void FoldLookalikes(std::string_view text, size_t begin, size_t end, View* view);

// Does the character at `at` stand in a token of ASCII characters (or of fullwidth and mathematical ones)?
bool LookalikeMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_LOOKALIKE_H_
