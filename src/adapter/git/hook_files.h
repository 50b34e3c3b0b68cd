// HookFiles: the hooks that weir writes into a folder of hooks, beside those of others.
//
//   std::string text = HookScript({.hook = "pre-commit", .program = "/usr/bin/weir"});
//   absl::StatusOr<HookChange> done = InstallHook(folder, script);
//   UninstallHook(folder, "pre-commit");
//
// A hook that is there is kept as HOOK.weir-previous and run first, with the same arguments and the
// same input; the first that fails ends it. The script looks for weir in $PATH (an absolute place
// outside of the work tree), then where it was when the hook was written, so it survives both an
// upgrade and a move; if it is nowhere the hook fails, because a look that did not happen is not a
// clean one. Files are written beside their place and renamed. Threads: pure apart from files.
#ifndef WEIR_ADAPTER_GIT_HOOK_FILES_H_
#define WEIR_ADAPTER_GIT_HOOK_FILES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

struct HookScriptOptions {
  std::string hook;     // "pre-commit"
  std::string program;  // absolute path of weir
  // The folder serves all repositories (a global core.hooksPath): a repository's own hook is run
  // too.
  bool is_global = false;
  bool only_passes_on = false;  // for a global folder: a hook that weir has no part in
};

// What weir does in a hook: "git staged"; "" if it has no part in it (a global folder still passes
// it on).
std::string_view HookCommand(std::string_view hook);
bool HookReadsInput(std::string_view hook);
std::string HookScript(const HookScriptOptions& options);

// kPassesOn: of weir, but only there to run a repository's own.
enum class HookOwner { kNone, kWeir, kPassesOn, kPreCommit, kLefthook, kHusky, kOther };
std::string_view Name(HookOwner owner);
HookOwner OwnerOfHook(std::string_view text);
// Of a file; kNone if there is none, kOther if it cannot be read.
HookOwner OwnerOfHookFile(const std::string& path);

enum class HookChange { kWritten, kRenewed, kChained, kRemoved, kRestored, kNothing };

absl::StatusOr<HookChange> InstallHook(const std::string& folder, const HookScriptOptions& options);
absl::StatusOr<HookChange> UninstallHook(const std::string& folder, std::string_view hook);

}  // namespace weir

#endif  // WEIR_ADAPTER_GIT_HOOK_FILES_H_
