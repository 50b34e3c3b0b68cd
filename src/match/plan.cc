#include "match/plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "match/gate.h"
#include "rules/cat.h"

namespace weir {
namespace {

// One item of an expanded sequence, seen as a counted set or a literal.
struct Item {
  const Node* node;
  ByteSet set;              // union over the bytes of a literal
  uint32_t min, max;        // bytes
  bool literal;
};

Item Describe(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kLiteral: {
      ByteSet set;
      for (char c : node.literal) {
        set.Add(static_cast<unsigned char>(c));
        if (node.fold_case && absl::ascii_isalpha(static_cast<unsigned char>(c))) {
          set.Add(static_cast<unsigned char>(c ^ 0x20));
        }
      }
      auto size = static_cast<uint32_t>(node.literal.size());
      return {&node, set, size, size, true};
    }
    case Node::Kind::kSet: return {&node, node.set, 1, 1, false};
    default: return {&node, node.kids[0].set, node.min, node.max, false};
  }
}

// The first run of at least `least` bytes of `bytes` that is certain, by how far from the start it begins.
struct CertainRun {
  uint64_t begin_min, begin_max;  // offset of its first byte from the start of the match
  uint64_t length;                // at least
};
std::optional<CertainRun> FindCertainRun(const std::vector<Item>& items, const ByteSet& bytes,
                                         size_t least) {
  uint64_t at_min = 0, at_max = 0;
  CertainRun run{0, 0, 0};
  for (const Item& item : items) {
    if (item.set.SubsetOf(bytes)) {
      if (run.length == 0) run.begin_min = at_min, run.begin_max = at_max;
      run.length += item.min;
    } else if (item.literal && item.min > 0) {
      // A literal may end in bytes of the run: "SG." ends none, "/B" + alnum ends one.
      if (run.length >= least) return run;
      size_t good = 0;
      const std::string& text = item.node->literal;
      while (good < text.size() && bytes.Has(text[text.size() - 1 - good])) ++good;
      run = {at_min + item.min - good, at_max + item.min - good, good};
    } else if (item.max > 0) {
      if (run.length >= least) return run;
      run.length = 0;
    }
    at_min += item.min;
    at_max = item.max == kUnbounded || at_max == UINT64_MAX ? UINT64_MAX : at_max + item.max;
  }
  if (run.length >= least) return run;
  return std::nullopt;
}

constexpr size_t kStrongLiteral = 3;

// Bytes that no UTF-8 or UTF-16 text holds; the matcher drops its id.
constexpr const char* kDummyLiteral = "\\xfe\\xff";

struct Pattern {
  Node head;           // of fixed length
  uint32_t length;
  bool gated;
  // The first strong literal alone, and the distance of its end from the start: what an open database looks for.
  Node literal;
  uint32_t literal_end;
};

// The head of a sequence, or nullopt with the reason why there is none.
std::optional<Pattern> MakePattern(const std::vector<Node>& sequence, std::string* why) {
  std::vector<Item> items;
  for (const Node& node : sequence) items.push_back(Describe(node));

  std::vector<Node> head;
  uint64_t length = 0;
  bool strong = false;
  uint64_t tail = 0;  // bytes taken behind the strong literal
  Node literal;
  uint64_t literal_end = 0;
  for (const Item& item : items) {
    if (strong && tail >= kPatternTail) break;
    const uint64_t room = strong ? kPatternTail - tail : kMaxPatternLength - length;
    if (item.literal) {
      if (item.min > room && !strong) break;
      size_t take = std::min<uint64_t>(item.min, strong ? room : item.min);
      head.push_back(Node::Literal(item.node->literal.substr(0, take), item.node->fold_case));
      length += take;
      if (strong) {
        tail += take;
        if (take < item.min) break;
      } else if (item.node->literal.size() >= kStrongLiteral) {
        strong = true;
        literal = head.back();
        literal_end = length;
      }
      continue;
    }
    // Counted set: its certain part; if the count is open the head ends there.
    uint64_t take = std::min<uint64_t>(item.min, room);
    if (take > 0) {
      head.push_back(Node::Repeat(Node::Set(item.set), static_cast<uint32_t>(take),
                                  static_cast<uint32_t>(take)));
      length += take;
      if (strong) tail += take;
    }
    if (item.min != item.max || take < item.min) break;
  }
  if (!strong) {
    *why = "no literal of 3 bytes or more stands at a fixed distance from its start";
    return std::nullopt;
  }
  auto covers = [&](const std::optional<CertainRun>& run) {
    return run.has_value() && run->begin_max <= kGateBackContext &&
           length <= run->begin_min + run->length + kGateForwardContext;
  };
  bool gated = covers(FindCertainRun(items, kWordBytes, kWordRun)) ||
               covers(FindCertainRun(items, kWideBytes, kWideRun));
  return Pattern{Node::Concat(std::move(head)), static_cast<uint32_t>(length), gated,
                 std::move(literal), static_cast<uint32_t>(literal_end)};
}

// Does every match of this fixed-length head hold a - or a _ ?
bool HoldsDash(const Node& head) {
  static constexpr ByteSet kDashes = ByteSet::Of("-_");
  for (const Node& node : head.kids) {
    Item item = Describe(node);
    if (item.literal ? item.set.Intersects(kDashes) : item.min > 0 && item.set.SubsetOf(kDashes)) {
      return true;
    }
  }
  return false;
}

uint8_t Categories(const ByteSet& set) {
  struct {
    ByteSet bytes;
    uint8_t category;
  } const kTable[] = {
      {ByteSet::Range('0', '9'), kCatDigit},    {ByteSet::Range('a', 'f'), kCatHexLower},
      {ByteSet::Range('g', 'z'), kCatLower},    {ByteSet::Range('A', 'F'), kCatHexUpper},
      {ByteSet::Range('G', 'Z'), kCatUpper},    {ByteSet::Of("-"), kCatDash},
      {ByteSet::Of("_"), kCatUnderscore},       {ByteSet::Of("+/"), kCatPlusSlash},
  };
  uint8_t categories = 0;
  for (const auto& row : kTable) {
    if (set.Intersects(row.bytes)) categories |= row.category;
  }
  return categories;
}

// "dd_api_key" -> dd[-_. ]?api[-_. ]?key, letters in any case.
std::string KeywordRegex(std::string_view word) {
  std::string regex;
  bool between = false;
  for (char c : word) {
    if (c == '-' || c == '_' || c == ' ' || c == '.') {
      between = true;
      continue;
    }
    if (between && !regex.empty()) regex += "[-_. ]?";
    between = false;
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      regex += c;
    } else {
      static constexpr char kHex[] = "0123456789abcdef";
      auto b = static_cast<unsigned char>(c);
      regex += Cat("\\x", kHex[b >> 4], kHex[b & 15]);
    }
  }
  return regex;
}

