// The value gate: where in a block could a machine-made value stand at all?
//
// Two kinds of runs are found in one pass over the bytes:
//   word runs   maximal runs of at least kWordRun bytes of [A-Za-z0-9_-]
//   wide runs   maximal runs of at least kWideRun bytes of [A-Za-z0-9_+/-]
// They are where a token or key of 20 characters and more must lie (plan.h proves it, rule by rule), and
// they are a few percent of ordinary text, so that the large database need not see the rest. Word runs
// inside a wide run of kBlobRun bytes and more that holds + or / are left out: that is encoded data, whose
// stretches between two slashes are no values of their own (and tokens in it are found by the wide run).
//
// A run is wordy if it holds no digit and no capital right behind a small letter, as many names in code do: nothing
// random or encoded. A run that the block's end may have cut is never taken for wordy.
//
//   GateRuns runs;                          // about 55 KiB: keep it, do not put it on a small stack
//   FindRuns(target, block, &runs);         // block.size() <= kGateBlock
//   for (Run r : runs.words()) ...          // offsets into the block, in order, half open
//
// How: bytes are classified by two table look-ups of 4 bits each (16, 32 or 64 bytes at once), which gives
// a bit a byte; runs of at least n are the bits that survive n-1 shifted ANDs, done by doubling, for several words of
// bits at once. What the pass knows of the bytes is kept for who asks next: small letters, and whether there is a zero
// byte. Cost: 12 GB/s and more with AVX2. All targets give the same.
// Threads: pure; one GateRuns a thread.
#ifndef WEIR_MATCH_GATE_H_
#define WEIR_MATCH_GATE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "match/cpu.h"
#include "rules/byte_set.h"

namespace weir {

inline constexpr size_t kGateBlock = 66 * 1024;  // bytes, at most; a multiple of 64
inline constexpr size_t kWordRun = 20;
inline constexpr size_t kWideRun = 40;
inline constexpr size_t kBlobRun = 256;

inline constexpr ByteSet kWordBytes = ByteSet::Range('A', 'Z') | ByteSet::Range('a', 'z') |
                                      ByteSet::Range('0', '9') | ByteSet::Of("_-");
inline constexpr ByteSet kWideBytes = kWordBytes | ByteSet::Of("+/");

struct Run {
  uint32_t begin, end;
  bool wordy = false;
};

class GateRuns {
 public:
  std::span<const Run> words() const { return {words_, word_count_}; }
  std::span<const Run> wides() const { return {wides_, wide_count_}; }

  // One bit a byte of the block, from the lowest: is it in a-z? Zeros follow.
  std::span<const uint64_t> small_letters() const { return {small_bits_, (size_ + 63) / 64}; }
  bool has_zero() const { return has_zero_; }

 private:
  friend void FindRuns(CpuTarget, std::string_view, GateRuns*);
  bool Wordy(Run run) const;
  static constexpr size_t kWords = kGateBlock / 64 + 8;  // the last group of eight may begin at the end
  alignas(64) uint64_t word_bits_[kWords];
  alignas(64) uint64_t wide_bits_[kWords];
  alignas(64) uint64_t small_bits_[kWords];
  alignas(64) uint64_t mark_bits_[kWords];  // a digit, or a capital behind a small letter
  size_t size_ = 0;
  bool has_zero_ = false;
  Run words_[kGateBlock / (kWordRun + 1) + 2];
  Run wides_[kGateBlock / (kWideRun + 1) + 2];
  size_t word_count_ = 0, wide_count_ = 0;
};

void FindRuns(CpuTarget target, std::string_view block, GateRuns* runs);

}  // namespace weir

#endif  // WEIR_MATCH_GATE_H_
