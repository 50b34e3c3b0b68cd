// Rule: one kind of secret, as facts. Two forms of the same thing:
//
//   RuleDef  what a person wrote in a TOML file, parsed into trees; owns everything; used by tools,
//            by tests and for a user's own rules.
//   Rule     the same as plain data that borrows: what the engine reads. Built-in rules are constant
//            tables generated when weir is built, so a start parses nothing and touches few pages;
//            a user's rules are built from RuleDefs by RuleTable.
//
// Threads: immutable after construction. Lifetime: a Rule borrows from static data or its RuleTable.
#ifndef WEIR_RULES_RULE_H_
#define WEIR_RULES_RULE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/shape.h"
#include "rules/walk.h"

namespace weir {

enum class RuleKind : uint8_t {
  kShape,  // a self-identifying token
  kValue,  // a value that only the words around it identify
  kBlock,  // begin and end markers: PEM and its like; the end may be missing
  kUrl,    // credentials in the user part of a URL with one of the given schemes
  kRegex,  // a user's RE2 expression
  kAssignment,  // a value assigned to a name such as password; found by the key/value parser
  kCommand,     // the value of an option of a command: mysql -p...
  kPhrase,      // words of a list, as wallets print their seeds
};

enum class SecretClass : uint8_t {
  kCredential, kCredentialId, kPrivateKey, kConnectionString, kJwt, kWebhookUrl, kPassword,
  kPii, kFinancial, kHealth,
};

enum class Severity : uint8_t { kLow, kMedium, kHigh, kCritical };

// Data about people, money or health: found by matching in short values, and looked for only when asked.
constexpr bool IsDataClass(SecretClass c) {
  return c == SecretClass::kPii || c == SecretClass::kFinancial || c == SecretClass::kHealth;
}

// How much a value is believed that no word names (data classes only): not at all, or with this confidence.
enum class Alone : uint8_t { kNever, kLow, kMedium, kHigh };
std::string_view Name(Alone alone);  // "never", "low", "medium", "high"

// What a failed offline check (checksum, structure) does to a finding.
enum class OnInvalid : uint8_t { kDrop, kLow };

std::string_view Name(RuleKind kind);
std::string_view Name(SecretClass secret_class);   // "credential", "private-key", ...
std::string_view Name(Severity severity);          // "low" ... "critical"
std::optional<SecretClass> ParseSecretClass(std::string_view name);
std::optional<Severity> ParseSeverity(std::string_view name);

struct RuleDef {
  std::string id;           // lower case, digits, dashes; stable for ever
  std::string name;         // "GitHub personal access token"
  std::string provider;     // "GitHub"
  SecretClass secret_class = SecretClass::kCredential;
  Severity severity = Severity::kHigh;
  RuleKind kind = RuleKind::kShape;
  bool enabled = true;      // off by default: credential-id, pii, financial, health

  std::string shape_text;   // as written: the shape, value, begin or regex
  std::optional<Node> shape;   // kShape, kValue, kBlock (begin), kRegex; none for kUrl, kAssignment
  std::string end_text;
  std::optional<Node> end;     // kBlock
  std::vector<std::string> schemes;  // kUrl, lower case; empty = any scheme

  // kValue: one of these words names the value: in the key, or within context_within bytes before it.
  // Lower case; matched without case, and `-`, `_`, ` ` and `.` in a word match each other or nothing.
  // kCommand: the commands, options and forms, as they are written.
  std::vector<std::string> context;
  uint32_t context_within = 40;
  Alone alone = Alone::kNever;  // kValue of a data class
  // Words that only raise the confidence of a shape.
  std::vector<std::string> hints;

  std::string checksum;        // name in judge/checksum.h's table; "" = none
  OnInvalid on_invalid = OnInvalid::kLow;
  float min_entropy = 0;       // Shannon bits a character; below it the finding is dropped; 0 = no check

  std::string description;     // what it is and what its holder can do
  std::string rotate;          // how to revoke or replace it
  std::string reference;       // URL of the vendor's page; may be empty

  std::string file;            // where it was defined, for diagnostics
  size_t line = 0;
};

struct Rule {
  std::string_view id, name, provider;
  SecretClass secret_class = SecretClass::kCredential;
  Severity severity = Severity::kHigh;
  RuleKind kind = RuleKind::kShape;
  OnInvalid on_invalid = OnInvalid::kLow;
  bool enabled = true;
  bool user = false;           // from the user's rule file
  uint16_t context_within = 40;
  uint16_t specificity = 0;    // higher wins where findings overlap; see Specificity()
  float min_entropy = 0;
  uint32_t min_length = 0, max_length = 0;  // of a match, in bytes; max may be kUnbounded
  std::string_view shape_text, end_text;
  WalkProgram walk;            // of shape / value / begin
  WalkProgram end_walk;        // kBlock
  ByteSet first, last;         // bytes that may begin and end a match
  std::span<const std::string_view> context, hints, schemes;
  std::string_view checksum;
  std::string_view description, rotate, reference;
  Alone alone = Alone::kNever;
};

// How much a rule says about a value: shapes before URLs and blocks' insides, before values with
// context, before assignments; within a kind the longer required literal, then a checksum and the narrower
// alphabet win. Generic values (provider "Generic") stand below every vendor's.
uint16_t Specificity(const RuleDef& def);

// Rules with everything they borrow. Movable, not copyable: Rules point into it.
class RuleTable {
 public:
  explicit RuleTable(std::vector<RuleDef> defs, bool user);
  RuleTable(RuleTable&&) noexcept;
  RuleTable& operator=(RuleTable&&) noexcept;
  ~RuleTable();
  std::span<const Rule> rules() const;      // same order as the definitions
  std::span<const RuleDef> defs() const;

 private:
  struct Storage;
  std::unique_ptr<Storage> storage_;
};

}  // namespace weir

#endif  // WEIR_RULES_RULE_H_
