// weir transcript scan and wipe: stored sessions of coding agents.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/transcript/session_file.h"
#include "adapter/transcript/session_places.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/guard_session.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "report/output.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kRulesTold = 6;

std::string Number(uint64_t count, std::string_view what) {
  return Cat(count, " ", what, count == 1 ? "" : "s");
}

// "3 secrets: 2 github-personal-access-token, 1 generic-password"
std::string Kinds(const SessionLook& look) {
  std::vector<std::pair<uint64_t, std::string_view>> rules;
  for (const auto& [rule, count] : look.by_rule) rules.emplace_back(count, rule);
  std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::string text = Number(look.secrets, "secret");
  for (size_t i = 0; i < rules.size() && i < kRulesTold; ++i) {
    text += Cat(i == 0 ? ": " : ", ", rules[i].first, " ", rules[i].second);
  }
  if (rules.size() > kRulesTold) text += Cat(" and ", rules.size() - kRulesTold, " more kinds");
  return text;
}

SessionList Collect(const ParsedArgs& args) {
  SessionList list;
  std::vector<std::string> clients(args.Values(FlagId::kClient).begin(), args.Values(FlagId::kClient).end());
  if (!args.positionals().empty()) {
    for (const std::string& path : args.positionals()) {
      ListSessions(path, clients.size() == 1 ? clients[0] : ClientOfPath(path), &list);
    }
    return list;
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') {
    list.unreadable.emplace_back("HOME is not set: name the sessions");
    return list;
  }
  if (clients.empty()) clients.emplace_back();
  for (const std::string& client : clients) {
    for (const SessionRoot& root : DefaultSessionRoots(home, client)) ListSessions(root.path, root.client, &list);
  }
  return list;
}

}  // namespace

int RunTranscript(ParsedArgs args) {
  const bool wipe = args.command().id == CommandId::kTranscriptWipe;
  GuardSession session;
  if (absl::Status status = OpenGuardSession(&args, {}, &session); !status.ok()) {
    PrintError(status);
    return kExitError;
  }
  SessionList list = Collect(args);
  RunOutcome outcome;
  for (const std::string& line : list.unreadable) {
    PrintError(Cat("not looked at: ", line));
    outcome.incomplete = true;
  }
  const bool named = !args.positionals().empty();
  for (const std::string& path : list.databases) {
    PrintNote(Cat("not looked at: ", Printable(path), ": a database or an archive"));
    outcome.incomplete |= named;
  }
  const std::unique_ptr<Output> out = StdoutOutput("the list of sessions");
  SessionWiper wiper(session.Parts());
  absl::Status written;
  uint64_t sessions = 0, with = 0, secrets = 0, bytes = 0, left = 0;
  for (const SessionFile& file : list.files) {
    if (StopSignal() != 0) break;
    SessionResult result = wipe ? wiper.Wipe(file, {.in_use = args.IsOn(FlagId::kInUse)}) : wiper.Scan(file);
    ++sessions;
    bytes += result.bytes;
    const std::string label = Cat(Printable(file.path), file.client.empty() ? "" : Cat(" (", file.client, ")"));
    using Kind = SessionResult::Kind;
    if (result.kind == Kind::kBusy || result.kind == Kind::kError) {
      PrintError(Cat(label, ": ", wipe ? "left as it is: " : "not looked at: ", Printable(result.message)));
      outcome.incomplete = true;
      ++left;
      continue;
    }
    if (!result.message.empty()) {
      PrintError(Cat(label, ": ", Printable(result.message)));
      outcome.incomplete = true;
    }
    if (result.look.secrets == 0) continue;
    ++with;
    secrets += result.look.secrets;
    written = out->Write(Cat(label, ": ", wipe ? "masked " : "", Kinds(result.look), "\n"));
    if (!written.ok()) break;
  }
  if (written.ok()) written = out->Commit();
  outcome.signal = StopSignal();
  outcome.pipe_closed = written.code() == absl::StatusCode::kCancelled;
  if (!written.ok() && !outcome.pipe_closed) {
    PrintError(written);
    outcome.error = true;
  }
  outcome.incomplete |= outcome.signal != 0;
  if (!wipe) outcome.findings = secrets;
  if (!args.IsOn(FlagId::kQuiet) && !outcome.pipe_closed) {
    std::string line = Cat(Number(sessions, "session"), ", ", bytes >> 20, " MiB: ");
    line += secrets == 0 ? std::string("no secret")
                         : Cat(Number(secrets, "secret"), " in ", Number(with, "session"), wipe ? ", masked" : "");
    if (left > 0) line += Cat("; ", Number(left, "session"), wipe ? " left as they are" : " not looked at");
    PrintNote(line);
  }
  if (session.log != nullptr && !session.log->status().ok()) {
    PrintError(session.log->status());
    outcome.error = true;
  }
  return ExitStatus(outcome);
}

}  // namespace weir
