// Quoted-printable, as mail carries text: =3D is a byte, = at a line's end joins it to the next.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_QUOTED_PRINTABLE_H_
#define WEIR_TEXT_QUOTED_PRINTABLE_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

void DecodeQuotedPrintable(std::string_view text, size_t begin, size_t end, View* view);

// Does the = at `at` look like one of quoted-printable, within a token?
bool QuotedPrintableMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_QUOTED_PRINTABLE_H_
