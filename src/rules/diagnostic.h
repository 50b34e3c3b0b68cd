// Diagnostic: what is wrong with a rule, told as a compiler tells it.
//
//   error R401: pattern has no required literal, so it would run on every byte
//     --> rules/acme.toml:12:14
//      |
//   12 | shape = 'alnum{32}'
//      |          ^^^^^^^^^
//      = hint: begin it with the vendor's prefix, or give `value` and `context`
//
// A code never changes its meaning: R0xx the file and its fields, R1xx shapes, R2xx regexes, R3xx
// between rules, R4xx cost. Text from a rule file is printed with control bytes made visible.
#ifndef WEIR_RULES_DIAGNOSTIC_H_
#define WEIR_RULES_DIAGNOSTIC_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

struct Diagnostic {
  enum class Level { kError, kWarning };
  Level level = Level::kError;
  std::string code;     // "R001" ... ; the list is in rules/README.md
  std::string message;  // one sentence, no full stop
  std::string hint;     // what to do; may be empty

  // Where. `file` is empty for a text that came from no file. Lines and columns count from 1,
  // columns in bytes; 0 = unknown. `length` is the number of bytes to underline, at least 1.
  std::string file;
  size_t line = 0;
  size_t column = 0;
  size_t length = 1;
  std::string source_line;  // the whole line, without its line end

  // A place inside a shape or regex text before it is known where that text stands in a file.
  size_t offset = 0;
};

// The picture above, ending with a newline. Never throws, never prints a raw control byte.
std::string RenderDiagnostic(const Diagnostic& diagnostic);
std::string RenderDiagnostics(const std::vector<Diagnostic>& diagnostics);

}  // namespace weir

#endif  // WEIR_RULES_DIAGNOSTIC_H_
