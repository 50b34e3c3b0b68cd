// Finding: one secret in one place of a text, with the reasons it was believed.
//
// Spans are byte offsets, half open, into the text that was scanned. A Finding never holds the secret's
// bytes: whoever needs them takes them from the text by the span. So it cannot leak by being printed.
// Lifetime: `rule` borrows from the Ruleset. Threads: a plain value.
#ifndef WEIR_JUDGE_FINDING_H_
#define WEIR_JUDGE_FINDING_H_

#include <cstdint>
#include <string_view>

#include "rules/rule.h"
#include "text/trail.h"

namespace weir {

enum class Confidence : uint8_t { kLow, kMedium, kHigh };
std::string_view Name(Confidence confidence);  // "low", "medium", "high"

// Evidence for and against, each one bit of Finding::reasons. Text in judge/finding.cc, once.
enum class Reason : uint8_t {
  kShape,             // the value has the rule's exact shape
  kChecksumValid,     // its check digits are right
  kChecksumInvalid,   // they are wrong
  kStructureValid,    // it decodes as the vendor's structure
  kStructureInvalid,
  kContextKey,        // the name it is assigned to holds one of the rule's words
  kContextNear,       // one of the rule's words stands near before it
  kHintNear,
  kAssignment,        // it is assigned to a name that means a secret
  kQuoted,            // it is a quoted string
  kRandom,            // it looks random
  kNotRandom,         // it looks like words or a pattern
  kLowEntropy,
  kBlockComplete,     // begin and end marker
  kBlockTruncated,    // begin marker, and the end is missing
  kUrlUserinfo,       // it is the password of a URL
  kPlaceholder,       // it looks like a placeholder
  kTestMark,          // names around it say test, example, fake
  kLongRun,           // longer than kMaxSpan: the span is cut there
  kUserRule,
  kGluedStart,        // the token follows a separator or an escape sequence, not a clean border
  kPublicByDesign,
  kCommandOption,     // a command and its option say that it is a secret
  kLikely,            // the classifier (classifier.h) takes it for a secret
  kUnlikely,          // the classifier takes it for none
};
inline constexpr int kReasonCount = static_cast<int>(Reason::kUnlikely) + 1;
std::string_view Name(Reason reason);         // "checksum-valid": stable, for machines
std::string_view Explain(Reason reason);      // "its checksum is right": for people

class ReasonSet {
 public:
  constexpr void Add(Reason r) { bits_ |= uint32_t{1} << static_cast<int>(r); }
  constexpr bool Has(Reason r) const { return (bits_ >> static_cast<int>(r)) & 1; }
  constexpr uint32_t bits() const { return bits_; }

 private:
  uint32_t bits_ = 0;
};

struct Finding {
  uint64_t start = 0, end = 0;              // the secret
  uint64_t match_start = 0, match_end = 0;  // the whole match: holds the secret (a PEM block, a URL)
  const Rule* rule = nullptr;
  Confidence confidence = Confidence::kLow;
  ReasonSet reasons;

  // The dresses it was found in, outermost first; empty for the plain bytes. start and end are then the
  // smallest stretch of the original bytes that holds the secret, and these the outermost layer's stretch
  // (0, 0 when plain). value_start and value_end are the secret in the innermost layer's decoded bytes:
  // Undress() in text/view.h gives them.
  Trail trail;
  uint64_t dress_start = 0, dress_end = 0;
  uint32_t value_start = 0, value_end = 0;

  // Filled by scan. Lines and columns count from 1. `column` counts bytes of the original text,
  // `column_utf16` UTF-16 code units, as editors do. The end position is that of byte `end`.
  uint64_t line = 0, column = 0, column_utf16 = 0;
  uint64_t end_line = 0, end_column = 0, end_column_utf16 = 0;
};

}  // namespace weir

#endif  // WEIR_JUDGE_FINDING_H_
