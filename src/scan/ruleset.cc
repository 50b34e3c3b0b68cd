#include <algorithm>

#include "match/builtin.h"
#include "rules/cat.h"
#include "rules/from_rule.h"
#include "rules/nearest.h"
#include "scan/ruleset_impl.h"
#include "scan/scanner.h"

namespace weir {
namespace {

absl::Status CompileInto(std::span<const Expression> expressions, CpuTarget cpu, Database* into) {
  absl::StatusOr<Database> database = Database::Compile(expressions, cpu);
  if (!database.ok()) return database.status();
  *into = *std::move(database);
  return absl::OkStatus();
}

absl::Status CompileDatabases(const Plan& plan, CpuTarget cpu, MatchPack* pack) {
  for (const auto& [expressions, into] :
       {std::pair(&plan.token_expressions, &pack->token),
        std::pair(&plan.token_dense_expressions, &pack->token_dense),
        std::pair(&plan.token_plain_expressions, &pack->token_plain),
        std::pair(&plan.keyword_expressions, &pack->keyword),
        std::pair(&plan.data_expressions, &pack->data)}) {
    absl::Status status = CompileInto(*expressions, cpu, into);
    if (!status.ok()) return status;
  }
  pack->open.clear();
  const std::span<const Expression> open = plan.open_expressions;
  for (size_t at = 0; at < open.size(); at += kOpenLiterals) {
    absl::Status status =
        CompileInto(open.subspan(at, std::min(kOpenLiterals, open.size() - at)), cpu,
                    &pack->open.emplace_back());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

MatchPack EmbeddedPack(CpuTarget cpu) {
  MatchPack pack;
  pack.view = BuiltinPack();
  pack.token = Database::InPlace(BuiltinTokenImage());
  pack.token_dense = Database::InPlace(BuiltinTokenDenseImage());
  pack.token_plain = Database::InPlace(BuiltinTokenPlainImage());
  pack.keyword = Database::InPlace(BuiltinKeywordImage());
  for (std::string_view image : BuiltinOpenImages(cpu)) {
    pack.open.push_back(Database::InPlace(image));
  }
  return pack;
}

// The built-in rules of the data classes: their database is given to the pack when one of them is on.
MatchPack EmbeddedDataPack() {
  MatchPack pack;
  pack.view = BuiltinDataPack();
  return pack;
}

bool Readable(const MatchPack& pack) {
  return pack.token.Readable();  // all were made by one run of one library; touching each costs a page
}

absl::StatusOr<std::unique_ptr<Plan>> PlanAnew(const PackView& view, std::optional<RuleTable>* table) {
  std::vector<RuleDef> defs;
  for (const Rule& rule : view.rules) {
    absl::StatusOr<RuleDef> def = FromRule(rule);
    if (!def.ok()) return def.status();
    defs.push_back(*std::move(def));
  }
  table->emplace(std::move(defs), /*user=*/false);
  return MakePlan(**table, /*user=*/false);
}

// The built-in pack with databases compiled now, from the same rules: for a program that was linked to the
// library dynamically and meets another version of it. Seconds instead of nothing, but right.
absl::Status CompileAnew(CpuTarget cpu, MatchPack* pack) {
  std::optional<RuleTable> table;
  absl::StatusOr<std::unique_ptr<Plan>> plan = PlanAnew(pack->view, &table);
  if (!plan.ok()) return plan.status();
  // Ids are given by the order of the rules, which is the same, so the embedded tables still serve.
  return CompileDatabases(**plan, cpu, pack);
}

// Gives the pack of the data classes its database.
absl::Status OpenData(CpuTarget cpu, MatchPack* pack) {
  pack->data = Database::InPlace(BuiltinDataImage());
  if (pack->data.Readable()) return absl::OkStatus();
  std::optional<RuleTable> table;
  absl::StatusOr<std::unique_ptr<Plan>> plan = PlanAnew(pack->view, &table);
  if (!plan.ok()) return plan.status();
  return CompileInto((*plan)->data_expressions, cpu, &pack->data);
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

absl::Status CompileBuiltinAnewForTest(CpuTarget cpu, MatchPack* pack) { return CompileAnew(cpu, pack); }

absl::StatusOr<std::shared_ptr<const Ruleset>> Ruleset::Default() { return Create({}); }

absl::StatusOr<std::shared_ptr<const Ruleset>> Ruleset::Create(RulesetOptions options) {
  auto impl = std::make_unique<Impl>();
  absl::StatusOr<CpuTarget> cpu = SelectCpu();
  if (!cpu.ok()) return cpu.status();
  impl->set.cpu = *cpu;
  impl->set.plausible = &PlausibleValue;
  if (options.builtin) {
    MatchPack pack = EmbeddedPack(*cpu);
    if (!Readable(pack)) {
      absl::Status status = CompileAnew(*cpu, &pack);
      if (!status.ok()) return status;
    }
    impl->set.packs.push_back(std::move(pack));
    impl->set.packs.push_back(EmbeddedDataPack());
  }
  if (!options.user_rules.empty()) {
    impl->user_table.emplace(std::move(options.user_rules), /*user=*/true);
    absl::StatusOr<std::unique_ptr<Plan>> plan = MakePlan(*impl->user_table, /*user=*/true);
    if (!plan.ok()) return plan.status();
    impl->user_plan = *std::move(plan);
    MatchPack pack;
    pack.view = impl->user_plan->view;
    absl::Status status = CompileDatabases(*impl->user_plan, *cpu, &pack);
    if (!status.ok()) return status;
    impl->set.packs.push_back(std::move(pack));
  }
  if (!options.known.empty()) {
    absl::StatusOr<std::unique_ptr<KnownLiterals>> known =
        KnownLiterals::Create(std::move(options.known));
    if (!known.ok()) return known.status();
    impl->known = *std::move(known);
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
    const size_t known = all.known != nullptr ? 1 : 0;
    const size_t builtin = all.size() - known - all.user_table->rules().size();
    for (size_t i = builtin; i + known < all.size(); ++i) {
      const size_t same = index_of(all.rule(i).id);
      if (same >= builtin) continue;
      if (all.enabled(same) && !options.only.empty()) all.enabled(i) = true;
      all.enabled(same) = false;
    }
  }
  for (const std::vector<bool>& pack : all.set.enabled) {
    all.enabled_count += static_cast<size_t>(std::count(pack.begin(), pack.end(), true));
  }
  if (all.known != nullptr && all.known_enabled[0]) ++all.enabled_count;
  if (impl->enabled_count == 0) {
    return absl::InvalidArgumentError(
        "no rule is left to look for; loosen the rule filters or give a rule file with rules");
  }
  if (options.builtin && std::find(all.set.enabled[1].begin(), all.set.enabled[1].end(), true) !=
                             all.set.enabled[1].end()) {
    absl::Status status = OpenData(*cpu, &all.set.packs[1]);
    if (!status.ok()) return status;
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
const KnownLiterals* Ruleset::known() const {
  return impl_->known_enabled[0] ? impl_->known.get() : nullptr;
}

const Rule* Ruleset::Find(std::string_view id) const {
  const Rule* found = nullptr;
  for (size_t i = 0; i < size(); ++i) {  // the user's, which come last, go before built-in ones
    if (rule(i).id == id) found = &rule(i);
  }
  return found;
}

}  // namespace weir
