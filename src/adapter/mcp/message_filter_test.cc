#include "adapter/mcp/message_filter.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/mcp/answers.h"
#include "adapter/mcp/blob.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "redact/json_context.h"
#include "redact/placeholder.h"
#include "rules/cat.h"
#include "scan/catalogue_for_test.h"

namespace weir {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// A made-up token that the scanner finds wherever it stands.
const std::string& Token() {
  static const std::string token = [] {
    for (const RuleDef& def : LoadCatalogueForTest()) {
      if (def.id == "github-personal-access-token")
        return SampleGenerator(def, 1, MakeValid).Positive();
    }
    return std::string();
  }();
  return token;
}

class MessageFilterTest : public testing::Test {
 protected:
  MessageFilterTest() : policy_(*Policy::Profile("gateway")) {}

  GuardParts Parts() {
    GuardParts parts;
    parts.scanner = &scanner_;
    parts.policy = &policy_;
    parts.masker = &masker_;
    return parts;
  }
  void Start() {
    filter_ = std::make_unique<MessageFilter>(
        FilterOptions{.server = "files",
                      .parts = Parts(),
                      .restore = nullptr,
                      .note = [this](std::string_view line) { notes_.emplace_back(line); },
                      .max_message = 1000});
  }
  void Rule(std::string direction, std::string part, Action action) {
    PolicyEntry entry;
    entry.adapter = "mcp";
    entry.direction = std::move(direction);
    entry.part = std::move(part);
    entry.action = action;
    policy_.AddEntry(std::move(entry));
  }
  Filtered Look(Side from, std::string_view line) {
    if (filter_ == nullptr) Start();
    Filtered out;
    filter_->Look(from, line, &waiting_, &out);
    return out;
  }
  // The message passes exactly as it came.
  void ExpectUntouched(Side from, std::string_view line) {
    const Filtered out = Look(from, line);
    EXPECT_TRUE(out.forward && !out.changed && out.answer.empty())
        << line << " -> " << out.text << out.answer;
  }
  // What goes on has no token, and is the message with the token replaced by one placeholder,
  // nothing else.
  std::string ExpectMasked(Side from, std::string_view line) {
    const Filtered out = Look(from, line);
    EXPECT_TRUE(out.forward && out.changed) << line;
    EXPECT_THAT(out.text, Not(HasSubstr(Token())));
    const size_t at = out.text.find("WEIR_");
    EXPECT_NE(at, std::string::npos) << out.text;
    if (at == std::string::npos) return out.text;
    const std::string mask = out.text.substr(
        at, out.text.find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", at) -
                at);
    std::string back = out.text;
    for (size_t p; (p = back.find(mask)) != std::string::npos;)
      back.replace(p, mask.size(), Token());
    EXPECT_EQ(back, line);
    return out.text;
  }
  void Ask(Side from, std::string_view method, std::string_view id, std::string_view name = "") {
    ExpectUntouched(from, Cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"method":")", method,
                              R"(","params":{"name":")", name, "\"}}"));
  }

  Scanner scanner_{*Ruleset::Default(), {}};
  RunPlaceholders placeholders_ = *RunPlaceholders::Create();
  Masker masker_{{}, &placeholders_};
  Policy policy_;
  WaitingRequests waiting_;
  std::unique_ptr<MessageFilter> filter_;
  std::vector<std::string> notes_;
};

TEST_F(MessageFilterTest, CleanMessagesPassByteForByte) {
  for (
      std::string_view line :
      {R"({"jsonrpc":"2.0","id":1,"method":"ping"})",
       R"(  {"id" : "a" ,"method":"tools/call", "params" : {"name":"x","arguments":{"a":1e2,"b":[null,true]}}}  )",
       R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"no"}})",
       R"({"jsonrpc":"2.0","method":"unknown/thing","params":{"x":{"y":"z\u00e9"}}})",
       R"([{"jsonrpc":"2.0","id":5,"method":"ping"} , {"jsonrpc":"2.0","method":"notifications/progress"}])",
       R"({"jsonrpc":"2.0","id":9007199254740993,"result":{}})", R"({})", "", "   ", "[]"}) {
    ExpectUntouched(Side::kClient, line);
  }
  ExpectUntouched(Side::kServer, "server is listening");
  ExpectUntouched(
      Side::kServer,
      R"({"result":{"content":[{"type":"text","text":"hi"}]},"jsonrpc":"2.0","id":"a"})");
  EXPECT_TRUE(notes_.empty());
}

