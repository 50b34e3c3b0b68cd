// What an assignment says about its value, beyond what the value says about itself (placeholder.h).
//
//   const Assignment a = AssignmentAfter(text, at);
//   AssignedVerdict v = WeighAssigned(text, a, NameClass::kPassword);
//   if (v.dropped()) ...   // v.step and v.detail say why
//   points += v.points;
//
// The same word is a password in `password: dragon` of a settings file, a variable in
// `password = dragon;` of a program and a label in {"LABEL_PASSWORD": "Passwort"}. What drops it:
//
//   code      without quotes: a call, an index, a member, a variable, a number; a charset
//   hash      what is stored in place of a password (bcrypt, Argon2): opens nothing itself
//   setting   one of the words that settings hold (required, hidden, basic, sha256)
//   default   a documentation word with digits that say nothing behind it (secret1, admin123)
//   label     text for people: foreign letters, a capitalised word, names that say so (LABEL_, msg)
//   sentence  several words, or a sentence that goes on behind the value; a text of help
//   list      two strings side by side, arguments of a call that hashes or checks
//
// Words without a digit or symbol need the surroundings of a settings file, quotes, or a look of
// chance. Looks at most 64 bytes beyond the assignment to either side: ReachOf() in judge.cc counts
// on it. Cost: linear in the value, no allocation. Threads: pure.
#ifndef WEIR_JUDGE_ASSIGNED_VALUE_H_
#define WEIR_JUDGE_ASSIGNED_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "judge/assignment.h"

namespace weir {

// What the name promises. People choose passwords, also words; secrets and keys are made by
// machines; a token is as often a word of a language as a secret.
enum class NameClass : uint8_t { kPassword, kSecret, kToken };
NameClass NameClassOf(std::string_view key, bool is_password);

struct AssignedVerdict {
  int points = 0;                 // to add to the evidence that the name gives
  std::string_view step, detail;  // where and why it was dropped; empty = it was not
  bool dropped() const { return !step.empty(); }
};

AssignedVerdict WeighAssigned(std::string_view text, const Assignment& a, NameClass name);

// True if the value is what is stored in place of a password: $2b$..., $6$..., $argon2id$...,
// {SSHA}...
bool IsPasswordHash(std::string_view value);

// True if the value stands where a settings file has one: the name first on its line, or in the
// environment's K=v, and nothing behind it.
bool InSettings(std::string_view text, const Assignment& a);

}  // namespace weir

#endif  // WEIR_JUDGE_ASSIGNED_VALUE_H_
