#include "judge/regex_rules.h"

#include <re2/re2.h>

#include <algorithm>

#include "judge/case.h"
#include "rules/cat.h"

namespace weir {

struct RegexRules::One {
  const Rule* rule = nullptr;
  bool enabled = true;
  std::unique_ptr<re2::RE2> re2;
  int secret_group = 0;
};

RegexRules::~RegexRules() = default;

absl::StatusOr<std::unique_ptr<RegexRules>> RegexRules::Create(
    const PackView& view, std::span<const Expression> expressions,
    const std::vector<bool>& enabled) {
  std::unique_ptr<RegexRules> result(new RegexRules());
  for (uint16_t number : view.regexes) {
    One one;
    one.rule = &view.rules[number];
    one.enabled = enabled[number];
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);  // bytes
    options.set_log_errors(false);
    options.set_max_mem(kMaxRe2Memory);
    one.re2 = std::make_unique<re2::RE2>(
        re2::StringPiece(one.rule->shape_text.data(), one.rule->shape_text.size()), options);
    if (!one.re2->ok()) {
      return absl::InvalidArgumentError(
          Cat("rule ", one.rule->id, ": RE2 refuses the expression: ", one.re2->error()));
    }
    const auto& names = one.re2->NamedCapturingGroups();
    if (auto it = names.find("secret"); it != names.end()) {
      one.secret_group = it->second;
    } else if (one.re2->NumberOfCapturingGroups() == 1) {
      one.secret_group = 1;
    }
    result->rules_.push_back(std::move(one));
  }
  absl::StatusOr<Database> database = Database::Compile(expressions, CpuTarget::kPortable);
  if (!database.ok()) return database.status();
  result->database_ = *std::move(database);
  return result;
}

namespace {

// A stretch of ends of one rule that lie closer together than the longest match.
struct Stretch {
  uint32_t rule;
  uint64_t first_end, last_end;
};
struct Context {
  std::vector<Stretch> done;
  std::vector<Stretch> open;  // by rule
  uint64_t from = 0;
  const std::vector<uint64_t>* reach;  // by rule: the longest match
};
void OnEnd(void* context, uint32_t id, uint64_t end) {
  auto* c = static_cast<Context*>(context);
  const uint64_t at = c->from + end;
  Stretch& s = c->open[id];
  if (s.last_end != 0 && at <= s.last_end + (*c->reach)[id]) {
    s.last_end = std::max(s.last_end, at);
    return;
  }
  if (s.last_end != 0) c->done.push_back(s);
  s = {id, at, at};
}

constexpr uint64_t kSlice = 1 << 20;

}  // namespace

absl::Status RegexRules::Find(std::string_view text, uint64_t begin, uint64_t end, Scratch* scratch,
                              std::vector<Finding>* findings, Trace* trace) const {
  if (database_.empty()) return absl::OkStatus();
  absl::Status status = scratch->Prepare(database_);
  if (!status.ok()) return status;
  std::vector<uint64_t> reach;
  for (const One& one : rules_) {
    reach.push_back(std::min<uint64_t>(one.rule->max_length, kMaxSpan));
  }
  Context context;
  context.open.resize(rules_.size());
  context.reach = &reach;
  const uint64_t last = std::min<uint64_t>(text.size(), end + kMaxSpan);
  for (uint64_t at = begin; at < last; at += kSlice) {
    context.from = at - std::min<uint64_t>(at, kMaxSpan);
    const uint64_t stop = std::min(last, at + kSlice);
    status = HsScan(database_, *scratch, text.substr(context.from, stop - context.from), &OnEnd,
                    &context);
    if (!status.ok()) return status;
  }
  for (const Stretch& s : context.open) {
    if (s.last_end != 0) context.done.push_back(s);
  }
  for (const Stretch& s : context.done) {
    const One& one = rules_[s.rule];
    if (!one.enabled) continue;
    // One byte more on the left, so that \b there sees what stands before.
    uint64_t at = s.first_end - std::min(s.first_end, reach[s.rule] + 1);
    const uint64_t to = std::min<uint64_t>(text.size(), s.last_end + reach[s.rule]);
    const re2::StringPiece all(text.data(), text.size());
    re2::StringPiece groups[16];
    const int wanted = std::min(one.secret_group + 1, 16);
    while (at <= to) {
      if (!one.re2->Match(all, at, to, re2::RE2::UNANCHORED, groups, wanted)) break;
      const uint64_t match_start = static_cast<uint64_t>(groups[0].data() - text.data());
      const uint64_t match_end = match_start + groups[0].size();
      at = match_end > match_start ? match_end : match_end + 1;
      if (match_start < begin || match_start >= end || match_end == match_start) continue;
      const re2::StringPiece secret =
          groups[one.secret_group].data() != nullptr ? groups[one.secret_group] : groups[0];
      const uint64_t secret_start = static_cast<uint64_t>(secret.data() - text.data());
      Finding f;
      f.rule = one.rule;
      f.match_start = match_start;
      f.match_end = match_end;
      f.start = secret_start;
      f.end = secret_start + secret.size();
      f.reasons.Add(Reason::kUserRule);
      SelfEvidence self;
      std::string_view step, detail;
      const std::string_view value = text.substr(f.start, f.end - f.start);
      if (!SelfCheck::Run(value, value, 0, *one.rule, &f, &self, &step, &detail)) {
        if (trace != nullptr) trace->Dropped(*one.rule, f.start, f.end, step, detail);
        continue;
      }
      f.confidence = Weigh(3 + self.points);
      findings->push_back(f);
    }
  }
  return absl::OkStatus();
}

}  // namespace weir
