// Samples and near misses generated from a rule, so that no test holds a credential-shaped literal.
//
//   SampleGenerator gen(def, /*seed=*/7);
//   std::string token = gen.Positive();     // in the shape's language, random where it may be
//   std::string miss = gen.NearMiss();      // almost: too short, a wrong byte, a wrong prefix
//
// The same rule and seed give the same sequence on every machine (own generator, no <random>
// distributions). Positive() has a valid checksum where the rule's check can be made (through the
// `fix` hook, which the judge room supplies), passes the rule's entropy bound, and holds at least
// one digit and one letter where the alphabet has both and the run is 16 or longer. Open counts are
// drawn from [n, n + 24], wide ones mostly from their lower part. Values look random, not like
// placeholders: no letter thrice in a row, no alphabet in order, mostly letters and digits where a
// set is everything printable, one case in a hexadecimal string.
//
// For a block the sample is the begin line, a body of base64 lines and the end line, with real
// newlines; for a URL, scheme://user:password@host/path; for an assignment and a value with
// context, the value alone. Threads: one generator a thread. The RuleDef must outlive it.
#ifndef WEIR_RULES_SAMPLE_H_
#define WEIR_RULES_SAMPLE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "rules/rule.h"
#include "rules/shape.h"

namespace weir {

// splitmix64: the next number of a stream, and the state moved on.
uint64_t NextRandom(uint64_t* state);

// A string of the tree's language, random where it may be. For tests of trees that are no rules.
std::string SampleOf(const Node& tree, uint64_t* state);

class SampleGenerator {
 public:
  // Gives a string of the same shape whose check is valid; the string itself where there is none; "" where
  // this one cannot be made valid, so that another is drawn.
  using Fix = std::function<std::string(const RuleDef&, std::string)>;
  SampleGenerator(const RuleDef& def, uint64_t seed, Fix fix = nullptr);

  std::string
  Positive();  // what `weir rules sample` prints: the whole match (key, token, block, URL)
  // Never in the language, and begins no match; where possible no match begins inside it either.
  std::string NearMiss();
  uint64_t Next();  // the generator's raw stream (splitmix64), for tests that need more chance

 private:
  std::string Draw();
  std::string Candidate();

  const RuleDef& def_;
  WalkCode walk_;  // of the shape; empty where the kind has none
  uint64_t state_;
  Fix fix_;
};

}  // namespace weir

#endif  // WEIR_RULES_SAMPLE_H_
