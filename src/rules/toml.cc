#include "rules/toml.h"

#include <algorithm>

namespace weir {
namespace {

// The first byte behind the string that begins at `i`; counts the lines in it. A string that does
// not end is a syntax error, which toml++ will find before any key after it.
size_t SkipString(std::string_view bytes, size_t i, size_t* line) {
  const char quote = bytes[i];
  const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
  const bool multi = bytes.substr(i, 3) == triple;
  for (i += multi ? 3 : 1; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') {
      if (!multi) return i;
      ++*line;
    } else if (bytes[i] == '\\' && quote == '"') {
      if (bytes.substr(i, 2) != "\\\n") ++i;
    } else if (!multi && bytes[i] == quote) {
      return i + 1;
    } else if (multi && bytes.substr(i, 3) == triple) {
      i += 3;
      // Up to two quotes may stand right before the closing three.
      while (i < bytes.size() && bytes[i] == quote) ++i;
      return i;
    }
  }
  return bytes.size();
}

}  // namespace

std::optional<size_t> DeepTomlKey(std::string_view bytes) {
  size_t line = 1, dots = 0;
  for (size_t i = 0; i < bytes.size();) {
    switch (bytes[i]) {
      case '"':
      case '\'':
        i = SkipString(bytes, i, &line);
        continue;
      case '#':
        i = std::min(bytes.find('\n', i), bytes.size());
        continue;
      case '.':
        if (++dots >= kMaxTomlKeyParts) return line;
        break;
      case '\n':
        ++line;
        dots = 0;
        break;
      case ',':
      case '=':
        dots = 0;
        break;
      default:
        break;
    }
    ++i;
  }
  return std::nullopt;
}

std::string_view TomlTypeName(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

}  // namespace weir
