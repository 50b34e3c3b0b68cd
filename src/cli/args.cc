#include "cli/args.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

// CLI11 has old-style casts and shadowing in its headers, which are system headers to the compiler.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/message.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

absl::Status UsageError(std::string_view command, std::string_view message) {
  const std::string more = command.empty() ? "weir -h" : Cat("weir ", command, " -h");
  return absl::InvalidArgumentError(Cat(message, " (see '", more, "')"));
}

// True if one of the arguments can mean this flag: only then is it registered.
bool MayBeNamed(const Flag& flag, std::span<const std::string_view> arguments) {
  for (std::string_view argument : arguments) {
    if (argument.size() < 2 || argument[0] != '-') continue;
    if (argument[1] != '-') {
      if (flag.short_name != 0 && argument.find(flag.short_name) != argument.npos) return true;
      continue;
    }
    const std::string_view name = argument.substr(2, argument.find('=') - 2);
    if (!name.empty() && (name == flag.long_name || name == flag.negation)) return true;
  }
  return false;
}

// CLI11's way to write "-q,--quiet,!--no-quiet".
std::string NamesForParser(const Flag& flag) {
  std::string names;
  if (flag.short_name != 0) names = Cat("-", flag.short_name);
  if (!flag.long_name.empty()) {
    names += Cat(names.empty() ? "" : ",", "--", flag.long_name);
  }
  if (!flag.negation.empty()) names += Cat(",!--", flag.negation);
  return names;
}

struct Registered {
  const Flag* flag;
  CLI::Option* option;
  bool is_on = false;
};

absl::Status UnknownFlag(const Command& command, std::string_view given) {
  std::string_view name = given.substr(0, given.find('='));
  std::vector<std::string_view> known;
  for (const Flag& flag : AllFlags()) {
    if (!flag.Belongs(command.id)) continue;
    if (!flag.long_name.empty()) known.push_back(flag.long_name);
    if (!flag.negation.empty()) known.push_back(flag.negation);
  }
  std::string message = Cat("unknown flag '", Printable(name), "' for 'weir ", command.name, "'");
  std::string_view bare = name;
  while (!bare.empty() && bare[0] == '-') bare.remove_prefix(1);
  if (bare.size() > 1) message += Cat(DidYouMean(bare, known, "--"));
  return UsageError(command.name, message);
}

absl::Status CheckAll(const Flag& flag, std::string_view command,
                      const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    absl::Status status = CheckValue(flag, value);
    if (!status.ok()) return UsageError(command, MessageOf(status));
  }
  return absl::OkStatus();
}

// What stands behind the first "--" is nobody's flag, a second "--" in it included.
std::span<const std::string_view> BehindDashes(std::span<const std::string_view> arguments) {
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  return dashes == arguments.end()
             ? std::span<const std::string_view>()
             : arguments.subspan(static_cast<size_t>(dashes - arguments.begin()) + 1);
}
std::span<const std::string_view> BeforeDashes(std::span<const std::string_view> arguments) {
  return arguments.first(
      static_cast<size_t>(std::find(arguments.begin(), arguments.end(), "--") - arguments.begin()));
}

absl::Status Parse(const Command& command, std::span<const std::string_view> all, ParsedArgs* out) {
  const std::span<const std::string_view> arguments = BeforeDashes(all);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::string> positionals;
  std::vector<std::unique_ptr<Registered>> registered;
  for (const Flag& flag : AllFlags()) {
    if (!flag.Belongs(command.id) || !MayBeNamed(flag, arguments)) continue;
    registered.push_back(std::make_unique<Registered>(Registered{&flag, nullptr}));
    Registered& entry = *registered.back();
    const std::string names = NamesForParser(flag);
    if (flag.kind == ValueKind::kSwitch) {
      entry.option = app.add_flag(names, entry.is_on);
      entry.option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    } else {
      entry.option =
          app.add_option(names, CLI::callback_t([](const CLI::results_t&) { return true; }));
      entry.option->expected(1);
      entry.option->allow_extra_args(false);
      entry.option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  if (command.max_arguments > 0) {
    CLI::Option* rest = app.add_option("arguments", positionals);
    rest->expected(-1);
  }
  // CLI11 takes the arguments in reverse order.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  app.parse(reversed);

  for (const auto& entry : registered) {
    if (entry->option->count() == 0) continue;
    const Flag& flag = *entry->flag;
    if (flag.kind == ValueKind::kSwitch) {
      out->Set(flag.id, {entry->is_on ? "true" : "false"});
      continue;
    }
    std::vector<std::string> values = entry->option->results();
    if (!flag.list) values.erase(values.begin(), values.end() - 1);
    if (flag.commas) {
      std::vector<std::string> single;
      for (const std::string& value : values) {
        for (size_t begin = 0, comma; begin <= value.size(); begin = comma + 1) {
          comma = std::min(value.find(',', begin), value.size());
          single.push_back(value.substr(begin, comma - begin));
        }
      }
      values = std::move(single);
    }
    absl::Status status = CheckAll(flag, command.name, values);
    if (!status.ok()) return status;
    out->Set(flag.id, std::move(values));
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.size() > 1 && extra[0] == '-') return UnknownFlag(command, extra);
    positionals.push_back(extra);
  }
  const std::span<const std::string_view> behind = BehindDashes(all);
  positionals.insert(positionals.end(), behind.begin(), behind.end());
  out->SetPositionals(std::move(positionals));
  return absl::OkStatus();
}

// What CLI11 says when it refuses, in our words.
absl::Status Translate(const Command& command, const CLI::ParseError& error,
                       std::span<const std::string_view> arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument.size() < 2 || argument[0] != '-') continue;
    if (argument.substr(0, 2) == "--") {
      const size_t equals = argument.find('=');
      const Flag* flag = FindFlag(command.id, argument.substr(2, equals - 2));
      if (flag == nullptr) continue;
      if (flag->kind == ValueKind::kSwitch && equals != argument.npos) {
        return UsageError(command.name, Cat("flag '--", flag->long_name, "' takes no value"));
      }
      if (flag->kind != ValueKind::kSwitch && equals == argument.npos &&
          i + 1 == arguments.size()) {
        return UsageError(command.name,
                          Cat("flag '--", flag->long_name, "' needs a value: ", flag->value));
      }
      continue;
    }
    for (const Flag& flag : AllFlags()) {
      if (i + 1 == arguments.size() && flag.Belongs(command.id) &&
          flag.kind != ValueKind::kSwitch && flag.short_name != 0 &&
          argument.back() == flag.short_name) {
        return UsageError(command.name,
                          Cat("flag '-", flag.short_name, "' needs a value: ", flag.value));
      }
    }
  }
  return UsageError(command.name, Printable(error.what()));
}

