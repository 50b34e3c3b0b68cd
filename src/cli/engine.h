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
#include "rules/rule.h"
#include "scan/scanner.h"

namespace weir {

inline constexpr size_t kMaxRuleFileBytes = size_t{4} << 20;

struct Engine {
  std::shared_ptr<const Ruleset> ruleset;
  ScanOptions options;
};

// Brings settings into *args, reads user rules, builds the ruleset. Prints what is wrong and
// returns false. A settings file that is used, or is there and is not trusted, is noted unless
// --quiet.
bool LoadEngine(ParsedArgs* args, Engine* engine);

// Reads rule files as --rules does. Prints errors; false if there is one.
bool LoadUserRules(std::span<const std::string> files, std::vector<RuleDef>* rules);

// All built-in rules and those of --rules, whether enabled or not: for `weir rules`.
// Null if something is wrong, which has been told.
std::shared_ptr<const Ruleset> LoadAllRules(const ParsedArgs& args);

}  // namespace weir

#endif  // WEIR_CLI_ENGINE_H_
