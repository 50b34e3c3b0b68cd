// Samples and near misses generated from a rule, so that no test holds a credential-shaped literal.
//
//   SampleGenerator gen(def, /*seed=*/7);
//   std::string token = gen.Positive();     // in the shape's language, random where it may be
//   std::string miss = gen.NearMiss();      // almost: too short, a wrong byte, a wrong prefix
//
// The same rule and seed give the same sequence on every machine (own generator, no <random>
// distributions). Positive() has a valid checksum where the rule's check can be made (through the
// `fix` hook, which the judge room supplies), passes the rule's entropy bound, and holds at least one
// digit and one letter where the alphabet has both and the run is 16 or longer.
// Open counts are drawn from [n, n + 24]. Threads: one generator a thread.
#ifndef WEIR_RULES_SAMPLE_H_
#define WEIR_RULES_SAMPLE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "rules/rule.h"

namespace weir {

class SampleGenerator {
 public:
  // Gives a string of the same shape whose check is valid, or the string itself.
  using Fix = std::function<std::string(const RuleDef&, std::string)>;
  SampleGenerator(const RuleDef& def, uint64_t seed, Fix fix = nullptr);

  std::string Positive();   // what `weir rules sample` prints: the whole match (key, token, block, URL)
  std::string NearMiss();   // never in the language
  uint64_t Next();          // the generator's raw stream (splitmix64), for tests that need more chance

 private:
  const RuleDef& def_;
  uint64_t state_;
  Fix fix_;
};

}  // namespace weir

#endif  // WEIR_RULES_SAMPLE_H_
