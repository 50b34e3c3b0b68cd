#include "scan/view_map.h"

#include <algorithm>

namespace weir {
namespace {

// Dresses whose every stretch can be undone without the rest of the region.
bool CutsAnywhere(Dress dress) { return dress != Dress::kJoined; }

// Dresses that change here and there in text that is otherwise copied.
bool IsSparse(Dress dress) {
  switch (dress) {
    case Dress::kJson:
    case Dress::kEscapes:
    case Dress::kPercent:
    case Dress::kEntities:
    case Dress::kInvisible:
    case Dress::kLookalike:
    case Dress::kJoined:
    case Dress::kQuotedPrintable: return true;
    default: return false;
  }
}

// Is bytes()[start, end) ASCII that wears letters of others? Words of another alphabet, some of whose letters
// look like ASCII, are not: what stays of them is not ASCII, or nearly all of it was another alphabet's.
bool Foreign(const View& view, uint64_t start, uint64_t end) {
  for (char c : view.bytes().substr(start, end - start)) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  const uint64_t size = end - start, original = view.OriginalEnd(end) - view.OriginalBegin(start);
  const bool styled = original * 4 >= size * 11;  // fullwidth and mathematical letters take three or four bytes
  return styled || original * 2 <= size * 3;
}

// A pair of name and value, seen only because pieces of code were put together, or quotes undone: it counts if the
// name was whole to begin with, and the value is one that could have been written so.
bool WholePair(const View& view, Dress dress, uint64_t match_start, uint64_t start, uint64_t end) {
  const std::string_view value = view.bytes().substr(start, end - start);
  if (dress == Dress::kJoined) {
    if (match_start < start && !view.Verbatim(match_start, start)) return false;
    if (view.Verbatim(start, end)) return false;
    return std::all_of(value.begin(), value.end(),
                       [](char c) { return c > 0x20 && c < 0x7F && c != '\\' && c != '"'; });
  }
  if (dress == Dress::kJson || dress == Dress::kEscapes) {
    return value.find_first_of("\"\\") == std::string_view::npos;
  }
  return true;
}

// Bytes around a match that a decision about it may hang on: its name, and a border.
constexpr uint64_t kAround = 64;

uint32_t Narrow(uint64_t offset) { return static_cast<uint32_t>(std::min<uint64_t>(offset, UINT32_MAX)); }

}  // namespace

void DressedView::Make(std::string_view text, const Region& region, uint64_t limit) {
  base = region.lead;
  const std::string_view all = text.substr(base, region.tail - base);
  const uint64_t begin = region.begin - base, end = region.end - base;
  view.Start(static_cast<size_t>(std::min<uint64_t>(limit, UINT32_MAX)));
  view.Copy(all.substr(0, begin), 0);
  core_begin = view.size();
  AppendDress(region.dress, all, begin, end, &view);
  core_end = view.size();
  view.Copy(all.substr(end), end);
}

bool MapBack(const DressedView& dressed, const Region& region, Finding* f) {
  const View& view = dressed.view;
  const uint64_t start = f->start, end = f->end;
  if (start >= end || start < dressed.core_begin || end > dressed.core_end) return false;
  const uint64_t match_start = std::min(start, f->match_start), match_end = std::max(end, f->match_end);
  if (IsSparse(region.dress)) {
    const uint64_t from = match_start - std::min(match_start, kAround);
    const uint64_t to = std::min<uint64_t>(view.size(), match_end + kAround);
    if (view.Verbatim(from, to)) return false;
  }
  if (f->rule->kind == RuleKind::kAssignment && !WholePair(view, region.dress, match_start, start, end)) {
    return false;
  }
  if (region.dress == Dress::kLookalike && !Foreign(view, start, end)) return false;
  // The innermost layer holds the value, any other the layer below it.
  uint64_t inner_begin = start, inner_end = end;
  if (!f->trail.empty()) {
    inner_begin = f->dress_start + f->trail.layer(0).begin;
    inner_end = f->dress_start + f->trail.layer(0).end;
    if (inner_begin < dressed.core_begin || inner_end > dressed.core_end) return false;
  }
  const uint64_t dress_begin = region.begin - dressed.base;
  uint64_t layer_begin = dress_begin, layer_end = region.end - dressed.base;
  uint64_t first = inner_begin - dressed.core_begin;
  if (CutsAnywhere(region.dress)) view.Stretch(inner_begin, inner_end, &layer_begin, &layer_end, &first);
  const uint32_t from = Narrow(first), to = Narrow(first + (inner_end - inner_begin));
  if (f->trail.empty()) {
    f->value_start = from;
    f->value_end = to;
  } else {
    f->trail.SetOutermost(from, to);
  }
  const Layer layer{Narrow(layer_begin - dress_begin), Narrow(layer_end - dress_begin), region.dress};
  if (!f->trail.Wrap(layer)) return false;
  f->start = dressed.base + view.OriginalBegin(start);
  f->end = dressed.base + view.OriginalEnd(end);
  f->match_start = dressed.base + view.OriginalBegin(match_start);
  f->match_end = dressed.base + view.OriginalEnd(match_end);
  f->dress_start = region.begin;
  f->dress_end = region.end;
  return true;
}

void MappedTrace::DroppedIn(const Rule& rule, uint64_t start, uint64_t end, std::string_view step,
                            std::string_view detail, const Trail& trail, uint64_t size) {
  if (start < view_.core_begin || start >= view_.core_end) return;
  if (IsSparse(region_.dress) && start < end &&
      view_.view.Verbatim(start - std::min(start, kAround), std::min<uint64_t>(view_.view.size(), end + kAround))) {
    return;  // told of the plain bytes already
  }
  Trail around = trail;
  around.Wrap({0, 0, region_.dress});
  to_->DroppedIn(rule, view_.base + view_.view.OriginalBegin(start),
                 view_.base + view_.view.OriginalEnd(std::max(start, end)), step, detail, around, size);
}

}  // namespace weir
