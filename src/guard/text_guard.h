// TextGuard: one text on its way, looked at, decided, and masked where the policy says so.
//
//   TextGuard guard({.scanner = &scanner, .policy = &policy, .masker = &masker, .log = &log, .memo = &memo});
//   Verdict verdict;
//   RETURN_IF_ERROR(guard.Look(prompt, place, "/prompt", &verdict));
//   if (verdict.action == Action::kBlock) refuse(verdict.Reason());
//   else if (verdict.changed) forward(verdict.text); else forward(prompt);
//
// What is masked: every finding whose ruling is kMask or stricter, and all other places of their values in this
// text; byte for byte the same outside. A finding whose ruling is kAllow or kWarn stays as it is.
// The text is one string as its reader sees it (JSON strings decoded). For a whole JSON message: json_guard.h.
// Memo: a text that was found clean before, by the same rules, costs a hash (clean_memo.h).
// Fails closed: on an error nothing of *verdict is to be used; the caller asks Policy::on_error and tells it.
// Errors: those of Scanner; ResourceExhausted where a bound was met (the text was not looked at as a whole); what the
// masker's placeholders told (a vault that is full).
// Threads: one at a time; guards of several threads may share their parts if they are given a mutex. Ownership: borrows all of its parts.
#ifndef WEIR_GUARD_TEXT_GUARD_H_
#define WEIR_GUARD_TEXT_GUARD_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "guard/policy.h"
#include "redact/masker.h"
#include "scan/scanner.h"

namespace weir {

class AllowList;
class CleanMemo;
class DecisionLog;
class Vault;

// One finding and what becomes of it. No byte of the value.
struct Decision {
  const Rule* rule = nullptr;
  Confidence confidence = Confidence::kLow;
  Ruling ruling;
  std::string allowed_by;       // the reason of the allow entry, if one decided
  uint64_t start = 0, end = 0;  // in the text that was looked at
  uint64_t line = 0;            // in it, from 1
  std::string pointer;          // where the text stands in its message; "" = it is all
  std::string mask;             // what stands in its place, if it was masked
};

struct Verdict {
  Action action = Action::kAllow;  // the strictest
  bool changed = false;
  std::string text;                // the masked text, if changed
  std::vector<Decision> decisions;
  void Clear();
  // For people and models: "a GitHub personal access token (line 3 of /prompt)" for each kind, at most
  // `max_listed`, then "and N more". Never a value; printable ASCII only.
  std::string Reason(size_t max_listed = 3) const;
};

// The same for any decisions.
std::string ReasonOf(const std::vector<Decision>& decisions, size_t max_listed = 3);

struct GuardParts {
  const Scanner* scanner = nullptr;
  const Policy* policy = nullptr;
  Masker* masker = nullptr;
  DecisionLog* log = nullptr;  // may be null
  CleanMemo* memo = nullptr;   // may be null
  // What its operator says needs no action: such a finding is allowed, with the entry's reason. May be null.
  const AllowList* allow = nullptr;
  // Where the masker's placeholders come from, if that is a vault: it is committed before a verdict with masks in
  // it is given, so nobody can forget to. Null: there is none.
  Vault* vault = nullptr;
  // Held while the masker and the vault are used, which is only where something was found: for guards of several
  // threads that share them. Null: there is one thread.
  std::mutex* mutex = nullptr;
};

class TextGuard {
 public:
  explicit TextGuard(GuardParts parts) : parts_(parts) {}

  // Clears *verdict first.
  absl::Status Look(std::string_view text, const Place& place, std::string_view pointer, Verdict* verdict);
  const GuardParts& parts() const { return parts_; }

 private:
  GuardParts parts_;
};

}  // namespace weir

#endif  // WEIR_GUARD_TEXT_GUARD_H_
