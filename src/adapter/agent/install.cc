#include "adapter/agent/install.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapter/agent/jsonc_edit.h"
#include "adapter/agent/opencode_plugin.h"
#include "adapter/agent/settings_file.h"
#include "nlohmann/json.hpp"
#include "report/printable.h"
#include "rules/cat.h"
#include "source/open_file.h"

namespace weir {
namespace {

std::string_view Words(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}

// What stands before "agent" in a command line.
std::string ProgramOf(std::string_view command) {
  const size_t at = command.find(" agent ");
  return at == command.npos ? std::string() : std::string(command.substr(0, at));
}

std::string More(const std::vector<std::string>& arguments) {
  std::string more;
  for (const std::string& argument : arguments) more += Cat(more.empty() ? "" : " ", ShellWord(argument));
  return more;
}

std::string Names(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += Cat(text.empty() ? "" : ", ", Printable(name));
  return text;
}

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), Cat(Printable(path), ": ", Words(status), "; it was left as it is"));
}

// The command of a handler; "" if it has none.
std::string CommandOf(const JsoncEdit& edit, const JsoncNode& handler) {
  for (std::string_view name : {"command", "bash"}) {
    if (const JsoncNode* command = handler.Member(name)) return edit.String(*command);
  }
  return "";
}

bool IsOurs(const JsoncEdit& edit, const JsoncNode& handler) { return IsHookCommand(CommandOf(edit, handler)); }

// Where a handler of weir stands under an event: entry `entry`, and `inner` in its group.
struct OwnPlace {
  size_t entry = 0, inner = 0;
  bool in_group = false, alone = true;
};

std::vector<OwnPlace> OwnPlaces(const JsoncEdit& edit, const ClientFiles& files, const JsoncNode& entries) {
  std::vector<OwnPlace> places;
  for (size_t i = 0; i < entries.children.size(); ++i) {
    const JsoncNode& entry = entries.children[i];
    if (files.layout == Layout::kFlat) {
      if (IsOurs(edit, entry)) places.push_back({.entry = i});
      continue;
    }
    const JsoncNode* inner = entry.Member("hooks");
    if (inner == nullptr) continue;
    for (size_t k = 0; k < inner->children.size(); ++k) {
      if (!IsOurs(edit, inner->children[k])) continue;
      places.push_back({.entry = i, .inner = k, .in_group = true, .alone = inner->children.size() == 1});
    }
  }
  return places;
}

