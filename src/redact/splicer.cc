#include "redact/splicer.h"

#include <algorithm>

namespace weir {

void RedactStats::Add(const RedactStats& other) {
  findings += other.findings;
  occurrences += other.occurrences;
  not_remembered += other.not_remembered;
  for (const auto& [rule, count] : other.by_rule) by_rule[rule] += count;
}

void Splicer::Begin() {
  items_.clear();
  stats_ = RedactStats();
  done_ = 0;
  noted_ = json_ = false;
  context_.Reset();
  masker_->BeginText();
}

// Does what follows `before`, which ends at done_, stand in a string? No string goes on over a line's end.
bool Splicer::InJsonString(std::string_view before) const {
  if (is_stream_) return context_.depth() > 0;
  const size_t line_end = before.rfind('\n');
  if (line_end != std::string_view::npos) before.remove_prefix(line_end + 1);
  JsonContext context;
  context.Advance(before);
  return context.depth() > 0;
}

void Splicer::NoteBeginning(std::string_view bytes) {
  if (noted_) return;
  const size_t first = bytes.find_first_not_of(std::string_view(" \t\r\n\xef\xbb\xbf\xff\xfe\0", 10));
  if (first == std::string_view::npos) return;
  noted_ = true;
  json_ = bytes[first] == '{' || bytes[first] == '[';
}

absl::Status Splicer::Splice(std::string_view bytes, uint64_t offset, uint64_t end,
                             const Remembered& values, const ByteSink& sink) {
  std::sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
    if (a.span.start != b.span.start) return a.span.start < b.span.start;
    if (a.span.end != b.span.end) return a.span.end > b.span.end;
    return a.finding != nullptr && b.finding == nullptr;
  });
  auto write = [&](uint64_t to) {
    if (to <= done_) return absl::OkStatus();
    const std::string_view clean = bytes.substr(done_ - offset, to - done_);
    if (is_stream_ && json_) context_.Advance(clean);
    masker_->Written(clean);
    absl::Status status = sink(clean);
    if (status.ok()) done_ = to;
    return status;
  };
  for (size_t i = 0; i < items_.size();) {
    // Spans that overlap are one; the longest finding among them gives it its name.
    MaskSpan span = items_[i].span;
    const Item* chief = &items_[i];
    size_t j = i;
    uint64_t findings = 0;
    auto length = [](const Item& item) { return item.span.end - item.span.start; };
    for (; j < items_.size() && items_[j].span.start < span.end; ++j) {
      const Item& item = items_[j];
      span.end = std::max(span.end, item.span.end);
      span.opaque |= item.span.opaque;
      findings += item.finding != nullptr ? 1 : 0;
      const bool better = item.finding != nullptr && chief->finding == nullptr
                              ? true
                              : (item.finding != nullptr) == (chief->finding != nullptr) &&
                                    length(item) > length(*chief);
      if (better) chief = &item;
    }
    i = j;
    span.start = std::max(span.start, done_ - std::min(done_, offset));
    if (span.start >= span.end) continue;
    span.rule = chief->span.rule;
    span.wide = chief->span.wide;
    span.continued = chief->span.continued;
    span.bare_number = chief->span.bare_number && chief->span.start == span.start &&
                       chief->span.end == span.end;
    absl::Status status = write(offset + span.start);
    if (!status.ok()) return status;

    const std::string_view raw = bytes.substr(span.start, span.end - span.start);
    const Rule* known = values.RuleOf(raw);
    const Rule& rule = known != nullptr ? *known : *span.rule;
    if (span.bare_number) span.bare_number = !InJsonString(bytes.substr(0, span.start));
    mask_.clear();
    masker_->Append(span, rule, raw, &mask_);
    masker_->Written(mask_);
    if (is_stream_ && json_) context_.Advance(mask_);
    status = sink(mask_);
    if (!status.ok()) return status;
    done_ = offset + span.end;
    if (span.continued) {
      if (log_ != nullptr) log_->MaskedMore(offset + span.start, offset + span.end);
      continue;
    }
    ++stats_.by_rule[rule.id];
    if (findings > 0) {
      stats_.findings += findings;
    } else {
      ++stats_.occurrences;
    }
    if (log_ != nullptr) {
      log_->Masked({offset + span.start, offset + span.end, &rule, chief->finding, mask_,
                    span.wide != Dress::kNone});
    }
  }
  items_.clear();
  return write(end);
}

}  // namespace weir
