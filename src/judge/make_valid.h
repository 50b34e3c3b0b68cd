// MakeValid: the `fix` hook of SampleGenerator, from the validators.
//
//   SampleGenerator generator(def, seed, MakeValid);
//
// Gives `shaped` with the check part of its secret made valid; `shaped` itself where the rule has no validator or
// the validator cannot make values; "" where this value cannot be made valid and still fit the shape.
// Threads: pure.
#ifndef WEIR_JUDGE_MAKE_VALID_H_
#define WEIR_JUDGE_MAKE_VALID_H_

#include <string>

#include "rules/rule.h"

namespace weir {

std::string MakeValid(const RuleDef& def, std::string shaped);

}  // namespace weir

#endif  // WEIR_JUDGE_MAKE_VALID_H_
