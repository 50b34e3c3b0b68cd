// The engine: a Ruleset (what to look for), a Scanner (how), and what one scan says.
//
//   auto ruleset = weir::Ruleset::Default();                    // the built-in catalogue
//   weir::Scanner scanner(*ruleset);
//   weir::ScanResult result;                                    // reuse it: no allocation once warm
//   absl::Status status = scanner.Scan({.bytes = text}, &result);
//   if (!status.ok()) ...                                       // could not look: never treat as clean
//   for (const weir::Finding& f : result.findings) ...          // sorted by start
//
// Threads: a Ruleset is immutable and shared; Scanner is const and may be used from many threads at once
// (scratch is taken from a pool inside). A ScanResult belongs to one thread.
// Lifetime: Findings borrow Rules from the Ruleset, which must outlive them.
// Cost: linear in the text on any input. Memory: fixed per thread (about 400 KiB of scratch), plus findings.
// Views: what a text says in other dress is scanned as well, up to kMaxTrail layers deep, under one budget of
// produced bytes for each text (kViewBudgetBase and kViewBudgetFactor times its size). A met bound makes the
// result incomplete (SkipReason::kViewBudget).
// Limits (ScanOptions): time per text (reaching it makes the result incomplete, never clean), and findings
// stored per text (beyond it they are counted, not listed). Both are reported in Coverage.
#ifndef WEIR_SCAN_SCANNER_H_
#define WEIR_SCAN_SCANNER_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/finding.h"
#include "rules/rule.h"
#include "scan/coverage.h"
#include "scan/known_literals.h"

namespace weir {

// Which rules take part, and the user's own.
struct RulesetOptions {
  std::vector<RuleDef> user_rules;          // compiled as a small second database
  bool builtin = true;
  std::vector<std::string> only;            // rule ids; empty = all that are enabled
  std::vector<std::string> exclude;         // rule ids
  std::vector<SecretClass> classes;         // classes to enable beyond the default ones
  std::vector<KnownLiteral> known;          // the user's own values, found by their bytes: rule known-value
};

class Ruleset {
 public:
  // The built-in rules that are enabled by default. Opens embedded databases; costs no compile.
  static absl::StatusOr<std::shared_ptr<const Ruleset>> Default();
  // InvalidArgument: an unknown id (the message names the nearest), or no rule left.
  static absl::StatusOr<std::shared_ptr<const Ruleset>> Create(RulesetOptions options);

  // Built-in rules first, then the user's. All of them; Enabled(i) says which take part.
  size_t size() const;
  const Rule& rule(size_t index) const;
  bool Enabled(size_t index) const;
  const Rule* Find(std::string_view id) const;
  size_t EnabledCount() const;
  const KnownLiterals* known() const;  // null where no values are known, or their rule is off

  ~Ruleset();
  class Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Ruleset(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A piece of text to look at.
struct Text {
  std::string_view bytes;
  // Offset of bytes[0] in the whole input, added to every span; line and column of bytes[0] likewise.
  // For the usual case, a whole text, leave them.
  uint64_t offset = 0;
};

inline constexpr uint64_t kViewBudgetBase = 1 << 20, kViewBudgetFactor = 4;

struct ScanOptions {
  Confidence min_confidence = Confidence::kMedium;
  uint64_t max_findings = 10000;                      // stored per text; more are counted
  std::chrono::milliseconds max_time{0};              // per text; 0 = no limit
  bool views = true;                                  // look into other dress: base64, escapes, UTF-16 (view.h)
};

struct ScanResult {
  std::vector<Finding> findings;  // sorted by start, then end; no two overlap
  Coverage coverage;
  void Clear();
};

// One line of `weir explain`: what became of a candidate.
struct TraceEvent {
  uint64_t start = 0, end = 0;
  const Rule* rule = nullptr;
  bool reported = false;
  Confidence confidence = Confidence::kLow;
  ReasonSet reasons;
  std::string step;    // where it was dropped: "boundary", "shape", "placeholder", "overlap", ...
  std::string detail;  // one sentence; never holds the value
  Trail trail;         // the dresses it stands in
  uint64_t size = 0;   // of the value itself, out of its dresses
};

class Scanner {
 public:
  explicit Scanner(std::shared_ptr<const Ruleset> ruleset, ScanOptions options = {});
  ~Scanner();
  Scanner(const Scanner&) = delete;             // holds a scratch pool: share one Scanner instead
  Scanner& operator=(const Scanner&) = delete;

  const Ruleset& ruleset() const;
  const ScanOptions& options() const;

  // Does now what the first scans would do: memory for one thread, and each database verified and read in. For who has
  // time before a text is there. Errors: as Scan().
  absl::Status Warm() const;

  // Scans a whole text of any size. Clears *result first. On an error *result is not to be used.
  absl::Status Scan(const Text& text, ScanResult* result) const;

  // The same with every candidate's fate, for people: slow, allocates.
  absl::Status Explain(const Text& text, ScanResult* result, std::vector<TraceEvent>* trace) const;

  // For texts that do not fit in memory, or are split over threads: scans bytes[0, size) but keeps only
  // findings (whole clusters of overlapping ones) that begin in [own_begin, own_end). The caller gives
  // kBackContext bytes before own_begin and kForwardContext after own_end, or the text's true ends; then
  // the findings of consecutive windows are exactly those of the whole text, but for chains of matches each of which
  // overlaps the next over more than kMaxSpan bytes, of which the first to be seen decides. Positions (line, column) are
  // not filled in: see line_counter.h. ScanOptions::max_time is per call, unless the caller, who knows when the
  // text began, gives a deadline.
  using Deadline = std::chrono::steady_clock::time_point;
  absl::Status ScanWindow(std::string_view bytes, uint64_t own_begin, uint64_t own_end,
                          ScanResult* result, std::optional<Deadline> deadline = std::nullopt) const;
  static constexpr uint64_t kForwardContext = kMaxSpan + 2048;
  static constexpr uint64_t kBackContext = kMaxSpan + 2048;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir

#endif  // WEIR_SCAN_SCANNER_H_
