#include "cli/terminal.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(WantsColor, Table) {
  const struct {
    std::string_view when;
    bool is_terminal;
    std::string_view no_color, term;
    bool want;
  } kCases[] = {
      {"", true, "", "xterm", true},        {"auto", true, "", "xterm", true},
      {"auto", false, "", "xterm", false},  {"auto", true, "1", "xterm", false},
      {"auto", true, "0", "xterm", false},  {"auto", true, "", "dumb", false},
      {"always", false, "1", "dumb", true}, {"never", true, "", "xterm", false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(WantsColor(c.when, c.is_terminal, {c.no_color, c.term}), c.want)
        << c.when << c.is_terminal << c.no_color << c.term;
  }
}

}  // namespace
}  // namespace weir
