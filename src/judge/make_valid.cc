#include "judge/make_valid.h"

#include "judge/checksum.h"
#include "rules/walk.h"

namespace weir {

std::string MakeValid(const RuleDef& def, std::string shaped) {
  const Validator* validator = FindValidator(def.checksum);
  if (validator == nullptr || validator->make == nullptr) return shaped;
  uint64_t seed = 0;  // of the value itself, so that equal input gives equal output
  for (char c : shaped) seed = seed * 1099511628211u + static_cast<unsigned char>(c);
  if (!def.shape.has_value() || def.kind == RuleKind::kBlock) return validator->make(shaped, seed);

  const WalkCode code = CompileWalk(*def.shape);
  const WalkResult before = Walk(code.program(), shaped, 0);
  if (!before.matched) return "";
  // The check is of the secret alone; what stands around it in the match stays.
  const std::string made =
      validator->make(shaped.substr(before.secret_begin, before.secret_end - before.secret_begin), seed);
  if (made.empty()) return "";
  std::string fixed = shaped.substr(0, before.secret_begin) + made + shaped.substr(before.secret_end);
  const WalkResult after = Walk(code.program(), fixed, 0);
  return after.matched && after.end == fixed.size() ? fixed : "";
}

}  // namespace weir
