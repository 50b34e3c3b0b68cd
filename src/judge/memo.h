// DecisionMemo: decisions already made in this text, replayed where the same bytes stand again.
//
//   memo.Begin(text);                        // a new text: forgets
//   if (!memo.Replay(candidate, &findings)) { judge.Decide(text, candidate, &findings, nullptr, &memo); ... }
//
// Hostile texts repeat what is costly to judge (a key word, a URL's beginning, a valid token) millions of times. A
// decision depends on a stretch of bytes around the candidate of known length (Reach); where that stretch equals,
// byte by byte, one that was judged before, the verdict is the same, found or not, and is given again at its new
// place. The hash (XXH3) only finds the entry; the bytes are compared, so nobody can hide a secret behind a
// collision. Where the text turns out to be periodic, not even that is needed. A memo that is not used changes
// nothing but time.
//
// Also keeps the last key/value parse and placeholder verdict, since many rules ask the same of one value.
// Threads: one a thread. Memory: kEntries entries, taken when a text has given kWarmUp candidates.
#ifndef WEIR_JUDGE_MEMO_H_
#define WEIR_JUDGE_MEMO_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "judge/assignment.h"
#include "judge/finding.h"
#include "judge/placeholder.h"
#include "match/matcher.h"

namespace weir {

class DecisionMemo {
 public:
  static constexpr size_t kEntries = 2048;
  static constexpr size_t kWarmUp = 256;  // candidates of a text before it is worth the trouble
  // Candidates of one kind further apart than this are judged anew: there is no storm where they are sparse.
  static constexpr uint64_t kDense = 256;
  // Of kSample look-ups at least one in eight must succeed, else the memo rests for kRest candidates.
  static constexpr size_t kSample = 512, kRest = 8192;

  // The bytes a decision can depend on: from `back` before the candidate's start to `ahead` behind it.
  struct Reach {
    uint32_t back = 0, ahead = 0;
    bool bounded = false;  // false: not to be kept
    bool only_in_zone = false;  // too long to compare byte by byte
  };

  void Begin(std::string_view text);

  // True if the decision is known: then its finding, if it was one, is appended.
  bool Replay(const Candidate& candidate, const Reach& reach, std::vector<Finding>* findings);
  // Keeps what Decide appended to findings from `first` on. Call right after a Replay that gave false.
  void Keep(const Candidate& candidate, const Reach& reach, const std::vector<Finding>& findings,
            size_t first);
  // The decision being made looks further than its reach says: Keep() will not keep it.
  void Spoil() { spoiled_ = true; }

  // The text is known to have this period from `begin` on.
  void Periodic(uint64_t begin, uint64_t period);

  // AssignmentBefore(text, start) and ClassifyPlaceholder(value, prefix), each remembered once.
  const Assignment& Before(std::string_view text, uint64_t start);
  PlaceholderKind Classify(std::string_view value, size_t prefix);

 private:
  struct Entry {
    uint64_t hash = 0;       // of the stretch, or of the place in the zone's period
    uint64_t text = 0;       // number of the text it is from; 0 = empty
    uint64_t zone = 0;       // number of the zone; 0 = by its bytes
    uint64_t start = 0;      // of the candidate
    uint32_t what = 0;       // kind, pack, rule and keyword
    uint32_t word = 0;       // kValue: how far before the value the word ends
    bool found = false;
    Finding finding;         // spans as they were at `start`
  };
  // A part of the text in which every byte equals the one `period` before it. There a decision is that of one
  // period earlier, without looking at the bytes again.
  struct Zone {
    uint64_t number = 0;
    uint64_t begin = 0, end = 0, period = 0;
  };
  static constexpr uint64_t kMaxPeriod = 4096;

  std::string_view Stretch(uint64_t start, const Reach& reach) const;
  void TryZone(uint64_t start, uint64_t period);
  void Give(const Entry& entry, uint64_t start, std::vector<Finding>* findings) const;

  std::string_view text_;
  uint64_t text_number_ = 0;
  uint64_t seen_ = 0;
  uint64_t tried_ = 0, helped_ = 0, rest_ = 0;
  uint64_t last_start_[8] = {};  // by kind of candidate
  uint64_t pending_hash_ = 0, pending_zone_ = 0;
  Zone zone_;
  bool spoiled_ = false;
  std::vector<Entry> entries_;

  std::optional<uint64_t> before_at_;
  Assignment before_;
  const char* classified_ = nullptr;
  size_t classified_size_ = 0, classified_prefix_ = 0;
  PlaceholderKind classified_kind_ = PlaceholderKind::kNone;
};

}  // namespace weir

#endif  // WEIR_JUDGE_MEMO_H_
