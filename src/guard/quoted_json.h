// QuotedJson: a text as a JSON string, with its quotes, in answers that weir makes itself. What is no UTF-8 is replaced.
// Threads: pure.
#ifndef WEIR_GUARD_QUOTED_JSON_H_
#define WEIR_GUARD_QUOTED_JSON_H_

#include <string>
#include <string_view>

#include "redact/json_context.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {

inline std::string QuotedJson(std::string_view text) { return Cat("\"", JsonEscape(ValidUtf8(text)), "\""); }

}  // namespace weir

#endif  // WEIR_GUARD_QUOTED_JSON_H_
