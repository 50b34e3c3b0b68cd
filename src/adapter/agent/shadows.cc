#include "adapter/agent/shadows.h"

#include <initializer_list>
#include <string_view>

#include "adapter/agent/jsonc_edit.h"
#include "adapter/agent/settings_file.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

class Shadows {
 public:
  explicit Shadows(const Places& places) : places_(places) {}

  std::string User(std::string_view rest) const { return Cat(places_.home, "/", rest); }
  std::string Project(std::string_view rest) const { return Cat(places_.project, "/", rest); }

  // A member of this raw value in a JSON file.
  void Member(const std::string& path, std::initializer_list<std::string_view> names, std::string_view value,
              std::string_view effect) {
    absl::StatusOr<SettingsText> text = ReadSettings(path);
    if (!text.ok() || !text->exists) return;
    absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(text->text);
    if (!edit.ok()) return;
    const JsoncNode* node = edit->Find(names);
    if (node == nullptr || edit->Raw(*node) != value) return;
    std::string name;
    for (std::string_view part : names) name += Cat(name.empty() ? "" : ".", part);
    lines_.push_back(Cat(Printable(path), " sets ", name, " to ", value, ": ", effect));
  }

  // A folder of hooks that VS Code is told not to read.
  void HookFolders(const std::string& path) {
    absl::StatusOr<SettingsText> text = ReadSettings(path);
    if (!text.ok() || !text->exists) return;
    absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(text->text);
    if (!edit.ok()) return;
    const JsoncNode* folders = edit->Find({"chat.hookFilesLocations"});
    if (folders == nullptr) return;
    for (const JsoncNode& folder : folders->children) {
      if (edit->Raw(folder) != "false") continue;
      if (folder.key.find(".copilot/hooks") == folder.key.npos && folder.key.find(".github/hooks") == folder.key.npos) {
        continue;
      }
      lines_.push_back(Cat(Printable(path), " leaves ", Printable(folder.key), " out of chat.hookFilesLocations"));
    }
  }

  // "hooks = false" below [features] of a TOML file. Read line by line: what Codex writes there is plain.
  void CodexFeature(const std::string& path) {
    absl::StatusOr<SettingsText> text = ReadSettings(path);
    if (!text.ok() || !text->exists) return;
    std::string_view rest = text->text;
    bool in_features = false;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      std::string line;
      for (char c : rest.substr(0, std::min(end, rest.find('#')))) {
        if (c != ' ' && c != '\t' && c != '\r') line += c;
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.starts_with('[')) in_features = line == "[features]";
      for (std::string_view name : {"hooks", "codex_hooks"}) {
        if ((in_features && line == Cat(name, "=false")) || line == Cat("features.", name, "=false")) {
          lines_.push_back(Cat(Printable(path), " switches the feature ", name, " off: no hook runs"));
        }
      }
      if (line == "allow_managed_hooks_only=true") {
        lines_.push_back(Cat(Printable(path), " allows managed hooks only"));
      }
    }
  }

  std::vector<std::string> Take() { return std::move(lines_); }

 private:
  const Places& places_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> FindShadows(Client client, const Places& places) {
  Shadows shadows(places);
  const auto none = [&](const std::string& path) {
    shadows.Member(path, {"disableAllHooks"}, "true", "no hook runs");
  };
  switch (client) {
    case Client::kClaude: {
      const std::string user = SettingsPath(*FilesOf(client), Scope::kUser, places);
      for (const std::string& path : {user, shadows.Project(".claude/settings.json"),
                                      shadows.Project(".claude/settings.local.json"),
                                      std::string("/etc/claude-code/managed-settings.json")}) {
        none(path);
      }
      for (std::string_view path : {"/etc/claude-code/managed-settings.json",
                                    "/Library/Application Support/ClaudeCode/managed-settings.json"}) {
        shadows.Member(std::string(path), {"allowManagedHooksOnly"}, "true", "only hooks of the organisation run");
      }
      break;
    }
    case Client::kGemini:
      for (const std::string& path : {shadows.User(".gemini/settings.json"), shadows.Project(".gemini/settings.json"),
                                      std::string("/etc/gemini-cli/settings.json")}) {
        shadows.Member(path, {"hooksConfig", "enabled"}, "false", "no hook runs");
        shadows.Member(path, {"tools", "enableHooks"}, "false", "no hook runs");
      }
      break;
    case Client::kCodex:
      shadows.CodexFeature(shadows.User(".codex/config.toml"));
      shadows.CodexFeature(shadows.Project(".codex/config.toml"));
      shadows.CodexFeature("/etc/codex/requirements.toml");
      break;
    case Client::kCopilot:
      for (const std::string& path :
           {shadows.User(".copilot/settings.json"), shadows.Project(".github/copilot/settings.json"),
            shadows.Project(".github/copilot/settings.local.json")}) {
        none(path);
      }
      break;
    case Client::kVsCode:
      shadows.HookFolders(shadows.User(".config/Code/User/settings.json"));
      shadows.HookFolders(shadows.User("Library/Application Support/Code/User/settings.json"));
      shadows.HookFolders(shadows.Project(".vscode/settings.json"));
      break;
    default:
      break;
  }
  return shadows.Take();
}

}  // namespace weir
