#include "adapter/agent/client_files.h"

#include <sys/stat.h>

#include <cstdlib>

#include "redact/json_context.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kScriptMark = "# A hook of weir; \"weir agent uninstall\" takes it away.";
constexpr int kSeconds = 30;  // weir itself ends earlier, and then says so

constexpr ClientFiles kFiles[] = {
    {.client = Client::kClaude,
     .events = Client::kClaude,
     .layout = Layout::kGroups,
     .variable = "CLAUDE_CONFIG_DIR",
     .user_folder = ".claude",
     .user_file = "settings.json",
     .project_file = ".claude/settings.json",
     .closed = "\"onFailure\": \"block\"",
     .also = "Claude Code before 2.1.295 does not know onFailure and goes on when a hook fails"},
    {.client = Client::kCursor,
     .events = Client::kCursor,
     .layout = Layout::kFlat,
     .user_folder = ".cursor",
     .user_file = "hooks.json",
     .project_file = ".cursor/hooks.json",
     .version = "1",
     .closed = "\"failClosed\": true"},
    {.client = Client::kGemini,
     .events = Client::kGemini,
     .layout = Layout::kGroups,
     .user_folder = ".gemini",
     .user_file = "settings.json",
     .project_file = ".gemini/settings.json",
     .also = "Gemini CLI goes on when a hook fails or is too slow; it has no switch for that"},
    {.client = Client::kCodex,
     .events = Client::kCodex,
     .layout = Layout::kGroups,
     .variable = "CODEX_HOME",
     .user_folder = ".codex",
     .user_file = "hooks.json",
     .project_file = ".codex/hooks.json",
     .also = "Codex skips new and changed hooks until you trust them: open /hooks in Codex"},
    {.client = Client::kCopilot,
     .events = Client::kCopilot,
     .layout = Layout::kFlat,
     .variable = "COPILOT_HOME",
     .user_folder = ".copilot",
     .user_file = "hooks/weir.json",
     .project_file = ".github/hooks/weir.json",
     .version = "1",
     .owned = true,
     .also = "Copilot CLI drops what hooks answer to a prompt: prompts are masked, not blocked"},
    {.client = Client::kVsCode,
     .events = Client::kCopilot,
     .layout = Layout::kFlat,
     .variable = "COPILOT_HOME",
     .user_folder = ".copilot",
     .user_file = "hooks/weir.json",
     .project_file = ".github/hooks/weir.json",
     .version = "1",
     .owned = true,
     .also = "VS Code reads the file of Copilot CLI; chat.hookFilesLocations must not leave it out"},
    {.client = Client::kWindsurf,
     .events = Client::kWindsurf,
     .layout = Layout::kFlat,
     .user_folder = ".codeium/windsurf",
     .user_file = "hooks.json",
     .project_file = ".windsurf/hooks.json",
     .also = "Windsurf goes on when a hook fails; it has no switch for that"},
    {.client = Client::kCline,
     .events = Client::kCline,
     .layout = Layout::kScripts,
     .user_folder = "Documents/Cline",
     .user_file = "Hooks",
     .project_file = ".clinerules/hooks",
     .also = "hooks have to be switched on in Cline's settings (hooksEnabled)"},
    {.client = Client::kClineCli,
     .events = Client::kClineCli,
     .layout = Layout::kScripts,
     .user_folder = ".cline",
     .user_file = "hooks",
     .project_file = ".cline/hooks",
     .also = "Cline goes on when a hook fails; it has no switch for that"},
    {.client = Client::kOpencode,
     .events = Client::kOpencode,
     .layout = Layout::kPlugin,
     .variable = "OPENCODE_CONFIG_DIR",
     .user_folder = ".config/opencode",
     .user_file = "plugins/weir.js",
     .project_file = ".opencode/plugins/weir.js",
     .owned = true,
     .also = "opencode reads plugins when it starts"},
};

bool IsFolder(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

std::string UserFolder(const ClientFiles& files, const Places& places) {
  if (!files.variable.empty()) {
    const char* moved = std::getenv(std::string(files.variable).c_str());
    if (moved != nullptr && moved[0] == '/') return moved;
  }
  return places.home.empty() ? std::string() : Cat(places.home, "/", files.user_folder);
}

}  // namespace

std::span<const ClientFiles> AllClientFiles() { return kFiles; }

const ClientFiles* FilesOf(Client client) {
  for (const ClientFiles& files : kFiles) {
    if (files.client == client) return &files;
  }
  return nullptr;
}

