#include "judge/border.h"

#include <string>

#include "gtest/gtest.h"

namespace weir {
namespace {

struct Row {
  const char* name;
  std::string before;  // what stands before the token
  Border want;
};

TEST(Border, Table) {
  const Row rows[] = {
      {"start of text", "", Border::kClean},
      {"blank", "x ", Border::kClean},
      {"quote", "key=\"", Border::kClean},
      {"multi-byte letter", "\xc3\xa9", Border::kClean},
      {"letter", "x", Border::kInside},
      {"digit", "7", Border::kInside},
      {"assignment", "key=", Border::kGlued},
      {"underscore", "session_", Border::kGlued},
      {"dash", "x-", Border::kGlued},
      {"path", "a/", Border::kGlued},
      {"escaped newline", "line\\n", Border::kGlued},
      {"escaped tab", "\\t", Border::kGlued},
      {"a letter that is no escape", "\\q", Border::kInside},
      {"hex escape", "\\x22", Border::kGlued},
      {"unicode escape", "\\u003d", Border::kGlued},
      {"too short for a unicode escape", "u003d", Border::kInside},
      {"percent", "%3D", Border::kGlued},
      {"percent without hex", "%zz", Border::kInside},
      {"colour", "\x1b[1;31m", Border::kGlued},
      {"an m without colour", "[31m", Border::kInside},
  };
  for (const Row& row : rows) {
    std::string text = row.before + "TOKEN";
    EXPECT_EQ(StartBorder(text, row.before.size()), row.want) << row.name;
  }
}

}  // namespace
}  // namespace weir
