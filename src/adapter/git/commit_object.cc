#include "adapter/git/commit_object.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>

namespace weir {
namespace {

constexpr size_t kMostBytes = 256;
constexpr int64_t kLatest = 253'402'300'799;  // the last second of the year 9999

// "1700000000 +0100"
std::string IsoDate(std::string_view text) {
  int64_t seconds = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || seconds < 0 || seconds > kLatest) return std::string();
  std::string_view zone = text.substr(static_cast<size_t>(at - text.data()));
  int offset = 0;  // minutes
  char sign = '+';
  if (zone.size() == 6 && zone[0] == ' ' && (zone[1] == '+' || zone[1] == '-') &&
      zone.find_first_not_of("0123456789", 2) == zone.npos) {
    sign = zone[1];
    offset = ((zone[2] - '0') * 10 + zone[3] - '0') * 60 + (zone[4] - '0') * 10 + zone[5] - '0';
    if (offset > 14 * 60) offset = 0;
  }
  const int64_t local =
      std::max<int64_t>(0, seconds + (sign == '-' ? -60 : 60) * static_cast<int64_t>(offset));
  const std::chrono::sys_seconds moment{std::chrono::seconds(std::min(local, kLatest))};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  char out[64];
  const int length = std::snprintf(
      out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()), sign, offset / 60, offset % 60);
  return std::string(out, length > 0 ? static_cast<size_t>(length) : 0);
}

}  // namespace

CommitObject ParseCommitObject(std::string_view bytes) {
  CommitObject commit;
  while (!bytes.empty()) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (line.empty()) {
      commit.subject = bytes.substr(0, std::min(bytes.find('\n'), kMostBytes));
      break;
    }
    const bool author = line.starts_with("author ");
    if (!author && !line.starts_with("tagger ")) continue;
    line.remove_prefix(7);
    const size_t close = line.rfind('>');
    if (close == line.npos) continue;
    const size_t open = line.substr(0, close).find('<');
    if (open == line.npos) continue;
    commit.email = line.substr(open + 1, std::min(close - open - 1, kMostBytes));
    std::string_view name = line.substr(0, open);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    commit.author = name.substr(0, kMostBytes);
    if (close + 2 <= line.size()) commit.date = IsoDate(line.substr(close + 2));
  }
  return commit;
}

}  // namespace weir
