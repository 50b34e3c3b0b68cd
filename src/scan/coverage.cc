#include "scan/coverage.h"

#include <cstddef>

namespace weir {
namespace {

struct SkipText {
  SkipReason reason;
  std::string_view name;
  bool incomplete;  // something that should have been looked at was not
};

constexpr std::array<SkipText, kSkipReasonCount> kSkips = {{
    {SkipReason::kIgnored, "ignored", false},
    {SkipReason::kNotRegular, "not-regular", false},
    {SkipReason::kTooLarge, "too-large", false},
    {SkipReason::kUnreadable, "unreadable", true},
    {SkipReason::kVanished, "vanished", true},
    {SkipReason::kTimeBudget, "time-budget", true},
    {SkipReason::kFindingsCap, "findings-cap", false},
    {SkipReason::kOutsideTree, "outside-tree", false},
    {SkipReason::kNotJson, "not-json", false},
    {SkipReason::kViewBudget, "view-budget", true},
}};

constexpr bool InOrder() {
  for (size_t i = 0; i < kSkips.size(); ++i) {
    if (static_cast<size_t>(kSkips[i].reason) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "kSkips must list every SkipReason in the order of the enumeration");

}  // namespace

std::string_view Name(SkipReason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kSkips.size() ? kSkips[i].name : std::string_view();
}

bool MakesIncomplete(SkipReason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kSkips.size() && kSkips[i].incomplete;
}

void Coverage::AddSkip(SkipReason reason, uint64_t bytes, uint64_t inputs_skipped) {
  Skip& skip = skipped[static_cast<size_t>(reason)];
  skip.bytes += bytes;
  skip.inputs += inputs_skipped;
}

void Coverage::Add(const Coverage& other) {
  offered_bytes += other.offered_bytes;
  searched_bytes += other.searched_bytes;
  inputs += other.inputs;
  findings_not_listed += other.findings_not_listed;
  for (size_t i = 0; i < skipped.size(); ++i) {
    skipped[i].inputs += other.skipped[i].inputs;
    skipped[i].bytes += other.skipped[i].bytes;
  }
}

uint64_t Coverage::SkippedBytes() const {
  uint64_t sum = 0;
  for (const Skip& skip : skipped) sum += skip.bytes;
  return sum;
}

bool Coverage::Incomplete() const {
  for (const SkipText& text : kSkips) {
    const Skip& skip = skipped[static_cast<size_t>(text.reason)];
    // A file whose size is not known has no bytes to count, and one stopped half way is an input
    // that was searched: either number says that something was missed.
    if (text.incomplete && (skip.inputs > 0 || skip.bytes > 0)) return true;
  }
  return false;
}

}  // namespace weir
