// AllowList: asked of each finding whether someone has said that it needs no action.
//
//   auto list = AllowList::Create(entries, {.root = "/repo", .folder = "/repo/src"});
//   RecordOptions options{.allow = *list};                // RecordMaker asks it
//   AllowReport report = (*list)->Report();               // at the end: what was never used
//
// Where allow entries and baselines count: rules of cli/settings.h. A finding that is suppressed is
// still found, recorded, counted and listed where a report lists such; it does not decide the exit
// status. Each field of an entry must match, each finding is asked for itself.
// Cost: two look-ups by hash for each finding, plus those entries that have neither a fingerprint
// nor a value hash, one after another. Limits: kMaxAllowEntries. Threads: Find() and Inline() from
// any thread; the counters are atomic. Failure of Create(): InvalidArgument with the place.
#ifndef WEIR_REPORT_ALLOW_LIST_H_
#define WEIR_REPORT_ALLOW_LIST_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "report/allow.h"

namespace weir {

inline constexpr size_t kMaxAllowEntries = 1'000'000;

struct AllowOptions {
  std::string root = "/";        // absolute: where patterns of paths begin
  std::string folder = "/";      // absolute: what relative paths of records are relative to
  std::optional<int32_t> today;  // days since 1970-01-01; none: the clock
  bool inline_allow = true;      // comments in files count, where the file is trusted
};

// An entry that could not or did not do anything.
struct AllowNote {
  enum class Kind : uint8_t { kUnused, kExpired };
  Kind kind = Kind::kUnused;
  bool from_baseline = false;
  std::string file;
  size_t line = 0;
  std::string text;  // "rule github-..., path docs/**; reason": from outside, see Printable()
};

struct AllowReport {
  uint64_t entries = 0;                     // that could count: allow entries and baseline
  uint64_t unused = 0, expired = 0;         // of all; the notes stop at kMostNotes
  std::vector<AllowNote> notes;             // in the order of the entries
  std::map<std::string, uint64_t> by_mark;  // findings a comment suppressed, by its mark
  uint64_t marks_without_reason = 0;        // comments that do not count
  static constexpr size_t kMostNotes = 1000;
};

class AllowList {
 public:
  static absl::StatusOr<std::shared_ptr<const AllowList>> Create(std::vector<AllowEntry> entries,
                                                                 AllowOptions options);
  ~AllowList();
  AllowList(const AllowList&) = delete;
  AllowList& operator=(const AllowList&) = delete;

  struct Subject {
    std::string_view path;  // as in Record
    std::string_view rule;
    std::string_view fingerprint;         // "" if there is no key
    std::string_view value;               // the secret
    const FingerprintKey* key = nullptr;  // for keyed value hashes
  };
  // The first entry that speaks of it; all that do count as used.
  Suppression Find(const Subject& subject) const;

  // A comment beside the secret at [start, end) of bytes; only where the file is trusted.
  Suppression Inline(std::string_view bytes, size_t start, size_t end) const;

  bool inline_allow() const { return options_.inline_allow; }
  bool empty() const { return entries_.empty(); }
  const AllowOptions& options() const { return options_; }
  // `path` as entries see it.
  std::string Rooted(std::string_view path) const;

  AllowReport Report() const;
  // Whether the entry was used; in the order they were given to Create().
  bool Used(size_t entry) const { return uses_[entry].load(std::memory_order_relaxed) > 0; }
  const std::vector<AllowEntry>& entries() const { return entries_; }

 private:
  struct Compiled;
  AllowList(std::vector<AllowEntry> entries, AllowOptions options);

  std::vector<AllowEntry> entries_;
  AllowOptions options_;
  int32_t today_ = 0;
  std::vector<std::unique_ptr<Compiled>> compiled_;  // null: nothing to compile
  std::unordered_map<std::string_view, std::vector<uint32_t>> by_fingerprint_, by_value_;
  std::vector<uint32_t> others_;
  bool has_keyed_ = false, has_sha1_ = false, has_sha256_ = false;
  mutable std::unique_ptr<std::atomic<uint64_t>[]> uses_;
  mutable std::mutex mutex_;  // guards the two below: comments are rare
  mutable std::map<std::string, uint64_t> by_mark_;
  mutable uint64_t marks_without_reason_ = 0;
};

// "fingerprint 1a2b..., rule x, path y; reason": what an entry says, for people.
std::string Describe(const AllowEntry& entry);

}  // namespace weir

#endif  // WEIR_REPORT_ALLOW_LIST_H_
