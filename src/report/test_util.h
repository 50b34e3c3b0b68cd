// For this room's tests: rules, findings and values made on the spot. No credential is spelled out.
#ifndef WEIR_REPORT_TEST_UTIL_H_
#define WEIR_REPORT_TEST_UTIL_H_

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "judge/finding.h"
#include "report/record.h"
#include "rules/rule.h"
#include "scan/line_counter.h"

namespace weir {

// A shape of a literal and a run of letters and digits, compiled by hand.
class TestRule {
 public:
  TestRule(std::string id, std::string name, std::string literal,
           SecretClass secret_class = SecretClass::kCredential, RuleKind kind = RuleKind::kShape)
      : id_(std::move(id)), name_(std::move(name)) {
    code_.literals = std::move(literal);
    const auto length = static_cast<uint32_t>(code_.literals.size());
    code_.sets.push_back(ByteSet::Range('0', '9') | ByteSet::Range('a', 'z') |
                         ByteSet::Range('A', 'Z'));
    WalkOp run{.kind = WalkOp::kSetRun, .max = kUnbounded};
    if (length == 0) {
      code_.ops = {run};
    } else {
      code_.ops = {WalkOp{.kind = WalkOp::kConcat, .kids = 2, .size = 3},
                   WalkOp{.kind = WalkOp::kLiteral, .length = length}, run};
    }
    rule_.id = id_;
    rule_.name = name_;
    rule_.kind = kind;
    rule_.secret_class = secret_class;
    rule_.severity = Severity::kCritical;
    rule_.walk = code_.program();
    rule_.description = "It opens a door. Whoever holds it may come in.";
    rule_.rotate = "Revoke it at the vendor. Then remove it from the history.";
    rule_.reference = "https://vendor.example/keys";
  }
  TestRule(const TestRule&) = delete;
  TestRule& operator=(const TestRule&) = delete;

  const Rule& rule() const { return rule_; }
  Rule& rule() { return rule_; }

 private:
  std::string id_, name_;
  WalkCode code_;
  Rule rule_;
};

// Letters and digits without a meaning, the same for the same seed.
inline std::string Generated(size_t size, unsigned seed = 1) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < size) out.push_back(kLetters[random() % kLetters.size()]);
  return out;
}

// A finding at every place of `value` in `text`, in order of place, located.
inline void AddFindings(std::string_view text, std::string_view value, const Rule& rule,
                        std::vector<Finding>* findings) {
  for (size_t at = 0; (at = text.find(value, at)) != std::string_view::npos; at += value.size()) {
    Finding f;
    f.start = f.match_start = at;
    f.end = f.match_end = at + value.size();
    f.rule = &rule;
    f.confidence = Confidence::kHigh;
    f.reasons.Add(Reason::kShape);
    findings->push_back(f);
  }
  std::sort(findings->begin(), findings->end(),
            [](const Finding& a, const Finding& b) { return a.start < b.start; });
  LineCounter lines;
  for (Finding& f : *findings) lines.Locate(text, 0, &f);
}

inline FingerprintKey TestKey(unsigned char fill = 7) {
  FingerprintKey key;
  for (unsigned char& byte : key.bytes) byte = fill;
  return key;
}

inline RecordOptions TestOptions() {
  RecordOptions options;
  options.key = TestKey();
  return options;
}

// True if any eight bytes in a row of the value stand in the text.
inline bool Leaks(std::string_view text, std::string_view value, size_t piece = 8) {
  for (size_t i = 0; i + piece <= value.size(); ++i) {
    if (text.find(value.substr(i, piece)) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace weir

#endif  // WEIR_REPORT_TEST_UTIL_H_
