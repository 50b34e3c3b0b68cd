// Coverage: what was looked at and what was not. "Clean" is a claim about the bytes that were searched.
//
// Invariant, checked by Balanced(): offered = searched + the sum of skipped bytes.
// Incomplete() is true when something that should have been looked at was not (a read error, a budget
// met): the run then is neither clean nor an error of its own, and the program exits with 2 if nothing
// was found... (exit status: see cli/exit.h). Skips the operator asked for (ignore files, excludes) are
// counted but do not make a run incomplete.
// Threads: a plain value; merge one per thread with Add().
#ifndef WEIR_SCAN_COVERAGE_H_
#define WEIR_SCAN_COVERAGE_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace weir {

enum class SkipReason : uint8_t {
  kIgnored,        // an ignore file of the operator's own tree, or --exclude
  kNotRegular,     // a FIFO, socket, device, or symbolic link that was not followed
  kTooLarge,       // over --max-file-size
  kUnreadable,     // permission, I/O error: incomplete
  kVanished,       // gone or shrunk while being read: incomplete
  kTimeBudget,     // the time limit was met: incomplete
  kFindingsCap,    // more findings than are stored: all bytes were searched, the rest was counted, not listed
  kOutsideTree,    // a link that leads out of the tree
  kNotJson,        // --json on, and it does not parse: all bytes were searched, as plain text
  kViewBudget,     // all bytes were searched, but not all they say in other dress (views too large or deep): incomplete
};
inline constexpr int kSkipReasonCount = static_cast<int>(SkipReason::kViewBudget) + 1;
std::string_view Name(SkipReason reason);       // "ignored", "not-regular", ...
bool MakesIncomplete(SkipReason reason);

struct Coverage {
  uint64_t offered_bytes = 0;
  uint64_t searched_bytes = 0;
  uint64_t inputs = 0;                 // files and streams that were searched
  struct Skip {
    uint64_t inputs = 0;
    uint64_t bytes = 0;                // 0 where the size is not known
  };
  std::array<Skip, kSkipReasonCount> skipped{};
  uint64_t findings_not_listed = 0;    // beyond max_findings

  void AddSkip(SkipReason reason, uint64_t bytes, uint64_t inputs_skipped = 1);
  void Add(const Coverage& other);
  uint64_t SkippedBytes() const;
  bool Balanced() const { return offered_bytes == searched_bytes + SkippedBytes(); }
  bool Incomplete() const;
};

}  // namespace weir

#endif  // WEIR_SCAN_COVERAGE_H_
