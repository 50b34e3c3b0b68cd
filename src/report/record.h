// Record: a finding made ready for people and machines while its bytes were still at hand.
//
// The secret's own bytes stop here: a Record holds only a mask, a keyed fingerprint and an excerpt in
// which every finding is masked, unless RecordOptions::show_secrets asked for the value by name.
//   RecordMaker maker(options);
//   maker.Make("src/a.env", bytes, /*bytes_offset=*/0, result.findings, &records);
// Threads: RecordMaker is const after construction and may be used from many threads.
#ifndef WEIR_REPORT_RECORD_H_
#define WEIR_REPORT_RECORD_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/finding.h"

namespace weir {

struct Record {
  std::string path;             // raw bytes as given by the system; "-" for standard input
  uint64_t start = 0, end = 0;  // of the secret in the original bytes
  uint64_t line = 0, column = 0, column_utf16 = 0;
  uint64_t end_line = 0, end_column = 0, end_column_utf16 = 0;
  uint64_t column_codepoint = 0, end_column_codepoint = 0;  // for SARIF
  const Rule* rule = nullptr;
  Confidence confidence = Confidence::kLow;
  ReasonSet reasons;
  Dress trail = Dress::kNone;
  std::string fingerprint;      // hex HMAC-SHA-256 (first 32 digits) of rule id and secret, keyed
  std::string masked;           // "ghp_…(40 bytes)": at most the rule's fixed prefix and the length
  std::string line_hash;        // GitHub's primaryLocationLineHash without the ":n"
  std::string excerpt;          // one line around the finding, secrets masked, raw otherwise
  size_t excerpt_mark = 0, excerpt_mark_length = 0;  // where the mask stands in excerpt, bytes
  std::string secret;           // only with show_secrets
};

// The key of the fingerprints: 32 bytes. Order: $WEIR_FINGERPRINT_KEY (any text, hashed), the key file
// ($XDG_CONFIG_HOME or ~/.config)/weir/fingerprint.key, made with mode 0600 on first need; where no such
// file can be made, a key for this run only (is_ephemeral: reports say so).
struct FingerprintKey {
  unsigned char bytes[32] = {};
  bool is_ephemeral = false;
};
absl::StatusOr<FingerprintKey> LoadFingerprintKey();

struct RecordOptions {
  bool show_secrets = false;
  FingerprintKey key;
  size_t excerpt_bytes = 160;   // around the finding
};

class RecordMaker {
 public:
  explicit RecordMaker(RecordOptions options) : options_(options) {}

  // Appends one record a finding. `bytes` starts at offset `bytes_offset` of the input and holds every
  // finding's match; `findings` are sorted and located (lines filled in). `all` are all the findings whose
  // bytes may show in an excerpt (normally the same list): each is masked wherever it shows.
  void Make(std::string_view path, std::string_view bytes, uint64_t bytes_offset,
            std::span<const Finding> findings, std::vector<Record>* records) const;

 private:
  RecordOptions options_;
};

// A secret as people may see it: its fixed prefix (the rule's leading literal, at most 8 bytes, never more
// than a quarter of the value) and its length.
std::string MaskSecret(const Rule& rule, std::string_view secret);

}  // namespace weir

#endif  // WEIR_REPORT_RECORD_H_
