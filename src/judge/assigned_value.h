// What an assignment says about its value, beyond what the value says about itself (placeholder.h).
//
//   const Assignment a = AssignmentAfter(text, at);
//   AssignedVerdict v = WeighAssigned(text, a, NameClass::kPassword);
//   if (v.dropped()) ...   // v.step and v.detail say why
//   points += v.points;
//
// The same word is a password in `password: dragon` of a settings file, a variable in `password = dragon;`
// of a program and a label in {"LABEL_PASSWORD": "Passwort"}. What decides, in this order:
//   code        without quotes: a call, an index, a member, a variable; a charset handed to encode()
//   hash        what is stored in place of a password (bcrypt, crypt, Argon2, PBKDF2): opens nothing by itself
//   setting     one of the words that settings hold (required, hidden, basic, sha256)
//   default     a documentation word with a few digits behind it (secret1, admin123)
//   label       text of a user interface: foreign letters, a capitalised word, names that say so (LABEL_, msg)
//   sentence    several words
//   list        two strings side by side, arguments of a call that hashes or checks
// Words without a digit or symbol need the surroundings of a settings file, quotes, or a look of chance.
// Looks at most 64 bytes beyond the assignment to either side. Cost: linear in the value, no allocation. Threads: pure.
#ifndef WEIR_JUDGE_ASSIGNED_VALUE_H_
#define WEIR_JUDGE_ASSIGNED_VALUE_H_

#include <cstdint>
#include <string_view>

#include "judge/assignment.h"

namespace weir {

// What the name promises. People choose passwords, also words; secrets and keys are made by machines.
enum class NameClass : uint8_t { kPassword, kSecret };

struct AssignedVerdict {
  int points = 0;               // to add to the evidence that the name gives
  std::string_view step, detail;  // where and why it was dropped; empty = it was not
  bool dropped() const { return !step.empty(); }
};

AssignedVerdict WeighAssigned(std::string_view text, const Assignment& a, NameClass name);

// True if the value is what is stored in place of a password: $2b$..., $6$..., $argon2id$..., {SSHA}...
bool IsPasswordHash(std::string_view value);

// True if the value stands where a settings file has one: the name first on its line, or in the environment's
// K=v, and nothing behind it.
bool InSettings(std::string_view text, const Assignment& a);

}  // namespace weir

#endif  // WEIR_JUDGE_ASSIGNED_VALUE_H_
