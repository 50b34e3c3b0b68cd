#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "report/record.h"

namespace weir {
namespace {

constexpr size_t kMostPrefix = 8;
constexpr int kMostDepth = 64;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool StartsWith(std::string_view text, std::string_view literal, bool fold) {
  if (text.size() < literal.size()) return false;
  for (size_t i = 0; i < literal.size(); ++i) {
    if (fold ? Lower(text[i]) != Lower(literal[i]) : text[i] != literal[i]) return false;
  }
  return true;
}

// Bytes at the start of `secret` that are the literal the shape begins with; 0 where it begins with
// anything else. Only text that the rule itself spells out is ever counted.
size_t LiteralPrefix(const WalkProgram& walk, uint32_t at, std::string_view secret, int depth) {
  if (at >= walk.op_count || depth > kMostDepth) return 0;
  const WalkOp& op = walk.ops[at];
  switch (op.kind) {
    case WalkOp::kLiteral:
    case WalkOp::kFoldLiteral: {
      const std::string_view literal(walk.literals + op.at, op.length);
      return StartsWith(secret, literal, op.kind == WalkOp::kFoldLiteral) ? literal.size() : 0;
    }
    case WalkOp::kConcat:
      return op.kids > 0 ? LiteralPrefix(walk, at + 1, secret, depth + 1) : 0;
    case WalkOp::kRepeat:
      return op.min > 0 ? LiteralPrefix(walk, at + 1, secret, depth + 1) : 0;
    case WalkOp::kAlt: {
      size_t longest = 0;
      uint32_t kid = at + 1;
      for (uint16_t i = 0; i < op.kids && kid < walk.op_count; ++i) {
        longest = std::max(longest, LiteralPrefix(walk, kid, secret, depth + 1));
        kid += std::max<uint32_t>(walk.ops[kid].size, 1);
      }
      return longest;
    }
    default:
      return 0;
  }
}

// Where the secret part begins in the walk: it may be less than the whole match.
uint32_t SecretOp(const WalkProgram& walk) {
  for (uint32_t i = 0; i < walk.op_count; ++i) {
    if (walk.ops[i].secret != 0) return i;
  }
  return 0;
}

}  // namespace

std::string MaskSecret(const Rule& rule, std::string_view secret) {
  size_t shown = 0;
  const bool has_literal = rule.kind != RuleKind::kAssignment && rule.kind != RuleKind::kCommand && rule.kind != RuleKind::kUrl &&
                           rule.secret_class != SecretClass::kPassword;
  if (has_literal && !rule.walk.empty()) {
    shown = LiteralPrefix(rule.walk, SecretOp(rule.walk), secret, 0);
    shown = std::min({shown, kMostPrefix, secret.size() / 4});
  }
  std::string out;
  for (size_t i = 0; i < shown; ++i) {
    if (secret[i] < 0x20 || secret[i] > 0x7E) break;
    out.push_back(secret[i]);
  }
  char digits[24];
  const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, secret.size());
  out.append("\u2026(");
  out.append(digits, end.ptr);
  out.append(secret.size() == 1 ? " byte)" : " bytes)");
  return out;
}

}  // namespace weir
