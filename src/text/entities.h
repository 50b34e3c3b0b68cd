// Character references of HTML and XML: &#65; &#x41; and the names of ASCII characters (&amp; &lowbar; ...).
// Others stay as they are. Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_ENTITIES_H_
#define WEIR_TEXT_ENTITIES_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

void DecodeEntities(std::string_view text, size_t begin, size_t end, View* view);

// May undoing the reference at `at` matter to a secret?
bool EntityMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_ENTITIES_H_
