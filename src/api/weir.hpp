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
// Values of your own, found by their bytes in any of their forms:
//   weir::KnownValues known;
//   known.Add("DB_PASSWORD", value);                  // known.refusals(): too short, and the like
//   options.known = known.TakeLiterals();
//
// Findings while a text is still arriving (scan/stream_scanner.h):
//   weir::StreamScanner stream(scanner);
//   stream.Push(bytes, &step);  ...  stream.Finish(&step);
//
// Masking, of whole texts and of streams (redact/redactor.h, redact/stream_redactor.h), and putting the values
// back (redact/vault.h, redact/restore.h):
//   auto key = weir::VaultKey::Load("file:/home/me/.config/weir/vault.key");
//   auto vault = weir::Vault::Open("chat.vault", *key, {.create = true});
//   weir::Masker masker({}, vault->get());             // or a RunPlaceholders: nothing can be restored
//   weir::Redactor redactor(scanner, &masker, /*log=*/nullptr);
//   redactor.RedactWhole(text, &masked);
//   (*vault)->Commit();                                // before `masked` goes out
//   weir::Restorer restorer(vault->get());
//   restorer.Push(answer, &out);  restorer.Finish(&out);
//
// From C, or a language that speaks it: weir.h, in libweir.so. From an installed tree the headers are
// <weir/api/weir.hpp> by way of the CMake target weir::weir_cpp, and <weir.h>.
//
// Everything else under src/ may change from one version to the next. No exceptions come out of it.
#ifndef WEIR_API_WEIR_HPP_
#define WEIR_API_WEIR_HPP_

#include "judge/finding.h"     // IWYU pragma: export
#include "redact/known_values.h"  // IWYU pragma: export
#include "redact/placeholder.h"   // IWYU pragma: export
#include "redact/redactor.h"      // IWYU pragma: export
#include "redact/restore.h"       // IWYU pragma: export
#include "redact/stream_redactor.h"  // IWYU pragma: export
#include "redact/vault.h"         // IWYU pragma: export
#include "rules/diagnostic.h"  // IWYU pragma: export
#include "rules/rule.h"        // IWYU pragma: export
#include "rules/rule_file.h"   // IWYU pragma: export
#include "scan/coverage.h"     // IWYU pragma: export
#include "scan/scanner.h"      // IWYU pragma: export
#include "scan/stream_scanner.h"  // IWYU pragma: export

#endif  // WEIR_API_WEIR_HPP_
