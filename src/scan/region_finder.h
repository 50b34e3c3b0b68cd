// RegionFinder: which stretches of a text are to be read in another dress (text/view.h)?
//
//   finder.Begin(text, begin, end);
//   for each block: finder.Block(cpu, at, stop, &runs);     // runs: as FindRuns gave them for the block
//   finder.Finish();
//   for (const Region& r : finder.regions()) ...             // in no certain order
//
// Two gates feed it: the runs of token characters, which the matcher has found anyway (base64, hex, wrapped
// lines), and the triggers (text/triggers.h). Triggers of one dress that stand near each other make one region,
// with as much around it as a secret and its name may need. Base64 and hex are regions of their own, with what
// stands before them on the line as context, so that a key's name is seen beside the decoded value.
// Regions depend on the bytes near them, not on where a window begins, but for runs longer than a window: those
// are met in the middle, and every alignment is tried there.
// Threads: one a thread; keeps its memory. Cost: linear.
#ifndef WEIR_SCAN_REGION_FINDER_H_
#define WEIR_SCAN_REGION_FINDER_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "match/cpu.h"
#include "match/gate.h"
#include "text/trail.h"
#include "text/triggers.h"

namespace weir {

struct Region {
  Dress dress = Dress::kNone;
  uint64_t begin = 0, end = 0;  // what wears the dress
  uint64_t lead = 0, tail = 0;  // context: text[lead, begin) and text[end, tail), taken as they are
};

class RegionFinder {
 public:
  void Begin(std::string_view text, uint64_t begin, uint64_t end);
  // The runs are those of text[from, stop), from = begin less kBlockOverlap (or the text's begin).
  void Block(CpuTarget cpu, uint64_t from, uint64_t begin, uint64_t stop, const GateRuns& runs);
  void Finish();

  std::vector<Region>& regions() { return regions_; }

 private:
  void TryRun(uint64_t begin, uint64_t end);
  bool TryEncoded(uint64_t at);
  void Near(Dress dress, uint64_t at);
  void Close(Dress dress);
  void AddEncoded(Dress dress, uint64_t begin, uint64_t end);

  std::string_view text_;
  uint64_t begin_ = 0, end_ = 0;
  uint64_t covered_ = 0;  // up to here runs are decided
  uint64_t hex_to_ = 0;   // and spaced hex
  std::vector<Trigger> triggers_;
  struct Open {
    uint64_t begin = 0, end = 0;  // none if equal
  };
  std::array<Open, kDressCount> open_{};
  std::vector<Region> regions_;
};

}  // namespace weir

#endif  // WEIR_SCAN_REGION_FINDER_H_
