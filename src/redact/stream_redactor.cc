#include "redact/stream_redactor.h"

#include <algorithm>

namespace weir {
namespace {

// Kept of what was given out: SpanOf() looks back so far.
constexpr size_t kContext = kNumberLookBack + 8;
// Overlapping occurrences of found values may hang together without end; not longer than this.
constexpr size_t kMostPending = size_t{64} << 10;

// Names what a run was cut from, where the stream does not know.
const Rule& UnknownRun() {
  static constexpr Rule kRule = [] {
    Rule rule;
    rule.id = "long-run";
    rule.name = "Run too long to be held";
    return rule;
  }();
  return kRule;
}

}  // namespace

StreamRedactor::StreamRedactor(const Scanner& scanner, Masker* masker, MaskLog* log,
                               StreamOptions options)
    : stream_(scanner, options),
      masker_(masker),
      known_(scanner.ruleset().known()),
      splicer_(masker, log, /*is_stream=*/true) {
  splicer_.Begin();
}

absl::Status StreamRedactor::Push(std::string_view bytes, const ByteSink& sink) {
  absl::Status status = stream_.Push(bytes, &step_);
  return status.ok() ? GoOn(/*at_end=*/false, sink) : status;
}

absl::Status StreamRedactor::Finish(const ByteSink& sink) {
  absl::Status status = stream_.Finish(&step_);
  return status.ok() ? GoOn(/*at_end=*/true, sink) : status;
}

void StreamRedactor::LookForValues(uint64_t to) {
  if (to <= searched_to_) return;
  const uint64_t from = searched_to_ - pending_offset_, until = to - pending_offset_;
  occurrences_.clear();
  if (!remembered_.empty()) {
    remembered_.Find(pending_, from, until, splicer_.json(), &occurrences_);
  }
  if (known_ != nullptr) {
    // The scanner of streams does not look for them.
    known_->finder().Find(pending_, from, until, [&](uint64_t start, uint64_t end, uint32_t) {
      occurrences_.push_back(SpanOf(start, end, KnownLiterals::rule(), Dress::kNone, pending_,
                                    splicer_.json()));
    });
  }
  for (MaskSpan span : occurrences_) {
    span.start += pending_offset_;
    span.end += pending_offset_;
    spans_.push_back({span, std::nullopt});
  }
  searched_to_ = to;
}

absl::Status StreamRedactor::GoOn(bool at_end, const ByteSink& sink) {
  coverage_.Add(step_.coverage);
  const std::string_view released = stream_.Released();
  pending_.append(released);
  splicer_.NoteBeginning(released);
  const uint64_t end = pending_offset_ + pending_.size();

  for (const CappedRun& run : step_.capped) {
    MaskSpan span{run.start, run.end, run.rule != nullptr ? run.rule : &UnknownRun()};
    span.continued = run.continued;
    spans_.push_back({span, std::nullopt});
  }
  for (Finding& f : step_.findings) {
    f.trail = Trail();  // what it is dressed in may not be all there
    Finding local = f;
    for (uint64_t* at : {&local.start, &local.end, &local.match_start, &local.match_end}) {
      *at -= std::min(*at, pending_offset_);
    }
    const std::string_view value = std::string_view(pending_).substr(
        local.start, local.end - local.start);
    if (masker_->IsMask(value)) continue;
    if (decide_ && !decide_(f, value)) continue;
    MaskSpan span = SpanOf(local, pending_, 0, splicer_.json());
    span.start += pending_offset_;
    span.end += pending_offset_;
    // Values found before may stand before it; this one counts from here on.
    LookForValues(span.start);
    MaskSpan in_pending = span;
    in_pending.start -= pending_offset_;
    in_pending.end -= pending_offset_;
    RememberFinding(local, in_pending, pending_, &remembered_, splicer_.stats());
    spans_.push_back({span, f});
  }

  // What may go on: all but the beginning of another occurrence, and masks that overlap it.
  uint64_t limit = end;
  if (!at_end) {
    const size_t from = searched_to_ - pending_offset_;
    const std::string_view tail = std::string_view(pending_).substr(std::min(from, pending_.size()));
    if (!remembered_.empty()) limit = searched_to_ + remembered_.LivePrefix(tail);
    if (known_ != nullptr) {
      limit = std::min<uint64_t>(limit, searched_to_ + known_->finder().LivePrefix(tail));
    }
    limit = std::min(limit, end);
  }
  LookForValues(limit);
  if (!at_end && limit < end && end - splicer_.done() <= kMostPending) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const Span& span : spans_) {
        if (span.mask.start < limit && span.mask.end > limit) limit = span.mask.start, moved = true;
      }
    }
  }
  return Write(limit, sink);
}

absl::Status StreamRedactor::Write(uint64_t limit, const ByteSink& sink) {
  const auto later = std::stable_partition(
      spans_.begin(), spans_.end(), [&](const Span& span) { return span.mask.start < limit; });
  for (auto at = spans_.begin(); at != later; ++at) {
    const Span& span = *at;
    MaskSpan mask = span.mask;
    mask.start -= std::min(mask.start, pending_offset_);
    mask.end -= std::min(mask.end, pending_offset_);
    splicer_.Add(mask, span.finding.has_value() ? &*span.finding : nullptr);
  }
  absl::Status status = splicer_.Splice(pending_, pending_offset_, limit, remembered_, sink);
  if (!status.ok()) return status;
  spans_.erase(spans_.begin(), later);
  const uint64_t keep_from =
      splicer_.done() - std::min<uint64_t>(splicer_.done(), kContext);
  if (keep_from > pending_offset_) {
    const uint64_t drop = std::min<uint64_t>(keep_from - pending_offset_, pending_.size());
    pending_.erase(0, drop);
    pending_offset_ += drop;
  }
  return absl::OkStatus();
}

}  // namespace weir
