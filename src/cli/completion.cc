#include "cli/completion.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/help.h"
#include "rules/cat.h"

namespace weir {
namespace {

// The shell command that prints all rule ids, one a line.
constexpr std::string_view kRuleIds =
    "weir rules list 2>/dev/null | awk 'NR>1{sub(/^-/,\"\",$1); print $1}'";

std::string FlagWords(const Command& command) {
  std::string words;
  for (const Flag& flag : AllFlags()) {
    if (!flag.Belongs(command.id)) continue;
    if (flag.short_name != 0) words += Cat(words.empty() ? "" : " ", "-", flag.short_name);
    if (!flag.long_name.empty()) words += Cat(words.empty() ? "" : " ", "--", flag.long_name);
    if (!flag.negation.empty()) words += Cat(" --", flag.negation);
  }
  return words;
}

std::string Choices(const Flag& flag) {
  std::string words;
  for (std::string_view choice : flag.choices) words += Cat(words.empty() ? "" : " ", choice);
  return words;
}

// "-o|--output"
std::string CasePattern(const Flag& flag) {
  std::string pattern;
  if (flag.short_name != 0) pattern = Cat("-", flag.short_name, "|");
  return Cat(pattern, "--", flag.long_name);
}

// The first words of the names of two words: "rules".
std::vector<std::string_view> Groups() {
  std::vector<std::string_view> groups;
  for (const Command& command : AllCommands()) {
    const std::string_view group = GroupOf(command);
    if (!group.empty() && std::find(groups.begin(), groups.end(), group) == groups.end()) {
      groups.push_back(group);
    }
  }
  return groups;
}

// The words that may stand in the first place: "scan version ... rules".
std::string FirstWords() {
  std::string words;
  for (const Command& command : AllCommands()) {
    if (GroupOf(command).empty()) words += Cat(words.empty() ? "" : " ", command.name);
  }
  for (std::string_view group : Groups()) words += Cat(" ", group);
  return words;
}

std::string SecondWords(std::string_view group) {
  std::string words;
  for (const Command& command : AllCommands()) {
    if (GroupOf(command) == group) {
      words += Cat(words.empty() ? "" : " ", command.name.substr(group.size() + 1));
    }
  }
  return words;
}

bool TakesRuleIds(const Command& command) {
  return command.id == CommandId::kRulesShow || command.id == CommandId::kRulesSample;
}

bool TakesFiles(const Command& command) {
  return command.id == CommandId::kScan || command.id == CommandId::kExplain ||
         command.id == CommandId::kRulesCheck || command.id == CommandId::kTriage ||
         command.id == CommandId::kImport || GroupOf(command) == "baseline";
}

// Text inside '...' for fish: backslash and quote are escaped.
std::string FishQuoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "'";
}

// Text inside '[...]' of a zsh _arguments spec.
std::string ZshText(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out.push_back('\\');
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    out.push_back(c);
  }
  return out;
}

std::string ZshAction(const Flag& flag) {
  if (flag.kind == ValueKind::kSwitch) return "";
  std::string action = Cat(":", flag.value, ":");
  if (flag.kind == ValueKind::kChoice) return Cat(action, "(", Choices(flag), ")");
  if (flag.kind == ValueKind::kFile) return Cat(action, "_files");
  if (flag.kind == ValueKind::kRuleId) return Cat(action, "_weir_rule_ids");
  return Cat(action, " ");
}

std::string ZshFlag(const Flag& flag) {
  const std::string help = Cat("[", ZshText(flag.help), "]");
  const std::string star = flag.list ? "*" : "";
  std::string out;
  if (flag.short_name != 0) {
    out += Cat("        '", star, "-", flag.short_name, help, ZshAction(flag), "' \\\n");
  }
  if (!flag.long_name.empty()) {
    const std::string equals = flag.kind == ValueKind::kSwitch ? "" : "=";
    out += Cat("        '", star, "--", flag.long_name, equals, help, ZshAction(flag), "' \\\n");
  }
  if (!flag.negation.empty()) {
    out += Cat("        '--", flag.negation, "[Take --", flag.long_name, " back.]' \\\n");
  }
  return out;
}

