// weir as a library: this header, and link weir_api.
//
//   #include "api/weir.hpp"
//
//   auto ruleset = weir::Ruleset::Default();           // the built-in catalogue; costs no compile
//   if (!ruleset.ok()) return ruleset.status();
//   weir::Scanner scanner(*ruleset);                    // share it between threads
//   weir::ScanResult result;                            // keep one a thread: no allocation once warm
//   absl::Status status = scanner.Scan({.bytes = text}, &result);
//   if (!status.ok()) return status;                    // could not look: not "clean"
//   if (result.coverage.Incomplete()) ...               // a time limit was met: not "clean" either
//   for (const weir::Finding& f : result.findings) {
//     // f.rule->id, f.rule->name, f.confidence, f.reasons; the secret is text[f.start, f.end)
//   }
//
// With rules of your own:
//   weir::RuleFile file = weir::ParseRuleFile("acme.toml", toml);
//   if (file.HasErrors()) ... weir::RenderDiagnostics(file.diagnostics) ...
//   weir::RulesetOptions options;
//   options.user_rules = std::move(file.rules);
//   auto ruleset = weir::Ruleset::Create(std::move(options));
//
// Everything else under src/ may change from one version to the next. No exceptions come out of it.
#ifndef WEIR_API_WEIR_HPP_
#define WEIR_API_WEIR_HPP_

#include "judge/finding.h"     // IWYU pragma: export
#include "rules/diagnostic.h"  // IWYU pragma: export
#include "rules/rule.h"        // IWYU pragma: export
#include "rules/rule_file.h"   // IWYU pragma: export
#include "scan/coverage.h"     // IWYU pragma: export
#include "scan/scanner.h"      // IWYU pragma: export

#endif  // WEIR_API_WEIR_HPP_
