// Baseline: a list of the secrets that are known in a tree, so that a scan reports the new ones.
//
//   {"weir_baseline":1,"key":"41d2c7a09b5e6f13"}
//   {"path":"src/a.env","rule":"github-personal-access-token","fingerprint":"..."}
//
// Made to be committed: an entry holds no secret and no hash that could be searched without the
// fingerprint key; no line numbers, so it stays right when lines move; one line an entry, sorted,
// so that two branches' baselines merge line by line (double entries and double heads of the same
// key are no error). "key" tells under which key it was made (KeyId()), because fingerprints of
// another key would match nothing: such a baseline is refused with what to do. An entry speaks of
// one secret in one file: `fingerprint`, or `value_hash` for those taken over from other tools, and
// optional `rule`, `mark` ("true", "false" or "ignore", see weir triage) and `reason`. Limits:
// kMaxBaselineBytes, kMaxAllowEntries, lines of 64 KiB. Hostile files give an error with their
// line. Threads: pure.
#ifndef WEIR_REPORT_BASELINE_H_
#define WEIR_REPORT_BASELINE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "report/allow.h"

namespace weir {

inline constexpr size_t kMaxBaselineBytes = size_t{256} << 20;
inline constexpr std::string_view kBaselineName = ".weir-baseline";

struct BaselineEntry {
  std::string path;  // raw bytes, from the root of the repository
  std::string rule;
  std::string fingerprint, value_hash;  // one of them
  std::string mark, reason;
  size_t line = 0;  // in the file; not written

  auto Key() const { return std::tie(path, rule, fingerprint, value_hash); }
  friend bool operator<(const BaselineEntry& a, const BaselineEntry& b) {
    return a.Key() < b.Key();
  }
};

struct Baseline {
  std::string key_id;
  std::vector<BaselineEntry> entries;
};

// `file` is for messages. InvalidArgument: "FILE:LINE: what is wrong".
absl::StatusOr<Baseline> ParseBaseline(std::string_view file, std::string_view bytes);

// FailedPrecondition, with what to do, if the baseline was made with another key.
absl::Status CheckBaselineKey(std::string_view file, const Baseline& baseline,
                              std::string_view key_id);

// Sorted, without doubles.
std::string BaselineText(Baseline baseline);

// As entries of an AllowList, which is asked about them. Entries with the mark "true" are known
// secrets too, and suppressed.
std::vector<AllowEntry> ToAllowEntries(std::string_view file, const Baseline& baseline);

}  // namespace weir

#endif  // WEIR_REPORT_BASELINE_H_
