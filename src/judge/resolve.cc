#include <algorithm>

#include "judge/judge.h"

namespace weir {
namespace {

// True if `a` says more about the secret than `b`.
bool Outranks(const Finding& a, const Finding& b) {
  if (a.rule->specificity != b.rule->specificity) return a.rule->specificity > b.rule->specificity;
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  const uint64_t a_length = a.end - a.start, b_length = b.end - b.start;
  if (a_length != b_length) return a_length > b_length;
  // The plain bytes before what they say in other dress, and there the longer value.
  if (a.trail.empty() != b.trail.empty()) return a.trail.empty();
  if (a.trail.size() != b.trail.size()) return a.trail.size() < b.trail.size();
  const uint32_t a_value = a.value_end - a.value_start, b_value = b.value_end - b.value_start;
  if (a_value != b_value) return a_value > b_value;
  if (a.start != b.start) return a.start < b.start;
  return a.rule->id < b.rule->id;
}

bool Overlap(const Finding& a, const Finding& b) { return a.start < b.end && b.start < a.end; }

}  // namespace

void ResolveOverlaps(const ResolveOptions& options, std::vector<Finding>* findings,
                     Trace* trace) {
  auto& all = *findings;
  std::erase_if(all, [&](const Finding& f) {
    if (f.confidence >= options.least) return false;
    if (trace != nullptr) {
      trace->Dropped(*f.rule, f.start, f.end, "confidence", "below the wanted confidence");
    }
    return true;
  });
  std::sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
    return a.start != b.start ? a.start < b.start : Outranks(a, b);
  });
  // Clusters of findings that hang together by overlaps are decided one by one: best first.
  size_t kept = 0;
  std::vector<Finding> winners;
  for (size_t i = 0; i < all.size();) {
    size_t j = i + 1;
    uint64_t reach = all[i].end;
    while (j < all.size() && all[j].start < reach) reach = std::max(reach, all[j++].end);
    if (all[i].start < options.own_begin || all[i].start >= options.own_end) {
      // another window's
    } else if (j == i + 1) {
      all[kept++] = all[i];
    } else {
      std::sort(all.begin() + static_cast<ptrdiff_t>(i), all.begin() + static_cast<ptrdiff_t>(j),
                Outranks);
      winners.clear();
      for (size_t k = i; k < j; ++k) {
        const bool beaten = std::any_of(winners.begin(), winners.end(),
                                        [&](const Finding& w) { return Overlap(w, all[k]); });
        if (!beaten) {
          winners.push_back(all[k]);
        } else if (trace != nullptr) {
          trace->Dropped(*all[k].rule, all[k].start, all[k].end, "overlap",
                         "a rule that says more covers the same bytes");
        }
      }
      std::sort(winners.begin(), winners.end(),
                [](const Finding& a, const Finding& b) { return a.start < b.start; });
      for (const Finding& w : winners) all[kept++] = w;
    }
    i = j;
  }
  all.resize(kept);
}

}  // namespace weir
