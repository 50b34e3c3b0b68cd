#include "scan/scanner.h"

#include <algorithm>
#include <mutex>

#include "judge/judge.h"
#include "match/matcher.h"
#include "scan/line_counter.h"
#include "scan/ruleset_impl.h"
#include "text/utf16.h"

namespace weir {
namespace {

using Clock = std::chrono::steady_clock;
using MaybeDeadline = std::optional<Scanner::Deadline>;

// What one thread needs to scan; kept between scans.
struct Workspace {
  MatchState match;
  std::vector<Finding> recent;  // of the block before, near its end
  DecisionMemo memo;
  std::vector<Utf16Region> regions;
};

class Collector : public Trace {
 public:
  explicit Collector(std::vector<TraceEvent>* events) : events_(events) {}
  void Dropped(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
               std::string_view detail) override {
    TraceEvent event;
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

// What a decoded stretch's trace says, at the places of the original bytes.
class MappedTrace : public Trace {
 public:
  MappedTrace(const Utf16View& view, Trace* to) : view_(view), to_(to) {}
  void Dropped(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
               std::string_view detail) override {
    to_->Dropped(rule, view_.ToOriginal(start), view_.ToOriginal(end), step, detail);
  }

 private:
  const Utf16View& view_;
  Trace* to_;
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

  void Bound(const Extent& extent, ScanResult* result, Trace* trace) const {
    ResolveOverlaps({options.min_confidence, extent.own_begin, extent.own_end}, &result->findings,
                    trace);
    if (result->findings.size() > options.max_findings) {
      const uint64_t more = result->findings.size() - options.max_findings;
      result->coverage.findings_not_listed += more;
      result->findings.resize(options.max_findings);
    }
  }

  // Candidates near a block's begin may be given twice. Where findings are only counted, that would show.
  static void ForgetRepeats(uint64_t begin, uint64_t end, size_t first, Workspace* w,
                            std::vector<Finding>* findings) {
    auto repeated = [&](const Finding& f) {
      return f.match_start < begin &&
             std::any_of(w->recent.begin(), w->recent.end(), [&](const Finding& r) {
               return r.rule == f.rule && r.match_start == f.match_start;
             });
    };
    auto fresh = findings->begin() + static_cast<ptrdiff_t>(first);
    findings->erase(std::remove_if(fresh, findings->end(), repeated), findings->end());
    w->recent.clear();
    for (size_t i = first; i < findings->size(); ++i) {
      if ((*findings)[i].match_start + kBlockOverlap >= end) w->recent.push_back((*findings)[i]);
    }
  }

  // The plain bytes of an extent. `judged_to` is how far it got: short of the end if time ran out.
  absl::Status ScanPlain(std::string_view text, const Extent& extent, const MaybeDeadline& deadline,
                         Workspace* w, ScanResult* result, Trace* trace,
                         uint64_t* judged_to) const {
    const MatchSet& set = ruleset->impl().set;
    *judged_to = extent.end;
    w->recent.clear();
    w->memo.Begin(text);
    for (uint64_t at = extent.begin; at < extent.end; at += kBlock) {
      if (deadline.has_value() && Clock::now() >= *deadline) {
        *judged_to = at;
        return absl::OkStatus();
      }
      const uint64_t stop = std::min<uint64_t>(at + kBlock, extent.end);
      absl::Status status = MatchBlock(set, text, at, stop, &w->match);
      if (!status.ok()) return status;
      if (w->match.period != 0) w->memo.Periodic(at, w->match.period);
      const size_t before = result->findings.size();
      for (const Candidate& candidate : w->match.candidates) {
        judge.Decide(text, candidate, &result->findings, trace, &w->memo);
      }
      ForgetRepeats(at, stop, before, w, &result->findings);
      if (result->findings.size() > options.max_findings + kFindingsSlack) {
        Bound(extent, result, trace);
      }
    }
    const RegexRules* regexes = ruleset->impl().regexes.get();
    if (regexes == nullptr) return absl::OkStatus();
    constexpr uint64_t kSlice = 1 << 20;  // bytes between two looks at the clock
    for (uint64_t at = extent.begin; at < extent.end; at += kSlice) {
      if (deadline.has_value() && Clock::now() >= *deadline) {
        *judged_to = at;
        return absl::OkStatus();
      }
      absl::Status status = regexes->Find(text, at, std::min(extent.end, at + kSlice),
                                          &w->match.scratch, &result->findings, trace);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Stretches of UTF-16: decoded, scanned, mapped back.
  absl::Status ScanUtf16(std::string_view text, const Extent& extent, const MaybeDeadline& deadline,
                         Workspace* w, ScanResult* result, Trace* trace,
                         uint64_t* judged_to) const {
    w->regions.clear();
    FindUtf16Regions(text.substr(extent.begin, extent.end - extent.begin), &w->regions);
    for (size_t i = 0; i < w->regions.size(); ++i) {
      Utf16Region region = w->regions[i];
      region.begin += extent.begin;
      region.end += extent.begin;
      const Utf16View view(text, region);
      const std::string_view decoded = view.decoded();
      uint64_t inner_to = 0;
      ScanResult inner;
      MappedTrace mapped(view, trace);
      absl::Status status = ScanPlain(decoded, {0, decoded.size(), 0, decoded.size()}, deadline, w,
                                      &inner, trace != nullptr ? &mapped : nullptr, &inner_to);
      if (!status.ok()) return status;
      if (inner_to < decoded.size()) *judged_to = std::min(*judged_to, region.begin);
      for (Finding& f : inner.findings) {
        f.start = view.ToOriginal(f.start);
        f.end = view.ToOriginal(f.end);
        f.match_start = view.ToOriginal(f.match_start);
        f.match_end = view.ToOriginal(f.match_end);
        f.trail = region.big_endian ? Dress::kUtf16Be : Dress::kUtf16Le;
        result->findings.push_back(f);
      }
    }
    return absl::OkStatus();
  }

  MaybeDeadline FromNow() const {
    if (options.max_time.count() <= 0) return std::nullopt;
    return Clock::now() + options.max_time;
  }

  absl::Status ScanExtent(std::string_view text, const Extent& extent, const MaybeDeadline& deadline,
                          ScanResult* result, Trace* trace) const {
    result->Clear();
    absl::StatusOr<std::unique_ptr<Workspace>> w = Take();
    if (!w.ok()) return w.status();
    uint64_t judged_to = extent.end;
    absl::Status status =
        ScanPlain(text, extent, deadline, w->get(), result, trace, &judged_to);
    if (status.ok()) status = ScanUtf16(text, extent, deadline, w->get(), result, trace, &judged_to);
    Return(*std::move(w));
    if (!status.ok()) return status;
    Bound(extent, result, trace);

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
  }
}
}  // namespace

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