bool SameJson(std::string_view a, std::string_view b) {
  const auto one = nlohmann::json::parse(a, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const auto two = nlohmann::json::parse(b, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  return !one.is_discarded() && one == two;
}

const JsoncNode* EntriesOf(const JsoncEdit& edit, std::string_view event) {
  const JsoncNode* entries = edit.Find({"hooks", event});
  return entries != nullptr && entries->kind == JsoncNode::Kind::kArray ? entries : nullptr;
}

// Takes all handlers of weir out from under an event. Comments beside them stay.
absl::Status RemoveOwn(JsoncEdit* edit, const ClientFiles& files, std::string_view event) {
  for (;;) {
    const JsoncNode* entries = EntriesOf(*edit, event);
    if (entries == nullptr) return absl::OkStatus();
    const std::vector<OwnPlace> own = OwnPlaces(*edit, files, *entries);
    if (own.empty()) return absl::OkStatus();
    const OwnPlace& place = own.front();
    absl::Status status = place.in_group && !place.alone
                              ? edit->Remove(*entries->children[place.entry].Member("hooks"), place.inner)
                              : edit->Remove(*entries, place.entry);
    if (!status.ok()) return status;
  }
}

absl::StatusOr<JsoncEdit> ParseSettings(const SettingsText& old, const std::string& path) {
  const bool blank = old.text.find_first_not_of(" \t\r\n") == std::string::npos;
  absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(blank ? std::string("{}\n") : old.text);
  if (!edit.ok()) return InFile(path, edit.status());
  if (edit->root().kind != JsoncNode::Kind::kObject) {
    return InFile(path, absl::InvalidArgumentError("it holds no JSON object"));
  }
  if (const JsoncNode* hooks = edit->Find({"hooks"}); hooks != nullptr && hooks->kind != JsoncNode::Kind::kObject) {
    return InFile(path, absl::InvalidArgumentError("its member hooks is no object"));
  }
  return edit;
}

absl::StatusOr<HookReport> InstallJson(const HookRequest& request, HookReport report) {
  const ClientFiles& files = *request.files;
  absl::StatusOr<SettingsText> old = ReadSettings(report.path);
  if (!old.ok()) return old.status();
  absl::StatusOr<JsoncEdit> edit = ParseSettings(*old, report.path);
  if (!edit.ok()) return edit.status();

  absl::Status status;
  if (!files.version.empty() && edit->Find({"version"}) == nullptr) {
    status = edit->Insert(edit->root(), "version", files.version);
  }
  if (status.ok() && edit->Find({"hooks"}) == nullptr) status = edit->Insert(edit->root(), "hooks", "{}");
  std::vector<std::string> added, renewed, kept;
  for (const AgentEvent* event : InstalledEvents(files)) {
    if (!status.ok()) break;
    const std::string entry = HookEntry(
        files, *event, HookCommand(files, *event, request.program, More(request.more)), request.fail_closed);
    const JsoncNode* member = edit->Find({"hooks", event->name});
    if (member != nullptr && member->kind != JsoncNode::Kind::kArray) {
      return InFile(report.path, absl::InvalidArgumentError(Cat("its member hooks.", event->name, " is no array")));
    }
    if (member != nullptr) {
      const std::vector<OwnPlace> own = OwnPlaces(*edit, files, *member);
      if (own.size() == 1 && own[0].alone && SameJson(edit->Raw(member->children[own[0].entry]), entry)) {
        kept.emplace_back(event->name);
        continue;
      }
      (own.empty() ? added : renewed).emplace_back(event->name);
      status = RemoveOwn(&*edit, files, event->name);
    } else {
      added.emplace_back(event->name);
      status = edit->Insert(*edit->Find({"hooks"}), event->name, "[]");
    }
    if (status.ok()) status = edit->Insert(*EntriesOf(*edit, event->name), "", entry);
  }
  if (!status.ok()) return InFile(report.path, status);
  report.changed = edit->text() != old->text || !old->exists;
  if (report.changed) {
    if (status = ReplaceSettings(*old, edit->text()); !status.ok()) return status;
  }
  if (!added.empty()) report.lines.push_back(Cat("added: ", Names(added)));
  if (!renewed.empty()) report.lines.push_back(Cat("brought up to date: ", Names(renewed)));
  if (!kept.empty()) report.lines.push_back(Cat("as it was: ", Names(kept)));
  return report;
}

absl::StatusOr<HookReport> UninstallJson(const HookRequest& request, HookReport report) {
  const ClientFiles& files = *request.files;
  absl::StatusOr<SettingsText> old = ReadSettings(report.path);
  if (!old.ok()) return old.status();
  if (!old->exists) return report;
  absl::StatusOr<JsoncEdit> edit = ParseSettings(*old, report.path);
  if (!edit.ok()) return edit.status();
  const JsoncNode* hooks = edit->Find({"hooks"});
  std::vector<std::string> events, removed;
  if (hooks != nullptr) {
    for (const JsoncNode& event : hooks->children) {
      if (event.kind == JsoncNode::Kind::kArray && !OwnPlaces(*edit, files, event).empty()) {
        events.push_back(event.key);
      }
    }
  }
  absl::Status status;
  for (const std::string& event : events) {
    status = RemoveOwn(&*edit, files, event);
    if (!status.ok()) return InFile(report.path, status);
    removed.push_back(event);
    // What was made around it goes with it.
    const JsoncNode* parent = edit->Find({"hooks"});
    for (size_t i = 0; i < parent->children.size(); ++i) {
      if (parent->children[i].key != event || edit->Raw(parent->children[i]) != "[]") continue;
      status = edit->Remove(*parent, i);
      break;
    }
    if (!status.ok()) return InFile(report.path, status);
  }
  if (removed.empty()) return report;
  for (size_t i = 0; i < edit->root().children.size(); ++i) {
    if (edit->root().children[i].key != "hooks" || edit->Raw(edit->root().children[i]) != "{}") continue;
    status = edit->Remove(edit->root(), i);
    if (!status.ok()) return InFile(report.path, status);
    break;
  }
  report.changed = true;
  report.lines.push_back(Cat("removed: ", Names(removed)));
  const bool only_version = edit->root().children.empty() ||
                            (edit->root().children.size() == 1 && edit->root().children[0].key == "version");
  // A file for hooks alone that holds none says nothing.
  if (only_version && (files.owned || old->path.ends_with("/hooks.json"))) {
    if (unlink(old->path.c_str()) != 0) {
      return absl::UnavailableError(Cat("cannot remove ", Printable(old->path), ": ", SystemMessage(errno)));
    }
    report.lines.emplace_back("the file held nothing else and is gone");
    return report;
  }
  if (status = ReplaceSettings(*old, edit->text()); !status.ok()) return status;
  return report;
}

// Files that are of weir alone: scripts and the plugin. `text` empty: take it away.
absl::Status ReplaceOwnFile(const std::string& path, std::string_view name, const std::string& text, mode_t mode,
                            HookReport* report) {
  absl::StatusOr<SettingsText> old = ReadSettings(path);
  if (!old.ok()) return old.status();
  const bool ours = IsHookCommand(old->text) || IsOpencodePlugin(old->text);
  if (old->exists && !ours) {
    if (text.empty()) return absl::OkStatus();
    return absl::AlreadyExistsError(Cat(Printable(path), " is there and not of weir: call weir from it, or move it ",
                                        "away first"));
  }
  if (text.empty()) {
    if (!old->exists) return absl::OkStatus();
    if (unlink(old->path.c_str()) != 0) {
      return absl::UnavailableError(Cat("cannot remove ", Printable(path), ": ", SystemMessage(errno)));
    }
    report->changed = true;
    report->lines.push_back(Cat("removed: ", name));
    return absl::OkStatus();
  }
  const bool same = old->exists && old->text == text && (old->info.st_mode & 0111) == (mode & 0111);
  if (same) {
    report->lines.push_back(Cat("as it was: ", name));
    return absl::OkStatus();
  }
  if (old->exists) old->info.st_mode = (old->info.st_mode & ~static_cast<mode_t>(07777)) | mode;
  report->changed = true;
  report->lines.push_back(Cat(old->exists ? "brought up to date: " : "added: ", name));
  return ReplaceSettings(*old, text, mode);
}

absl::StatusOr<HookReport> WriteFiles(const HookRequest& request, HookReport report, bool install) {
  const ClientFiles& files = *request.files;
  absl::Status status;
  if (files.layout == Layout::kPlugin) {
    status = ReplaceOwnFile(report.path, "the plugin",
                            install ? OpencodePlugin(request.program, request.more) : std::string(), 0644, &report);
  }
  if (files.layout == Layout::kScripts) {
    for (const AgentEvent* event : InstalledEvents(files)) {
      const std::string_view name = ScriptName(*event);
      const std::string command = HookCommand(files, *event, request.program, More(request.more));
      status = ReplaceOwnFile(Cat(report.path, "/", name), name, install ? HookScript(command) : std::string(), 0755,
                              &report);
      if (!status.ok()) break;
    }
  }
  if (!status.ok()) return status;
  return report;
}

absl::StatusOr<HookReport> StartReport(const HookRequest& request) {
  HookReport report;
  report.path = SettingsPath(*request.files, request.scope, request.places);
  if (report.path.empty()) {
    return absl::FailedPreconditionError(
        Cat(GetClient(request.files->client).title, ": HOME is not set, so its settings cannot be found"));
  }
  return report;
}

}  // namespace

absl::StatusOr<HookReport> InstallHooks(const HookRequest& request) {
  absl::StatusOr<HookReport> report = StartReport(request);
  if (!report.ok()) return report;
  const Layout layout = request.files->layout;
  if (layout == Layout::kScripts || layout == Layout::kPlugin) return WriteFiles(request, *std::move(report), true);
  return InstallJson(request, *std::move(report));
}

absl::StatusOr<HookReport> UninstallHooks(const HookRequest& request) {
  absl::StatusOr<HookReport> report = StartReport(request);
  if (!report.ok()) return report;
  const Layout layout = request.files->layout;
  if (layout == Layout::kScripts || layout == Layout::kPlugin) return WriteFiles(request, *std::move(report), false);
  return UninstallJson(request, *std::move(report));
}

absl::StatusOr<std::vector<FoundHook>> FindHooks(const ClientFiles& files, const std::string& path) {
  std::vector<FoundHook> found;
  if (files.layout == Layout::kScripts) {
    for (const AgentEvent* event : InstalledEvents(files)) {
      const std::string name = Cat(path, "/", ScriptName(*event));
      absl::StatusOr<SettingsText> script = ReadSettings(name);
      if (!script.ok()) return script.status();
      if (!script->exists || !IsHookCommand(script->text)) continue;
      found.push_back({.event = std::string(event->name), .command = ShellWord(name)});
      found.back().runs = access(name.c_str(), X_OK) == 0;
      const size_t exec = script->text.find("\nexec ");
      if (exec != std::string::npos) found.back().program = ProgramOf(std::string_view(script->text).substr(exec + 6));
    }
    return found;
  }
  absl::StatusOr<SettingsText> text = ReadSettings(path);
  if (!text.ok()) return text.status();
  if (!text->exists) return found;
  if (files.layout == Layout::kPlugin) {
    if (!IsOpencodePlugin(text->text)) return found;
    // The program and its arguments, as the plugin has them.
    const auto constant = [&](std::string_view mark) {
      const size_t at = text->text.find(mark);
      if (at == std::string::npos) return nlohmann::json();
      const size_t begin = at + mark.size();
      return nlohmann::json::parse(text->text.substr(begin, text->text.find(";\n", begin) - begin), nullptr, false);
    };
    const nlohmann::json program = constant("const PROGRAM = ");
    std::string command = program.is_string() ? ShellWord(program.get<std::string>()) : std::string("false");
    for (const auto& argument : constant("const ARGUMENTS = ")) {
      if (argument.is_string()) command += Cat(" ", ShellWord(argument.get<std::string>()));
    }
    for (const AgentEvent* event : InstalledEvents(files)) {
      found.push_back({.event = std::string(event->name), .command = command, .program = ProgramOf(command)});
      found.back().closed = true;
    }
    return found;
  }
  absl::StatusOr<JsoncEdit> edit = ParseSettings(*text, path);
  if (!edit.ok()) return edit.status();
  const JsoncNode* hooks = edit->Find({"hooks"});
  if (hooks == nullptr) return found;
  for (const JsoncNode& event : hooks->children) {
    if (event.kind != JsoncNode::Kind::kArray) continue;
    for (const OwnPlace& place : OwnPlaces(*edit, files, event)) {
      const JsoncNode& entry = event.children[place.entry];
      const JsoncNode& handler = place.in_group ? entry.Member("hooks")->children[place.inner] : entry;
      FoundHook hook;
      hook.event = event.key;
      hook.command = CommandOf(*edit, handler);
      hook.program = ProgramOf(hook.command);
      for (std::string_view name : {"onFailure", "failClosed"}) {
        const JsoncNode* value = handler.Member(name);
        if (value == nullptr) continue;
        hook.closed = edit->Raw(*value) == "true" || edit->String(*value) == "block";
      }
      found.push_back(std::move(hook));
    }
  }
  return found;
}

}  // namespace weir
