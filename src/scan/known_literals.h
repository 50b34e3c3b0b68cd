// KnownLiterals: the user's own values, found by their bytes alone, wherever they stand.
//
//   RulesetOptions options;
//   options.known.push_back({"correct horse battery"});        // redact/known_values.h makes these from files
//   auto ruleset = Ruleset::Create(options);                   // findings of the rule known-value
//
// A value needs no border, no key and no look of a secret: it is one because its owner says so. It is found as
// it is and in the encoded forms that the list holds; views (text/view.h) are searched too. Its confidence is
// high, and it goes before every other rule, unless a longer secret holds it whole.
// The search costs some 0.3 to 1 ns a byte, whatever the number of values (match/literal_finder.h).
// Threads: constant once made. Ownership: owns its bytes, and wipes them.
#ifndef WEIR_SCAN_KNOWN_LITERALS_H_
#define WEIR_SCAN_KNOWN_LITERALS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/finding.h"
#include "match/literal_finder.h"
#include "rules/rule.h"

namespace weir {

inline constexpr std::string_view kKnownRuleId = "known-value";

struct KnownLiteral {
  std::string bytes;               // LiteralFinder::kLeast to kMost
  Dress dress = Dress::kNone;      // what form of the value it is
  // Base64: characters before and behind that hold bits of the value and of what stands beside it.
  uint8_t partial_before = 0, partial_after = 0;
};

class KnownLiterals {
 public:
  // InvalidArgument: a literal that cannot be looked for. The message does not hold it.
  static absl::StatusOr<std::unique_ptr<KnownLiterals>> Create(std::vector<KnownLiteral> literals);

  // The rule of all findings. The same object in all rulesets.
  static const Rule& rule();

  // Appends the findings that begin in text[begin, end).
  void Find(std::string_view text, uint64_t begin, uint64_t end,
            std::vector<Finding>* findings) const;

  // Takes out those that a longer finding of another rule holds.
  static void DropHeld(Confidence least, std::vector<Finding>* findings);

  // For streams: every literal, and its place in the list.
  const LiteralFinder& finder() const { return finder_; }

 private:
  KnownLiterals() = default;
  struct Form {
    Dress dress;
    uint8_t partial_before, partial_after;
  };
  LiteralFinder finder_;
  std::vector<Form> forms_;  // by id
};

}  // namespace weir

#endif  // WEIR_SCAN_KNOWN_LITERALS_H_
