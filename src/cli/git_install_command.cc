// weir git install, uninstall, status: the hooks in a repository or for all of a user's.
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/git/git_process.h"
#include "adapter/git/hook_files.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/message.h"
#include "cli/read_file.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kPathBytes = 64 * 1024;
constexpr std::string_view kOwn[] = {"pre-commit", "pre-merge-commit", "commit-msg", "pre-push",
                                     "pre-receive"};
// A global folder takes the place of a repository's own, so it has to pass on every hook there is.
constexpr std::string_view kPassedOn[] = {"applypatch-msg",
                                          "pre-applypatch",
                                          "post-applypatch",
                                          "prepare-commit-msg",
                                          "post-commit",
                                          "pre-rebase",
                                          "post-checkout",
                                          "post-merge",
                                          "pre-auto-gc",
                                          "post-rewrite",
                                          "sendemail-validate",
                                          "reference-transaction",
                                          "update",
                                          "post-receive",
                                          "post-update",
                                          "push-to-checkout",
                                          "post-index-change",
                                          "commit-msg",
                                          "pre-push",
                                          "pre-receive",
                                          "pre-commit",
                                          "pre-merge-commit"};

std::string Trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

bool Exists(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

std::string OwnProgram() {
  char path[PATH_MAX];
  const ssize_t n = readlink("/proc/self/exe", path, sizeof path);
  return n > 0 ? std::string(path, static_cast<size_t>(n)) : std::string("/usr/bin/weir");
}

std::string ConfigHooks() {
  const char* xdg = std::getenv("XDG_CONFIG_HOME");
  if (xdg != nullptr && xdg[0] == '/') return Cat(xdg, "/weir/hooks");
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return Cat(home, "/.config/weir/hooks");
  return std::string();
}

struct Place {
  std::string folder;
  std::string hooks_path;     // core.hooksPath as it counts here; "" = not set
  bool set_globally = false;  // for --global: the configuration names it already
};

absl::StatusOr<std::string> Config(const Git& git, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "config");
  absl::StatusOr<std::string> value = git.Output(arguments, kPathBytes, {}, /*own_hooks=*/true);
  // Status 1 is "not set"; a configuration that cannot be read fails in the commands that follow.
  return value.ok() ? Trimmed(*std::move(value)) : std::string();
}

absl::StatusOr<Place> FindPlace(const Git& git, bool global) {
  Place place;
  absl::StatusOr<std::string> value =
      global ? Config(git, {"--global", "--type=path", "--get", "core.hooksPath"})
             : Config(git, {"--type=path", "--get", "core.hooksPath"});
  if (!value.ok()) return value.status();
  place.hooks_path = *value;
  if (global) {
    place.set_globally = !place.hooks_path.empty();
    place.folder = place.set_globally ? place.hooks_path : ConfigHooks();
    if (place.folder.empty() || place.folder[0] != '/') {
      return absl::FailedPreconditionError(
          place.folder.empty()
              ? std::string("HOME is not set: there is no place for hooks of all repositories")
              : Cat("the global core.hooksPath is relative (", Printable(place.folder),
                    "): it names a folder in each repository"));
    }
    return place;
  }
  absl::StatusOr<std::string> folder = git.Output(
      {"rev-parse", "--path-format=absolute", "--git-path", "hooks"}, kPathBytes, {}, true);
  if (!folder.ok()) return folder.status();
  place.folder = Trimmed(*std::move(folder));
  return place;
}

struct Where {
  Git git;
  Place place;
};

// Tells what is wrong, if something is.
std::optional<Where> FindWhere(bool global) {
  absl::StatusOr<Git> git = Git::Find("");
  if (!git.ok()) {
    PrintError(git.status());
    return std::nullopt;
  }
  absl::StatusOr<Place> place = FindPlace(*git, global);
  if (!place.ok()) {
    PrintError(place.status());
    return std::nullopt;
  }
  return Where{*std::move(git), *std::move(place)};
}

bool IsHusky(const Place& place) {
  return place.hooks_path.ends_with(".husky/_") || place.hooks_path.ends_with(".husky/_/") ||
         place.hooks_path.ends_with(".husky");
}

std::string Line(std::string_view hook, HookChange change) {
  switch (change) {
    case HookChange::kWritten:
      return Cat("written: ", hook);
    case HookChange::kRenewed:
      return Cat("written again: ", hook);
    case HookChange::kChained:
      return Cat("written: ", hook, "; the one that was there is now ", hook,
                 ".weir-previous and runs first");
    case HookChange::kRemoved:
      return Cat("removed: ", hook);
    case HookChange::kRestored:
      return Cat("removed: ", hook, "; the one from before is back");
    case HookChange::kNothing:
      return "";
  }
  return "";
}

