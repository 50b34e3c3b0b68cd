#include "cli/policy_settings.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "cli/values.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "rules/nearest.h"

namespace weir {
namespace {

constexpr std::string_view kKeys[] = {"profile", "on_error", "log", "entry"};
constexpr std::string_view kEntryKeys[] = {"adapter", "direction",  "component", "part",  "class",
                                           "rule",    "confidence", "action",    "reason"};
constexpr std::string_view kOnErrors[] = {"block", "allow"};
constexpr std::string_view kActions[] = {"allow", "warn", "mask", "ask", "block", "restore"};
constexpr std::string_view kDirections[] = {"in", "out"};
constexpr std::string_view kAdapters[] = {"agent", "mcp", "proxy", "serve", "transcript"};
constexpr std::string_view kConfidences[] = {"low", "medium", "high"};
constexpr size_t kMostText = 500;

bool IsOneOf(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Listed(std::span<const std::string_view> words) {
  std::string list;
  for (size_t i = 0; i < words.size(); ++i) {
    list += Cat(i == 0 ? "" : i + 1 == words.size() ? " and " : ", ", words[i]);
  }
  return list;
}

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

class PolicyReader {
 public:
  PolicyReader(std::string_view path, PolicySettings* policy, const TellWrong& tell)
      : path_(path), policy_(policy), tell_(tell) {}

  void Read(const toml::table& table) {
    for (const auto& [key, node] : table) {
      const std::string_view name = key.str();
      if (!IsOneOf(name, kKeys)) {
        Unknown(key, kKeys, "[policy]");
      } else if (name == "entry") {
        ReadEntries(key, node);
      } else if (const std::string* text = Text(name, node)) {
        if (name == "profile" && OneOf(name, *text, Policy::ProfileNames(), node))
          policy_->profile = *text;
        if (name == "on_error" && OneOf(name, *text, kOnErrors, node)) policy_->on_error = *text;
        if (name == "log") policy_->log = Beside(*text);
      }
    }
  }

 private:
  void Unknown(const toml::key& key, std::span<const std::string_view> known,
               std::string_view where) {
    const std::string_view near = NearestName(key.str(), known);
    tell_("S002", Cat("unknown key '", Printable(key.str()), "' in ", where),
          near.empty() ? Cat("the keys are ", Listed(known)) : Cat("did you mean '", near, "'?"),
          key.source());
  }

  const std::string* Text(std::string_view name, const toml::node& node) {
    const auto* value = node.as_string();
    if (value == nullptr) {
      tell_("S003", Cat("'", name, "' is ", TomlTypeName(node), ", not a string"), "",
            node.source());
      return nullptr;
    }
    const std::string& text = value->get();
    if (text.empty() || text.size() > kMostText) {
      tell_("S004", Cat("'", name, "' must have 1 to ", kMostText, " bytes"), "", node.source());
      return nullptr;
    }
    return &text;
  }

  bool OneOf(std::string_view name, std::string_view text, std::span<const std::string_view> words,
             const toml::node& node) {
    if (IsOneOf(text, words)) return true;
    const std::string_view near = NearestName(text, words);
    tell_("S004", Cat("'", name, "' is one of ", Listed(words)),
          near.empty() ? std::string() : Cat("did you mean '", near, "'?"), node.source());
    return false;
  }

  std::string Beside(const std::string& file) const {
    const size_t slash = path_.rfind('/');
    return file.starts_with('/') || slash == path_.npos ? file
                                                        : Cat(path_.substr(0, slash + 1), file);
  }

  void ReadEntries(const toml::key& key, const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr) {
      tell_("S003", Cat("'entry' is ", TomlTypeName(node), ", not an array of tables"),
            "write [[policy.entry]] with two brackets", key.source());
      return;
    }
    for (const toml::node& item : *array) {
      const toml::table* table = item.as_table();
      if (table == nullptr) {
        tell_("S003", Cat("a policy entry is ", TomlTypeName(item), ", not a table"),
              "write [[policy.entry]]", item.source());
      } else if (policy_->entries.size() == kMaxPolicyEntries) {
        tell_("S004", Cat("more than ", kMaxPolicyEntries, " policy entries"), "", item.source());
        return;
      } else {
        ReadEntry(*table);
      }
    }
  }

  void ReadEntry(const toml::table& table) {
    PolicyEntry entry;
    entry.where = Cat(Printable(path_), ":", table.source().begin.line);
    bool good = true, has_action = false;
    for (const auto& [key, node] : table) {
      const std::string_view name = key.str();
      if (!IsOneOf(name, kEntryKeys)) {
        Unknown(key, kEntryKeys, "[[policy.entry]]");
        good = false;
        continue;
      }
      const std::string* text = Text(name, node);
      if (text == nullptr) {
        good = false;
        has_action |= name == "action";
        continue;
      }
      if (name == "action") {
        has_action = true;
        good &= OneOf(name, *text, kActions, node);
        entry.restore = *text == "restore";
        entry.action = entry.restore ? Action::kAllow : ParseAction(*text).value_or(Action::kBlock);
      } else if (name == "adapter") {
        good &= HasWildcard(*text) || OneOf(name, *text, kAdapters, node);
        entry.adapter = *text;
      } else if (name == "direction") {
        good &= OneOf(name, *text, kDirections, node);
        entry.direction = *text;
      } else if (name == "component") {
        entry.component = *text;
      } else if (name == "part") {
        entry.part = *text;
      } else if (name == "class") {
        if (!HasWildcard(*text) && !ParseSecretClass(*text).has_value()) {
          tell_("S004", "'class' names no class of secrets", "weir rules list shows them",
                node.source());
          good = false;
        }
        entry.secret_class = *text;
      } else if (name == "rule") {
        entry.rule = *text;
      } else if (name == "confidence") {
        good &= OneOf(name, *text, kConfidences, node);
        entry.min_confidence = ParseConfidence(*text).value_or(Confidence::kHigh);
      } else {
        entry.reason = *text;
      }
    }
    if (!good) return;
    if (!has_action) {
      tell_("S007", "a policy entry without an action",
            Cat("add action = \"...\", one of ", Listed(kActions)), table.source());
      return;
    }
    if (entry.restore && !(entry.secret_class.empty() && entry.rule.empty() &&
                           entry.min_confidence == Confidence::kLow)) {
      tell_("S004", "an entry that restores names a place, and no class, rule or confidence",
            "never_restore in [scan] says which kinds a vault does not give back", table.source());
      return;
    }
    policy_->entries.push_back(std::move(entry));
  }

  std::string_view path_;
  PolicySettings* const policy_;
  const TellWrong& tell_;
};

}  // namespace

void ReadPolicy(std::string_view path, const toml::table& table, PolicySettings* policy,
                const TellWrong& tell) {
  PolicyReader(path, policy, tell).Read(table);
}

}  // namespace weir
