// Values of flags and settings: parsing and checking, the same for both.
//
//   ParseSize("10M")  -> 10485760        ParseDuration("1.5s") -> 1500 ms
//   CheckValue(GetFlag(FlagId::kFormat), "xml")
//       -> "unknown format 'xml': expected text, json, jsonl, sarif, gitlab, github or junit"
//
// Failure: InvalidArgument with one sentence that names the value (made printable) and what is
// expected. Threads: pure.
#ifndef WEIR_CLI_VALUES_H_
#define WEIR_CLI_VALUES_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "cli/flags.h"
#include "judge/finding.h"

namespace weir {

// Decimal digits only, no sign; nullopt when something else is there or 64 bits do not hold it.
std::optional<uint64_t> ParseCount(std::string_view text);

// A count of bytes with an optional K, M, G or T (powers of 1024; kB, KiB and lower case are read
// the same way).
std::optional<uint64_t> ParseSize(std::string_view text);

// A number with ms, s, m, h or d; decimals are read ("1.5s"). A lone 0 needs no unit. At most one
// year.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

std::optional<Confidence> ParseConfidence(std::string_view text);

// The bounds of the counts: [least, most].
struct CountBounds {
  uint64_t least = 0, most = UINT64_MAX;
};
CountBounds Bounds(FlagId id);

// Checks one value of a flag. A rule id is checked for its form alone: which ids exist is known to
// the Ruleset.
absl::Status CheckValue(const Flag& flag, std::string_view value);

}  // namespace weir

#endif  // WEIR_CLI_VALUES_H_