std::string TopFolder(const Git& git) {
  absl::StatusOr<std::string> top = git.Output({"rev-parse", "--show-toplevel"}, kPathBytes);
  return top.ok() ? Trimmed(*std::move(top)) : std::string();
}

// Other managers of hooks that this repository shows signs of, and how weir goes into each.
std::string Advice(const std::string& top) {
  if (top.empty()) return "";
  std::string out;
  for (const char* name : {"lefthook.yml", "lefthook.yaml", ".lefthook.yml", "lefthook.toml"}) {
    if (!Exists(Cat(top, "/", name))) continue;
    out += Cat("note: ", name,
               ": lefthook writes its own hooks; add to it: "
               "pre-commit: { commands: { weir: { run: weir git staged } } }\n");
  }
  if (Exists(Cat(top, "/.pre-commit-config.yaml"))) {
    out +=
        "note: .pre-commit-config.yaml: pre-commit writes its own hooks; weir can be one of its "
        "(see "
        "hooks/README.md)\n";
  }
  if (Exists(Cat(top, "/.husky")))
    out += "note: .husky: add a line  weir git staged  to .husky/pre-commit\n";
  return out;
}

// Whether the files of another manager of hooks call weir.
bool CallsWeir(HookOwner owner, const std::string& top) {
  std::vector<std::string_view> files;
  if (owner == HookOwner::kLefthook) {
    files = {"lefthook.yml", "lefthook.yaml", ".lefthook.yml", "lefthook.toml",
             "lefthook-local.yml"};
  } else if (owner == HookOwner::kHusky) {
    files = {".husky/pre-commit"};
  } else if (owner == HookOwner::kPreCommit) {
    files = {".pre-commit-config.yaml"};
  }
  for (const std::string_view file : files) {
    const std::string path = Cat(top, "/", file);
    struct stat info;
    if (stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    absl::StatusOr<std::string> text = ReadFile(path, kPathBytes, "settings of hooks");
    if (!text.ok()) continue;
    if (text->find("weir git staged") != text->npos || text->find("id: weir") != text->npos)
      return true;
  }
  return false;
}

}  // namespace

int RunGitInstall(const ParsedArgs& args) {
  const bool global = args.IsOn(FlagId::kGlobal);
  const std::optional<Where> where = FindWhere(global);
  if (!where.has_value()) return kExitError;
  const auto& [git, place] = *where;
  if (!global && IsHusky(place)) {
    PrintError(
        "husky keeps the hooks of this repository (core.hooksPath) and would write over them: add "
        "the line "
        "'weir git staged' to .husky/pre-commit instead");
    return kExitError;
  }
  std::vector<std::string_view> hooks;
  if (args.IsOn(FlagId::kPreReceive)) {
    hooks.push_back("pre-receive");
  } else {
    hooks.insert(hooks.end(), {"pre-commit", "pre-merge-commit"});
  }
  if (args.IsOn(FlagId::kPrePush)) hooks.push_back("pre-push");
  if (args.IsOn(FlagId::kCommitMsg)) hooks.push_back("commit-msg");

  std::string out = Cat("hooks in ", Printable(place.folder), "\n");
  HookScriptOptions script;
  script.program = OwnProgram();
  script.is_global = global;
  const auto install = [&](std::string_view hook, bool tell) {
    script.hook = hook;
    absl::StatusOr<HookChange> change = InstallHook(place.folder, script);
    if (!change.ok()) {
      PrintError(change.status());
      return false;
    }
    if (tell) out += Cat(Line(hook, *change), "\n");
    return true;
  };
  for (const std::string_view hook : hooks) {
    if (!install(hook, true)) return kExitError;
  }
  if (global) {
    size_t passed = 0;
    for (const std::string_view hook : kPassedOn) {
      const std::string path = Cat(place.folder, "/", hook);
      if (Exists(path)) continue;
      // A hook of weir that was not asked for only passes on.
      HookScriptOptions pass = script;
      pass.hook = hook;
      pass.only_passes_on = true;
      absl::StatusOr<HookChange> change = InstallHook(place.folder, pass);
      if (!change.ok()) {
        PrintError(change.status());
        return kExitError;
      }
      ++passed;
    }
    if (passed > 0) {
      out += Cat("and ", passed, " hooks that only run a repository's own hook of that name\n");
    }
    if (!place.set_globally) {
      absl::StatusOr<std::string> set = git.Output(
          {"config", "--global", "core.hooksPath", place.folder}, kPathBytes, {}, true);
      if (!set.ok()) {
        PrintError(set.status());
        return kExitError;
      }
      out +=
          Cat("core.hooksPath is now ", Printable(place.folder), " in the global configuration\n");
    }
  } else {
    if (!place.hooks_path.empty()) {
      out += Cat("note: core.hooksPath is ", Printable(place.hooks_path), "\n");
    }
    out += Advice(TopFolder(git));
  }
  return PrintOut(out);
}