TEST_F(MessageFilterTest, EveryTextOfEveryMessageIsMasked) {
  const std::string& t = Token();
  Ask(Side::kClient, "tools/list", "50");
  Ask(Side::kServer, "sampling/createMessage", "60");
  Ask(Side::kServer, "elicitation/create", "61");
  const std::pair<Side, std::string> cases[] = {
      {Side::kClient,
       R"({"id":1,"method":"tools/call","params":{"name":"n","arguments":{"deep":[{"id":"%"}]}}})"},
      {Side::kClient,
       R"({"id":2,"method":"tools/call","params":{"name":"n","arguments":{"%":"x"}}})"},
      {Side::kClient,
       R"({"id":3,"method":"resources/read","params":{"uri":"https://x/?token=%"}})"},
      {Side::kClient,
       R"({"id":4,"method":"prompts/get","params":{"name":"p","arguments":{"a":"%"}}})"},
      {Side::kClient,
       R"({"id":5,"method":"completion/complete","params":{"argument":{"name":"a","value":"%"}}})"},
      {Side::kClient, R"({"id":6,"method":"unknown/method","params":{"x":["%"]}})"},
      {Side::kClient, R"({"method":"notifications/x","params":{"reason":"%"}})"},
      {Side::kClient,
       R"({"id":60,"result":{"role":"assistant","model":"m","content":{"type":"text","text":"%"}}})"},
      {Side::kClient, R"({"id":61,"result":{"action":"accept","content":{"token":"%"}}})"},
      {Side::kClient,
       R"({"id":7,"method":"tools/call","params":{"inputResponses":{"k":{"action":"accept","content":{"id":"%"}}}}})"},
      {Side::kServer, R"({"id":50,"result":{"tools":[{"name":"a","description":"use %"}]}})"},
      {Side::kServer, R"({"id":8,"result":{"content":[{"type":"text","text":"a % b"}]}})"},
      {Side::kServer,
       R"({"id":8,"result":{"content":[{"type":"resource","resource":{"uri":"x:y","text":"%"}}]}})"},
      {Side::kServer,
       R"({"id":8,"result":{"content":[{"type":"resource_link","uri":"x://%","name":"n"}]}})"},
      {Side::kServer, R"({"id":8,"result":{"contents":[{"uri":"a","text":"%"}]}})"},
      {Side::kServer,
       R"({"id":8,"result":{"messages":[{"role":"user","content":{"type":"text","text":"%"}}]}})"},
      {Side::kServer,
       R"({"id":9,"method":"sampling/createMessage","params":{"systemPrompt":"%"}})"},
      {Side::kServer, R"({"id":10,"method":"elicitation/create","params":{"message":"%"}})"},
      {Side::kServer,
       R"({"method":"notifications/message","params":{"level":"info","data":{"a":"%"}}})"},
      {Side::kServer,
       R"({"method":"notifications/progress","params":{"progressToken":1,"message":"%"}})"},
      {Side::kServer, R"({"id":8,"error":{"code":-32603,"message":"%"}})"},
      {Side::kServer, R"({"id":8,"error":{"code":-32603,"message":"m","data":{"a":"%"}}})"},
      {Side::kServer, R"({"id":8,"result":{"serverInfo":{"name":"s"},"instructions":"%"}})"},
      {Side::kServer, R"(debug: % is the token)"},
      {Side::kServer, R"([{"id":8,"result":{}},{"id":9,"result":{"x":"%"}}])"},
  };
  for (auto [from, line] : cases) {
    const size_t at = line.find('%');
    line.replace(at, 1, t);
    if (line.starts_with('[')) {
      const Filtered out = Look(from, line);
      EXPECT_TRUE(out.changed && Json::accept(out.text));
      EXPECT_THAT(out.text, Not(HasSubstr(t)));
      continue;
    }
    ExpectMasked(from, line);
  }
}

TEST_F(MessageFilterTest, ProtocolFieldsAreNeverTouched) {
  const std::string& t = Token();
  for (const std::string& line :
       {Cat(R"({"id":")", t, R"(","method":"ping"})"),
        Cat(R"({"id":1,"method":"tools/call","params":{"requestState":")", t, R"(","name":"x"}})"),
        Cat(R"({"id":1,"method":"tools/list","params":{"cursor":")", t, R"("}})"),
        Cat(R"({"method":"notifications/cancelled","params":{"requestId":")", t, R"("}})"),
        Cat(R"({"id":1,"method":"ping","params":{"_meta":{"progressToken":")", t, R"("}}})")}) {
    ExpectUntouched(Side::kClient, line);
  }
}

TEST_F(MessageFilterTest, AStoppedCallIsAnsweredForTheModel) {
  Rule("out", "arguments", Action::kBlock);
  for (const bool modern : {false, true}) {
    const Filtered out = Look(
        Side::kClient,
        Cat(R"({"jsonrpc":"2.0","id":"a\u0062","method":"tools/call","params":{"name":"n","arguments":{"b":")",
            Token(), R"("})",
            modern ? R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})" : "",
            "}}"));
    EXPECT_FALSE(out.forward);
    EXPECT_THAT(out.answer, testing::StartsWith(R"({"jsonrpc":"2.0","id":"a\u0062","result":)"));
    const Json answer = Json::parse(out.answer);
    EXPECT_EQ(answer["result"]["isError"], true);
    EXPECT_EQ(answer["result"].contains("resultType"), modern);
    EXPECT_THAT(answer["result"]["content"][0]["text"].get<std::string>(),
                testing::AllOf(HasSubstr("/params/arguments/b"), HasSubstr("files"),
                               Not(HasSubstr(Token()))));
  }
  EXPECT_EQ(waiting_.from_client.size(), 0u);
}

