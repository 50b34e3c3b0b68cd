#include "adapter/mcp/envelope.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "rules/cat.h"

namespace weir {
namespace {

using Kind = Envelope::Kind;

bool ReadAll(std::string_view line, EnvelopeReader* reader) {
  reader->Reset();
  reader->Push(line);
  return reader->Finish();
}

struct Case {
  std::string_view line;
  Kind kind;
  std::string_view id, method, name;
  bool modern = false, twice = false, broken = false;
};

const Case kCases[] = {
    {R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"id":2,"method":"no"}}})",
     Kind::kRequest, "1", "tools/call", "x"},
    {R"( { "params" : { "arguments" : {"name":"no"}, "name" : "a\"b" } , "method":"m" , "id":"a\"b" } )",
     Kind::kRequest, R"("a\"b")", "m", "a\"b"},
    {R"({"\u0069d":7,"m\u0065thod":"ping"})", Kind::kRequest, "7", "ping", ""},
    {R"({"method":"notifications/progress","params":{"progressToken":1}})", Kind::kNotification, "",
     "notifications/progress", ""},
    {R"({"result":{"content":[{"id":3}]},"jsonrpc":"2.0","id":18446744073709551617})",
     Kind::kResult, "18446744073709551617", "", ""},
    {R"({"id":1.50e3,"error":{"code":-1,"message":"x"}})", Kind::kError, "1.50e3", "", ""},
    {R"({"id":null,"error":{}})", Kind::kError, "", "", ""},
    {R"({"id":{"a":1},"method":"m"})", Kind::kNotification, "", "m", "", false, false, true},
    {R"({"id":1,"id":2,"method":"m"})", Kind::kRequest, "2", "m", "", false, true},
    {R"({"id":1,"method":"m","params":{"name":"a","name":"b"}})", Kind::kRequest, "1", "m", "b",
     false, true},
    {R"({"id":1,"method":"m","params":[{"name":"a"}]})", Kind::kRequest, "1", "m", ""},
    {R"({"id":1,"method":"m","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})",
     Kind::kRequest, "1", "m", "", true},
    {R"({"id":1,"method":5})", Kind::kRequest, "1", "", "", false, false, true},
    {R"({})", Kind::kNone, "", "", ""},
    {R"(3)", Kind::kNone, "", "", ""},
    {R"("text")", Kind::kNone, "", "", ""},
};

TEST(EnvelopeReader, SaysWhatAMessageIs) {
  for (const Case& c : kCases) {
    EnvelopeReader reader;
    ASSERT_TRUE(ReadAll(c.line, &reader)) << c.line;
    ASSERT_EQ(reader.messages().size(), 1u) << c.line;
    const Envelope& e = reader.messages()[0];
    EXPECT_EQ(e.kind(), c.kind) << c.line;
    EXPECT_EQ(e.id, c.id) << c.line;
    EXPECT_EQ(e.method, c.method) << c.line;
    EXPECT_EQ(e.name, c.name) << c.line;
    EXPECT_EQ(e.modern, c.modern) << c.line;
    EXPECT_EQ(e.twice, c.twice) << c.line;
    EXPECT_EQ(e.broken, c.broken) << c.line;
  }
}

TEST(EnvelopeReader, IsTheSameForEveryCut) {
  for (const Case& c : kCases) {
    EnvelopeReader whole;
    ReadAll(c.line, &whole);
    for (size_t cut = 0; cut <= c.line.size(); ++cut) {
      EnvelopeReader reader;
      reader.Push(c.line.substr(0, cut));
      reader.Push(c.line.substr(cut));
      ASSERT_TRUE(reader.Finish()) << c.line << " cut at " << cut;
      const Envelope &a = reader.messages()[0], &b = whole.messages()[0];
      EXPECT_EQ(a.id, b.id);
      EXPECT_EQ(a.method, b.method);
      EXPECT_EQ(a.name, b.name);
      EXPECT_EQ(a.all.start, b.all.start);
      EXPECT_EQ(a.all.end, b.all.end);
      EXPECT_EQ(a.params.end, b.params.end);
    }
  }
}

