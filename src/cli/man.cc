#include "cli/man.h"

#include <algorithm>

#include "cli/flags.h"
#include "cli/help.h"
#include "rules/cat.h"

namespace weir {
namespace {

void AppendTopics(std::string* out, std::string_view title, std::span<const Topic> topics) {
  *out += Cat(".SH ", title, "\n");
  for (const Topic& topic : topics) {
    *out += Cat(".TP\n.B ", RoffText(topic.term), "\n", RoffText(topic.text), "\n");
  }
}

void AppendParagraphs(std::string* out, std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    *out += Cat(".PP\n", RoffText(text.substr(0, end)), "\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void AppendFlag(std::string* out, const Flag& flag) {
  *out += Cat(".TP\n.B ", RoffText(FlagTerm(flag)), "\n", RoffText(FlagText(flag)), "\n");
}

}  // namespace

std::string RoffText(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    line_start = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string ManPage(std::string_view version) {
  std::string out = Cat(".TH WEIR 1 \"\" \"weir ", version, "\" \"User Commands\"\n");
  // Left-aligned, without hyphenation: flags and paths stay in one piece.
  out += ".nh\n.ad l\n";
  out += Cat(".SH NAME\nweir \\- ", RoffText(kPurpose), "\n.SH SYNOPSIS\n");
  for (const Command& command : AllCommands()) {
    out += Cat(&command == &AllCommands()[0] ? "" : ".br\n", ".B weir ", RoffText(command.name),
               "\n[flags] ", RoffText(command.arguments), "\n");
  }
  out += ".SH DESCRIPTION\n";
  AppendParagraphs(&out, kPromise);
  out += ".SH COMMANDS\n";
  for (const Command& command : AllCommands()) {
    out += Cat(".SS ",
               RoffText(Cat("weir ", command.name, command.arguments.empty() ? "" : " ",
                            command.arguments)),
               "\n", RoffText(command.help), "\n");
    AppendParagraphs(&out, command.details);
    std::string names;
    for (const Flag& flag : AllFlags()) {
      if (!flag.Belongs(command.id) || flag.long_name.empty() || flag.id == FlagId::kHelp) continue;
      names += Cat(names.empty() ? "Flags: --" : ", --", flag.long_name);
    }
    if (!names.empty()) AppendParagraphs(&out, names + ".");
  }
  out += ".SH OPTIONS\n";
  for (int g = 0; g <= static_cast<int>(FlagGroup::kOther); ++g) {
    const FlagGroup group = static_cast<FlagGroup>(g);
    out += Cat(".SS ", RoffText(Title(group)), "\n");
    for (const Flag& flag : AllFlags()) {
      if (flag.group == group) AppendFlag(&out, flag);
    }
  }
  AppendTopics(&out, "EXIT STATUS", ExitTopics());
  AppendTopics(&out, "ENVIRONMENT", EnvironmentTopics());
  AppendTopics(&out, "FILES", FileTopics());
  out += ".SH EXAMPLES\n";
  for (const Command& command : AllCommands()) {
    std::string_view rest = command.examples;
    bool is_command_line = true;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      while (!line.empty() && line[0] == ' ') line.remove_prefix(1);
      out += is_command_line ? Cat(".TP\n.B ", RoffText(line), "\n") : Cat(RoffText(line), "\n");
      is_command_line = !is_command_line;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

}  // namespace weir
