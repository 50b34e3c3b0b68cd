// Matcher: from bytes to candidates, block by block. The fast half of the engine; judge decides.
//
//   MatchSet set = ...;                          // one to three packs with their databases
//   MatchState state;                            // one a thread, reused
//   for each block of at most kBlock bytes of text:
//     RETURN_IF_ERROR(MatchBlock(set, text, begin, end, &state));
//     for (const Candidate& c : state.candidates) ...
//
// For each block, in this order: the value gate finds long runs (gate.h); the bytes around them are copied
// together and the token database scans those only; the open databases scan the whole block; long runs that
// fit a kValue rule have the bytes before them scanned for the rule's words. Candidates are provably a
// superset of what the exact matcher finds, each given at least once (at borders perhaps twice).
//
// Reads text outside [begin, end): at most kBlockOverlap bytes before and, for runs, kMaxSpan behind.
// Invariant: a candidate whose start lies in [begin, end) is given by this block or by an earlier one.
// Threads: MatchSet is shared and constant; MatchState belongs to one thread.
// Cost: linear in the block, on any input. No allocation once warm.
#ifndef WEIR_MATCH_MATCHER_H_
#define WEIR_MATCH_MATCHER_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "match/database.h"
#include "match/gate.h"
#include "match/pack.h"

namespace weir {

inline constexpr size_t kBlock = 64 * 1024;
inline constexpr size_t kBlockOverlap = 192;  // > kMaxPatternLength, and < kGateBlock - kBlock
inline constexpr size_t kMaxLookBack = 128;   // for the words of a kValue rule, bytes

struct Candidate {
  enum Kind : uint8_t {
    kToken,    // a shape may begin at `start`
    kValue,    // a run [start, end) fits a kValue rule, one of whose words ends at `word_end`
    kUrl,      // "://" stands at `start`
    kPem,      // "-----BEGIN" stands at `start`
    kWord,     // an assignment word ends at `start`
    kFlag,     // an option of a command stands at `start`
    kPhrase,   // a word of a seed phrase begins at `start`
    kData,     // a value of a data class may begin at `start`
  };
  Kind kind;
  uint8_t pack;       // index in MatchSet::packs
  uint16_t rule;      // kToken, kValue, kData: in the pack
  uint32_t keyword;   // kValue, kWord: id of the word; kNoKeyword = none needed
  uint64_t start, end;
  uint64_t word_end;  // kValue
};
inline constexpr uint32_t kNoKeyword = UINT32_MAX;

struct MatchPack {
  PackView view;
  Database token;        // all token patterns
  Database token_dense;  // the same, for blocks that are nearly all runs
  Database token_plain;  // those that a text without - and _ can hold; may be empty: then token serves
  std::vector<Database> open;  // each small; see plan.h
  Database keyword;
  Database data;         // values of the data classes; empty unless one of the rules is on
};

// Built-in credentials, built-in data classes, the user's.
inline constexpr size_t kMaxPacks = 3;

struct MatchSet {
  CpuTarget cpu = CpuTarget::kPortable;
  // Could this run be a machine-made value? The judge's question, asked before the costlier one what stands
  // before the run; nullptr = always.
  bool (*plausible)(std::string_view run) = nullptr;
  std::vector<MatchPack> packs;
  std::vector<bool> enabled[kMaxPacks];   // by pack and rule; candidates of others are not given
};

struct MatchState {
  std::vector<Candidate> candidates;
  uint64_t period = 0;  // of the block's bytes, where it is periodic (at most 4 KiB)
  Scratch scratch;
  std::unique_ptr<GateRuns> runs;
  struct Piece {
    uint32_t at;      // in `pieces`
    uint64_t from;    // in the text
  };
  std::string pieces;
  std::vector<uint32_t> flags;
  std::vector<Piece> index;
};

// Prepares the state for the set: call once a thread. Fails if an embedded database does not verify.
absl::Status PrepareState(const MatchSet& set, MatchState* state);

// The same for the databases that few texts need.
absl::Status WarmState(const MatchSet& set, MatchState* state);

absl::Status MatchBlock(const MatchSet& set, std::string_view text, uint64_t begin, uint64_t end,
                        MatchState* state);

}  // namespace weir

#endif  // WEIR_MATCH_MATCHER_H_
