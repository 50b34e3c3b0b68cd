#include "cli/engine.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/settings.h"
#include "cli/values.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "rules/diagnostic.h"
#include "rules/rule_file.h"

namespace weir {
namespace {

bool HasErrors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.level == Diagnostic::Level::kError; });
}

void PrintErrorsOnly(std::vector<Diagnostic> diagnostics) {
  std::erase_if(diagnostics,
                [](const Diagnostic& d) { return d.level != Diagnostic::Level::kError; });
  PrintBlock(RenderDiagnostics(diagnostics));
}

bool LoadSettings(ParsedArgs* args) {
  if (args->IsOn(FlagId::kNoConfig)) return true;
  SettingsFile file;
  if (args->Has(FlagId::kConfig)) {
    file.path = std::string(args->Value(FlagId::kConfig));
    absl::StatusOr<std::string> bytes = ReadFile(file.path, kMaxSettingsBytes, "settings");
    if (!bytes.ok()) {
      PrintError(bytes.status());
      return false;
    }
    file.bytes = *std::move(bytes);
  } else {
    absl::StatusOr<SettingsFile> found = FindSettings();
    if (!found.ok()) {
      PrintError(found.status());
      return false;
    }
    file = *std::move(found);
    if (file.path.empty()) return true;
  }
  const bool quiet = args->IsOn(FlagId::kQuiet);
  if (!file.distrust.empty()) {
    if (!quiet) PrintNote(Cat("settings: ", Printable(file.path), " is not used: ", file.distrust));
    return true;
  }
  const std::vector<Diagnostic> wrong = ApplySettings(file.path, file.bytes, args);
  if (!wrong.empty()) {
    PrintBlock(RenderDiagnostics(wrong));
    return false;
  }
  if (!quiet) PrintNote(Cat("settings: ", Printable(file.path)));
  return true;
}

std::vector<std::string> Copy(std::span<const std::string> values) {
  return {values.begin(), values.end()};
}

std::shared_ptr<const Ruleset> OrTell(absl::StatusOr<std::shared_ptr<const Ruleset>> ruleset) {
  if (ruleset.ok()) return *std::move(ruleset);
  PrintError(ruleset.status());
  return nullptr;
}

}  // namespace

bool LoadUserRules(std::span<const std::string> files, std::vector<RuleDef>* rules) {
  bool good = true;
  for (const std::string& path : files) {
    absl::StatusOr<std::string> bytes = ReadFile(path, kMaxRuleFileBytes, "rule file");
    if (!bytes.ok()) {
      PrintError(bytes.status());
      return false;
    }
    RuleFile file = ParseRuleFile(path, *bytes);
    std::vector<Diagnostic> wrong = std::move(file.diagnostics);
    for (const RuleDef& rule : file.rules) {
      std::vector<Diagnostic> cost = CheckCost(rule);
      std::move(cost.begin(), cost.end(), std::back_inserter(wrong));
    }
    if (HasErrors(wrong)) {
      PrintErrorsOnly(std::move(wrong));
      PrintError(Cat("rule file '", Printable(path), "' is not used; see 'weir rules check'"));
      good = false;
    }
    std::move(file.rules.begin(), file.rules.end(), std::back_inserter(*rules));
  }
  if (!good) return false;
  std::vector<Diagnostic> between = CheckTogether(*rules);
  if (HasErrors(between)) {
    PrintErrorsOnly(std::move(between));
    return false;
  }
  return true;
}

bool LoadEngine(ParsedArgs* args, Engine* engine) {
  if (!LoadSettings(args)) return false;

  if (const auto confidence = ParseConfidence(args->Value(FlagId::kMinConfidence))) {
    engine->options.min_confidence = *confidence;
  }
  if (const auto most = ParseCount(args->Value(FlagId::kMaxFindings))) {
    engine->options.max_findings = *most;
  }
  if (const auto time = ParseDuration(args->Value(FlagId::kMaxTime))) {
    engine->options.max_time = *time;
  }

  const bool is_default = !args->Has(FlagId::kRules) && !args->Has(FlagId::kOnly) &&
                          !args->Has(FlagId::kExcludeRule) && !args->Has(FlagId::kClass);
  if (is_default) {
    engine->ruleset = OrTell(Ruleset::Default());
    return engine->ruleset != nullptr;
  }
  RulesetOptions options;
  if (!LoadUserRules(args->Values(FlagId::kRules), &options.user_rules)) return false;
  options.only = Copy(args->Values(FlagId::kOnly));
  options.exclude = Copy(args->Values(FlagId::kExcludeRule));
  for (const std::string& name : args->Values(FlagId::kClass)) {
    if (const auto secret_class = ParseSecretClass(name)) options.classes.push_back(*secret_class);
  }
  engine->ruleset = OrTell(Ruleset::Create(std::move(options)));
  return engine->ruleset != nullptr;
}

std::shared_ptr<const Ruleset> LoadAllRules(const ParsedArgs& args) {
  if (!args.Has(FlagId::kRules)) return OrTell(Ruleset::Default());
  RulesetOptions options;
  if (!LoadUserRules(args.Values(FlagId::kRules), &options.user_rules)) return nullptr;
  return OrTell(Ruleset::Create(std::move(options)));
}

}  // namespace weir
