// From arguments to the engine: rules, options, settings. Shared by the commands that look for
// secrets.
//
//   Engine engine;
//   if (!LoadEngine(&args, &engine)) return kExitError;   // what is wrong has been told
//   Scanner scanner(engine.ruleset, engine.options);
#ifndef WEIR_CLI_ENGINE_H_
#define WEIR_CLI_ENGINE_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/args.h"
#include "cli/settings.h"
#include "report/allow_list.h"
#include "rules/rule.h"
#include "scan/scanner.h"

namespace weir {

inline constexpr size_t kMaxRuleFileBytes = size_t{4} << 20;
inline constexpr size_t kMaxAllowFileBytes = size_t{16} << 20;

struct Engine {
  std::shared_ptr<const Ruleset> ruleset;
  ScanOptions options;
  // What needs no action: the [[allow]] entries of weir.toml and of --allow, the baseline of
  // --baseline, and whether comments count. For RecordOptions::allow. Never null.
  std::shared_ptr<const AllowList> allow;
  PolicySettings policy;  // what [policy] of weir.toml says
};

// Brings settings into *args, reads user rules, builds the ruleset. Prints what is wrong and
// returns false. A settings file that is used, or is there and is not trusted, is noted unless
// --quiet.
bool LoadEngine(ParsedArgs* args, Engine* engine);

// Brings settings into *args alone; *allow gets the [[allow]] entries, *policy what [policy] says. Part of LoadEngine.
bool LoadSettings(ParsedArgs* args, std::vector<AllowEntry>* allow, PolicySettings* policy = nullptr);

// Reads rule files as --rules does. Prints errors; false if there is one.
bool LoadUserRules(std::span<const std::string> files, std::vector<RuleDef>* rules);

// Reads the values of --known in all their forms. Prints errors; false if there is one. Values that are refused
// are told by name, unless --quiet; a source that gives no value at all is an error.
bool LoadKnownValues(const ParsedArgs& args, std::vector<KnownLiteral>* literals);

// All built-in rules and those of --rules, whether enabled or not: for `weir rules`.
// Null if something is wrong, which has been told.
std::shared_ptr<const Ruleset> LoadAllRules(const ParsedArgs& args);

}  // namespace weir

#endif  // WEIR_CLI_ENGINE_H_
