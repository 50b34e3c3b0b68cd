// The commands. Each takes checked arguments, tells errors itself, and returns the exit status of
// exit.h.
#ifndef WEIR_CLI_COMMANDS_H_
#define WEIR_CLI_COMMANDS_H_

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "cli/args.h"
#include "report/output.h"

namespace weir {

int RunScan(ParsedArgs args);
int RunExplain(ParsedArgs args);
int RunRulesList(const ParsedArgs& args);
int RunRulesShow(const ParsedArgs& args);
int RunRulesCheck(const ParsedArgs& args);
int RunRulesSample(const ParsedArgs& args);
int RunBaseline(ParsedArgs args);
int RunTriage(ParsedArgs args);
int RunAllow(ParsedArgs args);
int RunImport(ParsedArgs args);
int RunRedact(ParsedArgs args);
int RunRestore(ParsedArgs args);
int RunVaultKey(const ParsedArgs& args);
int RunVaultList(const ParsedArgs& args);
int RunVaultPurge(const ParsedArgs& args);
int RunVaultRekey(const ParsedArgs& args);
int RunGitStaged(ParsedArgs args);
int RunGitPush(ParsedArgs args);
int RunGitReceive(ParsedArgs args);
int RunGitMessage(ParsedArgs args);
int RunGitHistory(ParsedArgs args);
int RunGitInstall(const ParsedArgs& args);
int RunGitUninstall(const ParsedArgs& args);
int RunGitStatus(const ParsedArgs& args);
int RunAgentHook(ParsedArgs args);
int RunAgentInstall(const ParsedArgs& args);
int RunAgentUninstall(const ParsedArgs& args);
int RunAgentStatus(const ParsedArgs& args);
int RunTranscript(ParsedArgs args);
int RunServe(ParsedArgs args);
int RunProxy(ParsedArgs args);
int RunMcp(ParsedArgs args);
int RunVersion();
int RunHelp(const ParsedArgs& args);
int RunCompletion(const ParsedArgs& args);
int RunMan();

// The whole program, without what main() does to the process. `arguments` without the program's
// name.
int RunProgram(std::span<const std::string_view> arguments);

// Writes to standard output and returns 0; tells a failure and returns 2. A closed pipe is quiet.
int PrintOut(std::string_view text);
// Commits what was written so far if `status` is ok; tells a failure and returns the exit status.
int FinishOutput(absl::Status status, Output* out);

}  // namespace weir

#endif  // WEIR_CLI_COMMANDS_H_
