#include "judge/finding.h"

#include <array>
#include <cstddef>

namespace weir {
namespace {

struct ReasonText {
  Reason reason;
  std::string_view name;     // stable: machines compare it
  std::string_view explain;  // for people; reads on after "because"
};

// In the order of the enumeration, which the static_assert below holds it to.
constexpr std::array<ReasonText, kReasonCount> kReasons = {{
    {Reason::kShape, "shape", "it has the exact shape of this kind of secret"},
    {Reason::kChecksumValid, "checksum-valid", "its checksum is right"},
    {Reason::kChecksumInvalid, "checksum-invalid", "its checksum is wrong"},
    {Reason::kStructureValid, "structure-valid", "it decodes as the issuer's structure"},
    {Reason::kStructureInvalid, "structure-invalid",
     "it does not decode as the issuer's structure"},
    {Reason::kContextKey, "context-key", "the name it is assigned to says what it is"},
    {Reason::kContextNear, "context-near", "a word shortly before it says what it is"},
    {Reason::kHintNear, "hint-near", "a word near it fits this kind of secret"},
    {Reason::kAssignment, "assignment", "it is assigned to a name that means a secret"},
    {Reason::kQuoted, "quoted", "it is a quoted string"},
    {Reason::kRandom, "random", "it looks random"},
    {Reason::kNotRandom, "not-random", "it looks like words or a pattern"},
    {Reason::kLowEntropy, "low-entropy", "too few different characters make it up"},
    {Reason::kBlockComplete, "block-complete", "its begin and end markers are both there"},
    {Reason::kBlockTruncated, "block-truncated",
     "its begin marker is there and its end is missing"},
    {Reason::kUrlUserinfo, "url-userinfo", "it is the password of a URL"},
    {Reason::kPlaceholder, "placeholder", "it looks like a placeholder"},
    {Reason::kTestMark, "test-mark", "names around it say test, example or fake"},
    {Reason::kLongRun, "long-run", "it is longer than any secret weir measures, and is cut there"},
    {Reason::kUserRule, "user-rule", "a rule of your own asks for it"},
    {Reason::kGluedStart, "glued-start", "it follows other text without a clean border"},
    {Reason::kPublicByDesign, "public-by-design", "its issuer means it to be public"},
    {Reason::kCommandOption, "command-option", "a command's option says that it is a secret"},
    {Reason::kLikely, "likely", "its form, its name and its surroundings are those of secrets"},
    {Reason::kUnlikely, "unlikely",
     "its form, its name and its surroundings are rather those of other values"},
}};

constexpr bool InOrder() {
  for (size_t i = 0; i < kReasons.size(); ++i) {
    if (static_cast<size_t>(kReasons[i].reason) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "kReasons must list every Reason in the order of the enumeration");

}  // namespace

std::string_view Name(Confidence confidence) {
  switch (confidence) {
    case Confidence::kLow:
      return "low";
    case Confidence::kMedium:
      return "medium";
    case Confidence::kHigh:
      return "high";
  }
  return "";
}

std::string_view Name(Reason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kReasons.size() ? kReasons[i].name : std::string_view();
}

std::string_view Explain(Reason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kReasons.size() ? kReasons[i].explain : std::string_view();
}

}  // namespace weir
