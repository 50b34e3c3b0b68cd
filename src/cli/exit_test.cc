#include "cli/exit.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(ExitStatus, Table) {
  const struct {
    const char* name;
    RunOutcome outcome;
    int want;
  } kCases[] = {
      {"clean", {}, 0},
      {"found", {.findings = 3}, 1},
      {"incomplete", {.incomplete = true}, 2},
      {"incomplete wins over found", {.findings = 3, .incomplete = true}, 2},
      {"error", {.error = true}, 2},
      {"error wins over found", {.findings = 1, .error = true}, 2},
      {"pipe closed after all was looked at", {.pipe_closed = true}, 0},
      {"pipe closed early, nothing found", {.incomplete = true, .pipe_closed = true}, 2},
      {"pipe closed early, found", {.findings = 1, .incomplete = true, .pipe_closed = true}, 1},
      {"interrupt", {.incomplete = true, .signal = 2}, 130},
      {"signal wins over found", {.findings = 9, .signal = 15}, 143},
  };
  for (const auto& c : kCases) EXPECT_EQ(ExitStatus(c.outcome), c.want) << c.name;
}

}  // namespace
}  // namespace weir