std::string LiteralRegex(std::string_view word) {
  return ToRegex(Node::Literal(std::string(word)));
}

// Bytes of a value of a data class that its pattern is made of.
constexpr uint64_t kDataHead = 24;
constexpr uint64_t kLeastDataHead = 2;
constexpr const char* kDataBorder = "(?:^|[^0-9A-Za-z])";

class Planner {
 public:
  Planner(const RuleTable& table, bool user) : table_(table), user_(user) {}

  absl::StatusOr<std::unique_ptr<Plan>> Run() {
    const auto defs = table_.defs();
    if (defs.size() > UINT16_MAX) {
      return absl::InvalidArgumentError(Cat("too many rules: ", defs.size(), ", the most is 65535"));
    }
    std::string refused;  // all of them, so that an author sees them at once
    for (size_t i = 0; i < defs.size(); ++i) {
      absl::Status status = Place(static_cast<uint16_t>(i), defs[i]);
      if (!status.ok()) refused += Cat(refused.empty() ? "" : "\n", std::string(status.message()));
    }
    if (!refused.empty()) return absl::InvalidArgumentError(refused);
    Finish();
    if (!user_ && plan_->open_expressions.size() > kOpenLiterals * kMaxOpenDatabases) {
      return absl::InvalidArgumentError(Cat(
          "the rules need ", plan_->open_expressions.size(), " literals that see every byte, the most is ",
          kOpenLiterals * kMaxOpenDatabases, ": those of", open_rules_));
    }
    return std::move(plan_);
  }

 private:
  absl::Status Refuse(const RuleDef& def, std::string_view why) {
    return absl::InvalidArgumentError(Cat("rule ", def.id, " cannot be looked for fast: ", why));
  }

