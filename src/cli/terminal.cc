#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace weir {
namespace {

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

ColorEnvironment ReadColorEnvironment() { return {Environment("NO_COLOR"), Environment("TERM")}; }

bool WantsColor(std::string_view when, bool is_terminal, const ColorEnvironment& environment) {
  if (when == "always") return true;
  if (when == "never") return false;
  return is_terminal && environment.no_color.empty() && environment.term != "dumb";
}

bool IsTerminal(int fd) { return isatty(fd) == 1; }

size_t TerminalWidth(int fd) {
  struct winsize size = {};
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<size_t>(size.ws_col, 40);
}

bool StandardInputHasData() {
  struct stat info;
  if (fstat(STDIN_FILENO, &info) != 0) return false;
  return S_ISFIFO(info.st_mode) || S_ISREG(info.st_mode) || S_ISSOCK(info.st_mode);
}

}  // namespace weir