std::string ZshRest(const Command& command) {
  if (TakesFiles(command)) return "        '*:file:_files'\n";
  if (TakesRuleIds(command)) return "        '*:rule:_weir_rule_ids'\n";
  if (command.id == CommandId::kCompletion) return "        '1:shell:(bash zsh fish)'\n";
  if (command.id == CommandId::kHelp) return Cat("        '*:command:(", FirstWords(), ")'\n");
  return "        && return 0\n";
}

}  // namespace

std::string BashCompletion() {
  std::string out =
      Cat("# Completion of weir for bash: source <(weir completion bash)\n"
          "_weir_rule_ids() { ",
          kRuleIds,
          "; }\n"
          "_weir() {\n"
          "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
          "  local command=\"${COMP_WORDS[1]}\"\n"
          "  if [ \"$current\" = = ]; then current=; elif [ \"$previous\" = = ]; then\n"
          "    previous=\"${COMP_WORDS[COMP_CWORD-2]}\"; fi\n"
          "  COMPREPLY=()\n"
          "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "    COMPREPLY=($(compgen -W \"",
          FirstWords(),
          " -h --help --version\" -- \"$current\"))\n"
          "    return\n"
          "  fi\n");
  for (std::string_view group : Groups()) {
    out += Cat("  if [ \"$command\" = ", group,
               " ]; then\n"
               "    if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
               "      COMPREPLY=($(compgen -W \"",
               SecondWords(group),
               "\" -- \"$current\"))\n"
               "      return\n"
               "    fi\n"
               "    command=\"",
               group, " ${COMP_WORDS[2]}\"\n  fi\n");
  }
  out += "  case \"$command\" in\n";
  for (const Command& command : AllCommands()) {
    out += Cat("    '", command.name, "')\n      case \"$previous\" in\n");
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id) || flag.kind == ValueKind::kSwitch) continue;
      out += Cat("        ", CasePattern(flag), ") ");
      if (flag.kind == ValueKind::kChoice) {
        out += Cat("COMPREPLY=($(compgen -W \"", Choices(flag), "\" -- \"$current\"))");
      } else if (flag.kind == ValueKind::kFile) {
        out += "COMPREPLY=($(compgen -f -- \"$current\"))";
      } else if (flag.kind == ValueKind::kRuleId) {
        out += "COMPREPLY=($(compgen -W \"$(_weir_rule_ids)\" -- \"$current\"))";
      } else {
        out += ":";
      }
      out += "; return ;;\n";
    }
    out += Cat("      esac\n      case \"$current\" in\n        -*) COMPREPLY=($(compgen -W \"",
               FlagWords(command), "\" -- \"$current\")); return ;;\n      esac\n");
    if (TakesFiles(command)) out += "      COMPREPLY=($(compgen -f -- \"$current\"))\n";
    if (TakesRuleIds(command)) {
      out += "      COMPREPLY=($(compgen -W \"$(_weir_rule_ids)\" -- \"$current\"))\n";
    }
    if (command.id == CommandId::kCompletion) {
      out += "      COMPREPLY=($(compgen -W \"bash zsh fish\" -- \"$current\"))\n";
    }
    if (command.id == CommandId::kHelp) {
      for (std::string_view group : Groups()) {
        out += Cat("      if [ \"$previous\" = ", group,
                   " ]; then\n        COMPREPLY=($(compgen -W \"", SecondWords(group),
                   "\" -- \"$current\"))\n        return\n      fi\n");
      }
      out += Cat("      COMPREPLY=($(compgen -W \"", FirstWords(), "\" -- \"$current\"))\n");
    }
    out += "      ;;\n";
  }
  out +=
      "  esac\n"
      "}\n"
      "complete -o filenames -o bashdefault -F _weir weir\n";
  return out;
}

