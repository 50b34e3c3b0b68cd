#include "cli/scan_paths.h"

#include <unistd.h>

#include <utility>

#include "cli/path_list.h"
#include "cli/read_file.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/values.h"

namespace weir {

absl::StatusOr<std::vector<std::string>> PathsOf(const ParsedArgs& args) {
  std::vector<std::string> paths(args.positionals().begin(), args.positionals().end());
  for (const std::string& path : paths) {
    if (path.empty()) return absl::InvalidArgumentError("an empty PATH names nothing");
  }
  if (args.Has(FlagId::kFilesFrom)) {
    const std::string list_name(args.Value(FlagId::kFilesFrom));
    absl::StatusOr<std::string> list = ReadFile(list_name, kMaxPathListBytes, "list of paths");
    if (!list.ok()) return list.status();
    absl::StatusOr<std::vector<std::string>> more = SplitPaths(*list, args.IsOn(FlagId::kNull));
    if (!more.ok()) return more.status();
    for (std::string& path : *more) {
      // The list may itself have come from standard input; a file named "-" is "./-".
      if (path == "-") {
        return absl::InvalidArgumentError("the list of --files-from holds '-': write './-'");
      }
      paths.push_back(std::move(path));
    }
    return paths;
  }
  if (paths.empty()) paths.push_back(StandardInputHasData() ? "-" : ".");
  return paths;
}

FileScanOptions FileScanOptionsOf(const ParsedArgs& args) {
  FileScanOptions options;
  options.no_ignore = args.IsOn(FlagId::kNoIgnore);
  options.follow_links = args.IsOn(FlagId::kFollowLinks);
  options.exclude.assign(args.Values(FlagId::kExclude).begin(),
                         args.Values(FlagId::kExclude).end());
  const std::string_view json = args.Value(FlagId::kJson);
  options.json.mode = json == "on"    ? JsonMode::kOn
                      : json == "off" ? JsonMode::kOff
                                      : JsonMode::kAuto;
  for (std::string_view field : args.Values(FlagId::kField))
    options.json.fields.emplace_back(field);
  options.max_file_size = ParseSize(args.Value(FlagId::kMaxFileSize)).value_or(0);
  options.threads = static_cast<int>(ParseCount(args.Value(FlagId::kThreads)).value_or(0));
  options.progress =
      args.IsOn(FlagId::kProgress, true) && !args.IsOn(FlagId::kQuiet) && IsTerminal(STDERR_FILENO);
  options.stop = StopFlag();
  return options;
}

}  // namespace weir
