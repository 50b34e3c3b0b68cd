#include "adapter/mcp/line_reader.h"

#include <string>
#include <vector>

#include "adapter/mcp/id_memory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rules/cat.h"

namespace weir {
namespace {

// Each line as one text: what it is and what it holds.
std::vector<std::string> Lines(const std::vector<std::string_view>& pieces, size_t max_line) {
  LineReader reader(max_line);
  std::vector<std::string> lines;
  const auto take = [&](const McpLine& line) {
    if (line.too_long) {
      lines.push_back(Cat(
          "too long: ", line.envelope->messages().empty() ? "" : line.envelope->messages()[0].id));
    } else {
      EXPECT_EQ(Cat(line.text, line.end), line.whole);
      lines.push_back(Cat(line.text, "|", line.end));
    }
  };
  for (std::string_view piece : pieces) reader.Push(piece, take);
  reader.Finish(take);
  return lines;
}

TEST(LineReader, GivesLinesWithTheirEnds) {
  EXPECT_THAT(Lines({"a\nb\r\n\n\r\nlast"}, 100),
              testing::ElementsAre("a|\n", "b|\r\n", "|\n", "|\r\n", "last|"));
  EXPECT_THAT(Lines({""}, 100), testing::IsEmpty());
  EXPECT_THAT(Lines({"a\n"}, 100), testing::ElementsAre("a|\n"));
}

TEST(LineReader, IsTheSameForEveryCut) {
  const std::string_view text =
      "{\"id\":1}\r\n\n{\"result\":\"0123456789012345678901234567890\",\"id\":\"x\"}\n{\"id\":2}"
      "\nrest\r";
  const std::vector<std::string> whole = Lines({text}, 20);
  EXPECT_EQ(whole.size(), 5u);
  EXPECT_EQ(whole[2], "too long: \"x\"");
  for (size_t a = 0; a <= text.size(); ++a) {
    for (size_t b = a; b <= text.size(); ++b) {
      ASSERT_EQ(Lines({text.substr(0, a), text.substr(a, b - a), text.substr(b)}, 20), whole)
          << a << " " << b;
    }
  }
}

TEST(LineReader, TheLimitCountsTheLineWithoutItsEnd) {
  EXPECT_THAT(Lines({"12345\n123456\n12345"}, 5),
              testing::ElementsAre("12345|\n", "too long: ", "12345|"));
}

TEST(IdMemory, ForgetsTheOldestFirst) {
  IdMemory memory(2);
  memory.Add("1", {.method = "a"});
  memory.Add("2", {.method = "b"});
  memory.Add("3", {.method = "c"});
  EXPECT_EQ(memory.size(), 2u);
  EXPECT_FALSE(memory.Take("1").has_value());
  EXPECT_EQ(memory.Take("2")->method, "b");
  EXPECT_FALSE(memory.Take("2").has_value());
  memory.Add("3", {.method = "d"});
  EXPECT_EQ(memory.size(), 1u);
  EXPECT_EQ(memory.Take("3")->method, "d");
}

}  // namespace
}  // namespace weir