TEST_F(MessageFilterTest, OtherStoppedRequestsGetAnErrorOutsideOfTheReservedCodes) {
  Rule("out", "arguments", Action::kAsk);  // there is nobody here to ask
  const Filtered out =
      Look(Side::kClient,
           Cat(R"({"id":7,"method":"resources/read","params":{"uri":"x:)", Token(), "\"}}"));
  EXPECT_FALSE(out.forward);
  const Json answer = Json::parse(out.answer);
  EXPECT_EQ(answer["id"], 7);
  EXPECT_EQ(answer["error"]["code"], kStoppedCode);
  EXPECT_TRUE(kStoppedCode > -32000 || kStoppedCode < -32768);
}

TEST_F(MessageFilterTest, StoppedAnswersBecomeRefusals) {
  Rule("in", "", Action::kBlock);
  const std::string bad =
      Cat(R"(,"result":{"content":[{"type":"text","text":")", Token(), "\"}]}}");
  Ask(Side::kClient, "tools/call", "1", "x");
  Ask(Side::kClient, "resources/read", "2");
  Ask(Side::kClient, "initialize", "3");
  const Filtered call = Look(Side::kServer, Cat(R"({"jsonrpc":"2.0","id":1)", bad));
  EXPECT_TRUE(call.forward && call.changed);
  EXPECT_EQ(Json::parse(call.text)["result"]["isError"], true);
  const Filtered read = Look(Side::kServer, Cat(R"({"jsonrpc":"2.0","id":2)", bad));
  EXPECT_EQ(Json::parse(read.text)["error"]["code"], kStoppedCode);
  // A client that asks for the protocol must not get a made-up error.
  const Filtered first = Look(Side::kServer, Cat(R"({"jsonrpc":"2.0","id":3)", bad));
  EXPECT_TRUE(Json::parse(first.text).contains("result"));
  EXPECT_THAT(first.text, Not(HasSubstr(Token())));
  const Filtered told =
      Look(Side::kServer,
           Cat(R"({"method":"notifications/message","params":{"data":")", Token(), "\"}}"));
  EXPECT_FALSE(told.forward);
  EXPECT_TRUE(told.answer.empty());
  const Filtered junk = Look(Side::kServer, Cat("junk ", Token()));
  EXPECT_FALSE(junk.forward);
}

