// Allow entries: what an operator has said about findings that need no action, as plain data.
//
//   [[allow]]                                  # in weir.toml
//   rule = "github-personal-access-token"
//   path = "docs/**"
//   reason = "samples of the vendor's manual"
//   expires = 2027-01-01
//
// An entry speaks of a finding if all of its fields do; it needs at least one of fingerprint, rule,
// path, path_regex, value_hash and regex, and a reason. It speaks of one secret: another one on the
// same line is looked at for itself.
//   fingerprint  of a report: rule and value, keyed (report/record.h)
//   rule         a rule's id, whole
//   path         a pattern as in .gitignore, from the root of the repository (allow_path.h)
//   path_regex   an RE2 expression that the whole path from the root must match
//   value_hash   "weir1:" and 32 hex digits: HMAC-SHA-256 of the value with the fingerprint key,
//                which `weir allow -` writes. Also read: "sha256:" and "sha1:" with a plain digest,
//                as other tools make them; such a digest of a short password can be searched
//                backwards by anyone who reads the file.
//   regex        an RE2 expression that the whole value must match, byte by byte
//   expires      the last day (UTC) on which the entry counts
// Threads: plain values and pure functions.
#ifndef WEIR_REPORT_ALLOW_H_
#define WEIR_REPORT_ALLOW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace weir {

struct FingerprintKey;

// Why a finding that was found is not one to act on.
struct Suppression {
  enum class Kind : uint8_t { kNone, kAllow, kBaseline, kInline };
  Kind kind = Kind::kNone;
  std::string by;      // "weir.toml:12", ".weir-baseline:3", or the comment's mark: "weir:allow"
  std::string reason;  // text from outside: show it through Printable() only; may be empty

  explicit operator bool() const { return kind != Kind::kNone; }
};
std::string_view Name(Suppression::Kind kind);  // "allow", "baseline", "inline"; "" for none

struct AllowEntry {
  std::string fingerprint, rule, path, path_regex, value_hash, regex;  // "" = not given
  std::string reason;
  std::optional<int32_t> expires;  // days since 1970-01-01
  std::string file;                // where it was written: for messages
  size_t line = 0;

  bool SaysNothing() const {
    return fingerprint.empty() && rule.empty() && path.empty() && path_regex.empty() &&
           value_hash.empty() && regex.empty();
  }
  // Whether what is suppressed is told as the baseline's rather than an allow entry's.
  bool from_baseline = false;
};

inline constexpr size_t kMaxAllowPath = 1024, kMaxAllowRegex = 4096, kMaxAllowReason = 500;

// What is wrong with one field's text: InvalidArgument with a sentence, without its value.
absl::Status CheckFingerprint(std::string_view text);
absl::Status CheckValueHash(std::string_view text);
absl::Status CheckAllowRegex(std::string_view text);
absl::Status CheckReason(std::string_view text);

// "weir1:..." of a value.
std::string ValueHash(const FingerprintKey& key, std::string_view value);
// "sha256:..." and "sha1:...".
std::string PlainSha256(std::string_view value);
std::string PlainSha1(std::string_view value);

// The entry as a [[allow]] table, and a string as TOML writes it (basic, any bytes: what is no
// UTF-8 is replaced).
std::string AllowEntryToml(const AllowEntry& entry);
std::string TomlString(std::string_view text);

// The first 8 bytes of an HMAC of a fixed text: tells two keys apart and nothing else about them.
std::string KeyId(const FingerprintKey& key);

// "2026-12-31" as days since 1970-01-01; nullopt if it is no date of the calendar.
std::optional<int32_t> ParseDate(std::string_view text);
std::string FormatDate(int32_t days);
int32_t TodayUtc();

}  // namespace weir

#endif  // WEIR_REPORT_ALLOW_H_
