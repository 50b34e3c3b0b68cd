// Numbers and sentences for people: counts, sizes, times, the summary line of a run.
//
//   HumanCount(1204) "1,204"; HumanBytes(12300000) "12.3 MB"; Plural(1, "file") "1 file"
// Sizes are decimal (1 MB = 1,000,000 bytes). Threads: pure.
#ifndef WEIR_REPORT_SUMMARY_TEXT_H_
#define WEIR_REPORT_SUMMARY_TEXT_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/writer.h"

namespace weir {

std::string HumanCount(uint64_t count);
std::string HumanBytes(uint64_t bytes);
std::string HumanTime(std::chrono::nanoseconds time);       // "0.02 s", "3 min 04 s"
std::string Plural(uint64_t count, std::string_view noun);  // "2 files"

// UTC, "2026-01-31T12:00:00Z".
std::string UtcNow();

// Up to the first full stop that ends a sentence, that included.
std::string_view FirstSentence(std::string_view text);

// What a skip reason says of files: "ignored", "could not be read".
std::string_view Explain(SkipReason reason);

// "3 secrets in 2 files · searched 1,204 files, 12.3 MB in 0.02 s · skipped 4 files (3 ignored, 1
// ...)"
std::string SummaryLine(const Summary& summary, uint64_t files_with_findings);

// Why the run is no answer about everything it was given; "" if it is complete.
std::string IncompleteLine(const Summary& summary);

}  // namespace weir

#endif  // WEIR_REPORT_SUMMARY_TEXT_H_
