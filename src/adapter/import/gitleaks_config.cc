// .gitleaks.toml: rules become a rule file, allowlists become allow entries.
//
// A rule is tried in three ways, and taken over in the first that passes weir's own checks (the
// parser, the cost check): its expression with one capture group; the part that is the secret
// alone, where what stands before it is a word border only; that part as a `value` whose `context`
// are the keywords, which is what most such rules mean ("a word, an equals sign, 32 characters").
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "adapter/import/go_regex.h"
#include "adapter/import/import.h"
#include "report/printable.h"
#include "report/utf8.h"
#include "rules/cat.h"
#include "rules/regex_parser.h"
#include "rules/rule_file.h"
#include "rules/shape.h"
#include "rules/toml.h"

namespace weir {
namespace {

constexpr size_t kMaxRules = 5000;
constexpr size_t kMaxAllow = 20'000;
constexpr size_t kMaxStrings = 5000;  // of one list
constexpr size_t kMaxName = 150;

// Keys are read without case, as gitleaks does.
const toml::node* Find(const toml::table& table, std::string_view name) {
  for (const auto& [key, node] : table) {
    if (absl::EqualsIgnoreCase(absl::string_view(key.str().data(), key.str().size()),
                               absl::string_view(name.data(), name.size()))) {
      return &node;
    }
  }
  return nullptr;
}

std::string String(const toml::table& table, std::string_view name) {
  const toml::node* node = Find(table, name);
  const auto* text = node == nullptr ? nullptr : node->as_string();
  return text == nullptr ? std::string() : text->get();
}

std::vector<std::string> Strings(const toml::table& table, std::string_view name) {
  std::vector<std::string> out;
  const toml::node* node = Find(table, name);
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr) return out;
  for (const toml::node& item : *array) {
    const auto* text = item.as_string();
    if (text != nullptr && out.size() < kMaxStrings) out.push_back(text->get());
  }
  return out;
}

bool IsTrue(const toml::table& table, std::string_view name) {
  const toml::node* node = Find(table, name);
  const auto* value = node == nullptr ? nullptr : node->as_boolean();
  return value != nullptr && value->get();
}

// The tables of [[name]], or the one of [name].
std::vector<const toml::table*> Tables(const toml::table& table, std::string_view name) {
  std::vector<const toml::table*> out;
  const toml::node* node = Find(table, name);
  if (node == nullptr) return out;
  if (const toml::table* one = node->as_table()) out.push_back(one);
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& item : *array) {
      if (const toml::table* one = item.as_table()) out.push_back(one);
    }
  }
  return out;
}

// "Acme_Token v2" -> "acme-token-v2"; "" if nothing is left.
std::string IdOf(std::string_view name) {
  std::string out;
  for (char c : name) {
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      out.push_back(lower);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
    if (out.size() == 60) break;
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? out : Cat("gitleaks-", out);
}

std::string OneLine(std::string_view text, size_t most) {
  std::string out;
  for (char c : ValidUtf8(text)) {
    out.push_back(absl::ascii_iscntrl(static_cast<unsigned char>(c)) ? ' ' : c);
  }
  return CutUtf8(out, most);
}

// As a literal string where that shows it as it is.
std::string TomlPattern(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return c >= 0x20 && c < 0x7F && c != '\''; });
  return plain ? Cat("'", text, "'") : TomlString(text);
}

std::string TomlList(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const std::string& word : words) out += Cat(out.size() == 1 ? "" : ", ", TomlString(word));
  return out + "]";
}

