#include "rules/from_rule.h"

#include <optional>
#include <string>
#include <utility>

#include "rules/cat.h"
#include "rules/diagnostic.h"
#include "rules/regex_parser.h"
#include "rules/shape.h"

namespace weir {
namespace {

absl::Status DoesNotParse(const Rule& rule, const Diagnostic& why) {
  return absl::InternalError(Cat("rule ", rule.id, " does not parse: ", why.message));
}

}  // namespace

absl::StatusOr<RuleDef> FromRule(const Rule& rule) {
  RuleDef def;
  def.id = rule.id;
  def.name = rule.name;
  def.provider = rule.provider;
  def.secret_class = rule.secret_class;
  def.severity = rule.severity;
  def.kind = rule.kind;
  def.enabled = rule.enabled;
  def.shape_text = rule.shape_text;
  def.end_text = rule.end_text;
  def.schemes.assign(rule.schemes.begin(), rule.schemes.end());
  def.context.assign(rule.context.begin(), rule.context.end());
  def.context_within = rule.context_within;
  def.alone = rule.alone;
  def.hints.assign(rule.hints.begin(), rule.hints.end());
  def.checksum = rule.checksum;
  def.on_invalid = rule.on_invalid;
  def.min_entropy = rule.min_entropy;
  def.description = rule.description;
  def.rotate = rule.rotate;
  def.reference = rule.reference;

  Diagnostic why;
  if (rule.kind == RuleKind::kRegex) {
    std::optional<ParsedRegex> regex = ParseRegex(rule.shape_text, &why);
    if (!regex.has_value()) return DoesNotParse(rule, why);
    def.shape = std::move(regex->tree);
  } else if (!rule.shape_text.empty()) {
    def.shape = ParseShape(rule.shape_text, &why);
    if (!def.shape.has_value()) return DoesNotParse(rule, why);
  }
  if (!rule.end_text.empty()) {
    def.end = ParseShape(rule.end_text, &why);
    if (!def.end.has_value()) return DoesNotParse(rule, why);
  }
  return def;
}

}  // namespace weir