std::string SettingsPath(const ClientFiles& files, Scope scope, const Places& places) {
  if (scope == Scope::kProject) {
    return places.project.empty() ? std::string() : Cat(places.project, "/", files.project_file);
  }
  const std::string folder = UserFolder(files, places);
  return folder.empty() ? std::string() : Cat(folder, "/", files.user_file);
}

bool IsUsed(const ClientFiles& files, Scope scope, const Places& places) {
  if (scope == Scope::kUser) return IsFolder(UserFolder(files, places));
  const std::string path = SettingsPath(files, scope, places);
  // The folder that is the client's: the first one below the root. That of Copilot is everybody's.
  const size_t slash = path.find('/', places.project.size() + 1);
  if (files.owned && files.layout == Layout::kFlat) return IsFolder(path.substr(0, path.rfind('/')));
  return IsFolder(path.substr(0, slash));
}

std::vector<const AgentEvent*> InstalledEvents(const ClientFiles& files) {
  std::vector<const AgentEvent*> events;
  for (const AgentEvent& event : AllEvents()) {
    if (event.client == files.events && event.matcher != nullptr) events.push_back(&event);
  }
  return events;
}

std::string_view ScriptName(const AgentEvent& event) {
  if (event.name == "tool_call") return "PreToolUse";
  if (event.name == "tool_result") return "PostToolUse";
  if (event.name == "prompt_submit") return "UserPromptSubmit";
  return event.name;
}

std::string ShellWord(std::string_view word) {
  const bool plain = !word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                             "0123456789_-./=,:+@%") == word.npos;
  if (plain) return std::string(word);
  std::string out = "'";
  for (char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string HookCommand(const ClientFiles& files, const AgentEvent& event, std::string_view program,
                        std::string_view more) {
  std::string line = Cat(ShellWord(program), " agent ", GetClient(files.events).name);
  // Messages of these do not say which event they are of, or not in every version.
  if (files.events == Client::kCopilot || files.events == Client::kClineCli) line += Cat(" ", event.name);
  if (!more.empty()) line += Cat(" ", more);
  return line;
}

bool IsHookCommand(std::string_view command) {
  for (size_t at = command.find(" agent "); at != command.npos; at = command.find(" agent ", at + 1)) {
    std::string_view program = command.substr(0, at), rest = command.substr(at + 7);
    while (program.ends_with('\'') || program.ends_with('"')) program.remove_suffix(1);
    if (program.ends_with(".exe")) program.remove_suffix(4);
    if (!program.ends_with("weir")) continue;
    program.remove_suffix(4);
    if (!program.empty() && std::string_view("/ '\"").find(program.back()) == std::string_view::npos) continue;
    if (rest.starts_with("hook ")) rest.remove_prefix(5);
    if (FindClient(rest.substr(0, rest.find_first_of(" \t\r\n\"'"))) != nullptr) return true;
  }
  return false;
}

std::string HookEntry(const ClientFiles& files, const AgentEvent& event, std::string_view command,
                      bool fail_closed) {
  const std::string line = Cat("\"", JsonEscape(command), "\"");
  const std::string closed = fail_closed && !files.closed.empty() ? Cat(",\n  ", files.closed) : "";
  if (files.layout == Layout::kGroups) {
    const bool ms = files.client == Client::kGemini;
    std::string entry = "{\n";
    if (event.matcher[0] != '\0') entry += Cat("  \"matcher\": \"", event.matcher, "\",\n");
    entry += "  \"hooks\": [\n    {\n      \"type\": \"command\",\n";
    if (ms) entry += "      \"name\": \"weir\",\n";
    entry += Cat("      \"command\": ", line, ",\n      \"timeout\": ", ms ? kSeconds * 1000 : kSeconds);
    if (!closed.empty()) entry += Cat(",\n      ", files.closed);
    return entry + "\n    }\n  ]\n}";
  }
  switch (files.client) {
    case Client::kCopilot:
    case Client::kVsCode:
      return Cat("{\n  \"type\": \"command\",\n  \"command\": ", line, ",\n  \"timeoutSec\": ", kSeconds, "\n}");
    case Client::kWindsurf:
      return Cat("{\n  \"command\": ", line, ",\n  \"show_output\": true\n}");
    default:
      return Cat("{\n  \"command\": ", line, ",\n  \"timeout\": ", kSeconds, closed, "\n}");
  }
}

std::string HookScript(std::string_view command) {
  return Cat("#!/bin/sh\n", kScriptMark, "\n", "exec ", command, "\n");
}

}  // namespace weir
