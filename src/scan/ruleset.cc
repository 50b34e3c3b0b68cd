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
  for (std::string_view image : BuiltinOpenImages(cpu)) {
    pack.open.push_back(Database::InPlace(image));
  }
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
    pack.open.push_back(*std::move(open));
  }
  return pack;
}

absl::Status UnknownRule(std::string_view id, const Ruleset::Impl& rules) {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < rules.size(); ++i) names.push_back(rules.rule(i).id);
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
  Impl& all = *impl;
  if (all.set.packs.empty()) {
    return absl::InvalidArgumentError("no rules: the built-in ones are off and no rule file is given");
  }

  for (size_t p = 0; p < all.set.packs.size(); ++p) {
    const auto& defaults = all.set.packs[p].view.enabled;
    all.set.enabled[p].assign(defaults.begin(), defaults.end());
    if (!options.only.empty()) all.set.enabled[p].assign(defaults.size(), false);
  }
  auto index_of = [&](std::string_view id) -> size_t {
    size_t i = 0;
    while (i < all.size() && all.rule(i).id != id) ++i;
    return i;
  };
  if (options.only.empty() && !options.classes.empty()) {
    for (size_t i = 0; i < all.size(); ++i) {
      if (std::find(options.classes.begin(), options.classes.end(), all.rule(i).secret_class) !=
          options.classes.end()) {
        all.enabled(i) = true;
      }
    }
  }
  for (bool want : {true, false}) {
    for (const std::string& id : want ? options.only : options.exclude) {
      const size_t at = index_of(id);
      if (at == all.size()) return UnknownRule(id, all);
      all.enabled(at) = want;
    }
  }
  if (options.builtin && all.user_table.has_value()) {
    // A user's rule with the id of a built-in one takes its place.
    const size_t builtin = all.set.packs[0].view.rules.size();
    for (size_t i = builtin; i < all.size(); ++i) {
      const size_t same = index_of(all.rule(i).id);
      if (same >= builtin) continue;
      if (all.enabled(same) && !options.only.empty()) all.enabled(i) = true;
      all.enabled(same) = false;
    }
  }
  for (const std::vector<bool>& pack : all.set.enabled) {
    all.enabled_count += static_cast<size_t>(std::count(pack.begin(), pack.end(), true));
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

size_t Ruleset::size() const { return impl_->size(); }
const Rule& Ruleset::rule(size_t index) const { return impl_->rule(index); }
bool Ruleset::Enabled(size_t index) const { return impl().enabled(index); }
size_t Ruleset::EnabledCount() const { return impl_->enabled_count; }

const Rule* Ruleset::Find(std::string_view id) const {
  const Rule* found = nullptr;
  for (size_t i = 0; i < size(); ++i) {  // the user's, which come last, go before built-in ones
    if (rule(i).id == id) found = &rule(i);
  }
  return found;
}

}  // namespace weir
