#include "guard/text_guard.h"

#include <algorithm>

#include "guard/clean_memo.h"
#include "guard/text_masking.h"
#include "guard/text_scan.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {

std::string ReasonOf(const std::vector<Decision>& decisions, size_t max_listed) {
  struct Kind {
    const Rule* rule;
    const Decision* first;
    size_t count;
  };
  std::vector<Kind> kinds;
  for (const Decision& decision : decisions) {
    if (decision.rule == nullptr || decision.ruling.action == Action::kAllow) continue;
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const Kind& kind) { return kind.rule == decision.rule; });
    if (known == kinds.end()) {
      kinds.push_back({decision.rule, &decision, 1});
    } else {
      ++known->count;
    }
  }
  std::string text;
  for (size_t i = 0; i < kinds.size() && i < max_listed; ++i) {
    const Kind& kind = kinds[i];
    const std::string_view name = kind.rule->name.empty() ? kind.rule->id : kind.rule->name;
    if (i > 0) text += i + 1 == kinds.size() ? " and " : ", ";
    const bool vowel =
        !name.empty() && std::string_view("AEIOUaeiou").find(name.front()) != name.npos;
    text += Cat(kind.count > 1 ? Cat(kind.count, " x ") : std::string(vowel ? "an " : "a "), name,
                " (");
    const Decision& first = *kind.first;
    if (first.line > 1 || first.pointer.empty()) {
      text += Cat("line ", first.line);
      if (!first.pointer.empty()) text += " of ";
    }
    text += Cat(first.pointer, ")");
  }
  if (kinds.size() > max_listed) text += Cat(" and ", kinds.size() - max_listed, " more kinds");
  std::string safe = Printable(text);
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) >= 0x7F) c = '?';
  }
  return safe;
}

void Verdict::Clear() {
  action = Action::kAllow;
  changed = false;
  text.clear();
  decisions.clear();
}

std::string Verdict::Reason(size_t max_listed) const { return ReasonOf(decisions, max_listed); }

absl::Status TextGuard::Look(std::string_view text, const Place& place, std::string_view pointer,
                             Verdict* verdict) {
  verdict->Clear();
  CleanMemo::Key key;
  if (parts_.memo != nullptr) {
    key = parts_.memo->KeyOf("", text);
    if (parts_.memo->Has(key)) return absl::OkStatus();
  }
  TextScan scan(*parts_.scanner, *parts_.masker);
  std::vector<Found> found;
  if (absl::Status status = scan.Scan(text, "", &found); !status.ok()) return status;
  if (found.empty()) {
    if (parts_.memo != nullptr) parts_.memo->Add(key);
    return absl::OkStatus();
  }
  TextMasking masking(parts_);
  masking.Begin();
  masking.Decide(place, pointer, &found, &verdict->decisions);
  if (masking.AnyToMask()) {
    std::vector<TextEdit> edits;
    absl::Status status = masking.Mask(text, place, pointer, found, 0, &scan, &edits,
                                       &verdict->decisions, &verdict->text);
    if (status.ok()) status = masking.Settle();
    if (!status.ok()) {
      verdict->Clear();
      return status;
    }
    verdict->changed = !edits.empty();
  }
  for (const Decision& decision : verdict->decisions) {
    verdict->action = std::max(verdict->action, decision.ruling.action);
  }
  return absl::OkStatus();
}

}  // namespace weir