  absl::Status Place(uint16_t rule, const RuleDef& def) {
    switch (def.kind) {
      case RuleKind::kShape: return PlaceShape(rule, def);
      case RuleKind::kBlock:
        if (def.shape_text.find("-----BEGIN") != std::string::npos) {
          plan_->blocks.push_back(rule);
          return absl::OkStatus();
        }
        return PlaceShape(rule, def);
      case RuleKind::kValue:
        return IsDataClass(def.secret_class) ? PlaceData(rule, def) : PlaceValue(rule, def);
      case RuleKind::kCommand: plan_->commands.push_back(rule); return absl::OkStatus();
      case RuleKind::kPhrase: plan_->phrases.push_back(rule); return absl::OkStatus();
      case RuleKind::kUrl: plan_->urls.push_back(rule); return absl::OkStatus();
      case RuleKind::kAssignment:
        plan_->assignments.push_back(rule);
        for (const std::string& word : def.context) assignment_words_.insert(word);
        return absl::OkStatus();
      case RuleKind::kRegex:
        plan_->regexes.push_back(rule);
        plan_->regex_expressions.push_back({ToRegex(*def.shape), false});
        return absl::OkStatus();
    }
    return absl::InternalError("unknown kind of rule");
  }

  absl::Status PlaceShape(uint16_t rule, const RuleDef& def) {
    auto sequences = ExpandSequences(*def.shape);
    if (!sequences.has_value()) return Refuse(def, "it has too many alternatives; split it");
    // First see that all go the same way, so that a half-placed rule is never left behind.
    std::vector<Pattern> patterns;
    for (const std::vector<Node>& sequence : *sequences) {
      if (PlaceUrlShape(rule, sequence)) continue;
      std::string why;
      std::optional<Pattern> pattern = MakePattern(sequence, &why);
      if (!pattern.has_value()) return Refuse(def, why);
      patterns.push_back(std::move(*pattern));
    }
    // Where another alternative's literal begins at the same place and is the begin of this one's, it finds both.
    const auto is_found_by = [](const Pattern& pattern, const Pattern& other) {
      const std::string &text = pattern.literal.literal, &begin = other.literal.literal;
      return !other.gated && text != begin && text.starts_with(begin) &&
             pattern.literal_end - text.size() == other.literal_end - begin.size() &&
             pattern.literal.fold_case == other.literal.fold_case;
    };
    std::set<std::string> seen;
    for (const Pattern& pattern : patterns) {
      if (!pattern.gated && std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& other) {
            return is_found_by(pattern, other);
          })) {
        continue;
      }
      std::string regex = ToRegex(pattern.gated ? pattern.head : pattern.literal);
      if (!seen.insert(Cat(regex, " ", pattern.gated ? pattern.length : pattern.literal_end)).second) continue;
      TokenPattern token{rule, static_cast<uint16_t>(pattern.gated ? pattern.length : pattern.literal_end)};
      if (pattern.gated) {
        plan_->tokens.push_back(token);
        auto id = static_cast<uint32_t>(plan_->token_expressions.size());
        if (!HoldsDash(pattern.head)) plan_->token_plain_expressions.push_back({regex, false, id});
        plan_->token_expressions.push_back({std::move(regex), false, id});
      } else {
        plan_->open.push_back(token);
        open_expressions_.push_back({std::move(regex), false});
        open_rules_ += Cat(" ", def.id);
      }
    }
    return absl::OkStatus();
  }

  struct UrlPrefix {
    uint16_t rule;
    std::string before, after, inside;
    friend bool operator==(const UrlPrefix&, const UrlPrefix&) = default;
  };

  // The longest literal behind the leading ones that is sure to stand within the URL; "" if none of 4 bytes.
  static std::string InsideLiteral(const std::vector<Node>& sequence) {
    std::string best;
    bool leading = true;
    for (const Node& node : sequence) {
      const Item item = Describe(node);
      leading = leading && item.literal && !node.fold_case;
      if (leading) continue;
      if (item.set.Intersects(kUrlEnd)) break;
      if (item.literal && !node.fold_case && node.literal.size() > best.size()) best = node.literal;
    }
    // From a separator on, so that the judge need only look at those.
    const size_t separator = best.find_first_of("./@");
    if (separator == std::string::npos || best.size() - separator < 4) return "";
    return best.substr(separator);
  }

  bool PlaceUrlShape(uint16_t rule, const std::vector<Node>& sequence) {
    // Neighbouring literals are one literal here: "http" "s" "://hooks...".
    std::string prefix;
    for (const Node& node : sequence) {
      if (node.kind != Node::Kind::kLiteral || node.fold_case) break;
      prefix += node.literal;
    }
    size_t at = prefix.find("://");
    if (at == std::string::npos || at == 0) return false;
    UrlPrefix url{rule, prefix.substr(0, at), prefix.substr(at + 3), InsideLiteral(sequence)};
    for (const UrlPrefix& other : url_prefixes_) {
      if (other == url) return true;  // another alternative that begins the same
    }
    url_prefixes_.push_back(std::move(url));
    return true;
  }

  absl::Status PlaceValue(uint16_t rule, const RuleDef& def) {
    auto sequences = ExpandSequences(*def.shape);
    if (!sequences.has_value()) return Refuse(def, "it has too many alternatives; split it");
    for (const std::vector<Node>& sequence : *sequences) {
      // The run is what the sequence begins with, up to a pad of '=' or another byte that runs do not hold;
      // the walk checks the rest.
      ByteSet all;
      uint64_t min = 0, max = 0;
      for (const Node& node : sequence) {
        Item item = Describe(node);
        if (!item.set.SubsetOf(kWideBytes)) break;
        all = all | item.set;
        min += item.min;
        max = item.max == kUnbounded ? kMaxValueRun : max + item.max;
      }
      ValueEntry entry;
      entry.rule = rule;
      entry.categories = Categories(all);
      entry.wide = !all.SubsetOf(kWordBytes);
      entry.keyless = def.context.empty();
      if (min < (entry.wide ? kWideRun : kWordRun)) {
        return Refuse(def, entry.wide
                               ? "a value with + or / must begin with 40 certain bytes of [A-Za-z0-9_+/-]"
                               : "a value must begin with 20 certain bytes of [A-Za-z0-9_-]");
      }
      entry.min = static_cast<uint16_t>(std::min<uint64_t>(min, kMaxValueRun));
      entry.max = static_cast<uint16_t>(std::min<uint64_t>(max, kMaxValueRun));
      plan_->values.push_back(entry);
    }
    for (const std::string& word : def.context) keywords_[KeywordRegex(word)].insert(rule);
    for (const std::string& word : def.context) keyword_names_.emplace(KeywordRegex(word), word);
    return absl::OkStatus();
  }

  absl::Status PlaceData(uint16_t rule, const RuleDef& def) {
    auto sequences = ExpandSequences(*def.shape);
    if (!sequences.has_value()) return Refuse(def, "it has too many alternatives; split it");
    std::set<std::string> seen;
    for (const std::vector<Node>& sequence : *sequences) {
      std::vector<Node> head;
      uint64_t length = 0;
      uint16_t back = 0;
      for (size_t i = 0; i < sequence.size() && length < kDataHead; ++i) {
        const Item item = Describe(sequence[i]);
        const bool open = item.min != item.max;
        if (item.literal) {
          head.push_back(sequence[i]);
          length += item.min;
          continue;
        }
        // The run that a candidate is looked back through: it must end where the next part begins.
        const bool turns = i == 0 && open && item.min > 0 && i + 1 < sequence.size() &&
                           !Describe(sequence[1]).set.Intersects(item.set);
        const uint64_t take = turns ? 1 : std::min<uint64_t>(item.min, kDataHead - length);
        if (take > 0) {
          head.push_back(Node::Repeat(Node::Set(item.set), static_cast<uint32_t>(take), static_cast<uint32_t>(take)));
          length += take;
        }
        if (turns) {
          back = static_cast<uint16_t>(std::min<uint32_t>(item.max, kDataBack) - 1);
        } else if (open || take < item.min) {
          break;
        }
      }
      if (length < kLeastDataHead || length > kMaxPatternLength) {
        return Refuse(def, "it does not begin with 2 bytes and more of a fixed number");
      }
      std::string regex = ToRegex(Node::Concat(std::move(head)));
      if (back == 0) regex = Cat(kDataBorder, regex);
      if (!seen.insert(Cat(regex, " ", length)).second) continue;
      plan_->data_expressions.push_back({std::move(regex), false, static_cast<uint32_t>(plan_->data.size())});
      plan_->data.push_back({rule, static_cast<uint16_t>(length), back});
    }
    return absl::OkStatus();
  }

  void Finish() {
    Plan& p = *plan_;
    // Words that hold another word are found by the shorter one.
    std::vector<std::string> words(assignment_words_.begin(), assignment_words_.end());
    for (const std::string& word : words) {
      bool covered = false;
      for (const std::string& other : words) {
        covered |= other != word && word.find(other) != std::string::npos;
      }
      if (!covered) p.word_text.push_back(word);
    }
    p.token_dense_expressions = p.token_expressions;
    if (!p.tokens.empty()) {
      p.token_dense_expressions.push_back({kDummyLiteral, false, static_cast<uint32_t>(p.tokens.size())});
    }
    // Ids are the same in every pack: kOpenPem, kOpenUrl, the words, the patterns.
    p.open_expressions.push_back({"-----BEGIN", false});
    p.open_expressions.push_back({"://", false});
    for (const std::string& word : p.word_text) {
      p.open_expressions.push_back({LiteralRegex(word), true});
    }
    for (Expression& e : open_expressions_) p.open_expressions.push_back(std::move(e));

    for (const auto& [regex, rules] : keywords_) {
      p.keyword_text.push_back(keyword_names_[regex]);
      p.keyword_begin.push_back(static_cast<uint32_t>(p.keyword_rules.size()));
      p.keyword_rules.insert(p.keyword_rules.end(), rules.begin(), rules.end());
      p.keyword_expressions.push_back({regex, true});
    }
    for (auto* list : {&p.open_expressions, &p.keyword_expressions, &p.regex_expressions}) {
      for (uint32_t id = 0; id < list->size(); ++id) (*list)[id].id = id;
    }
    p.keyword_begin.push_back(static_cast<uint32_t>(p.keyword_rules.size()));

    std::stable_sort(p.values.begin(), p.values.end(),
                     [](const ValueEntry& a, const ValueEntry& b) { return a.rule < b.rule; });
    for (size_t rule = 0, i = 0; rule <= table_.defs().size(); ++rule) {
      while (i < p.values.size() && p.values[i].rule < rule) ++i;
      p.value_begin.push_back(static_cast<uint32_t>(i));
    }
    for (uint32_t length = 0; length <= kMaxValueRun; ++length) {
      p.kind_begin.push_back(static_cast<uint32_t>(p.kind_list.size()));
      std::set<std::pair<uint8_t, bool>> kinds;
      for (size_t i = 0; i < p.values.size(); ++i) {
        const ValueEntry& v = p.values[i];
        if (length < v.min || v.max < length) continue;
        if (v.keyless || kinds.insert({v.categories, v.wide}).second) {
          p.kind_list.push_back(static_cast<uint16_t>(i));
        }
      }
    }
    p.kind_begin.push_back(static_cast<uint32_t>(p.kind_list.size()));

    p.url_text.reserve(url_prefixes_.size() * 3);  // views into it must stay valid
    auto slot = [](const UrlPrefix& url) {
      return url.after.empty() ? 256 : int{static_cast<unsigned char>(url.after[0])};
    };
    std::stable_sort(url_prefixes_.begin(), url_prefixes_.end(),
                     [&](const UrlPrefix& a, const UrlPrefix& b) { return slot(a) < slot(b); });
    for (int first = 0; first <= 257; ++first) {
      const auto at = std::find_if(url_prefixes_.begin(), url_prefixes_.end(),
                                   [&](const UrlPrefix& url) { return slot(url) >= first; });
      p.url_begin.push_back(static_cast<uint16_t>(at - url_prefixes_.begin()));
    }
    for (const UrlPrefix& url : url_prefixes_) {
      if (url.after.empty() && !url.inside.empty()) {
        p.url_inside_second.Add(static_cast<unsigned char>(url.inside[1]));
      }
    }
    for (UrlPrefix& url : url_prefixes_) {
      auto keep = [&](std::string& text) {
        p.url_text.push_back(std::move(text));
        return std::string_view(p.url_text.back());
      };
      const std::string_view before = keep(url.before), after = keep(url.after);
      p.url_shapes.push_back({url.rule, before, after, keep(url.inside)});
    }
    for (const std::string& word : p.word_text) p.words.push_back(word);
    for (const std::string& word : p.keyword_text) p.keywords.push_back(word);

    for (const Rule& rule : table_.rules()) p.enabled.push_back(rule.enabled ? 1 : 0);
    p.view = {table_.rules(), p.enabled, p.tokens,      p.open,        p.words,      p.keywords,
              p.keyword_begin, p.keyword_rules, p.values,   p.value_begin, p.kind_begin, p.kind_list,
              p.url_shapes,  p.url_begin, p.url_inside_second, p.urls,        p.blocks,      p.assignments, p.regexes,
              p.commands,    p.phrases,   p.data};
  }

  const RuleTable& table_;
  const bool user_;
  std::unique_ptr<Plan> plan_ = std::make_unique<Plan>();
  std::vector<Expression> open_expressions_;
  std::string open_rules_;
  std::set<std::string> assignment_words_;
  std::map<std::string, std::set<uint16_t>> keywords_;
  std::map<std::string, std::string> keyword_names_;
  std::vector<UrlPrefix> url_prefixes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Plan>> MakePlan(const RuleTable& table, bool user) {
  return Planner(table, user).Run();
}

}  // namespace weir
