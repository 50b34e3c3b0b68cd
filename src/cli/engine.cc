#include "cli/engine.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/settings.h"
#include "cli/values.h"
#include "report/baseline.h"
#include "report/printable.h"
#include "report/record.h"
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

}  // namespace

bool LoadSettings(ParsedArgs* args, std::vector<AllowEntry>* allow, PolicySettings* policy) {
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
  const std::vector<Diagnostic> wrong = ApplySettings(file.path, file.bytes, args, allow, policy);
  if (!wrong.empty()) {
    PrintBlock(RenderDiagnostics(wrong));
    return false;
  }
  if (!quiet) PrintNote(Cat("settings: ", Printable(file.path)));
  return true;
}

namespace {

// The baseline as allow entries behind those that are there.
bool LoadBaseline(const std::string& path, std::vector<AllowEntry>* entries) {
  absl::StatusOr<std::string> bytes = ReadFile(path, kMaxBaselineBytes, "baseline");
  if (!bytes.ok()) {
    PrintError(bytes.status());
    return false;
  }
  absl::StatusOr<Baseline> baseline = ParseBaseline(path, *bytes);
  absl::Status status = baseline.status();
  if (status.ok()) {
    absl::StatusOr<FingerprintKey> key = LoadFingerprintKey();
    status = key.ok() ? CheckBaselineKey(path, *baseline, KeyId(*key)) : key.status();
  }
  if (!status.ok()) {
    PrintError(status);
    return false;
  }
  std::vector<AllowEntry> known = ToAllowEntries(path, *baseline);
  std::move(known.begin(), known.end(), std::back_inserter(*entries));
  return true;
}

// `entries`: those of weir.toml.
bool LoadAllow(const ParsedArgs& args, std::vector<AllowEntry> entries, Engine* engine) {
  for (const std::string& path : args.Values(FlagId::kAllow)) {
    absl::StatusOr<std::string> bytes = ReadFile(path, kMaxAllowFileBytes, "allow entries");
    if (!bytes.ok()) {
      PrintError(bytes.status());
      return false;
    }
    const std::vector<Diagnostic> wrong = ReadAllowFile(path, *bytes, &entries);
    if (!wrong.empty()) {
      PrintBlock(RenderDiagnostics(wrong));
      return false;
    }
  }
  // The commands of `weir baseline` look at the baseline themselves.
  const bool is_baseline_command = GroupOf(args.command()) == "baseline";
  if (args.Has(FlagId::kBaseline) && !is_baseline_command &&
      !LoadBaseline(std::string(args.Value(FlagId::kBaseline)), &entries)) {
    return false;
  }
  AllowOptions options;
  options.inline_allow = args.Value(FlagId::kInlineAllow) != "off";
  OperatorFolders folders = FindOperatorFolders();
  options.root = std::move(folders.root);
  options.folder = std::move(folders.current);
  absl::StatusOr<std::shared_ptr<const AllowList>> list =
      AllowList::Create(std::move(entries), std::move(options));
  if (!list.ok()) {
    PrintError(list.status());
    return false;
  }
  engine->allow = *std::move(list);
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
  std::vector<AllowEntry> allow;
  if (!LoadSettings(args, &allow, &engine->policy)) return false;
  if (!LoadAllow(*args, std::move(allow), engine)) return false;

  if (const auto confidence = ParseConfidence(args->Value(FlagId::kMinConfidence))) {
    engine->options.min_confidence = *confidence;
  }
  if (const auto most = ParseCount(args->Value(FlagId::kMaxFindings))) {
    engine->options.max_findings = *most;
  }
  if (const auto time = ParseDuration(args->Value(FlagId::kMaxTime))) {
    engine->options.max_time = *time;
  }
  engine->options.views = args->Value(FlagId::kViews) != "off";

  const bool is_default = !args->Has(FlagId::kRules) && !args->Has(FlagId::kOnly) &&
                          !args->Has(FlagId::kExcludeRule) && !args->Has(FlagId::kClass) && !args->Has(FlagId::kKnown);
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
  if (!LoadKnownValues(*args, &options.known)) return false;
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
