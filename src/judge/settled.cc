// When a verdict is final: what Decide looks at behind a candidate, kind by kind.
#include <algorithm>

#include "judge/case.h"
#include "judge/judge_block.h"
#include "match/gate.h"
#include "rules/prefix.h"

namespace weir {
namespace {

// What the judgement of an assigned value looks at behind it (assigned_value.cc), unless the line ends.
constexpr size_t kBehindValue = 64;
constexpr size_t kMaxUrl = 512, kMaxHost = 256;  // bytes of a URL that judge_url.cc looks at

constexpr ByteSet kAuthorityEnd = ByteSet::Of("/?# \t\r\n\"'`<>\\^|") | ByteSet::Range(0, 0x1F);

// The end of the run of `set` that begins at `at`; at most `limit` bytes are looked at. text.size() if the text
// ends before the run or the limit does.
size_t RunEnd(std::string_view text, size_t at, size_t limit, const ByteSet& set) {
  size_t end = at;
  while (end < text.size() && end - at < limit && set.Has(text[end])) ++end;
  return end;
}

bool LineSettled(std::string_view text, size_t value_end) {
  return text.size() >= value_end + kBehindValue ||
         text.find('\n', value_end) != std::string_view::npos;
}

bool BlockSettled(const Rule& rule, std::string_view text, size_t start) {
  if (IsLivePrefix(rule.walk, text, start)) return false;
  const BlockExtent block = FindBlock(rule, text, start);
  if (!block.begins) return true;
  if (text.size() >= start + kMaxSpan + kMaxPatternLength) return true;
  if (block.complete) return !IsLivePrefix(rule.end_walk, text, block.body_end);
  return block.stop < std::min<size_t>(text.size(), start + kMaxSpan);
}

}  // namespace

bool Judge::ValueSettled(std::string_view text, const Rule& rule, const Candidate& candidate) {
  if (candidate.end >= text.size() || IsLivePrefix(rule.walk, text, candidate.start)) return false;
  if (candidate.keyword == kNoKeyword) return true;
  bool open = false;
  const Assignment a = AssignmentBefore(text, candidate.start, &open);
  if (open) return false;
  return !a.found || LineSettled(text, std::max<size_t>(a.value_end, candidate.end));
}

bool Judge::UrlSettled(std::string_view text, const Candidate& candidate) const {
  const size_t behind = candidate.start + 3;
  if (text.size() < behind + kMaxUrl + kMaxHost) {
    if (RunEnd(text, behind, kMaxUrl, ~kUrlEnd) >= text.size()) return false;
    const size_t authority = RunEnd(text, behind, kMaxUrl, ~kAuthorityEnd);
    if (authority >= text.size() || authority - behind >= kMaxUrl) return false;
  }
  const PackView& view = set_.packs[candidate.pack].view;
  const auto first = static_cast<unsigned char>(text[behind]);
  for (size_t i = 0; i < view.url_shapes.size(); ++i) {
    const UrlShape& shape = view.url_shapes[i];
    if (!shape.after.empty() && static_cast<unsigned char>(shape.after[0]) != first) continue;
    if (!set_.enabled[candidate.pack][shape.rule] || candidate.start < shape.before.size()) continue;
    const size_t start = candidate.start - shape.before.size();
    if (text.compare(start, shape.before.size(), shape.before) != 0) continue;
    if (IsLivePrefix(view.rules[shape.rule].walk, text, start)) return false;
  }
  return true;
}

bool Judge::Settled(std::string_view text, const Candidate& candidate) const {
  switch (candidate.kind) {
    case Candidate::kToken: {
      const Rule& rule = RuleOf(candidate);
      if (rule.kind == RuleKind::kBlock) return BlockSettled(rule, text, candidate.start);
      return !IsLivePrefix(rule.walk, text, candidate.start);
    }
    case Candidate::kValue: return ValueSettled(text, RuleOf(candidate), candidate);
    case Candidate::kPem: {
      const PackView& view = set_.packs[candidate.pack].view;
      return std::all_of(view.blocks.begin(), view.blocks.end(), [&](uint16_t rule) {
        return !set_.enabled[candidate.pack][rule] ||
               BlockSettled(view.rules[rule], text, candidate.start);
      });
    }
    case Candidate::kUrl: return UrlSettled(text, candidate);
    case Candidate::kWord: return WordSettled(text, candidate);
    case Candidate::kFlag: return FlagSettled(text, candidate.start);
    case Candidate::kPhrase: return text.size() >= candidate.start + 1024;
    case Candidate::kData: return text.size() >= candidate.start + kMaxSpan;  // not looked for in streams so
  }
  return true;
}

}  // namespace weir
