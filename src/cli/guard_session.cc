#include "cli/guard_session.h"

#include <utility>

#include "cli/masker_options.h"
#include "cli/message.h"
#include "cli/open_vault.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

// What one text may hold before it counts as not looked at.
constexpr uint64_t kMaxFindings = uint64_t{1} << 20;

absl::Status ReadPolicy(const ParsedArgs& args, PolicySettings settings, GuardSession* session) {
  std::string profile(args.Value(FlagId::kPolicyProfile));
  if (profile.empty()) profile = settings.profile.empty() ? "laptop" : settings.profile;
  absl::StatusOr<Policy> policy = Policy::Profile(profile);
  if (!policy.ok()) {
    return absl::Status(policy.status().code(), Cat("policy profile '", Printable(profile),
                                                    "': ", MessageOf(policy.status())));
  }
  for (PolicyEntry& entry : settings.entries) policy->AddEntry(std::move(entry));
  std::string_view on_error = args.Value(FlagId::kOnError);
  if (on_error.empty()) on_error = settings.on_error;
  policy->on_error = on_error == "allow" ? OnError::kAllow : OnError::kBlock;
  policy->log_path =
      args.Has(FlagId::kDecisionLog) ? std::string(args.Value(FlagId::kDecisionLog)) : settings.log;
  session->policy = std::make_unique<Policy>(*std::move(policy));
  return absl::OkStatus();
}

}  // namespace

GuardParts GuardSession::Parts() {
  GuardParts parts;
  parts.scanner = scanner.get();
  parts.policy = policy.get();
  parts.masker = masker.get();
  parts.log = log.get();
  parts.memo = memo.get();
  parts.vault = vault.get();
  parts.mutex = &mutex;
  parts.allow = engine.allow != nullptr && !engine.allow->empty() ? engine.allow.get() : nullptr;
  return parts;
}

absl::Status GuardSession::Restore(std::string_view text, JsonMode json, std::string* restored,
                                   RestoreCounts* counts) {
  restored->clear();
  if (vault == nullptr) {
    *restored = text;
    return absl::OkStatus();
  }
  const std::lock_guard<std::mutex> lock(mutex);
  Restorer restorer(vault.get(), json);
  restorer.Push(text, restored);
  restorer.Finish(restored);
  if (counts != nullptr) *counts = restorer.counts();
  return restorer.status();
}

absl::Status OpenGuardSession(ParsedArgs* args, GuardUse use, GuardSession* session) {
  if (!LoadEngine(args, &session->engine)) {
    return absl::FailedPreconditionError(
        "settings or rules cannot be used; standard error says which");
  }
  session->engine.options.max_findings = kMaxFindings;
  absl::Status status = ReadPolicy(*args, std::move(session->engine.policy), session);
  if (!status.ok()) return status;
  absl::StatusOr<MaskerOptions> options = ReadMaskerOptions(*args);
  if (!options.ok()) return options.status();
  PlaceholderSource* source = nullptr;
  if (args->Has(FlagId::kVault)) {
    if (options->style != MaskStyle::kPlaceholder) {
      return absl::InvalidArgumentError(
          "--vault goes with --style placeholder only: nothing else can be restored");
    }
    absl::StatusOr<std::unique_ptr<Vault>> vault = OpenVault(*args, VaultUse::kRedact);
    if (!vault.ok()) return vault.status();
    session->vault = *std::move(vault);
    source = session->vault.get();
  } else {
    absl::StatusOr<RunPlaceholders> run = RunPlaceholders::Create();
    if (!run.ok()) return run.status();
    session->run_placeholders = std::make_unique<RunPlaceholders>(*std::move(run));
    source = session->run_placeholders.get();
  }
  session->masker = std::make_unique<Masker>(*std::move(options), source);
  session->scanner = std::make_unique<Scanner>(session->engine.ruleset, session->engine.options);
  if (!session->policy->log_path.empty()) {
    absl::StatusOr<std::unique_ptr<DecisionLog>> log = DecisionLog::Open(session->policy->log_path);
    if (!log.ok()) return log.status();
    session->log = *std::move(log);
  }
  if (use.memo) session->memo = std::make_unique<CleanMemo>();
  return absl::OkStatus();
}

}  // namespace weir
