// One rule tried at one place: what judge*.cc share. Private to the judge room.
#ifndef WEIR_JUDGE_CASE_H_
#define WEIR_JUDGE_CASE_H_

#include <string_view>
#include <vector>

#include "judge/judge.h"

namespace weir {

struct Judge::Case {
  std::string_view text;
  const Rule& rule;
  std::vector<Finding>* findings;
  Trace* trace;
  DecisionMemo* memo = nullptr;
  Finding finding{};

  void Span(uint64_t match_start, uint64_t match_end, uint64_t start, uint64_t end) {
    finding.match_start = match_start;
    finding.match_end = match_end;
    finding.start = start;
    finding.end = end;
  }
  std::string_view secret() const {
    return text.substr(finding.start, finding.end - finding.start);
  }
  void Drop(std::string_view step, std::string_view detail) const {
    if (trace != nullptr) trace->Dropped(rule, finding.start, finding.end, step, detail);
  }
};

// Bytes of literals that every match of the walk holds at its top level: how much the shape itself proves.
uint32_t LiteralBytes(const WalkProgram& walk);
// Length of the literal a match begins with; 0 if it begins with none.
uint32_t LeadingLiteral(const WalkProgram& walk);

// The evidence that a value gives about itself, in the order of the header of judge.h: placeholder, entropy,
// checksum. False = dropped (and traced). `prefix` bytes at its front are the rule's own.
struct SelfEvidence {
  bool checksum_valid = false;
  int points = 0;
  DecisionMemo* memo = nullptr;  // given by the caller, where it has one
};
class SelfCheck {
 public:
  // `checked` is what the validator gets; `secret` what the placeholder filter gets.
  static bool Run(std::string_view secret, std::string_view checked, size_t prefix, const Rule& rule,
                  Finding* finding, SelfEvidence* evidence, std::string_view* step,
                  std::string_view* detail);
};

// What the classifier says of the value [begin, end) that `a` assigns: a Reason, and a point for or against.
// A point for makes a sure finding of a probable one, not a probable one of a doubtful one.
int LikelihoodPoints(std::string_view text, const Assignment& a, size_t begin, size_t end, int points,
                     Finding* finding);

// Points to confidence: 3 and more are high, 2 medium, less low.
Confidence Weigh(int points);

// True if the run of blanks-separated text before `at` (within `within` bytes) holds one of the words.
bool WordNear(std::string_view text, uint64_t at, uint64_t within,
              std::span<const std::string_view> words);

// Where the word (lower case, separators - _ . and blank optional) that ends at `end` begins; npos if it does
// not stand there.
size_t WordStart(std::string_view text, size_t end, std::string_view word);

}  // namespace weir

#endif  // WEIR_JUDGE_CASE_H_
