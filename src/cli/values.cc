#include "cli/values.h"

#include <algorithm>
#include <string>

#include "cli/suggest.h"
#include "report/printable.h"
#include "rules/cat.h"

namespace weir {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view LeadingDigits(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && IsDigit(text[n])) ++n;
  return text.substr(0, n);
}

// `lower` in either case.
bool EqualsFolded(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return a == b || (a | 0x20) == b; });
}

// "a, b or c"
std::string OneOf(std::span<const std::string_view> names) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " or " : ", ";
    out += names[i];
  }
  return out;
}

absl::Status CheckChoice(const Flag& flag, std::string_view value) {
  for (std::string_view choice : flag.choices) {
    if (choice == value) return absl::OkStatus();
  }
  std::string message =
      Cat("unknown ", flag.long_name, " '", Printable(value), "': expected ", OneOf(flag.choices));
  message += Cat(DidYouMean(value, flag.choices));
  return absl::InvalidArgumentError(message);
}

absl::Status Expected(const Flag& flag, std::string_view value, std::string_view what) {
  return absl::InvalidArgumentError(
      Cat("bad value '", Printable(value), "' for --", flag.long_name, ": expected ", what));
}

}  // namespace

std::optional<uint64_t> ParseCount(std::string_view text) {
  if (text.empty() || LeadingDigits(text).size() != text.size()) return std::nullopt;
  uint64_t number = 0;
  for (char c : text) {
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (number > (UINT64_MAX - digit) / 10) return std::nullopt;
    number = number * 10 + digit;
  }
  return number;
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  const std::string_view digits = LeadingDigits(text);
  const std::optional<uint64_t> number = ParseCount(digits);
  if (!number.has_value()) return std::nullopt;
  std::string_view unit = text.substr(digits.size());
  int shift = 0;
  if (!unit.empty()) {
    switch (unit[0] | 0x20) {
      case 'k':
        shift = 10;
        break;
      case 'm':
        shift = 20;
        break;
      case 'g':
        shift = 30;
        break;
      case 't':
        shift = 40;
        break;
      case 'b':
        shift = 0;
        break;
      default:
        return std::nullopt;
    }
    unit.remove_prefix(1);
    const bool bare = shift == 0
                          ? unit.empty()
                          : unit.empty() || EqualsFolded(unit, "b") || EqualsFolded(unit, "ib");
    if (!bare) return std::nullopt;
  }
  if (*number > (UINT64_MAX >> shift)) return std::nullopt;
  return *number << shift;
}

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  const std::string_view whole = LeadingDigits(text);
  if (whole.empty() || whole.size() > 12) return std::nullopt;
  std::string_view rest = text.substr(whole.size());
  std::string_view fraction;
  if (!rest.empty() && rest[0] == '.') {
    fraction = LeadingDigits(rest.substr(1));
    if (fraction.empty() || fraction.size() > 9) return std::nullopt;
    rest.remove_prefix(1 + fraction.size());
  }
  uint64_t unit_ms = 0;
  if (rest == "ms") unit_ms = 1;
  if (rest == "s") unit_ms = 1000;
  if (rest == "m" || rest == "min") unit_ms = 60'000;
  if (rest == "h") unit_ms = 3'600'000;
  if (rest == "d") unit_ms = 24 * 3'600'000;
  const uint64_t number = *ParseCount(whole);
  if (unit_ms == 0) {
    if (rest.empty() && number == 0) return std::chrono::milliseconds(0);
    return std::nullopt;
  }
  constexpr uint64_t kYear = uint64_t{366} * 24 * 3'600'000;
  if (number > kYear / unit_ms) return std::nullopt;
  uint64_t ms = number * unit_ms;
  uint64_t scale = 1;
  for (size_t i = 0; i < fraction.size(); ++i) scale *= 10;
  if (!fraction.empty()) ms += *ParseCount(fraction) * unit_ms / scale;
  // A budget that is not nothing must not become "no limit" by rounding.
  const bool is_zero = number == 0 && (fraction.empty() || *ParseCount(fraction) == 0);
  if (ms == 0 && !is_zero) ms = 1;
  if (ms > kYear) return std::nullopt;
  return std::chrono::milliseconds(ms);
}

std::optional<Confidence> ParseConfidence(std::string_view text) {
  for (Confidence c : {Confidence::kLow, Confidence::kMedium, Confidence::kHigh}) {
    if (Name(c) == text) return c;
  }
  return std::nullopt;
}

CountBounds Bounds(FlagId id) {
  switch (id) {
    case FlagId::kThreads:
      return {0, 1024};
    case FlagId::kMaxFindings:
      return {1, 100'000'000};
    case FlagId::kVaultMaxEntries:
      return {1, 1'000'000};
    case FlagId::kCount:
      return {1, 1'000'000};
    default:
      return {};
  }
}

absl::Status CheckValue(const Flag& flag, std::string_view value) {
  switch (flag.kind) {
    case ValueKind::kSwitch:
      return absl::OkStatus();
    case ValueKind::kChoice:
      return CheckChoice(flag, value);
    case ValueKind::kText:
    case ValueKind::kFile:
      if (value.empty()) return Expected(flag, value, "a text that is not empty");
      if (value.find('\0') != value.npos) return Expected(flag, value, "a text without NUL bytes");
      return absl::OkStatus();
    case ValueKind::kRuleId:
      if (value.empty()) return Expected(flag, value, "the id of a rule");
      return absl::OkStatus();
    case ValueKind::kCount: {
      const CountBounds bounds = Bounds(flag.id);
      const std::optional<uint64_t> number = ParseCount(value);
      if (number.has_value() && *number >= bounds.least && *number <= bounds.most) {
        return absl::OkStatus();
      }
      if (bounds.most == UINT64_MAX) return Expected(flag, value, "a number from 0");
      return Expected(flag, value, Cat("a number from ", bounds.least, " to ", bounds.most));
    }
    case ValueKind::kSize:
      if (ParseSize(value).has_value()) return absl::OkStatus();
      return Expected(flag, value, "a size such as 500K, 10M or 2G");
    case ValueKind::kDuration:
      if (ParseDuration(value).has_value()) return absl::OkStatus();
      return Expected(flag, value, "a time such as 500ms, 10s or 2m");
  }
  return absl::InternalError("a flag of no known kind");
}

}  // namespace weir
