#include "judge/judge.h"

#include <algorithm>

#include "judge/case.h"

namespace weir {

DecisionMemo::Reach Judge::ReachOf(const Candidate& candidate) const {
  constexpr uint32_t kLongest = 2048;  // comparing more costs as much as judging
  switch (candidate.kind) {
    case Candidate::kToken: {
      const Rule& rule = RuleOf(candidate);
      if (rule.kind == RuleKind::kBlock || rule.max_length > kLongest) {
        return {128, kMaxSpan + 2048, true, true};
      }
      // Border and hints before it; the byte behind it.
      return {128, rule.max_length + 1, true};
    }
    case Candidate::kValue: {
      const auto length = static_cast<uint32_t>(candidate.end - candidate.start);
      return {kMaxLook + 64, std::max<uint32_t>(length, kMaxLook) + 64, length <= kLongest};
    }
    case Candidate::kWord: return {kMaxLook + 64, kMaxLook + 64, true};
    case Candidate::kPhrase: return {1024, 1024, true};
    case Candidate::kFlag: return {kMaxLook + 64, 512, true};
    case Candidate::kData: {
      const uint32_t length = RuleOf(candidate).max_length;
      return {kMaxLook + 64, std::max<uint32_t>(std::min(length, kLongest), kMaxLook) + 64, length <= kLongest};
    }
    case Candidate::kUrl: return {64, 512 + 256 + 8, true};  // user part and host; longer shapes spoil it
    case Candidate::kPem: return {128, kMaxSpan + 2048, true, true};
  }
  return {};
}

void Judge::Decide(std::string_view text, const Candidate& candidate,
                   std::vector<Finding>* findings, Trace* trace, DecisionMemo* memo) const {
  if (candidate.kind == Candidate::kWord && !MayName(text, candidate)) return;
  if (memo == nullptr || trace != nullptr) {
    return DecideAnew(text, candidate, findings, trace, nullptr);
  }
  const DecisionMemo::Reach reach = ReachOf(candidate);
  if (memo->Replay(candidate, reach, findings)) return;
  const size_t first = findings->size();
  DecideAnew(text, candidate, findings, nullptr, memo);
  memo->Keep(candidate, reach, *findings, first);
}

void Judge::DecideAnew(std::string_view text, const Candidate& candidate,
                       std::vector<Finding>* findings, Trace* trace, DecisionMemo* memo) const {
  const PackView& view = set_.packs[candidate.pack].view;
  switch (candidate.kind) {
    case Candidate::kToken: {
      Case c{text, RuleOf(candidate), findings, trace, memo};
      DecideToken(&c, candidate.start);
      return;
    }
    case Candidate::kValue: {
      Case c{text, RuleOf(candidate), findings, trace, memo};
      DecideValue(&c, candidate);
      return;
    }
    case Candidate::kPhrase: {
      Case c{text, RuleOf(candidate), findings, trace, memo};
      DecidePhrase(&c, candidate.start);
      return;
    }
    case Candidate::kFlag: DecideCommand(text, candidate, findings, trace); return;
    case Candidate::kData: {
      Case c{text, RuleOf(candidate), findings, trace, memo};
      DecideData(&c, candidate.start);
      return;
    }
    case Candidate::kPem:
      for (uint16_t rule : view.blocks) {
        if (!set_.enabled[candidate.pack][rule]) continue;
        Case c{text, view.rules[rule], findings, trace};
        DecideBlock(&c, candidate.start);
      }
      return;
    case Candidate::kUrl: DecideUrl(text, candidate, findings, trace, memo); return;
    case Candidate::kWord: DecideWord(text, candidate, findings, trace); return;
  }
}

}  // namespace weir
