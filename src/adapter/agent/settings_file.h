// SettingsFile: somebody else's settings, read, and replaced as a whole.
//
//   absl::StatusOr<SettingsFile> file = ReadSettings(path);     // !file->exists: there is none
//   RETURN_IF_ERROR(ReplaceSettings(*file, new_text));
//
// A symbolic link is followed (people keep their settings elsewhere and link to them): what it stands for is
// replaced. The new text is written beside it and takes its name when it is complete and on the disk; owner and mode
// stay. If the file was changed since it was read, nothing is done (Aborted). Missing folders are made.
// Threads: pure functions.
#ifndef WEIR_ADAPTER_AGENT_SETTINGS_FILE_H_
#define WEIR_ADAPTER_AGENT_SETTINGS_FILE_H_

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir {

struct SettingsText {
  std::string path;  // links resolved
  bool exists = false;
  std::string text;
  struct stat info = {};
};

absl::StatusOr<SettingsText> ReadSettings(const std::string& path);
// `mode`: of a file that did not exist.
absl::Status ReplaceSettings(const SettingsText& old, std::string_view text, mode_t mode = 0644);

}  // namespace weir

#endif  // WEIR_ADAPTER_AGENT_SETTINGS_FILE_H_
