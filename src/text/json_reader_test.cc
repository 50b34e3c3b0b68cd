#include "text/json_reader.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

// "k:/a s:/a=text c"...
std::string Trace(std::string_view text) {
  std::string trace;
  JsonReader reader(text);
  for (;;) {
    const JsonToken t = reader.Next();
    if (t.kind == JsonToken::kEnd) return trace + "end@" + std::to_string(reader.at());
    if (t.kind == JsonToken::kBad) return trace + "bad";
    trace += std::string(1, "eboCksv"[t.kind]) + reader.pointer();
    if (t.kind >= JsonToken::kKey)
      trace += "=" + std::string(text.substr(t.begin, t.end - t.begin));
    trace += " ";
  }
}

TEST(JsonReader, TokensPointersAndOffsets) {
  EXPECT_EQ(Trace(R"({"a":[1,"x\n",{}],"b/c":null} )"),
            R"(o k/a=a o/a v/a/0=1 s/a/1=x\n o/a/2 C/a/2 C/a k/b~1c=b/c v/b~1c=null C end@29)");
  EXPECT_EQ(Trace("\"\""), "s= end@2");
  EXPECT_EQ(Trace(" 12 x"), "v=12 end@3");
  EXPECT_EQ(Trace("[]"), "o C end@2");
  EXPECT_EQ(Trace("[[],[[]]]"), "o o/0 C/0 o/1 o/1/0 C/1/0 C/1 C end@9");
}

TEST(JsonReader, Bad) {
  for (std::string_view text :
       {"", "{", "[", "]", "{]", "[}", "[,1]", "[1,]", "{\"a\"}", "{\"a\":}", "{1:2}", "\"a",
        "\"a\\", "\"a\\x\"", "\"a\nb\"", "nul", "+1", "[1 2]", "{\"a\":1,}"}) {
    EXPECT_TRUE(Trace(text).ends_with("bad")) << text;
  }
}

TEST(JsonReader, StringsEndAtAnyPlaceOfAStep) {
  for (size_t size = 0; size < 70; ++size) {
    const std::string plain(size, '\xe9');
    const std::string text = "\"" + plain + "\"";
    JsonReader good(text);
    const JsonToken token = good.Next();
    EXPECT_EQ(token.kind, JsonToken::kString);
    EXPECT_EQ(token.end - token.begin, size);
    EXPECT_FALSE(token.escaped);
    const std::string escaped = "\"" + plain + "\\\"" + plain + "\"";
    JsonReader other(escaped);
    const JsonToken with = other.Next();
    EXPECT_EQ(with.end - with.begin, 2 * size + 2);
    EXPECT_TRUE(with.escaped);
    const std::string control = "\"" + plain + "\x1f\"";
    EXPECT_EQ(JsonReader(control).Next().kind, JsonToken::kBad);
  }
}

TEST(JsonReader, NestingAndPointersAreBounded) {
  const std::string deep = std::string(kMaxJsonNesting, '[') + std::string(kMaxJsonNesting, ']');
  JsonReader good(deep);
  size_t most = 0;
  for (JsonToken t = good.Next(); t.kind != JsonToken::kEnd; t = good.Next()) {
    ASSERT_NE(t.kind, JsonToken::kBad);
    most = std::max(most, good.pointer().size());
  }
  EXPECT_GT(most, kMaxPointer);
  EXPECT_LE(most, kMaxPointer + 3);
  const std::string deeper = "[" + deep + "]";
  JsonReader bad(deeper);
  JsonToken t = bad.Next();
  while (t.kind != JsonToken::kBad && t.kind != JsonToken::kEnd) t = bad.Next();
  EXPECT_EQ(t.kind, JsonToken::kBad);
}

}  // namespace
}  // namespace weir
