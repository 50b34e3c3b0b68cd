#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace weir {
namespace {

// In the order of the enums: the index is the value.
constexpr std::array<std::string_view, 8> kKindNames = {
    "shape", "value", "block", "url", "regex", "assignment", "command", "phrase"};
constexpr std::array<std::string_view, 10> kClassNames = {
    "credential",  "credential-id", "private-key", "connection-string", "jwt",
    "webhook-url", "password",      "pii",         "financial",         "health"};
constexpr std::array<std::string_view, 4> kAloneNames = {"never", "low", "medium", "high"};
constexpr std::array<std::string_view, 4> kSeverityNames = {"low", "medium", "high", "critical"};

template <size_t N>
std::optional<size_t> IndexOf(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<size_t>(it - names.begin());
}

// Literal bytes past this number say nothing more about a value.
constexpr uint32_t kLiteralCap = 40;

// Fewest literal bytes in any match. Saturates at kLiteralCap, so counts cannot overflow.
uint32_t RequiredLiteralBytes(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kLiteral:
      return static_cast<uint32_t>(std::min<size_t>(node.literal.size(), kLiteralCap));
    case Node::Kind::kSet:
      return node.set.Count() == 1 ? 1 : 0;
    case Node::Kind::kRepeat: {
      if (node.kids.empty() || node.min == 0) return 0;
      const uint64_t bytes = uint64_t{RequiredLiteralBytes(node.kids[0])} * node.min;
      return static_cast<uint32_t>(std::min<uint64_t>(bytes, kLiteralCap));
    }
    case Node::Kind::kConcat: {
      uint32_t sum = 0;
      for (const Node& kid : node.kids) {
        sum = std::min(sum + RequiredLiteralBytes(kid), kLiteralCap);
      }
      return sum;
    }
    case Node::Kind::kAlt: {
      if (node.kids.empty()) return 0;
      uint32_t least = kLiteralCap;
      for (const Node& kid : node.kids) least = std::min(least, RequiredLiteralBytes(kid));
      return least;
    }
  }
  return 0;
}

uint32_t BaseSpecificity(RuleKind kind) {
  switch (kind) {
    case RuleKind::kBlock:
      return 9000;
    case RuleKind::kRegex:
      return 8500;
    case RuleKind::kShape:
      return 8000;
    case RuleKind::kUrl:
      return 5000;
    case RuleKind::kValue:
      return 4000;
    case RuleKind::kPhrase:
      return 8900;
    case RuleKind::kCommand:
      return 2000;
    case RuleKind::kAssignment:
      return 1000;
  }
  return 0;
}

constexpr uint32_t kPrintable = 95;

// Every byte that some match may hold.
ByteSet AllBytes(const Node& node) {
  ByteSet set = node.kind == Node::Kind::kSet ? node.set : ByteSet();
  for (char c : node.literal) set.Add(static_cast<unsigned char>(c));
  for (const Node& kid : node.kids) set = set | AllBytes(kid);
  return set;
}

std::vector<std::string_view> Views(const std::vector<std::string>& strings) {
  return {strings.begin(), strings.end()};
}

}  // namespace

std::string_view Name(RuleKind kind) {
  const auto i = static_cast<size_t>(kind);
  return i < kKindNames.size() ? kKindNames[i] : std::string_view("unknown");
}

std::string_view Name(SecretClass secret_class) {
  const auto i = static_cast<size_t>(secret_class);
  return i < kClassNames.size() ? kClassNames[i] : std::string_view("unknown");
}

std::string_view Name(Severity severity) {
  const auto i = static_cast<size_t>(severity);
  return i < kSeverityNames.size() ? kSeverityNames[i] : std::string_view("unknown");
}

std::string_view Name(Alone alone) {
  const auto i = static_cast<size_t>(alone);
  return i < kAloneNames.size() ? kAloneNames[i] : std::string_view("unknown");
}

std::optional<SecretClass> ParseSecretClass(std::string_view name) {
  const auto i = IndexOf(kClassNames, name);
  if (!i) return std::nullopt;
  return static_cast<SecretClass>(*i);
}

std::optional<Severity> ParseSeverity(std::string_view name) {
  const auto i = IndexOf(kSeverityNames, name);
  if (!i) return std::nullopt;
  return static_cast<Severity>(*i);
}

