// weir agent install, uninstall, status: the hooks in the settings of coding agents.
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/agent/canary.h"
#include "adapter/agent/client_files.h"
#include "adapter/agent/install.h"
#include "adapter/agent/run_command.h"
#include "adapter/agent/shadows.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/settings.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

std::string OwnProgram() {
  char path[PATH_MAX];
  const ssize_t n = readlink("/proc/self/exe", path, sizeof path);
  return n > 0 ? std::string(path, static_cast<size_t>(n)) : std::string("weir");
}

Places FindPlaces() {
  Places places;
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') places.home = home;
  places.project = FindOperatorFolders().root;
  if (places.project == "/") places.project.clear();
  return places;
}

std::vector<Scope> ScopesOf(const ParsedArgs& args) {
  std::vector<Scope> scopes;
  const bool project = args.IsOn(FlagId::kProject);
  if (args.IsOn(FlagId::kUser, !project)) scopes.push_back(Scope::kUser);
  if (project) scopes.push_back(Scope::kProject);
  return scopes;
}

// Those that were named, or those that are used here. Of two that share a file the first stands for both, unless
// they were named.
std::vector<const ClientFiles*> ClientsOf(const ParsedArgs& args, Scope scope, const Places& places) {
  std::vector<const ClientFiles*> clients;
  for (const std::string& name : args.Values(FlagId::kClient)) {
    if (const ClientRecord* record = FindClient(name)) clients.push_back(FilesOf(record->client));
  }
  if (!clients.empty()) return clients;
  for (const ClientFiles& files : AllClientFiles()) {
    if (files.client != Client::kVsCode && IsUsed(files, scope, places)) clients.push_back(&files);
  }
  return clients;
}

std::string Absolute(std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  char resolved[PATH_MAX];
  return realpath(std::string(path).c_str(), resolved) != nullptr
             ? std::string(resolved)
             : Cat(FindOperatorFolders().current, "/", path);
}

// What the installed command gets of the flags of this one.
std::vector<std::string> MoreOf(const ParsedArgs& args, Scope scope) {
  std::vector<std::string> more;
  const auto add = [&](FlagId id, std::string_view name, bool is_path) {
    if (!args.Has(id)) return;
    more.emplace_back(name);
    // In a project's settings a path counts from its root, where the clients run hooks.
    const std::string_view value = args.Value(id);
    more.push_back(is_path && scope == Scope::kUser ? Absolute(value) : std::string(value));
  };
  add(FlagId::kConfig, "--config", true);
  add(FlagId::kPolicyProfile, "--policy-profile", false);
  add(FlagId::kDecisionLog, "--decision-log", true);
  add(FlagId::kOnError, "--on-error", false);
  return more;
}

int ChangeHooks(const ParsedArgs& args, bool install) {
  const Places places = FindPlaces();
  const std::string program = OwnProgram();
  // Entries are known by this name.
  if (install && !program.ends_with("/weir")) {
    PrintError(Cat("this program is called ", Printable(program), ": hooks can be installed by one called weir only"));
    return kExitError;
  }
  std::string out;
  bool error = false, any = false;
  for (const Scope scope : ScopesOf(args)) {
    if (scope == Scope::kProject && places.project.empty()) {
      PrintError("--project: there is no project around this folder");
      return kExitError;
    }
    for (const ClientFiles* files : ClientsOf(args, scope, places)) {
      HookRequest request;
      request.files = files;
      request.scope = scope;
      request.places = places;
      request.program = scope == Scope::kProject ? std::string("weir") : program;
      if (install) request.more = MoreOf(args, scope);
      request.fail_closed = args.Value(FlagId::kOnError) != "allow";
      absl::StatusOr<HookReport> report = install ? InstallHooks(request) : UninstallHooks(request);
      if (!report.ok()) {
        PrintError(Cat(GetClient(files->client).title, ": ", MessageOf(report.status())));
        error = true;
        continue;
      }
      any = true;
      out += Cat(GetClient(files->client).title, ": ", Printable(report->path), "\n");
      if (report->lines.empty()) out += "  no hook of weir is there\n";
      for (const std::string& line : report->lines) out += Cat("  ", line, "\n");
      if (install && !files->also.empty()) out += Cat("  note: ", files->also, "\n");
    }
  }
  if (!any && !error) {
    out += install ? "no coding agent was found here; name one with --client\n"
                   : "no coding agent was found here\n";
  }
  if (install && any) out += "To see that they look: weir agent status\n";
  const int printed = PrintOut(out);
  return error ? kExitError : printed;
}

// The first line of what a program says about its version; "" if there is none.
std::string VersionOf(const std::string& program) {
  const CommandRun run = RunCommandLine(program, "", "", std::chrono::seconds(10));
  if (!run.error.empty() || run.exit != 0) return "";
  return Printable(run.out.substr(0, std::min<size_t>(run.out.find('\n'), 80)));
}

