#include "rules/nearest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weir {
namespace {

constexpr size_t kMaxWord = 80;

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  a = a.substr(0, kMaxWord);
  b = b.substr(0, kMaxWord);
  // Three rows of the usual table: the current one, the one above, and the one above that for
  // swaps.
  std::array<size_t, kMaxWord + 1> two_up{}, up{}, row{};
  for (size_t j = 0; j <= b.size(); ++j) up[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({up[j] + 1, row[j - 1] + 1, up[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_up[j - 2] + 1);
      }
    }
    two_up = up;
    up = row;
  }
  return up[b.size()];
}

std::string_view NearestName(std::string_view word, std::span<const std::string_view> names) {
  if (word.empty() || word.size() > kMaxWord) return {};
  const size_t limit = std::max<size_t>(1, word.size() / 3);
  size_t best = limit + 1;
  std::string_view found;
  for (std::string_view name : names) {
    const size_t gap =
        name.size() > word.size() ? name.size() - word.size() : word.size() - name.size();
    if (gap >= best || name.size() > kMaxWord) continue;
    const size_t distance = EditDistance(word, name);
    if (distance < best) {
      best = distance;
      found = name;
    }
  }
  return found;
}

}  // namespace weir