// What may be a context word or a hint: 3 to 64 bytes of printable ASCII.
std::vector<std::string> Words(const std::vector<std::string>& keywords) {
  std::vector<std::string> out;
  std::set<std::string> seen;
  for (const std::string& keyword : keywords) {
    const std::string lower = absl::AsciiStrToLower(keyword);
    const bool fits =
        lower.size() >= 3 && lower.size() <= 64 &&
        std::all_of(lower.begin(), lower.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (fits && out.size() < 128 && seen.insert(lower).second) out.push_back(lower);
  }
  return out;
}

class Config {
 public:
  explicit Config(std::string_view file) : file_(file) {}

  Imported Read(const toml::table& table) {
    Extend(table);
    std::vector<const toml::table*> rules = Tables(table, "rules");
    if (rules.size() > kMaxRules) {
      imported_.Note(Cat("rules from the ", kMaxRules + 1, "th on"), "there are too many");
      rules.resize(kMaxRules);
    }
    for (const toml::table* rule : rules) Rule(*rule);
    for (std::string_view name : {"allowlists", "allowlist"}) {
      for (const toml::table* list : Tables(table, name)) GlobalAllowlist(*list);
    }
    if (imported_.rules > 0) {
      imported_.rules_toml = Cat("# Rules made from ", Printable(file_),
                                 ". Use them with: weir scan --rules FILE\n", rules_text_);
    }
    return std::move(imported_);
  }

 private:
  void Extend(const toml::table& table) {
    for (const toml::table* extend : Tables(table, "extend")) {
      if (IsTrue(*extend, "useDefault")) {
        imported_.Note("extend.useDefault", "weir's own rules take the place of gitleaks' set");
      }
      for (std::string_view name : {"path", "url"}) {
        const std::string where = String(*extend, name);
        if (where.empty()) continue;
        imported_.Note(Cat("extend.", name), Cat("import that file too: ", OneLine(where, 100)));
      }
      for (const std::string& id : Strings(*extend, "disabledRules")) {
        imported_.Note(Cat("extend.disabledRules ", OneLine(id, 80)),
                       "the ids of gitleaks' own rules are not weir's; see weir rules list and "
                       "--exclude-rule");
      }
    }
  }

  // The [[rule]] table with these lines of its own kind, or why weir refuses it.
  std::optional<std::string> Try(const std::string& head, const std::string& kind,
                                 std::string* why) {
    const std::string text = Cat("\n[[rule]]\n", head, kind);
    const RuleFile parsed = ParseRuleFile("", text);
    for (const Diagnostic& d : parsed.diagnostics) {
      if (d.level != Diagnostic::Level::kError) continue;
      if (why->empty()) *why = Cat(d.code, ": ", d.message);
      return std::nullopt;
    }
    return parsed.rules.size() == 1 ? std::optional(text) : std::nullopt;
  }

  static std::optional<std::string> Shape(std::string_view regex) {
    Diagnostic error;
    const std::optional<ParsedRegex> parsed = ParseRegex(regex, &error);
    if (!parsed.has_value()) return std::nullopt;
    return ToShapeText(parsed->tree);
  }

  void Rule(const toml::table& table) {
    const std::string id = String(table, "id");
    const std::string what = Cat("rule ", OneLine(id, 80));
    std::string own = IdOf(id);
    if (own.empty()) {
      imported_.Note(what, "its id has no letter or digit");
      return;
    }
    for (int n = 2; !ids_.insert(own).second; ++n) own = Cat(IdOf(id), "-", n);
    by_id_.emplace_back(id, own);
    const std::string regex = String(table, "regex");
    if (IsTrue(table, "skipReport")) {
      imported_.Note(what, "skipReport: it only helps other rules");
      return;
    }
    if (regex.empty()) {
      imported_.Note(what, "it looks at paths only; weir looks at what is in the files");
      return;
    }
    const toml::node* group_node = Find(table, "secretGroup");
    const auto* group_value = group_node == nullptr ? nullptr : group_node->as_integer();
    const int64_t group = group_value == nullptr ? 0 : group_value->get();
    const std::optional<GroupedRegex> grouped =
        group < 0 || group > 100 ? std::nullopt : SplitGroups(regex, static_cast<int>(group));
    if (!grouped.has_value()) {
      imported_.Note(what, "its brackets do not match, or it has no such secretGroup");
      return;
    }
    const std::vector<std::string> words = Words(Strings(table, "keywords"));
    std::string head = Cat("id = ", TomlString(own), "\n");
    const std::string description = OneLine(String(table, "description"), kMaxName);
    if (!description.empty()) head += Cat("name = ", TomlString(description), "\n");
    if (const toml::node* node = Find(table, "entropy")) {
      const std::optional<double> entropy = node->value<double>();
      if (entropy.has_value() && *entropy > 0 && *entropy <= 8) {
        const auto hundredths = static_cast<int>(*entropy * 100 + 0.5);
        head += Cat("min_entropy = ", hundredths / 100, ".", hundredths % 100 < 10 ? "0" : "",
                    hundredths % 100, "\n");
      }
    }
    std::string why;
    const std::string hints = words.empty() ? "" : Cat("hints = ", TomlList(words), "\n");
    if (grouped->groups > 1 && group == 0) {
      imported_.Note(what, "of its groups the first is taken for the secret");
    }
    std::optional<std::string> text =
        Try(head, Cat("regex = ", TomlPattern(grouped->whole), "\n", hints), &why);
    const std::optional<std::string> shape =
        text.has_value() ? std::nullopt : Shape(grouped->secret);
    const bool bare = grouped->before.find_first_not_of("\\bB()?:^") == std::string::npos;
    if (!text.has_value() && shape.has_value() && bare) {
      text = Try(head, Cat("shape = ", TomlPattern(*shape), "\n", hints), &why);
    }
    if (!text.has_value() && shape.has_value() && !words.empty()) {
      text = Try(head, Cat("value = ", TomlPattern(*shape), "\ncontext = ", TomlList(words), "\n"),
                 &why);
      if (text.has_value()) {
        imported_.Note(what,
                       "taken over as a value beside its keywords: weir decides by itself "
                       "what stands between the two");
      }
    }
    if (!text.has_value()) {
      imported_.Note(what, Cat("not taken over: ", why.empty() ? "weir refuses it" : why));
      return;
    }
    rules_text_ += *text;
    ++imported_.rules;
    if (!String(table, "path").empty()) {
      imported_.Note(what, "its path is not taken over: the rule counts in all files");
    }
    if (!Tables(table, "required").empty()) {
      imported_.Note(what, "what it requires nearby is not taken over: it is reported without");
    }
    for (std::string_view name : {"allowlists", "allowlist"}) {
      for (const toml::table* list : Tables(table, name)) Allowlist(*list, own, what);
    }
  }

  void GlobalAllowlist(const toml::table& list) {
    const std::vector<std::string> targets = Strings(list, "targetRules");
    if (targets.empty()) {
      Allowlist(list, "", "allowlist");
      return;
    }
    for (const std::string& target : targets) {
      const auto it = std::find_if(by_id_.begin(), by_id_.end(),
                                   [&](const auto& pair) { return pair.first == target; });
      const std::string what = Cat("allowlist for ", OneLine(target, 80));
      if (it == by_id_.end()) {
        imported_.Note(what, "the rule is none of this file; weir's rules have other ids");
      } else {
        Allowlist(list, it->second, what);
      }
    }
  }

  void Allowlist(const toml::table& list, const std::string& rule, const std::string& what) {
    std::string reason = OneLine(String(list, "description"), kMaxAllowReason - 40);
    reason = reason.empty() ? Cat("an allowlist of ", OneLine(file_, 100)) : reason;
    const std::string condition = absl::AsciiStrToUpper(String(list, "condition"));
    const bool all = condition == "AND" || condition == "&&";
    const std::string target = String(list, "regexTarget");
    std::vector<std::string> paths = Strings(list, "paths"), regexes = Strings(list, "regexes");
    const std::vector<std::string> stopwords = Strings(list, "stopwords");
    if (!Strings(list, "commits").empty()) {
      imported_.Note(what, "its commits are not taken over");
      if (all) return;  // without them it would allow more
    }
    if (!regexes.empty() && !target.empty() && target != "secret") {
      imported_.Note(what, Cat("its regexes look at the ", OneLine(target, 20),
                               "; weir's look at the value only"));
      if (all) return;
      regexes.clear();
    }
    const std::vector<std::string> path_regexes = Alternatives(paths, false, what);
    std::vector<std::string> value_regexes = Alternatives(regexes, false, what);
    const std::vector<std::string> word_regexes = Alternatives(stopwords, true, what);
    if (all && !value_regexes.empty() && !word_regexes.empty()) {
      imported_.Note(what, "it asks for a regex and a stopword of the same value");
      return;
    }
    // A list that was given and of which nothing could be taken over: without it more would match.
    if (all &&
        ((path_regexes.empty() && !paths.empty()) || (value_regexes.empty() && !regexes.empty()) ||
         (word_regexes.empty() && !stopwords.empty()))) {
      return;
    }
    value_regexes.insert(value_regexes.end(), word_regexes.begin(), word_regexes.end());
    if (all && !path_regexes.empty() && !value_regexes.empty()) {
      for (const std::string& path : path_regexes) {
        for (const std::string& value : value_regexes) Add(rule, path, value, reason);
      }
      return;
    }
    for (const std::string& path : path_regexes) Add(rule, path, "", reason);
    for (const std::string& value : value_regexes) Add(rule, "", value, reason);
  }

  void Add(const std::string& rule, std::string path_regex, std::string regex,
           const std::string& reason) {
    if (imported_.allow.size() == kMaxAllow) {
      imported_.Note("allowlists", "there are too many entries");
      return;
    }
    AllowEntry entry;
    entry.rule = rule;
    entry.path_regex = std::move(path_regex);
    entry.regex = std::move(regex);
    entry.reason = reason;
    imported_.allow.push_back(std::move(entry));
  }

  // Expressions that match a whole text if one of the patterns does somewhere; as few as fit.
  std::vector<std::string> Alternatives(const std::vector<std::string>& patterns, bool words,
                                        std::string_view what) {
    std::vector<std::string> out;
    std::string some;
    const auto flush = [&] {
      if (!some.empty()) out.push_back(words ? Cat("(?is).*(?:", some, ").*") : Anywhere(some));
      some.clear();
    };
    for (const std::string& pattern : patterns) {
      if (words && pattern.empty()) continue;
      const std::string one = words ? Quoted(pattern) : Cat("(?:", pattern, ")");
      if (absl::Status status = CheckAllowRegex(Anywhere(one)); !status.ok() || pattern.empty()) {
        imported_.Note(std::string(what),
                       Cat("an expression of it: ",
                           pattern.empty() ? "it is empty" : std::string(status.message())));
        continue;
      }
      if (some.size() + one.size() > kMaxAllowRegex / 4) flush();
      some += Cat(some.empty() ? "" : "|", one);
    }
    flush();
    return out;
  }

  std::string_view file_;
  Imported imported_;
  std::string rules_text_;
  std::set<std::string> ids_;
  std::vector<std::pair<std::string, std::string>> by_id_;
};

}  // namespace

absl::StatusOr<Imported> ImportGitleaksConfig(std::string_view file, std::string_view bytes) {
  const std::string reading = Cat("reading '", Printable(file), "' as gitleaks' settings: ");
  if (bytes.size() > kMaxImportConfigBytes) {
    return absl::InvalidArgumentError(Cat(reading, "it is over ", kMaxImportConfigBytes, " bytes"));
  }
  if (const std::optional<size_t> line = DeepTomlKey(bytes)) {
    return absl::InvalidArgumentError(
        Cat(reading, "line ", *line, ": a key of more than ", kMaxTomlKeyParts, " parts"));
  }
  const toml::parse_result parsed = toml::parse(bytes, std::string(file));
  if (!parsed) {
    return absl::InvalidArgumentError(
        Cat(reading, "line ", parsed.error().source().begin.line,
            ": not valid TOML: ", Printable(parsed.error().description())));
  }
  return Config(file).Read(parsed.table());
}

}  // namespace weir