int RunGitUninstall(const ParsedArgs& args) {
  const bool global = args.IsOn(FlagId::kGlobal);
  const std::optional<Where> where = FindWhere(global);
  if (!where.has_value()) return kExitError;
  const auto& [git, place] = *where;
  std::string out = Cat("hooks in ", Printable(place.folder), "\n");
  const std::string head = out;
  const auto remove = [&](std::string_view hook) {
    absl::StatusOr<HookChange> change = UninstallHook(place.folder, hook);
    if (!change.ok()) {
      PrintError(change.status());
      return false;
    }
    if (*change != HookChange::kNothing) out += Cat(Line(hook, *change), "\n");
    return true;
  };
  if (global) {
    for (const std::string_view hook : kPassedOn) {
      if (!remove(hook)) return kExitError;
    }
    if (place.set_globally && place.folder == ConfigHooks()) {
      absl::StatusOr<std::string> unset =
          git.Output({"config", "--global", "--unset", "core.hooksPath"}, kPathBytes, {}, true);
      if (!unset.ok()) {
        PrintError(unset.status());
        return kExitError;
      }
      out += "core.hooksPath is no longer set in the global configuration\n";
    }
  } else {
    for (const std::string_view hook : kOwn) {
      if (!remove(hook)) return kExitError;
    }
  }
  if (out == head) out += "there is no hook of weir here\n";
  return PrintOut(out);
}

int RunGitStatus(const ParsedArgs& args) {
  const bool global = args.IsOn(FlagId::kGlobal);
  const std::optional<Where> where = FindWhere(global);
  if (!where.has_value()) return kExitError;
  const auto& [git, place] = *where;
  std::string out = Cat("hooks in ", Printable(place.folder), "\n");
  bool active = false;
  for (const std::string_view hook : kOwn) {
    const std::string path = Cat(place.folder, "/", hook);
    const HookOwner owner = OwnerOfHookFile(path);
    if (owner == HookOwner::kNone) {
      if (hook == "pre-commit") out += "pre-commit: none\n";
      continue;
    }
    if (owner == HookOwner::kPassesOn) continue;
    out += Cat(hook, ": ");
    if (owner != HookOwner::kWeir) {
      out += owner == HookOwner::kOther ? "one that is not of weir" : Cat("of ", Name(owner));
      if (hook == "pre-commit" && CallsWeir(owner, TopFolder(git))) {
        out += ", whose settings call weir";
        active = true;
      }
      out += "\n";
      continue;
    }
    if (access(path.c_str(), X_OK) != 0) {
      out += "of weir, but not executable, so git does not run it: weir git install\n";
      continue;
    }
    out += "weir";
    if (const HookOwner before = OwnerOfHookFile(Cat(path, ".weir-previous"));
        before != HookOwner::kNone) {
      out += Cat(", after the one that was there before",
                 before == HookOwner::kOther ? "" : Cat(" (", Name(before), ")"));
    }
    out += "\n";
    active |= hook == "pre-commit" || hook == "pre-receive";
  }
  if (!global) {
    // A folder of hooks that stands in the way of hooks that were written before it.
    absl::StatusOr<std::string> common =
        git.Output({"rev-parse", "--path-format=absolute", "--git-common-dir"}, kPathBytes);
    if (common.ok() && !place.hooks_path.empty()) {
      out += Cat(
          "core.hooksPath is ", Printable(place.hooks_path), ": hooks in .git/hooks are not run",
          IsHusky(place) ? " (husky): 'weir git staged' has to stand in .husky/pre-commit" : "",
          "\n");
      if (OwnerOfHookFile(Cat(Trimmed(*common), "/hooks/pre-commit")) == HookOwner::kWeir &&
          !active) {
        out += "the hook of weir in .git/hooks is hidden by it: weir git install\n";
      }
    }
    out += Advice(TopFolder(git));
  }
  const int printed = PrintOut(out);
  return printed != kExitClean ? printed : active ? kExitClean : kExitFound;
}

}  // namespace weir
