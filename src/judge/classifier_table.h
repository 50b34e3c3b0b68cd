// The model of classifier.h as data. Made by bench/quality/train_classifier.py.
#ifndef WEIR_JUDGE_CLASSIFIER_TABLE_H_
#define WEIR_JUDGE_CLASSIFIER_TABLE_H_

#include <cstddef>
#include <cstdint>

namespace weir {

// A complete tree of kTreeDepth questions: node i asks whether features[feature] <= threshold, and goes on to
// node 2 i + 1 if so, else to 2 i + 2. What lies behind the last questions are the scores.
inline constexpr size_t kTreeDepth = 3;
inline constexpr size_t kTreeNodes = (size_t{1} << kTreeDepth) - 1, kTreeLeaves = size_t{1} << kTreeDepth;

struct Tree {
  uint8_t feature[kTreeNodes];
  float threshold[kTreeNodes];
  float score[kTreeLeaves];
};

extern const Tree kTrees[];
extern const size_t kTreeCount;
extern const float kBaseScore;  // log-odds before any tree

}  // namespace weir

#endif  // WEIR_JUDGE_CLASSIFIER_TABLE_H_
