// Percent encoding of URLs and forms. `+` stays: in a token it is itself far more often than a space.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_PERCENT_H_
#define WEIR_TEXT_PERCENT_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

void DecodePercent(std::string_view text, size_t begin, size_t end, View* view);

// May undoing the sequence at `at` matter to a secret? It stands for a printable byte, beside a token's.
bool PercentMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_PERCENT_H_
