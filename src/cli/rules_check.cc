// `weir rules check` and `weir rules sample`.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "cli/rule_lookup.h"
#include "cli/values.h"
#include "report/output.h"
#include "report/printable.h"
#include "judge/make_valid.h"
#include "rules/from_rule.h"
#include "rules/sample.h"
#include "rules/cat.h"
#include "rules/diagnostic.h"
#include "rules/rule_file.h"
#include "scan/scanner.h"

namespace weir {
namespace {

constexpr int kSamplesPerRule = 5;

// A text in which a sample of the rule has all the context the rule asks for.
std::string InContext(const RuleDef& def, const std::string& sample) {
  switch (def.kind) {
    case RuleKind::kValue:
      return Cat(def.context.empty() ? "key" : def.context[0], " = \"", sample, "\"\n");
    case RuleKind::kAssignment:
      return Cat(def.context.empty() ? "password" : def.context[0], " = \"", sample, "\"\n");
    case RuleKind::kCommand: {  // a blank, a dash and the form, with the sample for the secret
      std::string line = def.context.empty() ? "mysql -p%" : def.context[0];
      const size_t before = line.find('*');
      if (before != std::string::npos) line.replace(before, 1, "name");
      return line.replace(line.rfind('%'), 1, sample) + "\n";
    }
    default:
      return Cat("x = ", sample, "\n");
  }
}

// Whether the engine finds samples of each rule that takes part. Returns the number of rules whose
// samples it does not find, after telling each.
uint64_t CheckSamples(std::shared_ptr<const Ruleset> rules, bool user_rules_only) {
  ScanOptions options;
  options.min_confidence = Confidence::kLow;
  const Scanner scanner(rules, options);
  ScanResult result;
  uint64_t missed = 0;
  for (size_t i = 0; i < rules->size(); ++i) {
    const Rule& rule = rules->rule(i);
    if (!rules->Enabled(i) || (user_rules_only && !rule.user)) continue;
    absl::StatusOr<RuleDef> def = FromRule(rule);
    if (!def.ok()) {
      PrintError(def.status());
      ++missed;
      continue;
    }
    SampleGenerator sampler(*def, /*seed=*/1, MakeValid);
    for (int n = 0; n < kSamplesPerRule; ++n) {
      const std::string text = InContext(*def, sampler.Positive());
      const absl::Status status = scanner.Scan({.bytes = text}, &result);
      if (status.ok() && !result.findings.empty()) continue;
      PrintError(Cat("rule ", Printable(rule.id), ": a sample made from the rule is not found",
                     status.ok() ? "" : ": ", MessageOf(status)));
      ++missed;
      break;
    }
  }
  return missed;
}

int CheckBuiltin() {
  RulesetOptions options;
  for (SecretClass c : {SecretClass::kCredentialId, SecretClass::kPii, SecretClass::kFinancial,
                        SecretClass::kHealth}) {
    options.classes.push_back(c);
  }
  absl::StatusOr<std::shared_ptr<const Ruleset>> rules = Ruleset::Create(std::move(options));
  if (!rules.ok()) {
    PrintError(rules.status());
    return kExitError;
  }
  const uint64_t missed = CheckSamples(*rules, /*user_rules_only=*/false);
  const int printed = PrintOut(Cat((*rules)->size(), " built-in rules, ", (*rules)->EnabledCount(),
                                   " checked, ", missed, " with a problem\n"));
  return missed > 0 ? kExitError : printed;
}

// '\n' as \n and '\\' as \\, so that one sample is one line.
std::string OneLine(std::string_view sample) {
  std::string out;
  for (char c : sample) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\') {
      out += "\\\\";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

int RunRulesCheck(const ParsedArgs& args) {
  if (args.positionals().empty()) return CheckBuiltin();
  std::vector<RuleDef> rules;
  std::vector<Diagnostic> found;
  bool unreadable = false;
  for (const std::string& path : args.positionals()) {
    absl::StatusOr<std::string> bytes = ReadFile(path, kMaxRuleFileBytes, "rule file");
    if (!bytes.ok()) {
      PrintError(bytes.status());
      unreadable = true;
      continue;
    }
    RuleFile file = ParseRuleFile(path, *bytes);
    std::move(file.diagnostics.begin(), file.diagnostics.end(), std::back_inserter(found));
    std::move(file.rules.begin(), file.rules.end(), std::back_inserter(rules));
  }
  std::vector<Diagnostic> more = CheckTogether(rules);
  for (const RuleDef& rule : rules) {
    std::vector<Diagnostic> cost = CheckCost(rule);
    std::move(cost.begin(), cost.end(), std::back_inserter(more));
  }
  std::move(more.begin(), more.end(), std::back_inserter(found));
  const auto errors = std::count_if(found.begin(), found.end(), [](const Diagnostic& d) {
    return d.level == Diagnostic::Level::kError;
  });
  const size_t warnings = found.size() - static_cast<size_t>(errors);
  PrintBlock(RenderDiagnostics(found));

  bool works = errors == 0 && !unreadable;
  if (works && rules.empty()) {
    PrintError("no rule in what was named");
    works = false;
  }
  const size_t count = rules.size();
  if (works) {
    RulesetOptions options;
    // Named, so that a rule that is off by default is tried too.
    for (const RuleDef& rule : rules) options.only.push_back(rule.id);
    options.user_rules = std::move(rules);
    absl::StatusOr<std::shared_ptr<const Ruleset>> ruleset = Ruleset::Create(std::move(options));
    if (!ruleset.ok()) {
      PrintError(ruleset.status());
      works = false;
    } else {
      works = CheckSamples(*ruleset, /*user_rules_only=*/true) == 0;
    }
  }
  const int printed = PrintOut(Cat(count, count == 1 ? " rule, " : " rules, ", errors,
                                   errors == 1 ? " error, " : " errors, ", warnings,
                                   warnings == 1 ? " warning\n" : " warnings\n"));
  return works ? printed : kExitError;
}

int RunRulesSample(const ParsedArgs& args) {
  const std::shared_ptr<const Ruleset> rules = LoadAllRules(args);
  if (rules == nullptr) return kExitError;
  const std::optional<size_t> index = LookUpRule(*rules, args.positionals()[0]);
  if (!index.has_value()) return kExitError;
  absl::StatusOr<RuleDef> def = FromRule(rules->rule(*index));
  if (!def.ok()) {
    PrintError(def.status());
    return kExitError;
  }
  const uint64_t count = ParseCount(args.Value(FlagId::kCount)).value_or(1);
  SampleGenerator sampler(*def, ParseCount(args.Value(FlagId::kSeed)).value_or(1), MakeValid);
  std::unique_ptr<Output> out = StdoutOutput();
  absl::Status status;
  for (uint64_t n = 0; n < count && status.ok(); ++n) {
    status = out->Write(Cat(OneLine(sampler.Positive()), "\n"));
  }
  return FinishOutput(std::move(status), out.get());
}

}  // namespace weir
