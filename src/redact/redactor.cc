#include "redact/redactor.h"

#include <algorithm>

#include "judge/own_mask.h"
#include "rules/cat.h"
#include "text/view.h"

namespace weir {

void RememberFinding(const Finding& finding, const MaskSpan& span, std::string_view bytes,
                     Remembered* values, RedactStats* stats) {
  auto add = [&](std::string_view value, Dress wide) {
    if (IsOwnMask(value)) return;
    if (!values->Add(*finding.rule, value, wide)) ++stats->not_remembered;
  };
  add(bytes.substr(span.start, span.end - span.start), span.wide);
  if (finding.trail.empty() || finding.dress_end > bytes.size()) return;
  std::string value;
  if (Undress(bytes.substr(finding.dress_start, finding.dress_end - finding.dress_start),
              finding.trail, finding.value_start, finding.value_end, &value)) {
    add(value, Dress::kNone);
  }
}

bool JoinsAMark(const Finding& finding, std::string_view raw) {
  bool joined = false;
  for (size_t i = 0; i < finding.trail.size(); ++i) joined |= finding.trail[i] == Dress::kJoined;
  if (!joined) return false;
  const size_t line_end = raw.find_first_of("\r\n");
  return IsOwnMask(raw.substr(0, line_end)) ||
         (line_end != std::string_view::npos && IsOwnMask(raw.substr(raw.find_last_of("\r\n") + 1)));
}

Redactor::Redactor(const Scanner& scanner, Masker* masker, MaskLog* log)
    : scanner_(scanner), masker_(masker), splicer_(masker, log) {}

void Redactor::Begin() {
  remembered_ = Remembered();
  splicer_.Begin();
  coverage_ = Coverage();
}

absl::Status Redactor::RedactWhole(std::string_view text, std::string* masked) {
  Begin();
  std::string out;
  absl::Status status = Window(text, 0, 0, text.size(), [&](std::string_view bytes) {
    out.append(bytes);
    return absl::OkStatus();
  });
  if (status.ok()) *masked = std::move(out);
  return status;
}

absl::Status Redactor::Look(std::string_view bytes, uint64_t own_begin, uint64_t own_end,
                            std::optional<Scanner::Deadline> deadline) {
  absl::Status status = scanner_.ScanWindow(bytes, own_begin, own_end, &result_, deadline);
  if (!status.ok()) return status;
  const Coverage& coverage = result_.coverage;
  if (coverage.findings_not_listed > 0) {
    return absl::ResourceExhaustedError(
        Cat("more secrets than the limit of ", scanner_.options().max_findings,
            " stand close together; those beyond it could not be masked, so nothing more is passed on"));
  }
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const auto reason = static_cast<SkipReason>(i);
    const Coverage::Skip& skip = coverage.skipped[static_cast<size_t>(i)];
    if ((skip.inputs == 0 && skip.bytes == 0) || !MakesIncomplete(reason)) continue;
    return absl::ResourceExhaustedError(
        Cat("a part could not be looked at (", Name(reason), "), so nothing more is passed on"));
  }
  std::erase_if(result_.findings, [&](const Finding& f) {
    if (f.end > bytes.size()) return false;
    const std::string_view value = bytes.substr(f.start, f.end - f.start);
    return masker_->IsMask(value) || JoinsAMark(f, value);
  });
  return absl::OkStatus();
}

absl::Status Redactor::Learn(std::string_view bytes, uint64_t offset, uint64_t own_begin,
                             uint64_t own_end, std::optional<Scanner::Deadline> deadline) {
  if (offset == 0) splicer_.NoteBeginning(bytes);
  absl::Status status = Look(bytes, own_begin, own_end, deadline);
  if (!status.ok()) return status;
  for (const Finding& f : result_.findings) {
    RememberFinding(f, SpanOf(f, bytes, 0, splicer_.json()), bytes, &remembered_,
                    splicer_.stats());
  }
  return absl::OkStatus();
}

absl::Status Redactor::Window(std::string_view bytes, uint64_t offset, uint64_t own_begin,
                              uint64_t own_end, const ByteSink& sink,
                              std::optional<Scanner::Deadline> deadline) {
  if (offset == 0) splicer_.NoteBeginning(bytes);
  absl::Status status = Look(bytes, own_begin, own_end, deadline);
  if (!status.ok()) return status;
  coverage_.Add(result_.coverage);
  const uint64_t floor = splicer_.done() - std::min(splicer_.done(), offset);
  for (const Finding& f : result_.findings) {
    const MaskSpan span = SpanOf(f, bytes, floor, splicer_.json());
    RememberFinding(f, span, bytes, &remembered_, splicer_.stats());
    splicer_.Add(span, &f);
  }
  if (!remembered_.empty()) {
    occurrences_.clear();
    remembered_.Find(bytes, std::max(own_begin, floor), own_end, splicer_.json(), &occurrences_);
    for (const MaskSpan& span : occurrences_) splicer_.Add(span, nullptr);
  }
  return splicer_.Splice(bytes, offset, offset + own_end, remembered_, sink);
}

}  // namespace weir
