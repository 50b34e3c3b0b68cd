// StreamTables: what all streams of one Ruleset share, made when the first of them begins.
//
//   const StreamTables& tables = StreamTables::Of(ruleset);
//   uint16_t node = tables.Next(StreamTables::kRoot, byte);      // a token may begin with this byte
//   uint16_t state = tables.NextWord(0, byte);                   // "://", "-----BEGIN", assignment words
//
// Two automata answer, at a table load a byte, what can begin here:
//   heads   from a border on, the first kHeadBytes bytes of every shape (rules/prefix.h). A node that ends a
//           head lists the rules it may be; what goes on from there is asked of each rule exactly.
//   words   where a literal ends that is looked for everywhere.
// Shapes whose first bytes are only an alphabet (52 letters and digits, then a literal) have no head to
// speak of: they are `grouped`. Each begins within a run of token characters, and such runs are held.
//
// Threads: constant, but for the pool of match states, which is locked. Memory: some 300 KiB.
// Cost: made in a few milliseconds.
#ifndef WEIR_SCAN_STREAM_TABLES_H_
#define WEIR_SCAN_STREAM_TABLES_H_

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "match/matcher.h"
#include "rules/byte_set.h"
#include "scan/known_literals.h"
#include "scan/scanner.h"

namespace weir {

class StreamTables {
 public:
  static const StreamTables& Of(const Ruleset& ruleset);

  struct RuleRef {
    uint8_t pack;
    uint16_t rule;
    friend bool operator==(const RuleRef&, const RuleRef&) = default;
  };
  // A shape without a head of its own.
  struct Grouped {
    RuleRef ref;
    ByteSet alphabet;     // all bytes that a match can hold
    uint32_t lead = 0;    // token characters that it is sure to begin with
  };
  // A literal that ends in some state of the words automaton.
  struct WordHit {
    Candidate::Kind kind;  // kWord, kUrl, kPem
    uint8_t pack;
    uint8_t database;      // the open database that looks for it: words of one name are merged in each
    uint32_t keyword;
  };

  explicit StreamTables(const Ruleset& ruleset);

  // What a step leads to: a state, and whether something ends there.
  static constexpr uint16_t kEnds = 0x8000, kState = 0x7FFF;

  // Heads. 0 = dead.
  static constexpr uint16_t kDead = 0, kRoot = 1;
  uint16_t Next(uint16_t node, unsigned char byte) const {
    return head_next_[node * head_classes_ + head_class_[byte]];
  }
  uint16_t FirstOf(unsigned char byte) const { return head_first_[byte]; }
  std::span<const RuleRef> Ends(uint16_t node) const {
    return {head_rules_.data() + head_begin_[node], head_begin_[node + 1u] - head_begin_[node]};
  }

  // Words.
  uint16_t NextWord(uint16_t state, unsigned char byte) const {
    return word_next_[state * word_classes_ + word_class_[byte]];
  }
  std::span<const WordHit> Hits(uint16_t state) const {
    return {word_hits_.data() + word_begin_[state], word_begin_[state + 1u] - word_begin_[state]};
  }
  // Bytes of "-----BEGIN" and of "://" that the state is the beginning of.
  uint8_t PemBytes(uint16_t state) const { return word_pem_[state]; }
  uint8_t UrlBytes(uint16_t state) const { return word_url_[state]; }

  std::span<const Grouped> grouped() const { return grouped_; }
  bool IsGrouped(uint8_t pack, uint16_t rule) const { return is_grouped_[pack][rule]; }
  // Bytes behind a run of token characters with which a grouped shape may go on.
  const ByteSet& group_follows() const { return group_follows_; }
  uint64_t longest_grouped() const { return longest_grouped_; }
  // The shortest run of token characters in which a grouped shape can lie.
  uint64_t least_grouped() const { return least_grouped_; }
  // Whether options of command lines are looked for: match/flags.h.
  bool flags() const { return flags_; }
  // Whether seed phrases are: match/phrase.h.
  bool phrases() const { return phrases_; }
  size_t databases() const { return databases_; }
  // Some rule can begin anywhere (a user's regular expression): all is held as far as a match may reach.
  bool broad() const { return broad_; }
  const MatchSet& set() const { return set_; }
  const KnownLiterals* known() const { return known_; }  // null: none

  // For one call of MatchBlock.
  absl::StatusOr<std::unique_ptr<MatchState>> Take() const;
  void Return(std::unique_ptr<MatchState> state) const;

 private:
  void AddRules(const MatchPack& pack, uint8_t number);
  void BuildHeads();
  void BuildWords();

  struct HeadOf;
  const MatchSet& set_;
  const KnownLiterals* known_;
  std::vector<HeadOf> heads_;  // while being made
  std::array<uint8_t, 256> head_class_{}, word_class_{};
  std::array<uint16_t, 256> head_first_{};
  ByteSet group_follows_;
  size_t head_classes_ = 0, word_classes_ = 0;
  std::vector<uint16_t> head_next_, word_next_;
  std::vector<uint32_t> head_begin_, word_begin_;
  std::vector<RuleRef> head_rules_;
  std::vector<WordHit> word_hits_;
  std::vector<uint8_t> word_pem_, word_url_;
  std::vector<Grouped> grouped_;
  std::vector<std::vector<bool>> is_grouped_;
  uint64_t longest_grouped_ = 0, least_grouped_ = kWideRun;
  size_t databases_ = 1;
  bool broad_ = false, flags_ = false, phrases_ = false;

  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<MatchState>> idle_;  // guarded by mutex_
};

}  // namespace weir

#endif  // WEIR_SCAN_STREAM_TABLES_H_
