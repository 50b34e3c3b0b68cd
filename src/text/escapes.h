// Backslash escapes of strings: JSON, C, JavaScript, Python, shell $'..', YAML, Java and .properties.
//
//   \u0041 \u{41} \U00000041 \x41 \x{41} \101     a code point (pairs of \uD83D\uDE00 are one)
//   \n \t \r \b \f \v \a \e \0                    a control character
//   \" \' \\ \/ \= \: \# \! \$ \@ \& \` \_ \- \.   the character itself
// Any other stays as it is. A code point of a dress that can stand for a byte (\x, octal) is that byte.
// Threads: pure. Cost: linear.
#ifndef WEIR_TEXT_ESCAPES_H_
#define WEIR_TEXT_ESCAPES_H_

#include <cstddef>
#include <string_view>

#include "text/view.h"

namespace weir {

struct Escape {
  size_t length = 0;     // of the escape sequence; 0: there is none
  char bytes[4] = {};
  size_t size = 0;       // of bytes
  bool json = true;      // JSON knows it
};

// The escape sequence that begins with the backslash at `at`.
Escape ParseEscape(std::string_view text, size_t at, size_t end);

void DecodeEscapes(std::string_view text, size_t begin, size_t end, View* view);

// True if every escape sequence of the stretch is one of JSON.
bool AllJsonEscapes(std::string_view text, size_t begin, size_t end);

// The gate's question: may undoing the backslash at `at` matter to a secret? That is where it stands within a
// token, or for a quote or mark that makes a pair of key and value.
bool EscapeMatters(std::string_view text, size_t at);

}  // namespace weir

#endif  // WEIR_TEXT_ESCAPES_H_
