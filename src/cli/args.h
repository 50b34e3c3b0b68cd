// Arguments: what was asked for, checked, with the command line and weir.toml brought together.
//
//   absl::StatusOr<ParsedArgs> args = ParseArgs(arguments);   // without the program's name
//   if (args->command().id == CommandId::kScan && args->IsOn(FlagId::kNoIgnore)) ...
//
// Parsing is CLI11's; its exceptions end here. Only flags that some argument can name are
// registered, so a start costs what it uses. A switch or a single value given twice: the last one
// counts. Failure: InvalidArgument, one line that names what is wrong, the nearest known name, and
// where to read more. Threads: a plain value.
#ifndef WEIR_CLI_ARGS_H_
#define WEIR_CLI_ARGS_H_

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/flags.h"

namespace weir {

class ParsedArgs {
 public:
  ParsedArgs() = default;
  explicit ParsedArgs(CommandId command) : command_(command) {}

  const Command& command() const { return GetCommand(command_); }
  std::span<const std::string> positionals() const { return positionals_; }

  // Given on the command line or by a settings file.
  bool Has(FlagId id) const { return !values_[Index(id)].empty(); }
  // A switch; `otherwise` if it was not given.
  bool IsOn(FlagId id, bool otherwise = false) const;
  // The value, or "" if it was not given.
  std::string_view Value(FlagId id) const;
  std::span<const std::string> Values(FlagId id) const { return values_[Index(id)]; }

  // Sets what a settings file says, unless the command line has said something.
  void SetDefault(FlagId id, std::vector<std::string> values);

  // For the parser and for tests.
  void Set(FlagId id, std::vector<std::string> values) { values_[Index(id)] = std::move(values); }
  void SetPositionals(std::vector<std::string> values) { positionals_ = std::move(values); }

 private:
  static size_t Index(FlagId id) { return static_cast<size_t>(id); }

  CommandId command_ = CommandId::kHelp;
  std::vector<std::string> positionals_;
  std::array<std::vector<std::string>, kFlagCount> values_;  // a switch holds "true" or "false"
};

// `arguments` without the program's name: a command, then its flags and arguments. Also read:
// --help, -h and --version in the place of a command.
absl::StatusOr<ParsedArgs> ParseArgs(std::span<const std::string_view> arguments);

}  // namespace weir

#endif  // WEIR_CLI_ARGS_H_
