// Printable: untrusted bytes made safe to show. The only way text from outside reaches a terminal.
//
//   Printable("a\x1b[2Jb")   ->  a\x1b[2Jb, nine visible characters
//
// C0 and C1 controls, DEL, bidi and other invisible format characters, unpaired surrogates and
// bytes that are no UTF-8 become visible escapes (\n, \x1b, \u{202e}); a tab becomes one blank.
// What a build server would take for a command in a log line (`::` at the start, `##[` and `##vso[`
// anywhere) is broken by an escape. Everything else is kept, a backslash too: the result is for
// eyes, not for parsing back. Cost: linear. Threads: pure. Limits: the result is at most eleven
// times as long.
#ifndef WEIR_REPORT_PRINTABLE_H_
#define WEIR_REPORT_PRINTABLE_H_

#include <string>
#include <string_view>

namespace weir {

std::string Printable(std::string_view bytes);

// Valid UTF-8 for JSON and XML: invalid bytes become U+FFFD; control characters are the writer's
// business.
std::string ValidUtf8(std::string_view bytes);

}  // namespace weir

#endif  // WEIR_REPORT_PRINTABLE_H_
