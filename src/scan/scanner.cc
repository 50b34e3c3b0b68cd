#include "scan/scanner.h"

#include <algorithm>
#include <cstring>
#include <array>
#include <mutex>

#include "judge/judge.h"
#include "match/matcher.h"
#include "scan/line_counter.h"
#include "scan/ruleset_impl.h"
#include "scan/region_finder.h"
#include "scan/view_map.h"
#include "text/base64.h"
#include "text/utf16.h"
#include "text/wide.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;
using MaybeDeadline = std::optional<Scanner::Deadline>;

// What one level of a text needs: level 0 is the text itself, level n what n dresses hid.
struct Level {
  RegionFinder finder;
  DressedView view;               // that the level above was read in
  std::vector<Finding> findings;  // in that view
  std::vector<Finding> recent;    // of the block before, near its end
  std::vector<Utf16Region> utf16;
  std::vector<Utf32Region> utf32;
};

// What one thread needs to scan; kept between scans.
struct Workspace {
  MatchState match;
  DecisionMemo memo, view_memo;
  std::array<std::unique_ptr<Level>, kMaxTrail + 1> levels;

  Level& At(size_t depth) {
    if (levels[depth] == nullptr) levels[depth] = std::make_unique<Level>();
    return *levels[depth];
  }
};

// One call: what does not change from level to level.
struct Pass {
  Workspace* w;
  MaybeDeadline deadline;
  uint64_t view_budget = 0;  // bytes views may still produce
  bool view_bound_met = false;
};

class Collector : public ViewTrace {
 public:
  explicit Collector(std::vector<TraceEvent>* events) : events_(events) {}
  void DroppedIn(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
                 std::string_view detail, const Trail& trail, uint64_t size) override {
    TraceEvent event;
    event.trail = trail;
    event.size = size;
    event.start = start;
    event.end = end;
    event.rule = &rule;
    event.step = step;
    event.detail = detail;
    events_->push_back(std::move(event));
  }

 private:
  std::vector<TraceEvent>* events_;
};

// The part of a text that one call answers for, and the part it looks at to do so.
struct Extent {
  uint64_t begin, end;          // looked at
  uint64_t own_begin, own_end;  // answered for
};

// Slack beyond max_findings before the list is brought in order: sorting each block would cost.
constexpr size_t kFindingsSlack = 4096;

}  // namespace

struct Scanner::Impl {
  std::shared_ptr<const Ruleset> ruleset;
  ScanOptions options;
  Judge judge;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Workspace>> idle;  // guarded by mutex

  Impl(std::shared_ptr<const Ruleset> r, ScanOptions o)
      : ruleset(std::move(r)), options(o), judge(ruleset->impl().set) {}

