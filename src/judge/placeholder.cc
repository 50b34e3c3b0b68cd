#include "judge/placeholder.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "judge/codec.h"
#include "judge/own_mask.h"
#include "judge/placeholder_parts.h"
#include "judge/randomness.h"

namespace weir {
namespace {

constexpr size_t kMaxJudged = 4096;  // of a longer value only the front is looked at

std::string_view Trim(std::string_view value) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = value.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(kSpace) - first + 1);
}

constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")) {
    plain[static_cast<unsigned char>(c)] = true;
  }
  return plain;
}();

// A long word of letters, digits, - and _ alone, as most tokens are: holds no expression (but for
// __NAME__), no ellipsis, address, code or path, as each of these has a mark of another kind.
bool IsPlainToken(std::string_view value) {
  constexpr size_t kLongestTypeName = 16;  // these are code too
  if (value.size() <= kLongestTypeName || value[0] == '_') return false;
  bool plain = true;
  for (char c : value) plain &= kPlain[static_cast<unsigned char>(c)];
  return plain;
}

// A value such as `prefix-${X}` is no literal secret, unless what stands around the expression is
// long and random by itself.
bool RandomAround(std::string_view value, const Expression& expression) {
  constexpr size_t kLong = 20;
  constexpr float kRandom = 1.0f;
  for (const std::string_view part :
       {value.substr(0, expression.start), value.substr(expression.start + expression.size)}) {
    if (part.size() >= kLong && RandomnessScore(part) > kRandom) return true;
  }
  return false;
}

// A drawing of a key: a block with both markers and next to nothing between them.
bool IsDrawnBlock(std::string_view value) {
  constexpr size_t kLeastBody = 64;  // base64 characters; the smallest real keys have that many
  const size_t begin = value.find("-----", 5);
  const size_t end = value.find("-----END");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + 5)
    return false;
  size_t letters = 0;
  for (char c : value.substr(begin + 5, end - begin - 5)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\\') ++letters;
  }
  return letters < kLeastBody;
}

PlaceholderKind ClassifyBlock(std::string_view value) {
  const std::string_view front = value.substr(0, kMaxJudged);
  if (Contains(front, "...") || IsEllipsis(front)) return PlaceholderKind::kEllipsis;
  if (FindExpression(front).size != 0) return PlaceholderKind::kTemplate;
  if (IsDrawnBlock(value)) return PlaceholderKind::kInstruction;
  return PlaceholderKind::kNone;
}

}  // namespace

std::string_view Name(PlaceholderKind kind) {
  constexpr std::string_view kNames[] = {"none",      "mask",     "instruction", "template",
                                         "repeated",  "sequence", "ellipsis",    "published-sample",
                                         "reference", "words",    "own-mask"};
  const size_t at = static_cast<size_t>(kind);
  return at < std::size(kNames) ? kNames[at] : std::string_view();
}

bool IsTemplate(std::string_view value) {
  value = Trim(value.substr(0, kMaxJudged));
  return FindExpression(value).size != 0 || IsSecretAddress(value);
}

PlaceholderKind ClassifyPlaceholder(std::string_view value, size_t prefix_length) {
  if (IsOwnMask(value.substr(0, kMaxJudged), prefix_length)) return PlaceholderKind::kOwnMask;
  if (StartsWith(value, "-----BEGIN")) return ClassifyBlock(value);
  const bool has_prefix = prefix_length > 0;
  const std::string_view body = value.substr(std::min(prefix_length, value.size()));
  const std::string_view judged = Trim(body.substr(0, kMaxJudged));
  if (judged.empty()) return PlaceholderKind::kNone;

  if (IsPublishedSample(Trim(value.substr(0, kMaxJudged))))
    return PlaceholderKind::kPublishedSample;
  const bool marks = !IsPlainToken(judged);
  if (marks) {
    if (!has_prefix && IsSecretAddress(judged)) return PlaceholderKind::kReference;
    const Expression expression = FindExpression(judged);
    if (expression.size != 0 && !RandomAround(judged, expression))
      return PlaceholderKind::kTemplate;
  }
  if (IsMask(judged)) return PlaceholderKind::kMask;
  if (marks) {
    if (IsEllipsis(judged)) return PlaceholderKind::kEllipsis;
    if (!has_prefix && IsReference(judged)) return PlaceholderKind::kReference;
  }
  const Wording wording = JudgeWords(judged);
  if (wording == Wording::kInstruction) return PlaceholderKind::kInstruction;
  if (IsRepeated(judged)) return PlaceholderKind::kRepeated;
  if (IsSequence(judged)) return PlaceholderKind::kSequence;
  if (wording == Wording::kWords) return PlaceholderKind::kWords;
  return PlaceholderKind::kNone;
}

}  // namespace weir