TEST_F(MessageFilterTest, ServersThatAskAreDeclined) {
  Rule("in", "", Action::kBlock);
  Rule("out", "", Action::kBlock);
  const Filtered elicit =
      Look(Side::kServer,
           Cat(R"({"id":1,"method":"elicitation/create","params":{"message":")", Token(), "\"}}"));
  EXPECT_FALSE(elicit.forward);
  EXPECT_EQ(Json::parse(elicit.answer)["result"]["action"], "decline");
  const Filtered sample = Look(
      Side::kServer, Cat(R"({"id":2,"method":"sampling/createMessage","params":{"systemPrompt":")",
                         Token(), "\"}}"));
  EXPECT_FALSE(sample.forward);
  EXPECT_EQ(Json::parse(sample.answer)["error"]["code"], -1);

  Ask(Side::kServer, "elicitation/create", "3");
  const Filtered typed =
      Look(Side::kClient,
           Cat(R"({"id":3,"result":{"action":"accept","content":{"key":")", Token(), "\"}}}"));
  EXPECT_TRUE(typed.forward && typed.changed);
  EXPECT_EQ(Json::parse(typed.text)["result"]["action"], "decline");
}

TEST_F(MessageFilterTest, BothDirectionsKeepTheirOwnIds) {
  Ask(Side::kClient, "tools/call", "1", "x");
  Ask(Side::kServer, "roots/list", "1");
  ExpectUntouched(Side::kClient, R"({"id":1,"result":{"roots":[]}})");
  EXPECT_EQ(waiting_.from_client.size(), 1u);
  ExpectUntouched(Side::kServer, R"({"id":1,"result":{"content":[]}})");
  EXPECT_EQ(waiting_.from_client.size(), 0u);
}

TEST_F(MessageFilterTest, TheTextCopyOfAStructuredResultAgrees) {
  const std::string value =
      Cat(R"({"env":{"password":"Tr0ub4dor-and-)", "3x", R"("},"token":")", Token(), "\"}");
  const Filtered out =
      Look(Side::kServer, Cat(R"({"id":1,"result":{"content":[{"type":"text","text":")",
                              JsonEscape(value), R"("}],"structuredContent":)", value, "}}"));
  ASSERT_TRUE(out.changed);
  const Json json = Json::parse(out.text);
  EXPECT_EQ(Json::parse(json["result"]["content"][0]["text"].get<std::string>()),
            json["result"]["structuredContent"]);
  EXPECT_THAT(out.text, Not(HasSubstr(Token())));
}

TEST_F(MessageFilterTest, AMaskThatTheSchemaRefusesLeavesTheTextOnly) {
  for (const bool fits : {true, false}) {
    Start();
    Ask(Side::kClient, "tools/list", "1");
    ExpectUntouched(
        Side::kServer,
        Cat(R"({"id":1,"result":{"tools":[{"name":"t","outputSchema":{"properties":{"k":{"type":"string")",
            fits ? "" : R"(,"pattern":"^ghp_")", "}}}}]}}"));
    Ask(Side::kClient, "tools/call", "2", "t");
    const Filtered out =
        Look(Side::kServer, Cat(R"({"id":2,"result":{"content":[{"type":"text","text":"{\"k\":\")",
                                Token(), R"(\"}"}],"structuredContent":{"k":")", Token(), "\"}}}"));
    const Json result = Json::parse(out.text)["result"];
    EXPECT_THAT(out.text, Not(HasSubstr(Token())));
    EXPECT_EQ(result.contains("structuredContent"), fits);
    EXPECT_EQ(result.contains("isError"), !fits);
    EXPECT_EQ(result["content"].size(), fits ? 1u : 2u);
  }
}

