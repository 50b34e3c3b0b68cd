#include "cli/help.h"

#include <algorithm>

#include "cli/wrap.h"
#include "rules/cat.h"

namespace weir {
namespace {

constexpr size_t kCommandColumns = 19;  // of the lists of commands: their names on the left
constexpr size_t kTermColumns = 30;  // of the short help: flag names on the left

constexpr Topic kExit[] = {
    {"0", "Everything was looked at and nothing was found, or what was asked for is done."},
    {"1", "Something was found."},
    {"2",
     "An error, or something that should have been looked at was not. It wins over 1; what was "
     "found is "
     "in the report all the same. Nothing to look at and no rule to look with are errors too."},
    {"128+N",
     "Stopped by signal N: the report holds what was found until then and says it is incomplete."},
};

constexpr Topic kEnvironment[] = {
    {"NO_COLOR", "If set and not empty, --color auto means never."},
    {"TERM", "If it is dumb, --color auto means never."},
    {"WEIR_FINGERPRINT_KEY",
     "Any text: the key of the fingerprints, for several machines that shall give the same ones."},
    {"WEIR_VAULT_KEY", "The key of vaults, 64 hexadecimal digits, where --vault-key is not given."},
    {"WEIR_CPU",
     "portable, sse4.2, avx2 or avx512: use that code path at most. The findings are the same for "
     "each; "
     "for tests."},
    {"XDG_CONFIG_HOME, HOME", "Where the fingerprint key is kept; see FILES."},
};

constexpr Topic kFiles[] = {
    {"weir.toml",
     "Settings: a table [scan] whose keys are those named with the flags, and [[allow]] entries. Taken from the root of "
     "the "
     "repository the command runs in (or the current folder outside of one) if it is a regular "
     "file that "
     "belongs to the user and that others cannot write, or named with --config. Never taken from a "
     "path "
     "that is looked at. A line on standard error says when it is used."},
    {".weir-baseline",
     "What weir baseline has written down: keyed fingerprints of the secrets that are known, one a "
     "line. It is used only where --baseline or weir.toml names it."},
    {"~/.config/weir/fingerprint.key",
     "The key of the fingerprints in reports, made on first need with mode 0600. With the same key "
     "a "
     "secret has the same fingerprint in every report; without it a fingerprint tells nothing."},
    {"~/.config/weir/vault.key",
     "The key of vaults, made by weir vault key with mode 0600, where neither --vault-key nor "
     "WEIR_VAULT_KEY is given."},
};

// What the commands of a group are for.
constexpr Topic kGroups[] = {
    {"rules", "See, check and try the rules weir looks with."},
    {"git", "Look for secrets in what git holds: before a commit, a push, and in history."},
    {"agent", "Keep secrets out of coding agents: answer their hooks, install and check them."},
    {"transcript", "Look for secrets in stored sessions of coding agents, and mask them."},
    {"vault", "Keys and contents of vaults, which hold what placeholders stand for."},
    {"baseline", "Keep a list of the secrets that are known, so that only new ones are reported."},
};

std::string ShortTerm(const Flag& flag) {
  std::string term = "  ";
  if (flag.short_name != 0) {
    term += Cat("-", flag.short_name, flag.long_name.empty() ? "" : ", ");
  } else {
    term += "    ";
  }
  if (!flag.long_name.empty()) term += Cat("--", flag.long_name);
  if (!flag.value.empty()) term += Cat(" ", flag.value);
  return term;
}

// A term, and its text in lines beside it; below it where the term is too long for its column.
void AppendRow(std::string* out, std::string_view term, std::string_view text, size_t columns = kTermColumns) {
  std::string lines = Wrap(text, columns);
  if (term.size() < columns) {
    lines.replace(0, term.size(), term);
  } else {
    *out += Cat(term, "\n");
  }
  *out += lines;
}

template <typename Do>
void ForEachGroup(const Command& command, Do&& act) {
  for (int g = 0; g <= static_cast<int>(FlagGroup::kOther); ++g) {
    const FlagGroup group = static_cast<FlagGroup>(g);
    bool first = true;
    for (const Flag& flag : AllFlags()) {
      if (flag.group != group || !flag.Belongs(command.id)) continue;
      act(flag, first);
      first = false;
    }
  }
}

std::string TopicText(std::span<const Topic> topics) {
  std::string out;
  for (const Topic& topic : topics) {
    out += Cat("  ", topic.term, "\n", Wrap(topic.text, 6));
  }
  return out;
}

}  // namespace

std::span<const Topic> ExitTopics() { return kExit; }
std::span<const Topic> EnvironmentTopics() { return kEnvironment; }
std::span<const Topic> FileTopics() { return kFiles; }

std::string Usage(const Command& command) {
  return Cat("weir ", command.name, " [flags]", command.arguments.empty() ? "" : " ",
             command.arguments);
}

std::string FlagTerm(const Flag& flag) {
  std::string term;
  const std::string value = flag.value.empty() ? "" : Cat(" ", flag.value);
  if (flag.short_name != 0) term = Cat("-", flag.short_name, value);
  if (!flag.long_name.empty()) term += Cat(term.empty() ? "" : ", ", "--", flag.long_name, value);
  return term;
}

std::string SettingNote(const Flag& flag) {
  if (flag.setting.empty()) return "";
  return Cat("In weir.toml: ", flag.setting, ".");
}

std::string FlagText(const Flag& flag) {
  std::string text = Cat(flag.help, flag.details.empty() ? "" : " ", flag.details);
  const std::string taken_back = Cat("--", flag.negation);
  if (!flag.negation.empty() && text.find(taken_back) == text.npos) {
    text += Cat(" ", taken_back, " takes this switch back.");
  }
  if (!flag.setting.empty()) text += Cat(" ", SettingNote(flag));
  return text;
}

std::string ShortHelp(const Command& command) {
  std::string out = Cat(command.help, "\n\nUsage: ", Usage(command), "\n");
  ForEachGroup(command, [&](const Flag& flag, bool first) {
    if (first) out += Cat("\n", Title(flag.group), "\n");
    AppendRow(&out, ShortTerm(flag), flag.help);
  });
  out += Cat("\nMore: weir ", command.name, " --help\n");
  return out;
}

std::string LongHelp(const Command& command) {
  std::string out =
      Cat("weir ", command.name, "\n", Wrap(command.help, 2), "\nUSAGE\n  ", Usage(command), "\n");
  if (!command.details.empty()) out += Cat("\nDESCRIPTION\n", Wrap(command.details, 2));
  ForEachGroup(command, [&](const Flag& flag, bool first) {
    if (first) {
      std::string title(Title(flag.group));
      for (char& c : title) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      out += Cat("\nFLAGS: ", title, "\n");
    }
    out += Cat("  ", FlagTerm(flag), "\n", Wrap(FlagText(flag), 6));
  });
  out += Cat("\nEXIT STATUS\n", TopicText(kExit));
  if (!command.examples.empty()) {
    out += "\nEXAMPLES\n";
    std::string_view rest = command.examples;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      out += Cat("  ", rest.substr(0, end), "\n");
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

std::string ProgramHelp(bool is_long) {
  std::string out = Cat("weir: ", kPurpose, "\n\nUsage: weir COMMAND [flags] [arguments]\n");
  if (is_long) out += Cat("\n", Wrap(kPromise, 0));
  out += "\nCommands\n";
  for (const Command& command : AllCommands()) {
    AppendRow(&out, Cat("  ", command.name), command.help, kCommandColumns);
  }
  if (is_long) {
    out += Cat("\nExit status\n", TopicText(kExit), "\nEnvironment\n", TopicText(kEnvironment),
               "\nFiles\n", TopicText(kFiles));
  }
  out += "\nFirst: weir scan\nMore:  weir help COMMAND, weir help, man weir\n";
  return out;
}

std::string_view GroupPurpose(std::string_view group) {
  for (const Topic& topic : kGroups) {
    if (topic.term == group) return topic.text;
  }
  return "";
}

std::string GroupHelp(std::string_view group) {
  std::string out = Cat(GroupPurpose(group), "\n\nUsage: weir ", group, " COMMAND\n\n");
  for (const Command& command : AllCommands()) {
    if (GroupOf(command) == group) AppendRow(&out, Cat("  ", command.name), command.help, kCommandColumns);
  }
  out += Cat("\nMore: weir ", group, " COMMAND --help\n");
  return out;
}

}  // namespace weir
