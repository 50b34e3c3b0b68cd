// Imports: what another scanner's files say, in weir's words.
//
//   absl::StatusOr<Imported> got = ImportGitleaksConfig(".gitleaks.toml", bytes);
//   got->rules_toml                // a rule file; each rule in it has passed weir's own checks
//   AllowFileText(got->allow)      // a file of [[allow]] tables
//   for (const ImportNote& n : got->notes) ...   // what was not carried over, and why
//
// The files are the operator's, or a stranger's: nothing in them is run, sizes, counts and depths
// are bounded, and a secret that a report holds in clear leaves as a keyed hash only. What cannot
// be said exactly in weir's words is left out and told, never widened: an allow entry that came out
// broader than it was would hide secrets.
// Threads: pure. Failure: InvalidArgument with the file and what is wrong.
#ifndef WEIR_ADAPTER_IMPORT_IMPORT_H_
#define WEIR_ADAPTER_IMPORT_IMPORT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "report/allow.h"
#include "report/record.h"

namespace weir {

inline constexpr size_t kMaxImportBytes = size_t{64} << 20;
inline constexpr size_t kMaxImportConfigBytes = size_t{4} << 20;
inline constexpr size_t kMaxImportNotes = 1000;

struct ImportNote {
  std::string what;  // "rule acme-token", "line 12": from outside, see Printable()
  std::string why;
};

// A finding that is named by its place alone: it must be looked up in the file.
struct ImportPlace {
  std::string path;
  uint64_t line = 0;
  std::string what;  // as ImportNote
};

struct Imported {
  std::string rules_toml;
  size_t rules = 0;
  std::vector<AllowEntry> allow;
  std::vector<ImportPlace> places;
  std::vector<ImportNote> notes;  // at most kMaxImportNotes
  uint64_t note_count = 0;

  void Note(std::string what, std::string why) {
    ++note_count;
    if (notes.size() < kMaxImportNotes) notes.push_back({std::move(what), std::move(why)});
  }
};

absl::StatusOr<Imported> ImportGitleaksConfig(std::string_view file, std::string_view bytes);
absl::StatusOr<Imported> ImportGitleaksIgnore(std::string_view file, std::string_view bytes);
absl::StatusOr<Imported> ImportGitleaksReport(std::string_view file, std::string_view bytes,
                                              const FingerprintKey& key);
absl::StatusOr<Imported> ImportDetectSecrets(std::string_view file, std::string_view bytes);

// A file for --allow; `origin` is told in its head.
std::string AllowFileText(const std::vector<AllowEntry>& entries, std::string_view origin);

}  // namespace weir

#endif  // WEIR_ADAPTER_IMPORT_IMPORT_H_
