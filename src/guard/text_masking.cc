#include "guard/text_masking.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "guard/decision_log.h"
#include "judge/own_mask.h"
#include "redact/vault.h"
#include "report/allow_list.h"
#include "rules/cat.h"

namespace weir {
namespace {

// What the splicer did.
class Edits final : public MaskLog {
 public:
  struct Edit {
    uint64_t start, end;
    const Rule* rule;
    bool is_finding;
    std::string mask;
  };
  void Masked(const MaskEvent& event) override {
    all.push_back(
        {event.start, event.end, event.rule, event.finding != nullptr, std::string(event.mask)});
  }
  std::vector<Edit> all;
};

}  // namespace

void TextMasking::Begin() {
  values_ = Remembered();
  any_ = false;
}

void TextMasking::Decide(const Place& place, std::string_view pointer, std::vector<Found>* found,
                         std::vector<Decision>* decisions) {
  for (const Found& f : *found) {
    Decision& decision = decisions->emplace_back();
    decision.rule = f.finding.rule;
    decision.confidence = f.finding.confidence;
    decision.ruling = parts_.policy->Decide(place, *f.finding.rule, f.finding.confidence);
    decision.start = f.span.start;
    decision.end = f.span.end;
    decision.line = f.line;
    decision.pointer = std::string(pointer);
    if (parts_.allow != nullptr) AskAllowList(f, &decision);
    if (parts_.log != nullptr) parts_.log->Write(place, decision, f.value);
    if (decision.ruling.action < Action::kMask) continue;
    any_ = true;
    // Values without room are masked where they were found.
    if (!IsOwnMask(f.value)) static_cast<void>(values_.Add(*f.finding.rule, f.value, Dress::kNone));
  }
}

void TextMasking::AskAllowList(const Found& found, Decision* decision) {
  AllowList::Subject subject;
  subject.path = "-";  // it lies nowhere: entries with a path do not speak of it
  subject.rule = found.finding.rule->id;
  subject.value = found.value;
  if (!key_.has_value()) {
    if (absl::StatusOr<FingerprintKey> key = LoadFingerprintKey(); key.ok()) key_ = *std::move(key);
  }
  std::string fingerprint;
  if (key_.has_value()) {
    fingerprint = Fingerprint(*key_, found.finding.rule->id, found.value);
    subject.fingerprint = fingerprint;
    subject.key = &*key_;
  }
  const Suppression suppression = parts_.allow->Find(subject);
  if (!suppression) return;
  decision->ruling.action = Action::kAllow;
  decision->allowed_by = Cat(suppression.by, ": ", suppression.reason);
}

absl::Status TextMasking::Mask(std::string_view text, const Place& place, std::string_view pointer,
                               const std::vector<Found>& found, size_t first, TextScan* scan,
                               std::vector<TextEdit>* edits, std::vector<Decision>* decisions,
                               std::string* masked) {
  edits->clear();
  std::unique_lock<std::mutex> lock;
  if (parts_.mutex != nullptr) lock = std::unique_lock<std::mutex>(*parts_.mutex);
  Edits done;
  Splicer splicer(parts_.masker, &done);
  splicer.Begin();
  splicer.NoteBeginning(text);
  bool any = false;
  for (size_t i = 0; i < found.size(); ++i) {
    if ((*decisions)[first + i].ruling.action < Action::kMask) continue;
    splicer.Add(found[i].span, &found[i].finding);
    any = true;
  }
  if (!values_.empty()) {
    places_.clear();
    values_.Find(text, 0, text.size(), splicer.json(), &places_);
    for (const MaskSpan& span : places_) {
      const Ruling ruling = parts_.policy->Decide(place, *span.rule, Confidence::kHigh);
      if (ruling.action < Action::kMask) continue;
      splicer.Add(span, nullptr);
      any = true;
    }
  }
  if (!any) return absl::OkStatus();
  absl::Status status = splicer.Splice(text, 0, text.size(), values_, [&](std::string_view bytes) {
    if (masked != nullptr) masked->append(bytes);
    return absl::OkStatus();
  });
  // A source that failed has given placeholders that cannot be put back.
  if (status.ok()) status = parts_.masker->status();
  if (!status.ok()) return status;
  for (Edits::Edit& edit : done.all) {
    bool told = false;
    for (size_t i = 0; i < found.size(); ++i) {
      Decision& decision = (*decisions)[first + i];
      if (found[i].span.start >= edit.end || found[i].span.end <= edit.start) continue;
      told = true;
      if (decision.ruling.action >= Action::kMask) decision.mask = edit.mask;
    }
    if (!told) {
      Decision& decision = decisions->emplace_back();
      decision.rule = edit.rule;
      decision.confidence = Confidence::kHigh;  // it is the very value that was found
      decision.ruling = parts_.policy->Decide(place, *edit.rule, Confidence::kHigh);
      decision.start = edit.start;
      decision.end = edit.end;
      const std::string_view before = text.substr(0, edit.start);
      decision.line = 1 + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
      decision.pointer = SafePointer(pointer, scan);
      decision.mask = edit.mask;
      if (parts_.log != nullptr) {
        parts_.log->Write(place, decision, text.substr(edit.start, edit.end - edit.start));
      }
    }
    edits->push_back({edit.start, edit.end, std::move(edit.mask)});
  }
  return absl::OkStatus();
}

absl::Status TextMasking::Settle() {
  if (parts_.vault == nullptr) return absl::OkStatus();
  std::unique_lock<std::mutex> lock;
  if (parts_.mutex != nullptr) lock = std::unique_lock<std::mutex>(*parts_.mutex);
  return parts_.vault->HasUncommitted() ? parts_.vault->Commit() : absl::OkStatus();
}

std::string TextMasking::SafePointer(std::string_view pointer, TextScan* scan) {
  constexpr size_t kShortest = 6;  // a name of fewer bytes is no secret
  std::string safe;
  std::vector<Found> found;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t slash = std::min(pointer.find('/'), pointer.size());
    const std::string_view name = pointer.substr(0, slash);
    pointer.remove_prefix(slash);
    bool is_secret = false;
    if (name.size() >= kShortest) {
      is_secret = !scan->Scan(name, "", &found).ok() || !found.empty();
      places_.clear();
      if (!is_secret && !values_.empty()) values_.Find(name, 0, name.size(), false, &places_);
      is_secret |= !places_.empty();
    }
    safe += '/';
    safe += is_secret ? std::string_view("(masked)") : name;
  }
  return safe;
}

}  // namespace weir
