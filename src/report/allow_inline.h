// Comments in a file that say: the secret on this line is meant to be there.
//
//   password = "..."  # weir:allow sample of the manual
//   # weir:allow-next-line sample of the manual
//
//   InlineAllow found = FindInlineAllow(bytes, start, end);    // the secret's span in bytes
//   if (!found.mark.empty()) ...                               // "weir:allow"
//
// Read are weir:allow REASON and weir:allow-next-line REASON, which do not count without a reason,
// and what other tools' users have in their files: gitleaks:allow, betterleaks:allow,
// trufflehog:ignore, ggignore, pragma: allowlist secret (also whitelist) and pragma: allowlist
// nextline secret. Marks that silence more than secrets (nosec, NOSONAR, noqa) are not.
// A mark stands on the line the secret begins or ends on, or, in the next-line form, on the line
// before; never inside of the secret. Limits: lines of over kMaxInlineLine bytes have no comments:
// a minified file or a JSON document on one line could hide everything in it.
// Whoever calls must know that the file is the operator's own: in a prompt, a page or an answer
// such a comment is the author's word for himself. Threads: pure. Cost: linear in the lines.
#ifndef WEIR_REPORT_ALLOW_INLINE_H_
#define WEIR_REPORT_ALLOW_INLINE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace weir {

inline constexpr size_t kMaxInlineLine = 2048;

struct InlineAllow {
  std::string_view mark;        // as it is called in reports; empty = there is none
  std::string reason;           // without the comment's end; what looks like a secret is left out
  bool without_reason = false;  // a weir: mark that does not count
};

InlineAllow FindInlineAllow(std::string_view bytes, size_t start, size_t end);

}  // namespace weir

#endif  // WEIR_REPORT_ALLOW_INLINE_H_
