#include "adapter/import/go_regex.h"

#include <re2/re2.h>

#include <algorithm>
#include <vector>

#include "rules/cat.h"

namespace weir {
namespace {

// Where the class that begins at regex[at] == '[' ends, behind its bracket.
size_t ClassEnd(std::string_view regex, size_t at) {
  size_t i = at + 1;
  if (i < regex.size() && regex[i] == '^') ++i;
  for (bool first = true; i < regex.size(); first = false) {
    if (regex[i] == '\\') {
      i += 2;
    } else if (regex[i] == '[' && i + 1 < regex.size() && regex[i + 1] == ':') {
      const size_t end = regex.find(":]", i + 2);
      i = end == regex.npos ? i + 1 : end + 2;
    } else if (regex[i] == ']' && !first) {
      return i + 1;
    } else {
      ++i;
    }
  }
  return regex.size();
}

// "(?i)" and the like at the very start.
std::string_view LeadingFlags(std::string_view regex) {
  if (!regex.starts_with("(?")) return {};
  const size_t end = regex.find_first_not_of("imsU", 2);
  if (end == regex.npos || end == 2 || regex[end] != ')') return {};
  return regex.substr(0, end + 1);
}

}  // namespace

std::optional<GroupedRegex> SplitGroups(std::string_view regex, int secret_group) {
  GroupedRegex out;
  const std::string_view flags = LeadingFlags(regex);
  const int wanted = secret_group > 0 ? secret_group : 1;
  std::vector<bool> open;                                     // of each group: is it the wanted one
  size_t begin = std::string::npos, end = std::string::npos;  // of the wanted group, in out.whole
  for (size_t i = 0; i < regex.size();) {
    const char c = regex[i];
    if (c == '\\') {
      const size_t next = regex.substr(i).starts_with("\\Q") ? regex.find("\\E", i) : i;
      const size_t stop = next == i ? i + 2 : next == regex.npos ? regex.size() : next + 2;
      out.whole += regex.substr(i, stop - i);
      i = std::min(stop, regex.size());
    } else if (c == '[') {
      const size_t stop = ClassEnd(regex, i);
      out.whole += regex.substr(i, stop - i);
      i = stop;
    } else if (c == '(') {
      const bool named = regex.substr(i).starts_with("(?P<") || regex.substr(i).starts_with("(?<");
      const bool capture = i + 1 >= regex.size() || regex[i + 1] != '?' || named;
      if (!capture) {
        open.push_back(false);
        out.whole.push_back(c);
        ++i;
        continue;
      }
      i = named ? std::min(regex.find('>', i), regex.size() - 1) + 1 : i + 1;
      const bool is_wanted = ++out.groups == wanted;
      open.push_back(is_wanted);
      out.whole += is_wanted ? "(" : "(?:";
      if (is_wanted) begin = out.whole.size();
    } else if (c == ')') {
      if (open.empty()) return std::nullopt;
      if (open.back()) end = out.whole.size();
      // "(?i)" sets flags and is no group; it is closed here like one, which is the same.
      open.pop_back();
      out.whole.push_back(c);
      ++i;
    } else {
      out.whole.push_back(c);
      ++i;
    }
  }
  if (!open.empty()) return std::nullopt;
  if (begin == std::string::npos) {
    if (secret_group > 0) return std::nullopt;
    out.secret = out.whole;
    return out;
  }
  out.secret = Cat(flags, out.whole.substr(begin, end - begin));
  out.before = out.whole.substr(flags.size(), begin - 1 - flags.size());
  return out;
}

std::string Anywhere(std::string_view regex) { return Cat("(?s:.*)(?:", regex, ")(?s:.*)"); }

std::string Quoted(std::string_view text) {
  return re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
}

}  // namespace weir
