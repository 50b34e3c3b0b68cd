#include "judge/case.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "judge/checksum.h"
#include "judge/classifier.h"
#include "judge/placeholder.h"
#include "judge/randomness.h"

namespace weir {
namespace {

char Lower(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }
bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsWordGap(char c) { return c == '-' || c == '_' || c == '.' || c == ' '; }

uint32_t Literals(const WalkProgram& walk, uint32_t at) {
  const WalkOp& op = walk.ops[at];
  switch (op.kind) {
    case WalkOp::kLiteral:
    case WalkOp::kFoldLiteral: return op.length;
    case WalkOp::kConcat: {
      uint32_t sum = 0;
      for (uint32_t kid = at + 1; kid < at + op.size; kid += walk.ops[kid].size) {
        sum += Literals(walk, kid);
      }
      return sum;
    }
    case WalkOp::kAlt: {
      uint32_t least = UINT32_MAX;
      for (uint32_t kid = at + 1; kid < at + op.size; kid += walk.ops[kid].size) {
        least = std::min(least, Literals(walk, kid));
      }
      return least == UINT32_MAX ? 0 : least;
    }
    case WalkOp::kRepeat: return op.min == 0 ? 0 : op.min * Literals(walk, at + 1);
    default: return 0;
  }
}

}  // namespace

uint32_t LiteralBytes(const WalkProgram& walk) { return walk.empty() ? 0 : Literals(walk, 0); }

uint32_t LeadingLiteral(const WalkProgram& walk) {
  for (uint32_t at = 0; at < walk.op_count; ++at) {
    const WalkOp& op = walk.ops[at];
    if (op.kind == WalkOp::kLiteral || op.kind == WalkOp::kFoldLiteral) return op.length;
    if (op.kind == WalkOp::kAlt) {  // all alternatives begin with one: the shortest counts
      uint32_t least = UINT32_MAX;
      for (uint32_t kid = at + 1; kid < at + op.size; kid += walk.ops[kid].size) {
        WalkProgram sub = walk;
        sub.ops = walk.ops + kid;
        sub.op_count = walk.ops[kid].size;
        least = std::min(least, LeadingLiteral(sub));
      }
      return least == UINT32_MAX ? 0 : least;
    }
    if (op.kind != WalkOp::kConcat) return 0;
  }
  return 0;
}

bool SelfCheck::Run(std::string_view secret, std::string_view checked, size_t prefix,
                    const Rule& rule, Finding* finding, SelfEvidence* evidence,
                    std::string_view* step, std::string_view* detail) {
  if (!rule.checksum.empty()) {
    if (const Validator* validator = FindValidator(rule.checksum); validator != nullptr) {
      Validity validity = validator->check(checked);
      if (validity == Validity::kValid) {
        finding->reasons.Add(validator->structure ? Reason::kStructureValid
                                                  : Reason::kChecksumValid);
        evidence->checksum_valid = true;
        evidence->points += 2;
      } else if (validity == Validity::kInvalid) {
        finding->reasons.Add(validator->structure ? Reason::kStructureInvalid
                                                  : Reason::kChecksumInvalid);
        if (rule.on_invalid == OnInvalid::kDrop) {
          *step = "checksum";
          *detail = validator->structure ? "it does not decode as the vendor's structure"
                                         : "its check digits are wrong";
          return false;
        }
        // A structure can be newer than our knowledge of it; check digits cannot.
        evidence->points -= validator->structure ? 1 : 2;
      }
    }
  }
  const size_t lead = std::min(prefix, secret.size());
  PlaceholderKind kind = evidence->memo != nullptr ? evidence->memo->Classify(secret, lead)
                                                   : ClassifyPlaceholder(secret, lead);
  if (kind != PlaceholderKind::kNone &&
      !(evidence->checksum_valid && kind != PlaceholderKind::kPublishedSample)) {
    finding->reasons.Add(Reason::kPlaceholder);
    *step = "placeholder";
    *detail = Name(kind);
    return false;
  }
  if (rule.min_entropy > 0 && !evidence->checksum_valid) {
    if (ShannonEntropy(secret) < rule.min_entropy) {
      finding->reasons.Add(Reason::kLowEntropy);
      *step = "entropy";
      *detail = "its characters repeat too much for a generated value";
      return false;
    }
  }
  return true;
}

int LikelihoodPoints(std::string_view text, const Assignment& a, size_t begin, size_t end, int points,
                     Finding* finding) {
  // Of the secrets in repositories that the model has not seen, 2 in 1,000 lie below the lower one, and of what
  // is found in benign trees a third.
  constexpr float kLow = 0.1f, kHigh = 0.9f;
  const float p = SecretProbability(FeaturesOf(text, a, begin, end));
  if (p < kLow) {
    finding->reasons.Add(Reason::kUnlikely);
    return -1;
  }
  if (p < kHigh) return 0;
  finding->reasons.Add(Reason::kLikely);
  return points == 2 ? 1 : 0;
}

Confidence Weigh(int points) {
  if (points >= 3) return Confidence::kHigh;
  return points == 2 ? Confidence::kMedium : Confidence::kLow;
}

size_t WordStart(std::string_view text, size_t end, std::string_view word) {
  size_t at = end;
  for (size_t i = word.size(); i-- > 0;) {
    if (IsWordGap(word[i])) {  // stands for one gap or none
      if (at > 0 && IsWordGap(text[at - 1])) --at;
      continue;
    }
    if (at == 0 || Lower(text[at - 1]) != word[i]) return std::string_view::npos;
    --at;
  }
  return at;
}

bool WordNear(std::string_view text, uint64_t at, uint64_t within,
              std::span<const std::string_view> words) {
  if (words.empty()) return false;
  const uint64_t from = at - std::min(at, within);
  for (uint64_t end = at; end > from; --end) {
    if (end < at && IsAlnum(text[end]) && IsAlnum(text[end - 1])) continue;  // not a word's end
    for (std::string_view word : words) {
      size_t start = WordStart(text, end, word);
      if (start == std::string_view::npos || start < from) continue;
      if (start == 0 || !IsAlnum(text[start - 1]) || word.size() >= 6) return true;
    }
  }
  return false;
}

}  // namespace weir
