#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/exit.h"
#include "cli/flags.h"
#include "cli/help.h"
#include "cli/man.h"
#include "cli/message.h"
#include "cli/suggest.h"
#include "report/output.h"
#include "report/printable.h"
#include "rules/cat.h"
#include "scan/scanner.h"

namespace weir {

int PrintOut(std::string_view text) {
  const std::unique_ptr<Output> out = StdoutOutput();
  return FinishOutput(out->Write(text), out.get());
}

int FinishOutput(absl::Status status, Output* out) {
  if (status.ok()) status = out->Commit();
  RunOutcome outcome;
  outcome.pipe_closed = status.code() == absl::StatusCode::kCancelled;
  outcome.error = !status.ok() && !outcome.pipe_closed;
  if (outcome.error) PrintError(status);
  return ExitStatus(outcome);
}

int RunVersion() {
  absl::StatusOr<std::shared_ptr<const Ruleset>> ruleset = Ruleset::Default();
  if (!ruleset.ok()) {
    PrintError(ruleset.status());
    return kExitError;
  }
  return PrintOut(Cat("weir ", WEIR_VERSION, "\n", (*ruleset)->size(), " built-in rules, ",
                      (*ruleset)->EnabledCount(), " on by default\n"));
}

int RunHelp(const ParsedArgs& args) {
  if (args.positionals().empty()) return PrintOut(ProgramHelp(!args.Has(FlagId::kShortHelp)));
  std::string name;
  for (const std::string& word : args.positionals()) name += Cat(name.empty() ? "" : " ", word);
  if (IsCommandGroup(name)) return PrintOut(GroupHelp(name));
  if (const Command* command = FindCommand(name)) return PrintOut(LongHelp(*command));
  std::vector<std::string_view> known;
  for (const Command& command : AllCommands()) {
    known.push_back(command.name);
    if (!GroupOf(command).empty()) known.push_back(GroupOf(command));
  }
  PrintError(
      Cat("unknown command '", Printable(name), "'", DidYouMean(name, known), " (see 'weir -h')"));
  return kExitError;
}

int RunCompletion(const ParsedArgs& args) {
  const std::string& shell = args.positionals()[0];
  if (shell == "bash") return PrintOut(BashCompletion());
  if (shell == "zsh") return PrintOut(ZshCompletion());
  if (shell == "fish") return PrintOut(FishCompletion());
  constexpr std::string_view kShells[] = {"bash", "zsh", "fish"};
  PrintError(Cat("unknown shell '", Printable(shell), "': expected bash, zsh or fish",
                 DidYouMean(shell, kShells)));
  return kExitError;
}

int RunMan() { return PrintOut(ManPage(WEIR_VERSION)); }

int RunProgram(std::span<const std::string_view> arguments) {
  absl::StatusOr<ParsedArgs> args = ParseArgs(arguments);
  if (!args.ok()) {
    PrintError(args.status());
    return kExitError;
  }
  const CommandId id = args->command().id;
  // `weir -h` and `weir --help` come as help without a name; `weir help --help` asks about help
  // itself.
  if (id == CommandId::kHelp && !arguments.empty() && arguments[0] != "help") return RunHelp(*args);
  if (args->Has(FlagId::kHelp)) return PrintOut(LongHelp(args->command()));
  if (args->Has(FlagId::kShortHelp)) return PrintOut(ShortHelp(args->command()));
  switch (id) {
    case CommandId::kScan:
      return RunScan(*std::move(args));
    case CommandId::kExplain:
      return RunExplain(*std::move(args));
    case CommandId::kRulesList:
      return RunRulesList(*args);
    case CommandId::kRulesShow:
      return RunRulesShow(*args);
    case CommandId::kRulesCheck:
      return RunRulesCheck(*args);
    case CommandId::kRulesSample:
      return RunRulesSample(*args);
    case CommandId::kBaselineCreate:
    case CommandId::kBaselineUpdate:
    case CommandId::kBaselineDiff:
      return RunBaseline(*std::move(args));
    case CommandId::kTriage:
      return RunTriage(*std::move(args));
    case CommandId::kAllow:
      return RunAllow(*std::move(args));
    case CommandId::kImport:
      return RunImport(*std::move(args));
    case CommandId::kRedact:
      return RunRedact(*std::move(args));
    case CommandId::kRestore:
      return RunRestore(*std::move(args));
    case CommandId::kVaultKeyMake:
      return RunVaultKey(*args);
    case CommandId::kVaultList:
      return RunVaultList(*args);
    case CommandId::kVaultPurge:
      return RunVaultPurge(*args);
    case CommandId::kVaultRekey:
      return RunVaultRekey(*args);
    case CommandId::kGitStaged:
      return RunGitStaged(*std::move(args));
    case CommandId::kGitPush:
      return RunGitPush(*std::move(args));
    case CommandId::kGitReceive:
      return RunGitReceive(*std::move(args));
    case CommandId::kGitMessage:
      return RunGitMessage(*std::move(args));
    case CommandId::kGitHistory:
      return RunGitHistory(*std::move(args));
    case CommandId::kGitInstall:
      return RunGitInstall(*args);
    case CommandId::kGitUninstall:
      return RunGitUninstall(*args);
    case CommandId::kGitStatus:
      return RunGitStatus(*args);
    case CommandId::kAgentHook:
      return RunAgentHook(*std::move(args));
    case CommandId::kAgentInstall:
      return RunAgentInstall(*args);
    case CommandId::kAgentUninstall:
      return RunAgentUninstall(*args);
    case CommandId::kAgentStatus:
      return RunAgentStatus(*args);
    case CommandId::kTranscriptScan:
    case CommandId::kTranscriptWipe:
      return RunTranscript(*std::move(args));
    case CommandId::kServe:
      return RunServe(*std::move(args));
    case CommandId::kProxy:
      return RunProxy(*std::move(args));
    case CommandId::kMcp:
      return RunMcp(*std::move(args));
    case CommandId::kVersion:
      return RunVersion();
    case CommandId::kHelp:
      return RunHelp(*args);
    case CommandId::kCompletion:
      return RunCompletion(*args);
    case CommandId::kMan:
      return RunMan();
  }
  return kExitError;
}

}  // namespace weir