TEST(EnvelopeReader, StretchesAreTheValues) {
  const std::string line =
      R"({"id":1,"result":{"content" : [ {"text":"]"} ] ,"structuredContent":{"a":"}"},"resultType":"complete","isError":true}})";
  EnvelopeReader reader;
  ASSERT_TRUE(ReadAll(line, &reader));
  const Envelope& e = reader.messages()[0];
  const auto part = [&](Stretch s) { return line.substr(s.start, s.end - s.start); };
  EXPECT_EQ(part(e.all), line);
  EXPECT_EQ(part(e.content), R"([ {"text":"]"} ])");
  EXPECT_EQ(part(e.structured), R"({"a":"}"})");
  EXPECT_EQ(part(e.result_type), R"("complete")");
  EXPECT_TRUE(e.is_error_result);
}

TEST(EnvelopeReader, ABatchHasOneForEach) {
  const std::string line =
      R"([ {"id":1,"method":"a"} , 5,{"method":"b"},[{"id":9}],{"id":"x","result":{}} ])";
  EnvelopeReader reader;
  ASSERT_TRUE(ReadAll(line, &reader));
  EXPECT_TRUE(reader.is_batch());
  std::vector<std::string> parts;
  for (const Envelope& e : reader.messages())
    parts.push_back(line.substr(e.all.start, e.all.end - e.all.start));
  EXPECT_THAT(parts, testing::ElementsAre(R"({"id":1,"method":"a"})", "5", R"({"method":"b"})",
                                          R"([{"id":9}])", R"({"id":"x","result":{}})"));
  EXPECT_EQ(reader.messages()[3].kind(), Kind::kNone);
  EXPECT_EQ(reader.messages()[3].id, "");
}

TEST(EnvelopeReader, RefusesWhatIsNoJson) {
  for (std::string_view line : {"",
                                " ",
                                "{",
                                "}",
                                "{]",
                                "[}",
                                "{\"a\"}",
                                "{\"a\":}",
                                "{\"a\":1,}",
                                "[1,]",
                                "{} {}",
                                "{}x",
                                "nul",
                                "01",
                                "1.",
                                "\"",
                                "\"\\",
                                "{\"a\" 1}",
                                "{'a':1}",
                                "{\"a\":NaN}",
                                "{,}",
                                "[",
                                "\xEF\xBB\xBF{}",
                                "Content-Length: 12",
                                "{\"a\":\"\x01\"}",
                                "-",
                                "+1",
                                "1e",
                                "tru"}) {
    EnvelopeReader reader;
    EXPECT_FALSE(ReadAll(line, &reader)) << line;
  }
  EnvelopeReader reader;
  EXPECT_FALSE(ReadAll(std::string(2000, '[') + std::string(2000, ']'), &reader));
}

// An independent parser agrees on what is JSON, for all short texts over JSON's own characters.
TEST(EnvelopeReader, AgreesWithAnotherParser) {
  const std::string alphabet = "{}[]:,\"1 a";
  std::vector<std::string> texts = {""};
  for (int length = 0; length < 5; ++length) {
    std::vector<std::string> longer;
    for (const std::string& text : texts) {
      for (const char c : alphabet) longer.push_back(text + c);
    }
    texts = std::move(longer);
    for (const std::string& text : texts) {
      EnvelopeReader reader;
      ASSERT_EQ(ReadAll(text, &reader), nlohmann::json::accept(text)) << text;
    }
  }
}

TEST(EnvelopeReader, BoundsWhatItKeeps) {
  EnvelopeReader reader;
  ASSERT_TRUE(ReadAll(Cat(R"({"id":")", std::string(5000, 'x'), R"(","method":"m"})"), &reader));
  EXPECT_TRUE(reader.messages()[0].broken);
  EXPECT_EQ(reader.messages()[0].id, "");
  std::string many = "[";
  for (size_t i = 0; i <= kMaxBatch; ++i) many += "1,";
  EXPECT_FALSE(ReadAll(many + "1]", &reader));
  EXPECT_TRUE(reader.too_many());
}

TEST(Envelope, IdKeysAreEqualForEqualIds) {
  const auto key = [](std::string_view id) {
    EnvelopeReader reader;
    EXPECT_TRUE(ReadAll(Cat("{\"id\":", id, ",\"method\":\"m\"}"), &reader));
    return reader.messages()[0].IdKey();
  };
  EXPECT_EQ(key(R"("a\u0062")"), key(R"("ab")"));
  EXPECT_NE(key("1"), key(R"("1")"));
  EXPECT_NE(key("9007199254740993"), key("9007199254740992"));
}

}  // namespace
}  // namespace weir
