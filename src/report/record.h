// Record: a finding made ready for people and machines while its bytes were still at hand.
//
// The secret's own bytes stop here: a Record holds only a mask, a keyed fingerprint and an excerpt
// in which every finding is masked; the value itself is in `secret` only if
// RecordOptions::show_secrets asked for it by name.
//   RecordMaker maker(options);
//   maker.Make("src/a.env", bytes, /*bytes_offset=*/0, result.findings, &records);
// Threads: RecordMaker is const after construction and may be used from many threads.
// Failure: none; a finding whose bytes are not in `bytes` gets a record without fingerprint and
// excerpt.
#ifndef WEIR_REPORT_RECORD_H_
#define WEIR_REPORT_RECORD_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/finding.h"
#include "report/allow.h"

namespace weir {

class AllowList;

// Where in a history a finding comes from. All is raw bytes.
struct CommitInfo {
  std::string id, author, email, date, subject;  // date: ISO 8601, may be empty
};

struct Record {
  std::string path;             // raw bytes as given by the system; "-" for standard input
  uint64_t start = 0, end = 0;  // of the secret in the original bytes
  uint64_t line = 0, column = 0, column_utf16 = 0;
  uint64_t end_line = 0, end_column = 0, end_column_utf16 = 0;
  // For SARIF: Unicode code points. Beyond the first kLookBack bytes of a line this is
  // column_utf16.
  uint64_t column_codepoint = 0, end_column_codepoint = 0;
  const Rule* rule = nullptr;
  Confidence confidence = Confidence::kLow;
  ReasonSet reasons;
  Trail trail;
  std::string fingerprint;  // hex HMAC-SHA-256 (first 32 digits) of rule id and secret, keyed
  std::string masked;       // "ghp_…(40 bytes)": at most the rule's fixed prefix and the length
  std::string line_hash;    // GitHub's primaryLocationLineHash without the ":n"
  // One line around the finding as UTF-8 or raw bytes, never to be shown but through Printable().
  // Secrets are masked; long runs of letters and digits that no rule named are left out too,
  // because they may be a secret in another form, or one of which only a part is in sight.
  std::string excerpt;
  size_t excerpt_mark = 0, excerpt_mark_length = 0;  // where the mask stands in excerpt, bytes
  std::string secret;  // only with show_secrets; UTF-16 is told as UTF-8
  std::string pointer;  // in a JSON text: its JSON Pointer, keys from outside, no secret in it; else empty
  std::string blob;    // of a git object: its name; else empty
  std::shared_ptr<const CommitInfo> commit;  // of a finding in a history: the commit that adds it
  // Set: an allow entry, a baseline or a comment says that it needs no action. It is listed as
  // such and does not count as found.
  Suppression suppressed;
};

// The key of the fingerprints: 32 bytes, the SHA-256 of a text. Where the text comes from, in this
// order:
//   $WEIR_FINGERPRINT_KEY, if it is not empty;
//   ($XDG_CONFIG_HOME or ~/.config)/weir/fingerprint.key, made on first need with mode 0600 and a
//   random text of 64 hex digits (blanks and line ends at its end do not count, so the file's text
//   may be given to other machines through the variable); where no such file can be made or
//   trusted, a key for this run only: is_ephemeral, and `problem` says why in a sentence. Reports
//   tell it, because such fingerprints differ from run to run.
// A key file is trusted if it is a regular file (no link) of this user or root that no one else can
// write, in a folder of the same kind.
struct FingerprintKey {
  unsigned char bytes[32] = {};
  bool is_ephemeral = false;
  std::string problem;
};
// Internal: the system has no random numbers. Costs a few system calls; call it only when needed.
absl::StatusOr<FingerprintKey> LoadFingerprintKey();

// The first 16 bytes, in hex, of HMAC-SHA-256(key, rule id, 0, secret): it does not depend on
// place, so it stays when lines and files move, and it tells nothing to those who do not have the
// key.
std::string Fingerprint(const FingerprintKey& key, std::string_view rule_id,
                        std::string_view secret);

struct RecordOptions {
  bool show_secrets = false;
  std::optional<FingerprintKey> key;  // none: LoadFingerprintKey() at the first finding
  size_t excerpt_bytes = 160;         // on each side of the finding
  std::shared_ptr<const AllowList> allow;  // asked about each finding; may be null
};

class RecordMaker {
 public:
  // How far before a finding its line's start is looked for. Callers that cut a text into windows
  // give at least this many bytes (or all there are) before each finding, and 2 KiB after it, so
  // that records do not depend on the cut.
  static constexpr uint64_t kLookBack = 16 * 1024;

  explicit RecordMaker(RecordOptions options) : options_(std::move(options)) {}
  RecordMaker(const RecordMaker&) = delete;
  RecordMaker& operator=(const RecordMaker&) = delete;

  // Appends one record a finding. `bytes` starts at offset `bytes_offset` of the input and holds
  // every finding's match; `findings` are sorted and located (lines filled in). `all` are all the
  // findings whose bytes may show in an excerpt (normally the same list): each is masked wherever
  // it shows.
  void Make(std::string_view path, std::string_view bytes, uint64_t bytes_offset,
            std::span<const Finding> findings, std::vector<Record>* records) const {
    Make(path, bytes, bytes_offset, findings, findings, records);
  }
  // `own_file`: the text is a file of the operator's own tree, so comments in it that allow a
  // secret count (report/allow_inline.h). Never for text that others wrote.
  void Make(std::string_view path, std::string_view bytes, uint64_t bytes_offset,
            std::span<const Finding> findings, std::span<const Finding> all,
            std::vector<Record>* records, bool own_file = false) const;

  const AllowList* allow() const { return options_.allow.get(); }
  // True once a record was made with a key that lasts for this run only.
  bool ephemeral() const { return ephemeral_.load(std::memory_order_acquire); }
  // Why; "" if it is not. Valid after the last Make().
  std::string_view key_problem() const { return ephemeral() ? key_.problem : std::string_view(); }

 private:
  void LoadKey() const;

  RecordOptions options_;
  mutable std::once_flag key_once_;
  mutable FingerprintKey key_;
  mutable bool has_key_ = false;
  mutable std::atomic<bool> ephemeral_{false};
};

// A secret as people may see it: its fixed prefix (the rule's leading literal, at most 8 bytes,
// never more than a quarter of the value) and its length.
std::string MaskSecret(const Rule& rule, std::string_view secret);

}  // namespace weir

#endif  // WEIR_REPORT_RECORD_H_
