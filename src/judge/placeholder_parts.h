// The single questions behind ClassifyPlaceholder, for placeholder.cc and its tests alone.
// All are linear in the value, allocate nothing and are pure.
#ifndef WEIR_JUDGE_PLACEHOLDER_PARTS_H_
#define WEIR_JUDGE_PLACEHOLDER_PARTS_H_

#include <cstdint>
#include <string_view>

namespace weir {

// placeholder_pattern.cc
bool IsMask(std::string_view value);      // xxxx, ****, or a long run of these inside
bool IsEllipsis(std::string_view value);  // abc...xyz
bool IsRepeated(std::string_view value);  // one character or block again and again
bool IsSequence(std::string_view value);  // counting, alphabet runs, keyboard walks

// placeholder_template.cc: the value with its first expression taken out, and where that stood.
struct Expression {
  size_t start = 0;
  size_t size = 0;  // 0 = there is none
};
Expression FindExpression(std::string_view value);

// placeholder_reference.cc
bool IsReference(std::string_view value);      // code, a path, a URL, a secret manager's address
bool IsSecretAddress(std::string_view value);  // op://..., vault:..., arn:aws:secretsmanager:...

// placeholder_words.cc
enum class Wording : uint8_t { kNone, kInstruction, kWords };
Wording JudgeWords(std::string_view value);

// published_samples.cc
bool IsPublishedSample(std::string_view value);

}  // namespace weir

#endif  // WEIR_JUDGE_PLACEHOLDER_PARTS_H_
