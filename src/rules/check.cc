// CheckTogether and CheckCost: what is wrong between rules, and what would make a rule slow.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "rules/cat.h"
#include "rules/rule_file.h"
#include "rules/shape.h"

namespace weir {
namespace {

constexpr size_t kMinLiteral = 3;  // bytes; shorter ones are in every other line of any text
constexpr size_t kMinContextWord = 3;
constexpr size_t kMinDataWord = 2;  // of a data class: looked for behind the value, never in all texts
constexpr uint32_t kMinRun = 20;       // bytes of a run that is rare enough to stand for a literal
constexpr size_t kMaxExpansions = 64;  // ExpandSequences' default

constexpr ByteSet kRunBytes = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                              ByteSet::Range('0', '9') | ByteSet::Of("_-");

// Literals that stand in ordinary text and code so often that looking for them finds little else.
constexpr std::array<std::string_view, 57> kHotWords = {
    "://",      "account", "admin",  "and",      "api",  "auth",    "bearer", "class",  "client",
    "code",     "com",     "config", "const",    "data", "default", "email",  "error",  "false",
    "file",     "for",     "from",   "function", "get",  "host",    "html",   "http",   "https",
    "https://", "id",      "import", "int",      "key",  "name",    "new",    "null",   "password",
    "post",     "public",  "return", "secret",   "self", "set",     "str",    "string", "test",
    "text",     "the",     "this",   "token",    "true", "type",    "url",    "user",   "value",
    "var",      "www",     "http://"};

// The literals of one expanded sequence, lower case, and its longest certain run of kRunBytes.
struct Facts {
  std::vector<std::string> literals;
  uint32_t longest_run = 0;
};

// The only byte of a set, letters in both cases counting as one.
std::optional<char> SingleByte(const ByteSet& set) {
  if (set.Count() > 2) return std::nullopt;
  for (unsigned b = 0; b < 256; ++b) {
    const char c = static_cast<char>(b);
    if (!set.Has(c)) continue;
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    if (set.Count() == 1 || (lower != c && set.Has(lower))) return lower;
    return std::nullopt;
  }
  return std::nullopt;
}

Facts FactsOf(const std::vector<Node>& sequence) {
  Facts facts;
  std::string literal;
  uint32_t run = 0;
  const auto flush = [&] {
    if (!literal.empty()) facts.literals.push_back(std::move(literal));
    literal.clear();
  };
  for (const Node& item : sequence) {
    if (item.kind == Node::Kind::kLiteral) {
      for (char c : item.literal) {
        literal += absl::ascii_tolower(static_cast<unsigned char>(c));
        run = kRunBytes.Has(c) ? run + 1 : 0;
        facts.longest_run = std::max(facts.longest_run, run);
      }
      continue;
    }
    const bool counted = item.kind == Node::Kind::kRepeat;
    const ByteSet& set = counted ? item.kids[0].set : item.set;
    const uint32_t min = counted ? item.min : 1;
    const bool exact = !counted || item.min == item.max;
    if (const std::optional<char> byte = SingleByte(set)) {
      literal.append(std::min<uint32_t>(min, 256), *byte);
      if (!exact) flush();
    } else {
      flush();
    }
    // A run of unsure length still joins what stands on both sides of it.
    run = set.SubsetOf(kRunBytes) ? run + std::min<uint32_t>(min, 65'536) : 0;
    facts.longest_run = std::max(facts.longest_run, run);
  }
  flush();
  return facts;
}

// A weaker tree that can always be expanded: a counted group is itself once, and then anything.
Node Relaxed(const Node& node) {
  const auto anything = [] { return Node::Repeat(Node::Set(~ByteSet{}), 0, kUnbounded); };
  if (node.kind == Node::Kind::kRepeat && node.kids[0].kind != Node::Kind::kSet) {
    if (node.min == 0 && node.max == 1) return Node::Repeat(Relaxed(node.kids[0]), 0, 1);
    if (node.min == 0) return anything();
    std::vector<Node> kids;
    kids.push_back(Relaxed(node.kids[0]));
    kids.push_back(anything());
    return Node::Concat(std::move(kids));
  }
  Node copy = node;
  for (Node& kid : copy.kids) kid = Relaxed(kid);
  return copy;
}

Diagnostic Problem(const RuleDef& rule, std::string_view code, std::string message,
                   std::string hint) {
  Diagnostic d;
  d.code = code;
  d.message = std::move(message);
  d.hint = std::move(hint);
  d.file = rule.file;
  d.line = rule.line;
  d.length = std::max<size_t>(rule.shape_text.size(), 1);
  return d;
}

bool IsHot(const std::string& literal) {
  return std::find(kHotWords.begin(), kHotWords.end(), literal) != kHotWords.end();
}

void CheckTree(const RuleDef& rule, std::vector<Diagnostic>* out) {
  const bool regex = rule.kind == RuleKind::kRegex;
  const std::string_view what = regex ? "regex" : "pattern";
  const auto sequences =
      ExpandSequences(regex ? Relaxed(*rule.shape) : *rule.shape, kMaxExpansions);
  if (!sequences) {
    out->push_back(Problem(
        rule, "R402", Cat("the ", what, " has more than ", kMaxExpansions, " ways through it"),
        "write fewer alternatives and optional parts, use a set for single bytes, and count no "
        "group without an upper end"));
    return;
  }
  // The worst sequence decides, since each is looked for by itself.
  size_t shortest = SIZE_MAX;
  std::string hot;
  for (const std::vector<Node>& sequence : *sequences) {
    const Facts facts = FactsOf(sequence);
    if (!rule.checksum.empty() && facts.longest_run >= kMinRun) continue;
    size_t longest = 0;
    bool cool = false;
    for (const std::string& literal : facts.literals) {
      longest = std::max(longest, literal.size());
      cool = cool || (literal.size() >= kMinLiteral && !IsHot(literal));
    }
    shortest = std::min(shortest, longest);
    if (!cool && longest >= kMinLiteral && hot.empty()) {
      hot = *std::max_element(
          facts.literals.begin(), facts.literals.end(),
          [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    }
  }
  if (shortest == 0) {
    out->push_back(Problem(rule, "R401",
                           Cat(what, " has no required literal, so it would run on every byte"),
                           "begin it with the vendor's prefix, or give `value` and `context`"));
  } else if (shortest < kMinLiteral) {
    out->push_back(
        Problem(rule, "R403",
                Cat("the longest required literal of the ", what, " has ", shortest,
                    shortest == 1 ? " byte" : " bytes", "; ", kMinLiteral, " are needed"),
                "take in more of the vendor's prefix, or give `value` and `context`"));
  } else if (!hot.empty()) {
    Diagnostic warning =
        Problem(rule, "R404", Cat("the only required literal, `", hot, "`, is in most texts"),
                "add what makes this secret different, or give `value` and `context`");
    warning.level = Diagnostic::Level::kWarning;
    out->push_back(std::move(warning));
  }
}

// Two rules with the same text here find the same thing.
std::string Target(const RuleDef& rule) {
  std::string target = Cat(Name(rule.kind), "\n");
  if (rule.shape) target += ToShapeText(*rule.shape);
  target += '\n';
  if (rule.end) target += ToShapeText(*rule.end);
  std::vector<std::string> words = rule.context;
  std::sort(words.begin(), words.end());
  for (const std::string& word : words) target += Cat("\n", word);
  words = rule.schemes;
  std::sort(words.begin(), words.end());
  for (const std::string& word : words) target += Cat("\n", word);
  return target;
}

std::string WhereIs(const RuleDef& rule) {
  if (rule.file.empty()) return "";
  return Cat(" at ", rule.file, ":", rule.line);
}

}  // namespace

std::vector<Diagnostic> CheckCost(const RuleDef& rule) {
  std::vector<Diagnostic> out;
  // The words around a value are looked for in place of its literals.
  const bool by_words = rule.kind == RuleKind::kAssignment ||
                        (rule.kind == RuleKind::kValue && !rule.context.empty());
  // Values of a data class have a database of their own, which is no cost to others.
  const bool data = rule.kind == RuleKind::kValue && IsDataClass(rule.secret_class);
  if (rule.shape && !by_words && !data) CheckTree(rule, &out);
  if (!by_words) return out;
  for (size_t i = 0; i < rule.context.size(); ++i) {
    const std::string& word = rule.context[i];
    if (word.size() >= (data ? kMinDataWord : kMinContextWord)) continue;
    Diagnostic d = Problem(rule, "R405",
                           Cat("the word `", word, "` has fewer than ", kMinContextWord, " bytes"),
                           "take a longer word; short ones stand in every text");
    d.offset = i;
    d.length = 1;
    out.push_back(std::move(d));
  }
  return out;
}

std::vector<Diagnostic> CheckTogether(const std::vector<RuleDef>& rules) {
  std::vector<Diagnostic> out;
  std::map<std::string_view, const RuleDef*> ids;
  std::map<std::string, const RuleDef*> targets;
  for (const RuleDef& rule : rules) {
    const auto [id, new_id] = ids.emplace(rule.id, &rule);
    if (!new_id) {
      Diagnostic d;
      d.code = "R301";
      d.message = Cat("two rules have the id `", rule.id, "`");
      d.hint = Cat("the first is", id->second->file.empty() ? " in the same set" : "",
                   WhereIs(*id->second), "; an id names one rule for ever");
      d.file = rule.file;
      d.line = rule.line;
      out.push_back(std::move(d));
      continue;
    }
    const auto [target, new_target] = targets.emplace(Target(rule), &rule);
    if (!new_target) {
      Diagnostic d;
      d.level = Diagnostic::Level::kWarning;
      d.code = "R302";
      d.message = Cat("`", rule.id, "` looks for the same as `", target->second->id, "`",
                      WhereIs(*target->second));
      d.hint = "keep one of them; a secret is reported under one id only";
      d.file = rule.file;
      d.line = rule.line;
      out.push_back(std::move(d));
    }
  }
  return out;
}

}  // namespace weir
