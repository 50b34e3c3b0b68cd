#include "adapter/agent/jsonc_edit.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weir {
namespace {

struct Case {
  std::string before, after;
};

// Inserting "k": [1] (laid out over lines) into the document, and what comes of it.
TEST(JsoncEdit, InsertsAsTheFileIsWritten) {
  const std::vector<Case> cases = {
      {"{}", "{\n  \"k\": [\n    1\n  ]\n}"},
      {"{\n}\n", "{\n  \"k\": [\n    1\n  ]\n}\n"},
      {"{\"a\":1}", "{\"a\":1, \"k\": [1]}"},
      {"{ \"a\": 1 }", "{ \"a\": 1, \"k\": [1] }"},
      {"{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"k\": [\n    1\n  ]\n}\n"},
      {"{\n\t\"a\": 1\n}\n", "{\n\t\"a\": 1,\n\t\"k\": [\n\t\t1\n\t]\n}\n"},
      {"{\r\n    \"a\": 1\r\n}\r\n", "{\r\n    \"a\": 1,\r\n    \"k\": [\r\n        1\r\n    ]\r\n}\r\n"},
      {"{\n  \"a\": 1, // one\n}\n", "{\n  \"a\": 1, // one\n  \"k\": [\n    1\n  ],\n}\n"},
      {"{\n  \"a\": 1 /* one */ // two\n}\n", "{\n  \"a\": 1, /* one */ // two\n  \"k\": [\n    1\n  ]\n}\n"},
      {"{ // nothing\n}\n", "{ // nothing\n  \"k\": [\n    1\n  ]\n}\n"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.before);
    absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(c.before);
    ASSERT_TRUE(edit.ok()) << edit.status();
    ASSERT_TRUE(edit->Insert(edit->root(), "k", "[\n  1\n]").ok());
    EXPECT_EQ(edit->text(), c.after);
    // And out again.
    ASSERT_EQ(edit->root().children.back().key, "k");
    ASSERT_TRUE(edit->Remove(edit->root(), edit->root().children.size() - 1).ok());
    if (c.before.find_first_not_of("{} \n") != std::string::npos) {
      EXPECT_EQ(edit->text(), c.before);
    }
  }
}

TEST(JsoncEdit, RemovesAnyElementAndStaysJson) {
  const std::vector<std::string> lists = {
      "[1,2,3]", "[ 1, 2, 3 ]", "[\n  1,\n  2,\n  3\n]", "[\n  1,\n  2,\n  3,\n]", "[\n  1, // a\n  2, // b\n  3 // c\n]",
      "[1 /* a */, /* b */ 2\n,3]", "[[1], {\"a\": [2]}, \"]\"]"};
  for (const std::string& list : lists) {
    absl::StatusOr<JsoncEdit> whole = JsoncEdit::Parse(list);
    ASSERT_TRUE(whole.ok());
    for (size_t index = 0; index < 3; ++index) {
      JsoncEdit edit = *whole;
      std::vector<std::string> want;
      for (size_t i = 0; i < 3; ++i) {
        if (i != index) want.emplace_back(edit.Raw(edit.root().children[i]));
      }
      ASSERT_TRUE(edit.Remove(edit.root(), index).ok()) << list << index;
      std::vector<std::string> got;
      for (const JsoncNode& child : edit.root().children) got.emplace_back(edit.Raw(child));
      EXPECT_EQ(got, want) << list << index << " gave " << edit.text();
      while (!edit.root().children.empty()) ASSERT_TRUE(edit.Remove(edit.root(), 0).ok()) << edit.text();
    }
  }
}

TEST(JsoncEdit, RefusesWhatIsNoJson) {
  const std::vector<std::string> bad = {"", "{", "{]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[\"a]", "/* x",
                                        "{} {}", "[tru]", "[,]", "\"a\nb\"", std::string(kMostDepth + 1, '[')};
  for (const std::string& text : bad) {
    absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(text);
    ASSERT_FALSE(edit.ok()) << text.substr(0, 40);
    EXPECT_EQ(edit.status().message().substr(0, 5), "line ");
  }
  EXPECT_EQ(JsoncEdit::Parse("{\n\"a\": 1\n\"b\": 2}").status().message(), "line 3: a comma is missing");
}

TEST(JsoncEdit, FindsTheLastOfAName) {
  absl::StatusOr<JsoncEdit> edit = JsoncEdit::Parse(R"({"a": {"b": 1}, "\u0061": {"b": "x\ny"}})");
  ASSERT_TRUE(edit.ok());
  ASSERT_NE(edit->Find({"a", "b"}), nullptr);
  EXPECT_EQ(edit->String(*edit->Find({"a", "b"})), "x\ny");
  EXPECT_EQ(edit->Find({"a", "c"}), nullptr);
}

}  // namespace
}  // namespace weir