std::string ZshCompletion() {
  std::string out =
      Cat("#compdef weir\n"
          "# Completion of weir for zsh: put it as _weir into a folder of $fpath, or source it.\n"
          "_weir_rule_ids() { local -a ids; ids=(${(f)\"$(",
          kRuleIds,
          ")\"}); compadd -a ids }\n"
          "_weir() {\n"
          "  local command=\"$words[2]\"\n"
          "  if (( CURRENT == 2 )); then\n"
          "    compadd -- ",
          FirstWords(),
          " -h --help --version\n"
          "    return\n"
          "  fi\n");
  for (std::string_view group : Groups()) {
    out += Cat("  if [[ $command == ", group,
               " ]]; then\n"
               "    if (( CURRENT == 3 )); then compadd -- ",
               SecondWords(group),
               "; return; fi\n"
               "    command=\"",
               group,
               " $words[3]\"\n"
               "    shift words; (( CURRENT-- ))\n"
               "  fi\n");
  }
  out +=
      "  shift words; (( CURRENT-- ))\n"
      "  case \"$command\" in\n";
  for (const Command& command : AllCommands()) {
    out += Cat("    '", command.name, "')\n      _arguments \\\n");
    for (const Flag& flag : AllFlags()) {
      if (flag.Belongs(command.id)) out += ZshFlag(flag);
    }
    out += Cat(ZshRest(command), "      ;;\n");
  }
  out +=
      "  esac\n"
      "}\n"
      "if [[ $funcstack[1] == _weir ]]; then _weir \"$@\"; else compdef _weir weir; fi\n";
  return out;
}

std::string FishCompletion() {
  std::string out = Cat(
      "# Completion of weir for fish: weir completion fish > ~/.config/fish/completions/weir.fish\n"
      "function __weir_rule_ids; ",
      kRuleIds,
      "; end\n"
      "function __weir_command\n"
      "  set -l words (commandline -opc)\n"
      "  set -l wanted (string split ' ' -- $argv[1])\n"
      "  test (count $words) -gt (count $wanted); or return 1\n"
      "  test \"$words[2..(math 1 + (count $wanted))]\" = \"$argv[1]\"\n"
      "end\n"
      "complete -c weir -f\n");
  for (const Command& command : AllCommands()) {
    if (const std::string_view group = GroupOf(command); !group.empty()) {
      out += Cat("complete -c weir -n '__weir_command ", group,
                 "; and test (count (commandline -opc)) -eq 2' -a ",
                 command.name.substr(group.size() + 1), " -d ", FishQuoted(command.help), "\n");
    } else {
      out += Cat("complete -c weir -n __fish_use_subcommand -a ", command.name, " -d ",
                 FishQuoted(command.help), "\n");
    }
  }
  for (std::string_view group : Groups()) {
    out += Cat("complete -c weir -n __fish_use_subcommand -a ", group, " -d ",
               FishQuoted(GroupPurpose(group)), "\n");
  }
  for (const Command& command : AllCommands()) {
    const std::string when = Cat("complete -c weir -n \"__weir_command '", command.name, "'\"");
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id)) continue;
      out += when;
      if (flag.short_name != 0) out += Cat(" -s ", flag.short_name);
      if (!flag.long_name.empty()) out += Cat(" -l ", flag.long_name);
      if (flag.kind == ValueKind::kChoice) out += Cat(" -x -a ", FishQuoted(Choices(flag)));
      if (flag.kind == ValueKind::kRuleId) out += " -x -a '(__weir_rule_ids)'";
      if (flag.kind == ValueKind::kFile) out += " -r -F";
      if (flag.kind == ValueKind::kText || flag.kind == ValueKind::kCount ||
          flag.kind == ValueKind::kSize || flag.kind == ValueKind::kDuration) {
        out += " -x";
      }
      out += Cat(" -d ", FishQuoted(flag.help), "\n");
      if (!flag.negation.empty()) {
        out += Cat(when, " -l ", flag.negation, " -d ",
                   FishQuoted(Cat("Take --", flag.long_name, " back.")), "\n");
      }
    }
    if (TakesFiles(command)) out += Cat(when, " -F\n");
    if (TakesRuleIds(command)) out += Cat(when, " -a '(__weir_rule_ids)'\n");
    if (command.id == CommandId::kCompletion) out += Cat(when, " -a 'bash zsh fish'\n");
    if (command.id == CommandId::kHelp) out += Cat(when, " -a '", FirstWords(), "'\n");
  }
  return out;
}

}  // namespace weir
