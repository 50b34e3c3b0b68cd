// From a view back to the text it was made of: findings and traces.
//
// Threads: pure functions; a MappedTrace is for one scan of one view.
#ifndef WEIR_SCAN_VIEW_MAP_H_
#define WEIR_SCAN_VIEW_MAP_H_

#include <cstdint>
#include <string_view>

#include "judge/finding.h"
#include "judge/judge.h"
#include "scan/region_finder.h"
#include "text/view.h"

namespace weir {

// A region's view: its context as it is, and between them the core, out of its dress.
struct DressedView {
  View view;               // its original offsets count from base
  uint64_t base = 0;
  uint64_t core_begin = 0, core_end = 0;

  // `limit`: bytes it may hold.
  void Make(std::string_view text, const Region& region, uint64_t limit);
};

// Turns a finding of the view's bytes into one of the text the region lies in, with the region's dress around
// its trail. False: it is none of the view's own. It lies in the context, or in bytes that were copied with all
// that surrounds them, so that the plain scan decided about it.
bool MapBack(const DressedView& view, const Region& region, Finding* finding);

// A trace that knows of dresses. `size` is that of the value, out of them.
class ViewTrace : public Trace {
 public:
  virtual void DroppedIn(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
                         std::string_view detail, const Trail& trail, uint64_t size) = 0;
  void Dropped(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
               std::string_view detail) final {
    DroppedIn(rule, start, end, step, detail, Trail(), end - start);
  }
};

// What a view's trace says, at the places of the text.
class MappedTrace : public ViewTrace {
 public:
  MappedTrace(const DressedView& view, const Region& region, ViewTrace* to)
      : view_(view), region_(region), to_(to) {}
  void DroppedIn(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
                 std::string_view detail, const Trail& trail, uint64_t size) override;

 private:
  const DressedView& view_;
  const Region& region_;
  ViewTrace* to_;
};

}  // namespace weir

#endif  // WEIR_SCAN_VIEW_MAP_H_
