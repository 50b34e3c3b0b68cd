#include "adapter/agent/opencode_plugin.h"

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

// hooks/opencode/weir.js as a string literal: src/CMakeLists.txt makes it.
constexpr std::string_view kPlugin =
#include "opencode_plugin.inc"
    ;

void Replace(std::string* text, std::string_view from, std::string_view to) {
  if (const size_t at = text->find(from); at != text->npos) text->replace(at, from.size(), to);
}

}  // namespace

std::string_view OpencodePluginSource() { return kPlugin; }

std::string OpencodePlugin(std::string_view program, const std::vector<std::string>& more) {
  std::string text(kPlugin);
  std::string arguments = "[\"agent\", \"opencode\"";
  for (const std::string& argument : more) arguments += Cat(", \"", JsonEscape(argument), "\"");
  Replace(&text, "const PROGRAM = \"weir\";", Cat("const PROGRAM = \"", JsonEscape(program), "\";"));
  Replace(&text, "const ARGUMENTS = [\"agent\", \"opencode\"];", Cat("const ARGUMENTS = ", arguments, "];"));
  return text;
}

bool IsOpencodePlugin(std::string_view text) { return text.starts_with("// weir in opencode:"); }

}  // namespace weir