absl::StatusOr<ParsedArgs> ParseCommand(const Command& command,
                                        std::span<const std::string_view> arguments) {
  ParsedArgs args(command.id);
  try {
    absl::Status status = Parse(command, arguments, &args);
    if (!status.ok()) return status;
  } catch (const CLI::ParseError& error) {
    return Translate(command, error, BeforeDashes(arguments));
  } catch (const std::exception& error) {
    return absl::InternalError(Cat("cannot read the arguments: ", Printable(error.what())));
  }
  if (args.Has(FlagId::kShortHelp) || args.Has(FlagId::kHelp)) return args;
  const size_t count = args.positionals().size();
  if (count < command.min_arguments) {
    return UsageError(command.name,
                      Cat("'weir ", command.name, "' needs an argument: ", command.arguments));
  }
  if (count > command.max_arguments) {
    return UsageError(
        command.name,
        Cat("'weir ", command.name, "' takes ",
            command.max_arguments == 0 ? std::string("no argument")
                                       : Cat("at most ", command.max_arguments),
            ": '", Printable(args.positionals()[command.max_arguments]), "' is too much"));
  }
  if (args.Has(FlagId::kConfig) && args.Has(FlagId::kNoConfig)) {
    return UsageError(command.name, "--config and --no-config cannot go together");
  }
  return args;
}

absl::Status UnknownCommand(std::string_view given) {
  std::vector<std::string_view> known;
  for (const Command& command : AllCommands()) {
    known.push_back(command.name);
    if (!GroupOf(command).empty()) known.push_back(GroupOf(command));
  }
  return UsageError("", Cat("unknown command '", Printable(given), "'", DidYouMean(given, known)));
}

absl::StatusOr<ParsedArgs> TopLevelHelp(FlagId kind) {
  ParsedArgs args(CommandId::kHelp);
  args.Set(kind, {"true"});
  return args;
}

}  // namespace

bool ParsedArgs::IsOn(FlagId id, bool otherwise) const {
  return Has(id) ? values_[Index(id)].back() == "true" : otherwise;
}

std::string_view ParsedArgs::Value(FlagId id) const {
  return Has(id) ? std::string_view(values_[Index(id)].back()) : std::string_view();
}

void ParsedArgs::SetDefault(FlagId id, std::vector<std::string> values) {
  if (!Has(id)) values_[Index(id)] = std::move(values);
}

absl::StatusOr<ParsedArgs> ParseArgs(std::span<const std::string_view> arguments) {
  if (arguments.empty()) return UsageError("", "no command given");
  const std::string_view first = arguments[0];
  if (first == "-h") return TopLevelHelp(FlagId::kShortHelp);
  if (first == "--help") return TopLevelHelp(FlagId::kHelp);
  if (first == "--version" || first == "-V")
    return ParseCommand(GetCommand(CommandId::kVersion), {});
  if (!first.empty() && first[0] == '-') {
    return UsageError("", Cat("a command comes first, not '", Printable(first),
                              "': did you mean 'weir scan ", Printable(first), "'?"));
  }
  if (IsCommandGroup(first)) {
    std::vector<std::string_view> known;
    for (const Command& command : AllCommands()) {
      if (GroupOf(command) == first) known.push_back(command.name.substr(first.size() + 1));
    }
    if (arguments.size() == 1) {
      std::string names;
      for (std::string_view name : known) names += Cat(names.empty() ? "" : ", ", name);
      return UsageError("", Cat("'weir ", first, "' needs one of ", names));
    }
    if (arguments[1] == "-h" || arguments[1] == "--help") {
      ParsedArgs args(CommandId::kHelp);
      args.Set(arguments[1] == "-h" ? FlagId::kShortHelp : FlagId::kHelp, {"true"});
      args.SetPositionals({std::string(first)});
      return args;
    }
    const Command* command = FindCommand(Cat(first, " ", arguments[1]));
    if (command == nullptr && first == "agent" && !arguments[1].starts_with('-')) {
      // `weir agent claude` is `weir agent hook claude`: what stands in settings of clients is short.
      return ParseCommand(GetCommand(CommandId::kAgentHook), arguments.subspan(1));
    }
    if (command == nullptr) {
      return UsageError("", Cat("unknown command '", first, " ", Printable(arguments[1]), "'",
                                DidYouMean(arguments[1], known, Cat(first, " "))));
    }
    return ParseCommand(*command, arguments.subspan(2));
  }
  const Command* command = FindCommand(first);
  if (command == nullptr || first.find(' ') != first.npos) return UnknownCommand(first);
  return ParseCommand(*command, arguments.subspan(1));
}

}  // namespace weir
