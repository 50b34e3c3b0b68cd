#include "report/summary_text.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "rules/cat.h"

namespace weir {
namespace {

constexpr std::string_view kDot = " \u00b7 ";

// value / unit with one digit after the point, cut, not rounded.
std::string OneDigit(uint64_t value, uint64_t unit) {
  const uint64_t whole = value / unit;
  const uint64_t tenth = value % unit * 10 / unit;
  return Cat(HumanCount(whole), ".", tenth);
}

std::string SkipList(const Coverage& coverage) {
  std::string list;
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const uint64_t inputs = coverage.skipped[static_cast<size_t>(i)].inputs;
    if (inputs == 0) continue;
    list +=
        Cat(list.empty() ? "" : ", ", HumanCount(inputs), " ", Explain(static_cast<SkipReason>(i)));
  }
  return list;
}

}  // namespace

std::string HumanCount(uint64_t count) {
  std::string digits = Cat(count);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string HumanBytes(uint64_t bytes) {
  struct Unit {
    uint64_t size;
    std::string_view name;
  };
  static constexpr Unit kUnits[] = {
      {1'000'000'000'000, "TB"}, {1'000'000'000, "GB"}, {1'000'000, "MB"}, {1'000, "kB"}};
  for (const Unit& unit : kUnits) {
    if (bytes >= unit.size) return Cat(OneDigit(bytes, unit.size), " ", unit.name);
  }
  return Plural(bytes, "byte");
}

std::string HumanTime(std::chrono::nanoseconds time) {
  using std::chrono::duration_cast;
  const auto ms = static_cast<uint64_t>(
      std::max<int64_t>(0, duration_cast<std::chrono::milliseconds>(time).count()));
  const uint64_t seconds = ms / 1000;
  if (seconds < 10) {
    const uint64_t hundredths = ms % 1000 / 10;
    if (seconds == 0 && hundredths == 0) return ms == 0 ? "under 1 ms" : Cat(ms, " ms");
    return Cat(seconds, ".", hundredths < 10 ? "0" : "", hundredths, " s");
  }
  if (seconds < 60) return Cat(OneDigit(ms, 1000), " s");
  if (seconds < 3600) {
    const uint64_t rest = seconds % 60;
    return Cat(seconds / 60, " min ", rest < 10 ? "0" : "", rest, " s");
  }
  const uint64_t minutes = seconds / 60 % 60;
  return Cat(HumanCount(seconds / 3600), " h ", minutes < 10 ? "0" : "", minutes, " min");
}

std::string Plural(uint64_t count, std::string_view noun) {
  return Cat(HumanCount(count), " ", noun, count == 1 ? "" : "s");
}

// By the calendar of <chrono>: gmtime() would read the file of the local time zone.
std::string UtcNow() {
  using std::chrono::days;
  using std::chrono::seconds;
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  char text[64];
  const int length = std::snprintf(
      text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
}

std::string_view FirstSentence(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '.' && text[i] != '!' && text[i] != '?') continue;
    if (i + 1 == text.size()) return text;
    if (text[i + 1] != ' ' && text[i + 1] != '\n') continue;
    if (text.substr(0, i).ends_with("e.g") || text.substr(0, i).ends_with("i.e")) continue;
    // A sentence ends where the next word begins with a capital letter.
    const size_t next = text.find_first_not_of(" \n", i + 1);
    if (next == std::string_view::npos || !(text[next] >= 'a' && text[next] <= 'z')) {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

std::string_view Explain(SkipReason reason) {
  switch (reason) {
    case SkipReason::kIgnored:
      return "ignored";
    case SkipReason::kNotRegular:
      return "not regular";
    case SkipReason::kTooLarge:
      return "too large";
    case SkipReason::kUnreadable:
      return "unreadable";
    case SkipReason::kVanished:
      return "vanished while read";
    case SkipReason::kTimeBudget:
      return "out of time";
    case SkipReason::kFindingsCap:
      return "over the limit of findings";
    case SkipReason::kOutsideTree:
      return "outside the tree";
    case SkipReason::kNotJson:
      return "not JSON";
    case SkipReason::kViewBudget:
      return "packed too deep or too large to be read whole";
  }
  return "skipped";
}

std::string SummaryLine(const Summary& summary, uint64_t files_with_findings) {
  const Coverage& coverage = summary.coverage;
  std::string line;
  const uint64_t findings = summary.findings + coverage.findings_not_listed;
  if (findings > 0) {
    line += Cat(Plural(findings, "secret"), " in ", Plural(files_with_findings, "file"));
    if (coverage.findings_not_listed > 0) {
      line += Cat(" (", HumanCount(coverage.findings_not_listed), " not listed)");
    }
  } else if (coverage.inputs > 0) {
    line += "no secrets found";
  }
  if (summary.suppressed > 0) {
    line += Cat(line.empty() ? "" : kDot, HumanCount(summary.suppressed), " allowed");
  }
  if (coverage.inputs > 0) {
    line += Cat(kDot, "searched ", Plural(coverage.inputs, "file"), ", ",
                HumanBytes(coverage.searched_bytes), " in ", HumanTime(summary.elapsed));
  } else {
    line += Cat(line.empty() ? "" : kDot, "nothing was searched");
  }
  uint64_t skipped = 0;
  for (const Coverage::Skip& skip : coverage.skipped) skipped += skip.inputs;
  if (skipped > 0) {
    line += Cat(kDot, "skipped ", Plural(skipped, "file"), " (", SkipList(coverage), ")");
  }
  return line;
}

std::string IncompleteLine(const Summary& summary) {
  if (!summary.incomplete) return std::string();
  std::string why;
  for (int i = 0; i < kSkipReasonCount; ++i) {
    const SkipReason reason = static_cast<SkipReason>(i);
    const Coverage::Skip& skip = summary.coverage.skipped[static_cast<size_t>(i)];
    if (!MakesIncomplete(reason) || (skip.inputs == 0 && skip.bytes == 0)) continue;
    why += Cat(why.empty() ? "" : ", ",
               skip.inputs > 0 ? Plural(skip.inputs, "file") : HumanBytes(skip.bytes), " ",
               Explain(reason));
  }
  return Cat("INCOMPLETE: not everything was searched", why.empty() ? "" : " (", why,
             why.empty() ? "" : ")", "; do not take this for a clean result");
}

}  // namespace weir
