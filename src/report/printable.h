// Printable: untrusted bytes made safe to show. The only way text from outside reaches a terminal.
//
// C0 and C1 controls, DEL, bidi and other invisible format characters, unpaired surrogates and bytes that
// are no UTF-8 become visible escapes (\x1b, \u{202e}); a tab becomes one blank. Everything else is kept.
// Cost: linear. Threads: pure.
#ifndef WEIR_REPORT_PRINTABLE_H_
#define WEIR_REPORT_PRINTABLE_H_

#include <string>
#include <string_view>

namespace weir {

std::string Printable(std::string_view bytes);

// Valid UTF-8 for JSON and XML: invalid bytes become U+FFFD; control characters are the writer's business.
std::string ValidUtf8(std::string_view bytes);

}  // namespace weir

#endif  // WEIR_REPORT_PRINTABLE_H_
