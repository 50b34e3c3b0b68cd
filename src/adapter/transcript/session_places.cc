#include "adapter/transcript/session_places.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

constexpr size_t kMostFolders = 64;  // deep

// A variable that moves a folder below the home, that folder, and the sessions in it.
struct Root {
  std::string_view client, variable, folder, path;
};

constexpr Root kRoots[] = {
    {"claude", "CLAUDE_CONFIG_DIR", ".claude", "projects"},
    {"claude", "CLAUDE_CONFIG_DIR", ".claude", "history.jsonl"},
    {"claude", "CLAUDE_CONFIG_DIR", ".claude", "todos"},
    {"codex", "CODEX_HOME", ".codex", "sessions"},
    {"codex", "CODEX_HOME", ".codex", "archived_sessions"},
    {"codex", "CODEX_HOME", ".codex", "history.jsonl"},
    {"gemini", "", ".gemini", "tmp"},
    {"copilot", "COPILOT_HOME", ".copilot", "session-state"},
    {"copilot", "COPILOT_HOME", ".copilot", "history-session-state"},
    {"cursor", "", ".cursor", "projects"},
    {"cursor", "XDG_CONFIG_HOME", ".config", "Cursor/User/globalStorage/state.vscdb"},
    {"vscode", "XDG_CONFIG_HOME", ".config", "Code/User/workspaceStorage"},
    {"vscode", "XDG_CONFIG_HOME", ".config", "Code/User/globalStorage/emptyWindowChatSessions"},
    {"windsurf", "", ".codeium/windsurf", "cascade"},
    {"cline", "XDG_CONFIG_HOME", ".config", "Code/User/globalStorage/saoudrizwan.claude-dev/tasks"},
    {"cline-cli", "", ".cline", "data"},
    {"opencode", "XDG_DATA_HOME", ".local/share", "opencode/storage"},
    {"opencode", "XDG_DATA_HOME", ".local/share", "opencode/opencode.db"},
};

std::string FolderOf(const Root& root, const std::string& home) {
  if (!root.variable.empty()) {
    const char* moved = std::getenv(std::string(root.variable).c_str());
    if (moved != nullptr && moved[0] == '/') return moved;
  }
  return Cat(home, "/", root.folder);
}

enum class Kind : uint8_t { kSession, kDatabase, kOther };

Kind KindOf(std::string_view name, SessionForm* form) {
  const size_t dot = name.rfind('.');
  const std::string_view suffix = dot == name.npos ? std::string_view() : name.substr(dot);
  if (suffix == ".jsonl" || suffix == ".ndjson") {
    *form = SessionForm::kLines;
    return Kind::kSession;
  }
  if (suffix == ".json") {
    *form = SessionForm::kDocument;
    return Kind::kSession;
  }
  *form = SessionForm::kText;
  if (suffix == ".txt" || suffix == ".md" || suffix == ".log") return Kind::kSession;
  for (std::string_view database : {".vscdb", ".db", ".sqlite", ".sqlite3", ".pb", ".zst", ".gz"}) {
    if (suffix == database) return Kind::kDatabase;
  }
  return Kind::kOther;
}

// In the folders of VS Code only its chats are sessions.
bool IsWanted(std::string_view client, std::string_view path) {
  if (client != "vscode" || path.find("/workspaceStorage/") == path.npos) return true;
  return path.find("/chatSessions/") != path.npos;
}

void Walk(const std::string& folder, std::string_view client, size_t depth, SessionList* list) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder.c_str()), closedir);
  if (open == nullptr || depth == kMostFolders) {
    list->unreadable.push_back(
        Cat(Printable(folder), ": ", open == nullptr ? SystemMessage(errno) : std::string("too deep")));
    return;
  }
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(open.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) list->unreadable.push_back(Cat(Printable(folder), ": ", SystemMessage(errno)));
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const std::string path = Cat(folder, "/", name);
    struct stat info;
    if (lstat(path.c_str(), &info) != 0) continue;  // gone meanwhile
    if (S_ISDIR(info.st_mode)) {
      Walk(path, client, depth + 1, list);
    } else if (S_ISREG(info.st_mode) && IsWanted(client, path)) {
      SessionFile file{.client = std::string(client), .path = path};
      const Kind kind = KindOf(name, &file.form);
      if (kind == Kind::kDatabase) list->databases.push_back(path);
      if (kind == Kind::kSession) list->files.push_back(std::move(file));
    }
  }
}

}  // namespace

std::vector<SessionRoot> DefaultSessionRoots(const std::string& home, std::string_view client) {
  std::vector<SessionRoot> roots;
  for (const Root& root : kRoots) {
    if (!client.empty() && root.client != client) continue;
    const std::string path = Cat(FolderOf(root, home), "/", root.path);
    struct stat info;
    if (stat(path.c_str(), &info) == 0) roots.push_back({std::string(root.client), path});
  }
  return roots;
}

void ListSessions(const std::string& path, std::string_view client, SessionList* list) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    list->unreadable.push_back(Cat(Printable(path), ": ", SystemMessage(errno)));
  } else if (S_ISDIR(info.st_mode)) {
    std::string folder = path;
    while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
    Walk(folder, client, 0, list);
  } else if (!S_ISREG(info.st_mode)) {
    list->unreadable.push_back(Cat(Printable(path), ": ", "it is neither a file nor a folder"));
  } else {
    SessionFile file{.client = std::string(client), .path = path};
    if (KindOf(path, &file.form) == Kind::kDatabase) {
      list->databases.push_back(path);
    } else {
      list->files.push_back(std::move(file));
    }
  }
}

std::string ClientOfPath(std::string_view path) {
  for (const Root& root : kRoots) {
    if (path.find(Cat("/", root.folder, "/", root.path)) != path.npos) return std::string(root.client);
  }
  return "";
}

}  // namespace weir
