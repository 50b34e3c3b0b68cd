// `weir rules list` and `weir rules show`: the catalogue as people and programs read it.
#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/rule_lookup.h"
#include "cli/rules_table.h"
#include "cli/wrap.h"
#include "judge/checksum.h"
#include "nlohmann/json.hpp"
#include "report/printable.h"
#include "judge/make_valid.h"
#include "rules/from_rule.h"
#include "rules/sample.h"
#include "rules/cat.h"
#include "rules/shape.h"
#include "scan/scanner.h"

namespace weir {
namespace {

using Json = nlohmann::ordered_json;

Json Strings(std::span<const std::string_view> words) {
  Json json = Json::array();
  for (std::string_view word : words) json.push_back(std::string(word));
  return json;
}

// One rule on one line. Every rule has every field, so that a reader needs no cases.
std::string RuleJson(const Rule& rule, bool takes_part) {
  Json json;
  json["id"] = rule.id;
  json["name"] = rule.name;
  json["provider"] = rule.provider;
  json["class"] = Name(rule.secret_class);
  json["severity"] = Name(rule.severity);
  json["kind"] = Name(rule.kind);
  json["enabled"] = takes_part;
  json["user"] = rule.user;
  json["shape"] = rule.shape_text;
  json["end"] = rule.end_text;
  json["schemes"] = Strings(rule.schemes);
  json["context"] = Strings(rule.context);
  json["context_within"] = rule.context_within;
  json["hints"] = Strings(rule.hints);
  json["checksum"] = rule.checksum;
  json["on_invalid"] = rule.on_invalid == OnInvalid::kDrop ? "drop" : "low";
  json["min_entropy"] = rule.min_entropy;
  json["min_length"] = rule.min_length;
  json["max_length"] = rule.max_length == kUnbounded ? Json(nullptr) : Json(rule.max_length);
  json["description"] = rule.description;
  json["rotate"] = rule.rotate;
  json["reference"] = rule.reference;
  return json.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + "\n";
}

std::string Padded(std::string_view text, size_t width) {
  std::string out = Printable(text);
  out.resize(std::max(out.size() + 1, width + 2), ' ');
  return out;
}

std::string Words(std::span<const std::string_view> words) {
  std::string out;
  for (std::string_view word : words) out += Cat(out.empty() ? "" : ", ", Printable(word));
  return out;
}

std::string LengthText(const Rule& rule) {
  if (rule.max_length == kUnbounded) return Cat(rule.min_length, " bytes and more");
  if (rule.min_length == rule.max_length) return Cat(rule.min_length, " bytes");
  return Cat(rule.min_length, " to ", rule.max_length, " bytes");
}

void AppendField(std::string* out, std::string_view title, std::string_view text) {
  if (text.empty()) return;
  const std::string wrapped = Wrap(Printable(text), 12);
  *out += Cat(Padded(title, 10), wrapped.substr(std::min<size_t>(12, wrapped.size())));
}

std::string ChecksumText(const Rule& rule) {
  if (rule.checksum.empty()) return "";
  const Validator* validator = FindValidator(rule.checksum);
  std::string text(rule.checksum);
  if (validator != nullptr) text += Cat(": ", validator->what);
  text += rule.on_invalid == OnInvalid::kDrop ? "; a value that fails it is dropped"
                                              : "; a value that fails it has low confidence";
  return text;
}

// What a find of this rule is believed by, and how much.
std::string ConfidenceText(const Rule& rule) {
  const std::string check =
      rule.checksum.empty() ? ""
      : rule.on_invalid == OnInvalid::kDrop
          ? " The check must hold."
          : " The check raises it where it holds and lowers it where it fails.";
  switch (rule.kind) {
    case RuleKind::kShape:
      return Cat("high by its form where that holds four fixed bytes or more, else medium; less where it reads like "
                 "words.", rule.hints.empty() ? "" : " A hint near before it raises it.", check);
    case RuleKind::kValue:
      if (IsDataClass(rule.secret_class)) {
        std::string text = Cat(rule.context.empty() && rule.hints.empty()
                                   ? ""
                                   : "high where a word names it, medium (high with check digits) where one stands near "
                                     "before it; ",
                               "without a word ", rule.alone == Alone::kNever ? "no find." : Cat(Name(rule.alone), "."));
        return text + check;
      }
      return Cat(rule.context.empty() ? "high where the check holds, else no find."
                                      : "high where a context word is in the name it is given, medium where one stands "
                                        "near before it; less where it does not look random.",
                 rule.context.empty() ? "" : check);
    case RuleKind::kBlock:
      return Cat("high with both markers and a body of its form; less where the end is missing.", check);
    case RuleKind::kUrl: return "high where the password looks made by a machine, less where it reads like a sample.";
    case RuleKind::kRegex: return Cat("high, since its author knows.", check);
    case RuleKind::kAssignment:
      return Cat("by the name, the look of the value and its surroundings; references, labels and samples are dropped.",
                 check);
    case RuleKind::kCommand:
      return "high where the value looks random, else medium; variables, other options and samples are dropped.";
    case RuleKind::kPhrase: return "high where the checksum holds; else low beside a hint, and no find without.";
  }
  return "";
}

std::string RulePage(const Rule& rule, bool takes_part) {
  std::string out = Cat(rule.id, "\n", Wrap(Printable(rule.name), 2), "\n");
  AppendField(&out, "provider", rule.provider);
  AppendField(&out, "class", Name(rule.secret_class));
  AppendField(&out, "severity", Name(rule.severity));
  AppendField(&out, "default",
              takes_part ? "on" : "off: name it with --only, or its class with --class");
  AppendField(&out, "what", rule.description);
  AppendField(&out, "rotate", rule.rotate);
  AppendField(&out, "see", rule.reference);
  AppendField(&out, "kind", Name(rule.kind));
  if (!rule.shape_text.empty()) {
    out += Cat(Padded("shape", 10), Printable(rule.shape_text), "\n");
    AppendField(&out, "length", LengthText(rule));
  }
  if (!rule.end_text.empty()) out += Cat(Padded("end", 10), Printable(rule.end_text), "\n");
  AppendField(&out, "schemes", Words(rule.schemes));
  if (!rule.context.empty()) {
    std::string context = Words(rule.context);
    if (rule.kind == RuleKind::kValue) {
      context +=
          Cat(" (in the name it is given, or within ", rule.context_within, " bytes before it)");
    }
    AppendField(&out, "context", context);
  }
  AppendField(&out, "hints", Words(rule.hints));
  AppendField(&out, "checksum", ChecksumText(rule));
  AppendField(&out, "believed", ConfidenceText(rule));
  if (absl::StatusOr<RuleDef> def = FromRule(rule); def.ok()) {
    const std::string sample = SampleGenerator(*def, /*seed=*/1, MakeValid).Positive();
    if (!sample.empty()) {
      out += "sample      (generated; it opens nothing)\n";
      for (size_t begin = 0; begin < sample.size();) {
        const size_t end = std::min(sample.find('\n', begin), sample.size());
        out += Cat("  ", Printable(std::string_view(sample).substr(begin, end - begin)), "\n");
        begin = end + 1;
      }
    }
  }
  return out;
}

}  // namespace

int RunRulesList(const ParsedArgs& args) {
  const std::shared_ptr<const Ruleset> rules = LoadAllRules(args);
  if (rules == nullptr) return kExitError;
  std::string out;
  if (args.Value(FlagId::kListFormat) == "jsonl") {
    for (size_t i = 0; i < rules->size(); ++i) out += RuleJson(rules->rule(i), rules->Enabled(i));
    return PrintOut(out);
  }
  if (args.Value(FlagId::kListFormat) == "markdown") {
    std::vector<size_t> all(rules->size());
    std::iota(all.begin(), all.end(), size_t{0});
    return PrintOut(RulesTable(*rules, all));
  }
  size_t width = 2;
  for (size_t i = 0; i < rules->size(); ++i) width = std::max(width, rules->rule(i).id.size() + 1);
  out = Cat(Padded("id", width), Padded("class", 17), Padded("severity", 8), Padded("kind", 10),
            "name\n");
  for (size_t i = 0; i < rules->size(); ++i) {
    const Rule& rule = rules->rule(i);
    out += Cat(Padded(Cat(rules->Enabled(i) ? "" : "-", rule.id), width),
               Padded(Name(rule.secret_class), 17), Padded(Name(rule.severity), 8),
               Padded(Name(rule.kind), 10), Printable(rule.name), "\n");
  }
  return PrintOut(out);
}

int RunRulesShow(const ParsedArgs& args) {
  const std::shared_ptr<const Ruleset> rules = LoadAllRules(args);
  if (rules == nullptr) return kExitError;
  std::string out;
  std::vector<size_t> shown;
  for (const std::string& id : args.positionals()) {
    const std::optional<size_t> index = LookUpRule(*rules, id);
    if (!index.has_value()) return kExitError;
    const Rule& rule = rules->rule(*index);
    shown.push_back(*index);
    if (args.Value(FlagId::kListFormat) == "jsonl") {
      out += RuleJson(rule, rules->Enabled(*index));
    } else {
      out += Cat(out.empty() ? "" : "\n", RulePage(rule, rules->Enabled(*index)));
    }
  }
  if (args.Value(FlagId::kListFormat) == "markdown") out = RulesTable(*rules, shown);
  return PrintOut(out);
}

}  // namespace weir