TEST_F(MessageFilterTest, BlobsAreReadAsTheyDecode) {
  const auto line = [](std::string_view bytes) {
    return Cat(R"({"id":1,"result":{"contents":[{"uri":"f","mimeType":"text/plain","blob":")",
               EncodeBlob(bytes, "YQ=="), "\"}]}}");
  };
  ExpectUntouched(Side::kServer, line("nothing to see in this text"));
  const Filtered out = Look(Side::kServer, line(Cat("key ", Token(), " end\n")));
  ASSERT_TRUE(out.changed);
  const std::string blob = Json::parse(out.text)["result"]["contents"][0]["blob"];
  const std::string text = DecodeBlob(blob).value_or("");
  EXPECT_THAT(text, testing::AllOf(testing::StartsWith("key WEIR_"), testing::EndsWith(" end\n"),
                                   Not(HasSubstr(Token()))));
  EXPECT_EQ(Look(Side::kServer, line(Cat("\x89PNG", Token(), std::string(400, 'x')))).changed,
            false);
  // No base64 of a text: then it is the text.
  EXPECT_TRUE(Look(Side::kServer, Cat(R"({"id":1,"result":{"blob":")", Token(), "\"}}")).changed);
}

TEST_F(MessageFilterTest, WhatReadersUnderstandDifferentlyIsRefused) {
  for (std::string_view line :
       {R"({"id":1,"method":"ping","method":"tools/call"})", R"({"id":{"a":1},"method":"ping"})",
        "not json", "{\"a\":NaN}", "42", R"([1,2])"}) {
    const Filtered out = Look(Side::kClient, line);
    EXPECT_FALSE(out.forward) << line;
    EXPECT_TRUE(Json::accept(out.answer)) << out.answer;
  }
}

TEST_F(MessageFilterTest, OfABatchOnlyWhatIsStoppedIsMissing) {
  Rule("out", "arguments", Action::kBlock);
  const std::string ping = R"({"id":1,"method":"ping"})";
  const Filtered out =
      Look(Side::kClient,
           Cat("[", ping, R"(, {"id":2,"method":"tools/call","params":{"arguments":{"a":")",
               Token(), R"("}}},{"method":"notifications/x"} ])"));
  EXPECT_TRUE(out.forward && out.changed);
  EXPECT_EQ(out.text, Cat("[", ping, R"(,{"method":"notifications/x"}])"));
  const Json answer = Json::parse(out.answer);
  ASSERT_TRUE(answer.is_array() && answer.size() == 1);
  EXPECT_EQ(answer[0]["id"], 2);
}

TEST_F(MessageFilterTest, ALineThatIsTooLongIsAnsweredByItsId) {
  Start();
  const auto too_long = [this](Side from, std::string_view line) {
    EnvelopeReader reader;
    reader.Push(line);
    reader.Finish();
    Filtered out;
    filter_->LookTooLong(from, reader, &waiting_, &out);
    return out;
  };
  const Filtered asked =
      too_long(Side::kClient, R"({"method":"tools/call","params":{"x":"long"},"id":"q"})");
  EXPECT_FALSE(asked.forward);
  EXPECT_EQ(Json::parse(asked.answer)["id"], "q");
  Ask(Side::kClient, "resources/read", "5");
  const Filtered answered = too_long(Side::kServer, R"({"result":{"contents":"long"},"id":5})");
  EXPECT_TRUE(answered.forward && answered.changed);
  EXPECT_EQ(Json::parse(answered.text)["error"]["code"], kStoppedCode);
  EXPECT_EQ(waiting_.from_client.size(), 0u);
  const Filtered told =
      too_long(Side::kServer, R"({"method":"notifications/message","params":{}})");
  EXPECT_FALSE(told.forward);
  EXPECT_TRUE(told.answer.empty());
}

}  // namespace
}  // namespace weir
