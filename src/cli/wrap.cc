#include "cli/wrap.h"

#include <algorithm>

namespace weir {

std::string Wrap(std::string_view text, size_t indent, size_t width) {
  std::string out;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view paragraph = text.substr(begin, end - begin);
    begin = end + 1;
    if (!out.empty() && !paragraph.empty()) out.push_back('\n');
    size_t column = 0;
    while (!paragraph.empty()) {
      const size_t blank = std::min(paragraph.find(' '), paragraph.size());
      const std::string_view word = paragraph.substr(0, blank);
      paragraph.remove_prefix(std::min(blank + 1, paragraph.size()));
      if (word.empty()) continue;
      if (column > 0 && column + 1 + word.size() > width) {
        out.push_back('\n');
        column = 0;
      }
      if (column == 0) {
        out.append(indent, ' ');
        column = indent;
      } else {
        out.push_back(' ');
        ++column;
      }
      out += word;
      column += word.size();
    }
    if (column > 0) out.push_back('\n');
  }
  return out;
}

}  // namespace weir
