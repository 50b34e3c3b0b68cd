// An engine, a policy and made-up secrets, for the tests of guards only.
#ifndef WEIR_GUARD_GUARD_FOR_TEST_H_
#define WEIR_GUARD_GUARD_FOR_TEST_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "guard/json_guard.h"
#include "guard/text_guard.h"
#include "judge/make_valid.h"
#include "redact/placeholder.h"
#include "scan/catalogue_for_test.h"

namespace weir {

struct GuardForTest {
  explicit GuardForTest(std::string_view profile = "gateway", MaskerOptions options = {}) {
    ruleset = *Ruleset::Default();
    scanner = std::make_unique<Scanner>(ruleset);
    masker = std::make_unique<Masker>(std::move(options), &placeholders);
    policy = std::make_unique<Policy>(*Policy::Profile(profile));
  }
  GuardParts Parts() {
    GuardParts parts;
    parts.scanner = scanner.get();
    parts.policy = policy.get();
    parts.masker = masker.get();
    return parts;
  }
  std::shared_ptr<const Ruleset> ruleset;
  std::unique_ptr<Scanner> scanner;
  RunPlaceholders placeholders = *RunPlaceholders::Create();
  std::unique_ptr<Masker> masker;
  std::unique_ptr<Policy> policy;
};

inline const std::map<std::string, RuleDef>& CatalogueByIdForTest() {
  static const auto* const all = [] {
    auto* map = new std::map<std::string, RuleDef>();
    for (RuleDef& def : LoadCatalogueForTest()) map->emplace(def.id, std::move(def));
    return map;
  }();
  return *all;
}

// A secret of the rule, made up on the spot.
inline std::string SecretForTest(const std::string& rule, uint64_t seed = 1) {
  return SampleGenerator(CatalogueByIdForTest().at(rule), seed, MakeValid).Positive();
}

inline constexpr Place kOutForTest{.adapter = "proxy", .direction = Direction::kOut, .component = "", .part = "prompt"};

}  // namespace weir

#endif  // WEIR_GUARD_GUARD_FOR_TEST_H_
