// The named alphabets of the shape language, as a table: for the parser, and for printing a set by
// name.
//
//   for (const Charset& c : Charsets()) if (c.set == set) return c.name;
//
// Threads: constant data. The names never change their meaning: rules are written in them.
#ifndef WEIR_RULES_CHARSET_H_
#define WEIR_RULES_CHARSET_H_

#include <span>
#include <string_view>

#include "rules/byte_set.h"

namespace weir {

struct Charset {
  std::string_view name;
  ByteSet set;
};

// Where two names mean one set, the first is the one printed.
std::span<const Charset> Charsets();

// Every printable byte, 0x21 to 0x7E: what a `not` set is taken from.
ByteSet Printable();

}  // namespace weir

#endif  // WEIR_RULES_CHARSET_H_
