#include "adapter/agent/mentions.h"

#include <algorithm>

namespace weir {
namespace {

constexpr size_t kMostBytes = 1024;
constexpr std::string_view kBlank = " \t\r\n\v\f";

bool BeginsHere(std::string_view prompt, size_t at) {
  return at == 0 || kBlank.find(prompt[at - 1]) != kBlank.npos ||
         std::string_view("([{<\"'`,").find(prompt[at - 1]) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> MentionedFiles(std::string_view prompt) {
  std::vector<std::string> files;
  size_t mentions = 0;
  for (size_t at = prompt.find('@'); at != prompt.npos && mentions < kMostMentions; at = prompt.find('@', at + 1)) {
    if (!BeginsHere(prompt, at)) continue;
    std::string_view path = prompt.substr(at + 1, kMostBytes);
    if (path.starts_with('"')) {
      const size_t quote = path.find('"', 1);
      if (quote == path.npos || quote == 1) continue;
      files.emplace_back(path.substr(1, quote - 1));
      ++mentions;
      continue;
    }
    path = path.substr(0, path.find_first_of(kBlank));
    if (path.empty()) continue;
    ++mentions;
    files.emplace_back(path);
    std::string_view bare = path;
    bare = bare.substr(0, bare.find("#L"));
    while (!bare.empty() && std::string_view(".,;:!?)]}>\"'`").find(bare.back()) != std::string_view::npos) {
      bare.remove_suffix(1);
    }
    if (const size_t colon = bare.rfind(':');
        colon != bare.npos && bare.find_first_not_of("0123456789-", colon + 1) == bare.npos) {
      bare = bare.substr(0, colon);
    }
    if (!bare.empty() && bare.size() < path.size()) files.emplace_back(bare);
  }
  return files;
}

}  // namespace weir
