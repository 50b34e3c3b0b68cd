// GuardSession: from arguments to all that a guard needs. Shared by the commands that stand in a
// context's way.
//
//   GuardSession session;
//   RETURN_IF_ERROR(OpenGuardSession(&args, {.memo = true}, &session));
//   JsonGuard guard(session.Parts());                 // one a thread
//   if (session.policy->MayRestore(place)) session.Restore(bytes, &out);
//
// What it brings together: the rules and options (engine.h), the policy ([policy] of weir.toml,
// --policy-profile,
// --on-error), how to mask (--style), placeholders of this run or a vault (--vault), the log of
// decisions
// (--decision-log), and what needs no action ([[allow]] entries, which count wherever the value
// turns up; entries with a path count only for files and so not here). Nothing is opened that is
// not asked for: a start costs what the flags ask. Failure: a Status in words for people; details
// of a wrong settings or rule file have been told on standard error. Threads: Parts() may be used
// by guards of several threads; Restore() too. Ownership: it owns all of it and must not be moved
// once Parts() was called.
#ifndef WEIR_CLI_GUARD_SESSION_H_
#define WEIR_CLI_GUARD_SESSION_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "cli/args.h"
#include "cli/engine.h"
#include "guard/clean_memo.h"
#include "guard/decision_log.h"
#include "guard/json_guard.h"
#include "guard/policy.h"
#include "guard/text_guard.h"
#include "redact/masker.h"
#include "redact/restore.h"
#include "redact/vault.h"
#include "scan/scanner.h"

namespace weir {

struct GuardUse {
  bool memo = false;  // for those that see a text again: proxies and servers
};

struct GuardSession {
  Engine engine;
  std::unique_ptr<Policy> policy;
  std::unique_ptr<Scanner> scanner;
  std::unique_ptr<RunPlaceholders> run_placeholders;  // null where there is a vault
  std::unique_ptr<Vault> vault;                       // null without --vault
  std::unique_ptr<Masker> masker;
  std::unique_ptr<DecisionLog> log;  // null if no log is wanted
  std::unique_ptr<CleanMemo> memo;
  std::mutex mutex;  // of the masker and the vault

  GuardParts Parts();
  // Puts values back for placeholders of the vault. Without a vault the text stays as it is. The
  // caller has asked MayRestore().
  absl::Status Restore(std::string_view text, JsonMode json, std::string* restored,
                       RestoreCounts* counts = nullptr);
};

absl::Status OpenGuardSession(ParsedArgs* args, GuardUse use, GuardSession* session);

}  // namespace weir

#endif  // WEIR_CLI_GUARD_SESSION_H_
