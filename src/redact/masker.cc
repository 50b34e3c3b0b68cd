#include "redact/masker.h"

#include <sodium/crypto_auth_hmacsha256.h>

#include <algorithm>

#include "redact/fake.h"
#include "rules/cat.h"
#include "rules/walk.h"

namespace weir {
namespace {

// HMAC-SHA-256(key, rule id, 0, value): as the fingerprints of reports are made.
void Digest(const unsigned char* key, std::string_view rule_id, std::string_view value,
            unsigned char (&into)[32]) {
  static_assert(crypto_auth_hmacsha256_BYTES == sizeof into);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key, 32);
  const std::string front = Cat(rule_id, '\0');
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(front.data()),
                                front.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(value.data()),
                                value.size());
  crypto_auth_hmacsha256_final(&state, into);
}

// Bytes at the value's start that are the literal the rule's shape begins with: public, and nothing else is.
size_t LiteralPrefix(const WalkProgram& walk, uint32_t at, std::string_view value, int depth) {
  constexpr int kMostDepth = 64;
  if (at >= walk.op_count || depth > kMostDepth) return 0;
  const WalkOp& op = walk.ops[at];
  switch (op.kind) {
    case WalkOp::kLiteral: {
      const std::string_view literal(walk.literals + op.at, op.length);
      return value.starts_with(literal) ? literal.size() : 0;
    }
    case WalkOp::kConcat:
      return op.kids > 0 ? LiteralPrefix(walk, at + 1, value, depth + 1) : 0;
    case WalkOp::kAlt: {
      size_t longest = 0;
      uint32_t kid = at + 1;
      for (uint16_t i = 0; i < op.kids && kid < walk.op_count; ++i) {
        longest = std::max(longest, LiteralPrefix(walk, kid, value, depth + 1));
        kid += std::max<uint32_t>(walk.ops[kid].size, 1);
      }
      return longest;
    }
    default:
      return 0;
  }
}

size_t FixedPrefix(const Rule& rule, std::string_view value) {
  if (rule.kind != RuleKind::kShape || rule.user) return 0;
  const size_t prefix = LiteralPrefix(rule.walk, 0, value, 0);
  return prefix * 2 <= value.size() ? prefix : 0;
}

}  // namespace

std::string Masker::Hash(const Rule& rule, std::string_view value) const {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char digest[32];
  Digest(options_.key, rule.id, value, digest);
  std::string hash = Cat(kHashMark, PlaceholderLabel(rule), "_");
  for (size_t i = 0; i < kHashSize / 2; ++i) {
    hash += kHex[digest[i] >> 4];
    hash += kHex[digest[i] & 15];
  }
  return hash;
}

std::string Masker::MaskOf(const MaskSpan& span, const Rule& rule, std::string_view value) {
  switch (options_.style) {
    case MaskStyle::kFixed:
      return options_.fixed_text;
    case MaskStyle::kHash:
      return Hash(rule, value);
    case MaskStyle::kStars: {
      std::string stars(value);
      for (char& c : stars) {
        if (c != '\n' && c != '\r') c = '*';
      }
      return stars;
    }
    case MaskStyle::kFake: {
      unsigned char digest[32];
      Digest(options_.key, rule.id, value, digest);
      std::string fake;
      const size_t prefix = span.opaque ? 0 : FixedPrefix(rule, value);
      if (MakeFake(value, prefix, digest, &fake)) return fake;
      break;
    }
    case MaskStyle::kPlaceholder:
      break;
  }
  if (!span.bare_number) return source_->PlaceholderFor(rule, value);
  return source_->PlaceholderOf(
      rule, value, span.wide == Dress::kNone ? ValueForm::kNumber : ValueForm::kWide);
}

void Masker::Append(const MaskSpan& span, const Rule& rule, std::string_view raw,
                    std::string* out) {
  if (span.continued && options_.style != MaskStyle::kStars) return;
  // A number stays one where its mask is digits.
  const bool quote = span.bare_number && options_.style != MaskStyle::kFake;
  if (quote) AppendWide("\"", span.wide, out);
  if (span.wide == Dress::kNone) {
    out->append(MaskOf(span, rule, raw));
  } else if (NarrowToAscii(raw, span.wide, &ascii_)) {
    AppendWide(MaskOf(span, rule, ascii_), span.wide, out);
  } else if (options_.style == MaskStyle::kStars) {
    AppendWide(std::string(raw.size() / UnitBytes(span.wide), '*'), span.wide, out);
  } else if (options_.style == MaskStyle::kFake) {
    AppendWide(source_->PlaceholderFor(rule, raw), span.wide, out);
  } else {
    AppendWide(options_.style == MaskStyle::kPlaceholder
                   ? source_->PlaceholderOf(rule, raw, ValueForm::kWide)
                   : MaskOf(span, rule, raw),
               span.wide, out);
  }
  if (quote) AppendWide("\"", span.wide, out);
}

bool Masker::IsMask(std::string_view value) const {
  if (options_.style != MaskStyle::kFixed || options_.fixed_text.empty()) return false;
  const size_t at = value.find(options_.fixed_text);
  if (at == std::string_view::npos) return false;
  constexpr size_t kLeast = 8;  // more around it may be a secret
  return value.size() - options_.fixed_text.size() < kLeast;
}

}  // namespace weir
