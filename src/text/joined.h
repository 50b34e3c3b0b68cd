// A token that was cut and is put together again where it is read:
//   "abc" + "def"   'abc' . 'def'   "abc" & "def"   "abc" "def"   "abc"'def'    strings joined in code
//   abc\            a shell's, C's, YAML's or .properties' line that goes on
//   abc             a line that was wrapped, by a mailer, an editor or a YAML fold
// Only joints within a token are undone; everything else of the stretch is copied.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_JOINED_H_
#define WEIR_TEXT_JOINED_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

// Length of the joint of two strings that begins with the closing quote at `at`; 0 if it is none.
size_t StringJoint(std::string_view text, size_t at);
// Of the joint that begins with the backslash at `at` (and the line's end behind it).
size_t LineJoint(std::string_view text, size_t at);
// Of the joint at a line's end at `at`, where a long token is wrapped.
size_t WrapJoint(std::string_view text, size_t at);

void DecodeJoined(std::string_view text, size_t begin, size_t end, View* view);

}  // namespace weir

#endif  // WEIR_TEXT_JOINED_H_
