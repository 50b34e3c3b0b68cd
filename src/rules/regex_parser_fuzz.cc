// Any bytes as a regex: no crash, errors point into the text, and what is taken keeps its bounds
// and can be printed and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/regex_parser.h"
#include "rules/rule_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weir;
  const std::string text(data, data + size);
  Diagnostic error;
  const auto parsed = ParseRegex(text, &error);
  if (!parsed) {
    if (!error.code.starts_with("R2") || error.offset > size || error.length == 0) std::abort();
    error.source_line = text;
    error.column = error.offset + 1;
    if (RenderDiagnostic(error).empty()) std::abort();
    return 0;
  }
  if (Lengths(parsed->tree).min == 0) std::abort();

  // The printed tree is a regex of the same subset, except that it says (?i: ) and the like itself,
  // and that it may be longer than a written one may be.
  const std::string again = ToRegex(parsed->tree);
  const auto reparsed = ParseRegex(again, &error);
  if (!reparsed) {
    if (error.code != "R202") std::abort();
  } else if (Lengths(reparsed->tree).min != Lengths(parsed->tree).min ||
             Lengths(reparsed->tree).max != Lengths(parsed->tree).max ||
             !(FirstBytes(reparsed->tree) == FirstBytes(parsed->tree)) ||
             !(LastBytes(reparsed->tree) == LastBytes(parsed->tree))) {
    std::abort();
  }

  RuleDef def;
  def.kind = RuleKind::kRegex;
  def.shape = parsed->tree;
  def.shape_text = text;
  for (const Diagnostic& d : CheckCost(def)) {
    if (!d.code.starts_with("R4")) std::abort();
  }
  return 0;
}
