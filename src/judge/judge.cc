#include "judge/judge.h"

#include "judge/case.h"

namespace weir {

void Judge::Decide(std::string_view text, const Candidate& candidate,
                   std::vector<Finding>* findings, Trace* trace) const {
  const PackView& view = set_.packs[candidate.pack].view;
  switch (candidate.kind) {
    case Candidate::kToken: {
      Case c{text, RuleOf(candidate), findings, trace};
      DecideToken(&c, candidate.start);
      return;
    }
    case Candidate::kValue: {
      Case c{text, RuleOf(candidate), findings, trace};
      DecideValue(&c, candidate);
      return;
    }
    case Candidate::kPem:
      for (uint16_t rule : view.blocks) {
        if (!set_.enabled[candidate.pack][rule]) continue;
        Case c{text, view.rules[rule], findings, trace};
        DecideBlock(&c, candidate.start);
      }
      return;
    case Candidate::kUrl: DecideUrl(text, candidate, findings, trace); return;
    case Candidate::kWord: DecideWord(text, candidate, findings, trace); return;
  }
}

}  // namespace weir
