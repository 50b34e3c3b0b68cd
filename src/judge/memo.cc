#include "judge/memo.h"

#include <xxhash.h>

#include <algorithm>

namespace weir {
namespace {

uint32_t What(const Candidate& c) {
  return uint32_t{c.kind} | uint32_t{c.pack} << 3 | uint32_t{c.rule} << 5 | c.keyword << 21;
}

// kValue verdicts also depend on how far the run reaches, which is given by the bytes, and on where the word
// stands, which is not: the same word may stand twice before a value.
uint32_t WordOf(const Candidate& c) {
  return c.kind == Candidate::kValue ? static_cast<uint32_t>(c.start - c.word_end) : 0;
}

uint64_t Mix(uint64_t hash, const Candidate& c) {
  return hash ^ (uint64_t{What(c)} * 0x9E3779B97F4A7C15u) ^ c.keyword ^ uint64_t{WordOf(c)} << 32;
}

}  // namespace

void DecisionMemo::Begin(std::string_view text) {
  text_ = text;
  ++text_number_;
  seen_ = tried_ = helped_ = rest_ = 0;
  zone_.end = 0;
  before_at_.reset();
  classified_ = nullptr;
}

std::string_view DecisionMemo::Stretch(uint64_t start, const Reach& reach) const {
  const uint64_t from = start - std::min<uint64_t>(start, reach.back);
  return text_.substr(from, start - from + reach.ahead);
}

bool DecisionMemo::Replay(const Candidate& candidate, const Reach& reach,
                          std::vector<Finding>* findings) {
  uint64_t& last = last_start_[candidate.kind];
  const bool sparse = candidate.start - last > kDense && last - candidate.start > kDense;
  last = candidate.start;
  spoiled_ = sparse || !reach.bounded || ++seen_ < kWarmUp;
  if (!spoiled_ && rest_ > 0) {
    --rest_;
    spoiled_ = true;
  }
  if (spoiled_) return false;
  if (++tried_ == kSample) {
    if (helped_ * 8 < tried_) rest_ = kRest;
    tried_ = helped_ = 0;
  }
  // Near the ends of the text a decision also depends on where the text ends.
  if (candidate.start < reach.back || text_.size() - candidate.start < reach.ahead) {
    spoiled_ = true;
    return false;
  }
  if (entries_.empty()) entries_.resize(kEntries);
  if (zone_.number != 0 && candidate.start >= zone_.begin + reach.back &&
      candidate.start + reach.ahead <= zone_.end) {
    const uint64_t place = (candidate.start - zone_.begin) % zone_.period;
    pending_hash_ = Mix(place * 0xBF58476D1CE4E5B9u + zone_.number, candidate);
    pending_zone_ = zone_.number;
    const Entry& entry = entries_[pending_hash_ % kEntries];
    if (entry.text != text_number_ || entry.zone != zone_.number || entry.hash != pending_hash_ ||
        entry.what != What(candidate) || entry.word != WordOf(candidate) ||
        (candidate.start - entry.start) % zone_.period != 0) {
      return false;
    }
    ++helped_;
    Give(entry, candidate.start, findings);
    return true;
  }
  if (reach.only_in_zone) {
    spoiled_ = true;
    return false;
  }
  const std::string_view stretch = Stretch(candidate.start, reach);
  pending_hash_ = Mix(XXH3_64bits(stretch.data(), stretch.size()), candidate);
  pending_zone_ = 0;
  const Entry& entry = entries_[pending_hash_ % kEntries];
  if (entry.text != text_number_ || entry.zone != 0 || entry.hash != pending_hash_ ||
      entry.what != What(candidate) || entry.word != WordOf(candidate) || Stretch(entry.start, reach) != stretch) {
    return false;
  }
  ++helped_;
  Give(entry, candidate.start, findings);
  const uint64_t distance = candidate.start > entry.start ? candidate.start - entry.start : 0;
  if (distance > 0 && distance <= kMaxPeriod) TryZone(candidate.start, distance);
  return true;
}

void DecisionMemo::Give(const Entry& entry, uint64_t start, std::vector<Finding>* findings) const {
  if (!entry.found) return;
  Finding finding = entry.finding;
  const uint64_t shift = start - entry.start;  // wraps where the entry stands behind; so do the sums
  finding.start += shift;
  finding.end += shift;
  finding.match_start += shift;
  finding.match_end += shift;
  findings->push_back(finding);
}

void DecisionMemo::Periodic(uint64_t begin, uint64_t period) {
  const bool inside = zone_.period == period && zone_.begin <= begin && begin + 2 * period < zone_.end;
  if (!inside && begin + period < text_.size()) TryZone(begin + period, period);
}

void DecisionMemo::TryZone(uint64_t start, uint64_t period) {
  constexpr uint64_t kStep = 4096, kMaxBack = 8192;
  uint64_t end = start;
  while (end + kStep <= text_.size() &&
         text_.compare(end, kStep, text_.substr(end - period, kStep)) == 0) {
    end += kStep;
  }
  while (end < text_.size() && text_[end] == text_[end - period]) ++end;
  uint64_t begin = start;
  while (begin > period && start - begin < kMaxBack && text_[begin - 1] == text_[begin - 1 - period]) {
    --begin;
  }
  begin -= std::min(begin, period);  // the first period is the pattern itself
  // A zone that is no longer than what one decision looks at would only cost.
  if (end - begin < 4 * kMaxPeriod && end - begin < 64 * period) return;
  zone_ = {zone_.number + 1, begin, end, period};
}

void DecisionMemo::Keep(const Candidate& candidate, const Reach& reach,
                        const std::vector<Finding>& findings, size_t first) {
  if (spoiled_ || findings.size() > first + 1) return;
  Entry& entry = entries_[pending_hash_ % kEntries];
  entry.hash = pending_hash_;
  entry.text = text_number_;
  entry.zone = pending_zone_;
  entry.start = candidate.start;
  entry.what = What(candidate);
  entry.word = WordOf(candidate);
  entry.found = findings.size() == first + 1;
  if (!entry.found) return;
  entry.finding = findings[first];
  // A finding that reaches beyond the stretch says more than the stretch does.
  const uint64_t end = std::max(entry.finding.end, entry.finding.match_end);
  if (end > candidate.start + reach.ahead) entry.text = 0;
}

const Assignment& DecisionMemo::Before(std::string_view text, uint64_t start) {
  if (before_at_ != start || text.data() != text_.data()) {
    before_ = AssignmentBefore(text, start);
    before_at_ = start;
  }
  return before_;
}

PlaceholderKind DecisionMemo::Classify(std::string_view value, size_t prefix) {
  if (classified_ != value.data() || classified_size_ != value.size() ||
      classified_prefix_ != prefix) {
    classified_kind_ = ClassifyPlaceholder(value, prefix);
    classified_ = value.data();
    classified_size_ = value.size();
    classified_prefix_ = prefix;
  }
  return classified_kind_;
}

}  // namespace weir
