// Install: the hooks of weir in a client's settings, and out of them again.
//
//   absl::StatusOr<HookReport> report = InstallHooks(request);
//   print report->path, report->lines
//
// Entries of weir are known by their command line (IsHookCommand); nothing else is touched. Installing again changes
// nothing where all is as it should be. What is done is done in one replacement of the file.
// Errors: InvalidArgument where a settings file is not what it should be ("line 3: a comma is missing"), with the
// file as it was; those of settings_file.h. Threads: pure functions.
#ifndef WEIR_ADAPTER_AGENT_INSTALL_H_
#define WEIR_ADAPTER_AGENT_INSTALL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapter/agent/client_files.h"

namespace weir {

struct HookRequest {
  const ClientFiles* files = nullptr;
  Scope scope = Scope::kUser;
  Places places;
  std::string program;             // as it is to stand in the settings
  std::vector<std::string> more;   // further arguments of the command
  bool fail_closed = true;
};

struct HookReport {
  std::string path;
  bool changed = false;
  std::vector<std::string> lines;  // what was done, for people
};

absl::StatusOr<HookReport> InstallHooks(const HookRequest& request);
absl::StatusOr<HookReport> UninstallHooks(const HookRequest& request);

// What is installed: the event's name as the file has it, and the command.
struct FoundHook {
  std::string event, command;
  std::string program;   // a shell word
  bool closed = false;  // has the switch to block when the hook fails
  bool runs = true;     // a script that is not executable does not
};
absl::StatusOr<std::vector<FoundHook>> FindHooks(const ClientFiles& files, const std::string& path);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_INSTALL_H_