// base of the kind + 10 a required literal byte (40 bytes at most) + 5 for a checksum. A
// credential-id names whose secret it is and not the secret, so it stands 450 lower: below every
// credential of its kind, because a kind spans 405.
uint16_t Specificity(const RuleDef& def) {
  uint32_t value = BaseSpecificity(def.kind);
  if (def.shape) value += 10 * RequiredLiteralBytes(*def.shape);
  if (def.shape) {
    // The narrower alphabet says more: hex{32} before alnum{32}. Never enough to outweigh a literal byte of a
    // shape; among values, which have few literals, it is what tells them apart.
    const uint32_t narrow = kPrintable - std::min<uint32_t>(kPrintable, static_cast<uint32_t>(AllBytes(*def.shape).Count()));
    value += def.kind == RuleKind::kValue ? narrow : narrow / 24;
  }
  if (def.kind == RuleKind::kValue && def.provider == "Generic") value -= 500;
  if (!def.checksum.empty()) value += 5;
  if (def.secret_class == SecretClass::kCredentialId) value -= 450;
  return static_cast<uint16_t>(value);
}

// Each vector is filled to its final size before a Rule points into it, and never changed after.
struct RuleTable::Storage {
  struct Parts {
    WalkCode walk, end_walk;
    std::vector<std::string_view> context, hints, schemes;
  };
  std::vector<RuleDef> defs;
  std::vector<Parts> parts;
  std::vector<Rule> rules;
};

RuleTable::RuleTable(std::vector<RuleDef> defs, bool user) : storage_(std::make_unique<Storage>()) {
  Storage& s = *storage_;
  s.defs = std::move(defs);
  s.parts.resize(s.defs.size());
  s.rules.resize(s.defs.size());
  for (size_t i = 0; i < s.defs.size(); ++i) {
    const RuleDef& def = s.defs[i];
    Storage::Parts& parts = s.parts[i];
    Rule& rule = s.rules[i];
    rule.id = def.id;
    rule.name = def.name;
    rule.provider = def.provider;
    rule.secret_class = def.secret_class;
    rule.severity = def.severity;
    rule.kind = def.kind;
    rule.on_invalid = def.on_invalid;
    rule.enabled = def.enabled;
    rule.user = user;
    rule.context_within = static_cast<uint16_t>(std::min<uint32_t>(def.context_within, UINT16_MAX));
    rule.specificity = Specificity(def);
    rule.min_entropy = def.min_entropy;
    rule.shape_text = def.shape_text;
    rule.end_text = def.end_text;

    // Without a tree (kUrl, kAssignment) nothing is known of the bytes, so nothing is excluded.
    rule.max_length = kUnbounded;
    rule.first = rule.last = ~ByteSet{};
    if (def.shape) {
      parts.walk = CompileWalk(*def.shape);
      rule.walk = parts.walk.program();
      rule.first = FirstBytes(*def.shape);
      const LengthBounds bounds = Lengths(*def.shape);
      rule.min_length = bounds.min;
      if (def.kind != RuleKind::kBlock) {  // a block goes on past its begin marker, end or no end
        rule.max_length = bounds.max;
        rule.last = LastBytes(*def.shape);
      }
    }
    if (def.end) {
      parts.end_walk = CompileWalk(*def.end);
      rule.end_walk = parts.end_walk.program();
    }

    parts.context = Views(def.context);
    parts.hints = Views(def.hints);
    parts.schemes = Views(def.schemes);
    rule.context = parts.context;
    rule.hints = parts.hints;
    rule.schemes = parts.schemes;
    rule.checksum = def.checksum;
    rule.description = def.description;
    rule.rotate = def.rotate;
    rule.reference = def.reference;
    rule.alone = def.alone;
  }
}

RuleTable::RuleTable(RuleTable&&) noexcept = default;
RuleTable& RuleTable::operator=(RuleTable&&) noexcept = default;
RuleTable::~RuleTable() = default;

std::span<const Rule> RuleTable::rules() const {
  if (!storage_) return {};  // moved from
  return storage_->rules;
}

std::span<const RuleDef> RuleTable::defs() const {
  if (!storage_) return {};
  return storage_->defs;
}

}  // namespace weir
