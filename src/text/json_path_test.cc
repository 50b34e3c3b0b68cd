#include "text/json_path.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

std::string PointerOf(std::string_view text, std::string_view mark, JsonForm* form) {
  const uint64_t at = text.find(mark);
  std::vector<JsonPlace> places;
  *form = LocateInJson(text, {&at, 1}, &places);
  if (*form == JsonForm::kNone) return "none";
  return places[0].found ? places[0].pointer : "no place";
}

TEST(JsonPath, PointersOfRawOffsets) {
  struct Case {
    std::string_view text, want;
    JsonForm form;
  };
  const Case cases[] = {
      {R"({"a": "MARK"})", "/a", JsonForm::kDocument},
      {R"({"a": [1, {"b": []}, {"c": "x MARK y"}]})", "/a/2/c", JsonForm::kDocument},
      {R"(["MARK"])", "/0", JsonForm::kDocument},
      {R"("MARK")", "", JsonForm::kDocument},
      {R"({"MARK": {"b": 1}})", "/MARK", JsonForm::kDocument},
      {R"({"a/b~c\u0041": "MARK"})", "/a~1b~0cA", JsonForm::kDocument},
      {R"({"a": {"b": 1}, "c": {"d": [[], [true, null, -1.5e3, "MARK"]]}})", "/c/d/1/3", JsonForm::kDocument},
      {"{\"a\": 1}\n{\"b\": \"MARK\"}\n", "/b", JsonForm::kLines},
      {"\xEF\xBB\xBF[\"MARK\"]\n", "/0", JsonForm::kDocument},
      {R"({"a": "\"MARK"})", "/a", JsonForm::kDocument},
      {R"({"a": "MARK"} x)", "none", JsonForm::kNone},
      {R"({"a": "MARK"} {"a": 1})", "none", JsonForm::kNone},
      {R"({"a": "MARK")", "none", JsonForm::kNone},
      {R"({"a": "MARK",})", "none", JsonForm::kNone},
      {R"({'a': "MARK"})", "none", JsonForm::kNone},
      {R"({"a": "\xMARK"})", "none", JsonForm::kNone},
      {R"([1, "MARK" 2])", "none", JsonForm::kNone},
      {R"(["a"]] "MARK")", "none", JsonForm::kNone},
      {"MARK", "none", JsonForm::kNone},
  };
  for (const Case& c : cases) {
    JsonForm form;
    EXPECT_EQ(PointerOf(c.text, "MARK", &form), c.want) << c.text;
    EXPECT_EQ(form, c.form) << c.text;
  }
}

TEST(JsonPath, DepthIsBounded) {
  const std::string good = std::string(kMaxJsonNesting, '[') + "\"MARK\"" + std::string(kMaxJsonNesting, ']');
  JsonForm form;
  PointerOf(good, "MARK", &form);
  EXPECT_EQ(form, JsonForm::kDocument);
  PointerOf("[" + good + "]", "MARK", &form);
  EXPECT_EQ(form, JsonForm::kNone);
}

TEST(JsonPath, Fields) {
  EXPECT_TRUE(IsInField("/messages/0/content", "/messages/*/content"));
  EXPECT_TRUE(IsInField("/messages/0/content/1/text", "/messages/*/content"));
  EXPECT_FALSE(IsInField("/messages/0", "/messages/*/content"));
  EXPECT_FALSE(IsInField("/messages/0/role", "/messages/*/content"));
  EXPECT_TRUE(IsInField("/a/content/b", "content"));
  EXPECT_FALSE(IsInField("/a/contents", "content"));
  EXPECT_FALSE(IsInField("", "content"));
}

}  // namespace
}  // namespace weir
