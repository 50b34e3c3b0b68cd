#include <algorithm>

#include "match/builtin.h"
#include "rules/cat.h"
#include "rules/nearest.h"
#include "scan/ruleset_impl.h"
#include "scan/scanner.h"

namespace weir {
namespace {

absl::StatusOr<MatchPack> BuiltinMatchPack(CpuTarget cpu) {
  MatchPack pack;
  pack.view = BuiltinPack();
  pack.token = Database::InPlace(BuiltinTokenImage());
  pack.token_plain = Database::InPlace(BuiltinTokenPlainImage());
  pack.keyword = Database::InPlace(BuiltinKeywordImage());
  pack.open = Database::InPlace(BuiltinOpenImage(cpu));
  return pack;
}

absl::StatusOr<MatchPack> UserMatchPack(const Plan& plan, CpuTarget cpu) {
  MatchPack pack;
  pack.view = plan.view;
  absl::StatusOr<Database> token = Database::Compile(plan.token_expressions, cpu);
  if (!token.ok()) return token.status();
  pack.token = *std::move(token);
  absl::StatusOr<Database> keyword = Database::Compile(plan.keyword_expressions, cpu);
  if (!keyword.ok()) return keyword.status();
  pack.keyword = *std::move(keyword);
  const PackView& v = plan.view;
  if (!v.words.empty() || !v.open.empty() || !v.url_shapes.empty() || !v.urls.empty() ||
      !v.blocks.empty()) {
    absl::StatusOr<Database> open = Database::Compile(plan.open_expressions, cpu);
    if (!open.ok()) return open.status();
    pack.open = *std::move(open);
  }
  return pack;
}

absl::Status UnknownRule(std::string_view id, const std::vector<const Rule*>& rules) {
  std::vector<std::string_view> names;
  for (const Rule* rule : rules) names.push_back(rule->id);
  std::string_view nearest = NearestName(id, names);
  return absl::InvalidArgumentError(
      Cat("unknown rule '", id, "'",
          nearest.empty() ? std::string("; `weir rules list` shows them all")
                          : Cat("; did you mean '", nearest, "'?")));
}

}  // namespace

Ruleset::Ruleset(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ruleset::~Ruleset() = default;

absl::StatusOr<std::shared_ptr<const Ruleset>> Ruleset::Default() { return Create({}); }

absl::StatusOr<std::shared_ptr<const Ruleset>> Ruleset::Create(RulesetOptions options) {
  auto impl = std::make_unique<Impl>();
  absl::StatusOr<CpuTarget> cpu = SelectCpu();
  if (!cpu.ok()) return cpu.status();
  impl->set.cpu = *cpu;
  impl->set.plausible = &PlausibleValue;
  if (options.builtin) {
    absl::StatusOr<MatchPack> pack = BuiltinMatchPack(*cpu);
    if (!pack.ok()) return pack.status();
    impl->set.packs.push_back(*std::move(pack));
  }
  if (!options.user_rules.empty()) {
    impl->user_table.emplace(std::move(options.user_rules), /*user=*/true);
    absl::StatusOr<std::unique_ptr<Plan>> plan = MakePlan(*impl->user_table, /*user=*/true);
    if (!plan.ok()) return plan.status();
    impl->user_plan = *std::move(plan);
    absl::StatusOr<MatchPack> pack = UserMatchPack(*impl->user_plan, *cpu);
    if (!pack.ok()) return pack.status();
    impl->set.packs.push_back(*std::move(pack));
  }
  for (const MatchPack& pack : impl->set.packs) {
    for (const Rule& rule : pack.view.rules) impl->rules.push_back(&rule);
  }

  auto index_of = [&](std::string_view id) -> size_t {
    for (size_t i = 0; i < impl->rules.size(); ++i) {
      if (impl->rules[i]->id == id) return i;
    }
    return impl->rules.size();
  };
  // A user's rule with the id of a built-in one takes its place.
  impl->enabled.assign(impl->rules.size(), false);
  for (size_t i = 0; i < impl->rules.size(); ++i) {
    const Rule& rule = *impl->rules[i];
    impl->enabled[i] =
        options.only.empty() &&
        (rule.enabled || std::find(options.classes.begin(), options.classes.end(),
                                   rule.secret_class) != options.classes.end());
  }
  for (const std::string& id : options.only) {
    size_t at = index_of(id);
    if (at == impl->rules.size()) return UnknownRule(id, impl->rules);
    impl->enabled[at] = true;
  }
  for (const std::string& id : options.exclude) {
    size_t at = index_of(id);
    if (at == impl->rules.size()) return UnknownRule(id, impl->rules);
    impl->enabled[at] = false;
  }
  if (options.builtin && impl->user_table.has_value()) {
    const size_t builtin = impl->set.packs[0].view.rules.size();
    for (size_t i = builtin; i < impl->rules.size(); ++i) {
      size_t same = index_of(impl->rules[i]->id);
      if (same >= builtin) continue;
      if (impl->enabled[same] && !options.only.empty()) impl->enabled[i] = true;
      impl->enabled[same] = false;
    }
  }
  size_t at = 0;
  for (size_t p = 0; p < impl->set.packs.size(); ++p) {
    for (size_t i = 0; i < impl->set.packs[p].view.rules.size(); ++i, ++at) {
      impl->set.enabled[p].push_back(impl->enabled[at]);
      impl->enabled_count += impl->enabled[at];
    }
  }
  if (impl->enabled_count == 0) {
    return absl::InvalidArgumentError(
        "no rule is left to look for; loosen the rule filters or give a rule file with rules");
  }
  if (impl->user_plan != nullptr && !impl->user_plan->regexes.empty()) {
    const size_t pack = impl->set.packs.size() - 1;
    absl::StatusOr<std::unique_ptr<RegexRules>> regexes = RegexRules::Create(
        impl->set.packs[pack].view, impl->user_plan->regex_expressions, impl->set.enabled[pack]);
    if (!regexes.ok()) return regexes.status();
    impl->regexes = *std::move(regexes);
  }
  return std::shared_ptr<const Ruleset>(new Ruleset(std::move(impl)));
}

size_t Ruleset::size() const { return impl_->rules.size(); }
const Rule& Ruleset::rule(size_t index) const { return *impl_->rules[index]; }
bool Ruleset::Enabled(size_t index) const { return impl_->enabled[index]; }
size_t Ruleset::EnabledCount() const { return impl_->enabled_count; }

const Rule* Ruleset::Find(std::string_view id) const {
  const Rule* found = nullptr;
  for (size_t i = 0; i < size(); ++i) {  // the user's, which come last, go before built-in ones
    if (rule(i).id == id) found = &rule(i);
  }
  return found;
}

}  // namespace weir