bool IsInPath(std::string_view name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const size_t colon = std::min(rest.find(':'), rest.size());
    const std::string_view folder = rest.substr(0, colon);
    rest.remove_prefix(std::min(colon + 1, rest.size()));
    if (folder.starts_with('/') && access(Cat(folder, "/", name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// Programs that print their version and end; editors are not started.
std::string_view ClientProgram(Client client) {
  switch (client) {
    case Client::kClaude:
      return "claude";
    case Client::kGemini:
      return "gemini";
    case Client::kCodex:
      return "codex";
    case Client::kCopilot:
      return "copilot";
    case Client::kOpencode:
      return "opencode";
    default:
      return "";
  }
}

struct StatusRun {
  const Places* places = nullptr;
  const Canary* canary = nullptr;
  std::string out;
  bool bad = false, error = false, any = false;
};

void StatusOf(const ClientFiles& files, Scope scope, bool named, StatusRun* run) {
  const std::string path = SettingsPath(files, scope, *run->places);
  absl::StatusOr<std::vector<FoundHook>> hooks = FindHooks(files, path);
  const std::string_view title = GetClient(files.client).title;
  if (!hooks.ok()) {
    PrintError(Cat(title, ": ", MessageOf(hooks.status())));
    run->error = true;
    return;
  }
  if (hooks->empty() && !named && !IsUsed(files, scope, *run->places)) return;
  run->any = true;
  run->out += Cat(title, ": ", Printable(path), "\n");
  if (hooks->empty()) {
    run->out += Cat("  NOT IN THE PATH: no hook of weir is there (weir agent install --client ",
                    GetClient(files.client).name, scope == Scope::kProject ? " --project" : "", ")\n");
    run->bad = true;
    return;
  }
  if (const std::string_view program = ClientProgram(files.client); !program.empty() && IsInPath(program)) {
    const std::string version = VersionOf(Cat(program, " --version"));
    if (!version.empty()) run->out += Cat("  client: ", version, "\n");
  }
  const std::string version = VersionOf(Cat(hooks->front().program, " version"));
  run->out += Cat("  program: ", Printable(hooks->front().program), version.empty() ? "" : Cat(", ", version), "\n");
  if (!version.empty() && version != Cat("weir ", WEIR_VERSION)) {
    run->out += Cat("  note: this is weir ", WEIR_VERSION, "\n");
  }
  bool open = false;
  for (const AgentEvent* event : InstalledEvents(files)) {
    const FoundHook* hook = nullptr;
    for (const FoundHook& one : *hooks) {
      if (one.event == event->name) hook = &one;
    }
    std::string line;
    if (hook == nullptr) {
      line = "MISSING: weir is not asked (weir agent install)";
      run->bad = true;
    } else if (!hook->runs) {
      line = "NOT RUN: the file is not executable";
      run->bad = true;
    } else {
      const CanaryResult result =
          run->canary->Try(*event, hook->command, scope == Scope::kProject ? run->places->project : std::string());
      line = result.passed ? Cat("ok: ", result.what) : Cat("FAILED: ", result.what);
      run->bad |= !result.passed;
      open |= !hook->closed && !files.closed.empty();
    }
    run->out += Cat("  ", event->name, ": ", line, "\n");
  }
  if (open) run->out += Cat("  note: goes on when the hook itself fails; to block, set ", files.closed, "\n");
  for (const std::string& shadow : FindShadows(files.client, *run->places)) {
    run->out += Cat("  IN THE WAY: ", shadow, "\n");
    run->bad = true;
  }
  if (!files.also.empty()) run->out += Cat("  note: ", files.also, "\n");
}

}  // namespace

int RunAgentInstall(const ParsedArgs& args) { return ChangeHooks(args, true); }
int RunAgentUninstall(const ParsedArgs& args) { return ChangeHooks(args, false); }

int RunAgentStatus(const ParsedArgs& args) {
  const Places places = FindPlaces();
  absl::StatusOr<Canary> canary = Canary::Make();
  if (!canary.ok()) {
    PrintError(canary.status());
    return kExitError;
  }
  StatusRun run;
  run.places = &places;
  run.canary = &*canary;
  const bool named = args.Has(FlagId::kClient);
  // Without a scope both are looked at: what counts is what the clients read.
  const bool both = !args.Has(FlagId::kProject) && !args.Has(FlagId::kUser);
  for (const Scope scope : both ? std::vector<Scope>{Scope::kUser, Scope::kProject} : ScopesOf(args)) {
    if (scope == Scope::kProject && (places.project.empty() || places.project == places.home)) continue;
    for (const ClientFiles& files : AllClientFiles()) {
      const std::string_view name = GetClient(files.client).name;
      bool wanted = !named && files.client != Client::kVsCode;
      for (const std::string& value : args.Values(FlagId::kClient)) wanted |= value == name;
      if (!wanted) continue;
      // A project needs hooks of its own only where it has some, or where it was asked about.
      if (both && scope == Scope::kProject) {
        absl::StatusOr<std::vector<FoundHook>> hooks = FindHooks(files, SettingsPath(files, scope, places));
        if (hooks.ok() && hooks->empty()) continue;
      }
      StatusOf(files, scope, named, &run);
    }
  }
  if (!run.any && !run.error) {
    run.out += "no coding agent was found here\n";
    run.bad = true;
  }
  const int printed = PrintOut(run.out);
  if (run.error) return kExitError;
  return printed != kExitClean ? printed : run.bad ? kExitFound : kExitClean;
}

}  // namespace weir
