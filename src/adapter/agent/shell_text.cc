#include "adapter/agent/shell_text.h"

#include "text/escapes.h"

namespace weir {
namespace {

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/' || c == '+' || c == '=';
}

}  // namespace

bool ReadAsShell(std::string_view command, std::string* read) {
  read->clear();
  bool joined = false;
  // A quote or backslash within a word joins what stands on its sides.
  const auto mark = [&](size_t at) { joined |= !read->empty() && IsWord(read->back()) && at < command.size(); };
  size_t i = 0;
  while (i < command.size()) {
    const char c = command[i];
    if (c == '\'') {
      mark(i);
      const size_t end = command.find('\'', i + 1);
      if (end == command.npos) {
        read->append(command.substr(i));
        break;
      }
      const bool escapes = i > 0 && command[i - 1] == '$';
      if (escapes) {
        read->pop_back();  // the dollar sign
        View view;
        view.Start(end - i);
        DecodeEscapes(command, i + 1, end, &view);
        read->append(view.bytes());
      } else {
        read->append(command.substr(i + 1, end - i - 1));
      }
      i = end + 1;
      joined |= i < command.size() && IsWord(command[i]);
      continue;
    }
    if (c == '"') {
      mark(i);
      ++i;
      while (i < command.size() && command[i] != '"') {
        if (command[i] == '\\' && i + 1 < command.size() &&
            std::string_view("\"\\$`\n").find(command[i + 1]) != std::string_view::npos) {
          ++i;
          if (command[i] == '\n') {
            ++i;
            joined = true;
            continue;
          }
        }
        read->push_back(command[i++]);
      }
      ++i;
      joined |= i < command.size() && IsWord(command[i]);
      continue;
    }
    if (c == '\\' && i + 1 < command.size()) {
      joined = true;
      if (command[i + 1] != '\n') read->push_back(command[i + 1]);
      i += 2;
      continue;
    }
    read->push_back(c);
    ++i;
  }
  return joined && *read != command;
}

}  // namespace weir