  absl::StatusOr<std::unique_ptr<Workspace>> Take() const {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<Workspace> w = std::move(idle.back());
        idle.pop_back();
        return w;
      }
    }
    auto w = std::make_unique<Workspace>();
    absl::Status status = PrepareState(ruleset->impl().set, &w->match);
    if (!status.ok()) return status;
    return w;
  }
  void Return(std::unique_ptr<Workspace> w) const {
    std::lock_guard<std::mutex> lock(mutex);
    idle.push_back(std::move(w));
  }

  void Bound(const Extent& extent, std::vector<Finding>* findings, uint64_t* not_listed,
             Trace* trace) const {
    if (ruleset->impl().known != nullptr) KnownLiterals::DropHeld(options.min_confidence, findings);
    ResolveOverlaps({options.min_confidence, extent.own_begin, extent.own_end}, findings, trace);
    if (findings->size() > options.max_findings) {
      *not_listed += findings->size() - options.max_findings;
      findings->resize(options.max_findings);
    }
  }

  // Candidates near a block's begin may be given twice. Where findings are only counted, that would show.
  static void ForgetRepeats(uint64_t begin, uint64_t end, size_t first, std::vector<Finding>* recent,
                            std::vector<Finding>* findings) {
    auto repeated = [&](const Finding& f) {
      return f.match_start < begin &&
             std::any_of(recent->begin(), recent->end(), [&](const Finding& r) {
               return r.rule == f.rule && r.match_start == f.match_start;
             });
    };
    auto fresh = findings->begin() + static_cast<ptrdiff_t>(first);
    findings->erase(std::remove_if(fresh, findings->end(), repeated), findings->end());
    recent->clear();
    for (size_t i = first; i < findings->size(); ++i) {
      if ((*findings)[i].match_start + kBlockOverlap >= end) recent->push_back((*findings)[i]);
    }
  }

  // Regions read between two blocks at the latest: bounds the list.
  static constexpr size_t kMaxRegions = 4096;

  // The bytes of an extent as they are, and what they say in other dress. `judged_to` is how far it got: short
  // of the end if time ran out. Only bytes in `core` may be regions.
  absl::Status ScanLevel(std::string_view text, const Extent& extent, size_t depth, Pass* pass,
                         std::vector<Finding>* findings, uint64_t* not_listed, ViewTrace* trace,
                         uint64_t* judged_to) const {
    const MatchSet& set = ruleset->impl().set;
    Workspace* w = pass->w;
    Level& level = w->At(depth);
    DecisionMemo& memo = depth == 0 ? w->memo : w->view_memo;
    *judged_to = extent.end;
    level.recent.clear();
    level.finder.Begin(text, extent.begin, extent.end);
    memo.Begin(text);
    bool zeros = false;  // no zero byte, no UTF-16 and no UTF-32
    for (uint64_t at = extent.begin; at < extent.end; at += kBlock) {
      if (pass->deadline.has_value() && Clock::now() >= *pass->deadline) {
        *judged_to = at;
        return absl::OkStatus();
      }
      const uint64_t stop = std::min<uint64_t>(at + kBlock, extent.end);
      absl::Status status = MatchBlock(set, text, at, stop, &w->match);
      if (!status.ok()) return status;
      if (w->match.period != 0) memo.Periodic(at, w->match.period);
      const size_t before = findings->size();
      for (const Candidate& candidate : w->match.candidates) {
        judge.Decide(text, candidate, findings, trace, &memo);
      }
      ForgetRepeats(at, stop, before, &level.recent, findings);
      if (options.views) {
        const uint64_t from = at - std::min<uint64_t>(at, kBlockOverlap);
        // Of a periodic block the matcher looked at a part.
        if (w->match.period != 0) FindRuns(set.cpu, text.substr(from, stop - from), w->match.runs.get());
        level.finder.Block(set.cpu, from, at, stop, *w->match.runs);
        zeros = zeros || w->match.runs->has_zero();
        if (stop == extent.end) {
          level.finder.Finish();
          if (zeros) AddWideRegions(text, extent, &level);
        }
        if (stop == extent.end || level.finder.regions().size() > kMaxRegions) {
          status = ScanViews(text, extent, depth, pass, findings, trace, judged_to);
          if (!status.ok()) return status;
          if (stop < extent.end) memo.Begin(text);
        }
      }
      if (findings->size() > options.max_findings + kFindingsSlack) {
        Bound(extent, findings, not_listed, trace);
      }
    }
    if (const KnownLiterals* known = ruleset->impl().known.get();
        known != nullptr && ruleset->impl().known_enabled[0]) {
      known->Find(text, extent.begin, extent.end, findings);
    }
    const RegexRules* regexes = ruleset->impl().regexes.get();
    if (regexes == nullptr) return absl::OkStatus();
    constexpr uint64_t kSlice = 1 << 20;  // bytes between two looks at the clock
    for (uint64_t at = extent.begin; at < extent.end; at += kSlice) {
      if (pass->deadline.has_value() && Clock::now() >= *pass->deadline) {
        *judged_to = std::min(*judged_to, at);
        return absl::OkStatus();
      }
      absl::Status status = regexes->Find(text, at, std::min(extent.end, at + kSlice),
                                          &w->match.scratch, findings, trace);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Stretches of UTF-16 and UTF-32.
  static void AddWideRegions(std::string_view text, const Extent& extent, Level* level) {
    const std::string_view bytes = text.substr(extent.begin, extent.end - extent.begin);
    level->utf16.clear();
    level->utf32.clear();
    FindUtf16Regions(bytes, &level->utf16);
    FindUtf32Regions(bytes, &level->utf32);
    auto add = [&](Dress dress, uint64_t begin, uint64_t end) {
      begin += extent.begin;
      end += extent.begin;
      level->finder.regions().push_back({dress, begin, end, begin, end});
    };
    for (const Utf16Region& r : level->utf16) {
      add(r.big_endian ? Dress::kUtf16Be : Dress::kUtf16Le, r.begin, r.end);
    }
    for (const Utf32Region& r : level->utf32) {
      add(r.big_endian ? Dress::kUtf32Be : Dress::kUtf32Le, r.begin, r.end);
    }
  }

  // Reads the level's regions, and empties the list.
  absl::Status ScanViews(std::string_view text, const Extent& extent, size_t depth, Pass* pass,
                         std::vector<Finding>* findings, ViewTrace* trace, uint64_t* judged_to) const {
    std::vector<Region>& regions = pass->w->At(depth).finder.regions();
    for (size_t i = 0; i < regions.size(); ++i) {
      const Region region = regions[i];
      if (SeenAbove(region, depth, pass)) continue;
      if (depth == kMaxTrail || pass->view_budget == 0) {
        pass->view_bound_met = true;
        break;
      }
      if (pass->deadline.has_value() && Clock::now() >= *pass->deadline) {
        *judged_to = std::min(*judged_to, std::max(region.begin, extent.begin));
        break;
      }
      absl::Status status = ScanView(text, region, depth, pass, findings, trace, judged_to);
      if (!status.ok()) return status;
    }
    regions.clear();
    return absl::OkStatus();
  }

  // Was the region read where the text above has it, undressed no further here?
  static bool SeenAbove(const Region& region, size_t depth, const Pass* pass) {
    if (depth == 0) return false;
    const DressedView& view = pass->w->levels[depth]->view;
    if (region.begin < view.core_begin || region.end > view.core_end) return true;
    return view.view.Verbatim(region.lead, region.tail);
  }

  absl::Status ScanView(std::string_view text, const Region& region, size_t depth, Pass* pass,
                        std::vector<Finding>* findings, ViewTrace* trace, uint64_t* judged_to) const {
    Level& below = pass->w->At(depth + 1);
    // Each view costs something, however short. What it takes from around the region is a fixed part of that.
    constexpr uint64_t kLeastCost = 8;
    below.view.Make(text, region, pass->view_budget);
    const View& view = below.view.view;
    pass->view_budget -= std::min<uint64_t>(
        pass->view_budget, below.view.core_end - below.view.core_begin + kLeastCost);
    pass->view_bound_met |= view.truncated();
    if (below.view.core_begin == below.view.core_end) return absl::OkStatus();
    below.findings.clear();
    MappedTrace mapped(below.view, region, trace);
    ViewTrace* inner_trace = trace != nullptr ? &mapped : nullptr;
    const Extent all{0, view.size(), 0, view.size()};
    uint64_t not_listed = 0, inner_to = all.end;
    absl::Status status;
    const Dress packed = CompressedMagic(view.bytes().substr(below.view.core_begin));
    if (packed != Dress::kNone) {
      below.finder.Begin(view.bytes(), 0, all.end);
      below.finder.regions().push_back({packed, below.view.core_begin, below.view.core_end,
                                        below.view.core_begin, below.view.core_end});
      status = ScanViews(view.bytes(), all, depth + 1, pass, &below.findings, inner_trace, &inner_to);
    } else {
      status = ScanLevel(view.bytes(), all, depth + 1, pass, &below.findings, &not_listed, inner_trace, &inner_to);
    }
    if (!status.ok()) return status;
    if (inner_to < all.end) *judged_to = std::min(*judged_to, region.begin);
    if (not_listed > 0) pass->view_bound_met = true;  // cannot be counted: the plain bytes may have them too
    for (Finding& f : below.findings) {
      if (MapBack(below.view, region, &f)) findings->push_back(f);
    }
    return absl::OkStatus();
  }

  MaybeDeadline FromNow() const {
    if (options.max_time.count() <= 0) return std::nullopt;
    return Clock::now() + options.max_time;
  }

  absl::Status ScanExtent(std::string_view text, const Extent& extent, const MaybeDeadline& deadline,
                          ScanResult* result, ViewTrace* trace) const {
    result->Clear();
    absl::StatusOr<std::unique_ptr<Workspace>> w = Take();
    if (!w.ok()) return w.status();
    uint64_t judged_to = extent.end;
    Pass pass;
    pass.w = w->get();
    pass.deadline = deadline;
    pass.view_budget = kViewBudgetBase + kViewBudgetFactor * (extent.end - extent.begin);
    uint64_t& not_listed = result->coverage.findings_not_listed;
    absl::Status status =
        ScanLevel(text, extent, 0, &pass, &result->findings, &not_listed, trace, &judged_to);
    Return(*std::move(w));
    if (!status.ok()) return status;
    Bound(extent, &result->findings, &not_listed, trace);
    if (pass.view_bound_met) result->coverage.AddSkip(SkipReason::kViewBudget, 0);

    Coverage& coverage = result->coverage;
    coverage.offered_bytes = extent.own_end - extent.own_begin;
    const uint64_t reached = std::clamp(judged_to, extent.own_begin, extent.own_end);
    coverage.searched_bytes = reached - extent.own_begin;
    if (reached < extent.own_end) {
      coverage.AddSkip(SkipReason::kTimeBudget, extent.own_end - reached);
    }
    if (coverage.findings_not_listed > 0) coverage.AddSkip(SkipReason::kFindingsCap, 0);
    return absl::OkStatus();
  }
};

void ScanResult::Clear() {
  findings.clear();
  coverage = Coverage();
}

Scanner::Scanner(std::shared_ptr<const Ruleset> ruleset, ScanOptions options)
    : impl_(std::make_unique<Impl>(std::move(ruleset), options)) {}
Scanner::~Scanner() = default;

const Ruleset& Scanner::ruleset() const { return *impl_->ruleset; }
const ScanOptions& Scanner::options() const { return impl_->options; }

namespace {
void LocateAll(const Text& text, ScanResult* result) {
  if (result->findings.empty()) return;
  LineCounter lines(DetectUnits(text.bytes.substr(0, 4096)));
  for (Finding& f : result->findings) lines.Locate(text.bytes, 0, &f);
  if (text.offset == 0) return;
  for (Finding& f : result->findings) {
    f.start += text.offset;
    f.end += text.offset;
    f.match_start += text.offset;
    f.match_end += text.offset;
    if (!f.trail.empty()) {
      f.dress_start += text.offset;
      f.dress_end += text.offset;
    }
  }
}
}  // namespace

absl::Status Scanner::Warm() const {
  absl::StatusOr<std::unique_ptr<Workspace>> w = impl_->Take();
  if (!w.ok()) return w.status();
  absl::Status status = WarmState(impl_->ruleset->impl().set, &(*w)->match);
  impl_->Return(*std::move(w));
  return status;
}

absl::Status Scanner::Scan(const Text& text, ScanResult* result) const {
  const uint64_t size = text.bytes.size();
  absl::Status status = impl_->ScanExtent(text.bytes, {0, size, 0, size}, impl_->FromNow(), result, nullptr);
  if (!status.ok()) return status;
  result->coverage.inputs = 1;
  LocateAll(text, result);
  return absl::OkStatus();
}

absl::Status Scanner::Explain(const Text& text, ScanResult* result,
                              std::vector<TraceEvent>* trace) const {
  Collector collector(trace);
  const uint64_t size = text.bytes.size();
  absl::Status status = impl_->ScanExtent(text.bytes, {0, size, 0, size}, impl_->FromNow(), result, &collector);
  if (!status.ok()) return status;
  result->coverage.inputs = 1;
  LocateAll(text, result);
  for (const Finding& f : result->findings) {
    TraceEvent event;
    event.start = f.start;
    event.end = f.end;
    event.rule = f.rule;
    event.reported = true;
    event.confidence = f.confidence;
    event.reasons = f.reasons;
    event.trail = f.trail;
    event.size = f.trail.empty() ? f.end - f.start : f.value_end - f.value_start;
    trace->push_back(std::move(event));
  }
  std::stable_sort(trace->begin(), trace->end(), [](const TraceEvent& a, const TraceEvent& b) {
    return a.start < b.start;
  });
  // One value is asked once for each word before it; a reader wants each answer once.
  auto same = [](const TraceEvent& a, const TraceEvent& b) {
    return a.start == b.start && a.end == b.end && a.rule == b.rule && a.step == b.step;
  };
  auto last = trace->begin();
  for (auto event = trace->begin(); event != trace->end(); ++event) {
    auto first = last;
    while (first != trace->begin() && std::prev(first)->start == event->start) --first;
    if (std::any_of(first, last, [&](const TraceEvent& seen) { return same(seen, *event); })) continue;
    if (last != event) *last = std::move(*event);
    ++last;
  }
  trace->erase(last, trace->end());
  return absl::OkStatus();
}

absl::Status Scanner::ScanWindow(std::string_view bytes, uint64_t own_begin, uint64_t own_end,
                                 ScanResult* result, std::optional<Deadline> deadline) const {
  // Clusters that begin in the own part reach at most kMaxSpan to either side of it.
  const uint64_t begin = own_begin - std::min<uint64_t>(own_begin, kMaxSpan);
  const uint64_t end = std::min<uint64_t>(bytes.size(), own_end + kMaxSpan);
  return impl_->ScanExtent(bytes, {begin, end, own_begin, own_end},
                           deadline.has_value() ? deadline : impl_->FromNow(), result, nullptr);
}

}  // namespace weir
