#include "adapter/files/json_places.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

Finding At(std::string_view text, std::string_view value, uint64_t offset = 0) {
  Finding f;
  f.start = f.match_start = text.find(value) + offset;
  f.end = f.match_end = f.start + value.size();
  return f;
}

using Strings = std::vector<std::string>;

TEST(JsonPlaces, PointersAndFields) {
  const std::string text = R"({"messages": [{"role": "user", "content": "ONE"}, {"content": ["TWO"]}], "x": "SIX"})";
  const std::vector<Finding> all = {At(text, "ONE"), At(text, "TWO"), At(text, "SIX")};
  struct Case {
    Strings fields, want;
  };
  for (const Case& c : {Case{{}, {"/messages/0/content", "/messages/1/content/0", "/x"}},
                        Case{{"content"}, {"/messages/0/content", "/messages/1/content/0"}},
                        Case{{"/messages/0"}, {"/messages/0/content"}},
                        Case{{"/x", "/messages/*/content/0"}, {"/messages/1/content/0", "/x"}},
                        Case{{"nowhere"}, {}}}) {
    std::vector<Finding> findings = all;
    Strings pointers;
    EXPECT_TRUE(PlaceInJson(text, 0, true, {.fields = c.fields}, &findings, &pointers));
    EXPECT_EQ(pointers, c.want);
    EXPECT_EQ(findings.size(), pointers.size());
  }
}

TEST(JsonPlaces, WhatIsNoJsonKeepsItsFindings) {
  const std::string text = "password: ONE\n";
  std::vector<Finding> findings = {At(text, "ONE")};
  Strings pointers;
  EXPECT_FALSE(PlaceInJson(text, 0, true, {.fields = {"content"}}, &findings, &pointers));
  EXPECT_EQ(findings.size(), 1u);
  EXPECT_EQ(pointers, Strings{""});
}

TEST(JsonPlaces, APartOfATextIsReadByItsLines) {
  const std::string text = "the end of a line\n{\"a\": {\"b\": \"ONE\"}}\n{\"c\": \"TWO";
  std::vector<Finding> findings = {At(text, "ONE", 1000), At(text, "TWO", 1000)};
  Strings pointers;
  EXPECT_FALSE(PlaceInJson(text, 1000, false, {}, &findings, &pointers));
  EXPECT_EQ(pointers, (Strings{"/a/b", ""}));
}

TEST(JsonPlaces, NoPointerShowsASecret) {
  const std::string text = R"({"hunter": {"v": "ONE"}, "a1b2c3d4e5f6a7b8c9": {"w": "TWO"}})";
  std::vector<Finding> findings = {At(text, "hunter"), At(text, "ONE"), At(text, "TWO")};
  Strings pointers;
  EXPECT_TRUE(PlaceInJson(text, 0, true, {}, &findings, &pointers));
  EXPECT_EQ(pointers, (Strings{"/\u2026", "/\u2026/v", "/\u2026/w"}));
}

TEST(JsonPlaces, OffIsOff) {
  const std::string text = R"({"a": "ONE"})";
  std::vector<Finding> findings = {At(text, "ONE")};
  Strings pointers;
  EXPECT_TRUE(PlaceInJson(text, 0, true, {.mode = JsonMode::kOff, .fields = {"b"}}, &findings, &pointers));
  EXPECT_EQ(pointers, Strings{""});
}

}  // namespace
}  // namespace weir
