// Classifier: how likely is it that the value of an assignment is a secret, by all that is seen at
// once?
//
//   const Assignment a = AssignmentAfter(text, at);
//   const float p = SecretProbability(FeaturesOf(text, a, a.value_start, a.value_end));
//   // 0 = the look of a label, a name, a setting; 1 = the look of a secret
//
// The rules of assigned_value.h say what certainly is none. Of the rest this tells the likely from
// the unlikely, by features that alone prove nothing: the makeup of the value (length, kinds of
// characters, how it changes between them, how random it is), the kind of its name, the syntax,
// quotes, words of tests and examples beside it. Judge turns it into a Reason and one point for or
// against; it never decides alone.
//
// The model is a list of small decision trees whose scores are added (gradient boosting). Its
// table, classifier_table.cc, is committed data made by bench/quality/train_classifier.py from
// labelled text; the script's head says from which, and how it is judged. Adding a feature: a name
// in Feature, its value in FeaturesOf(), and a new table.
//
// Looks kFeatureReach bytes before the name and kFeatureBehind behind the value, and not beyond
// their line. Cost: about a microsecond, no allocation. Threads: pure.
#ifndef WEIR_JUDGE_CLASSIFIER_H_
#define WEIR_JUDGE_CLASSIFIER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "judge/assignment.h"

namespace weir {

inline constexpr size_t kFeatureReach = 64, kFeatureBehind = 1;

// What the classifier knows of a value. The names are those of the training script.
enum class Feature : uint8_t {
  kLength,      // bytes, at most 128
  kRandomness,  // RandomnessScore()
  kWordness,    // the same of its longest run of letters; 4 if that is short
  kEntropy,     // ShannonEntropy()
  kDigits,      // shares of its bytes, 0 to 1
  kUppers,
  kLowers,
  kSymbols,
  kBlanks,       // how many
  kForeign,      // share of bytes beyond ASCII
  kChanges,      // share of neighbours of different kinds
  kDistinct,     // different bytes, as a share of the bytes
  kLetterRun,    // longest run of letters
  kDigitRun,     // longest run of digits
  kTailDigits,   // digits at its end
  kHex,          // 1 if hexadecimal digits alone
  kUuid,         // 1 if of the form of a UUID
  kCapitalised,  // 1 if one capital letter leads small ones
  kNameParts,    // parts of a name it has, by - _ . and capitals
  kHoldsKey,     // 1 if the value holds a word of secrets: password, key, token
  kQuoted,       // 1 if in quotes
  kForm,         // Assignment::Form as a number
  kSettings,     // 1 if it stands as in a settings file
  kKeyKind,      // what the name ends with: see KeyKind in classifier.cc
  kKeyLength,
  kKeyParts,
  kKeyUpper,  // 1 if the name has no small letter
  kKeyTest,   // 1 if the name says test, example, fake
  kLineTest,  // 1 if what stands before the name on its line does
  kComment,   // 1 if the line begins as a comment does
  kLead,      // bytes before the name on its line, at most 64
  kAfter,     // kind of the byte behind the value
  kCount
};
inline constexpr size_t kFeatureCount = static_cast<size_t>(Feature::kCount);
using FeatureVector = std::array<float, kFeatureCount>;

// `begin` and `end`: the value, which may be a part of the assignment's.
FeatureVector FeaturesOf(std::string_view text, const Assignment& a, size_t begin, size_t end);

float SecretProbability(const FeatureVector& features);

}  // namespace weir

#endif  // WEIR_JUDGE_CLASSIFIER_H_
