#include "adapter/serve/endpoints.h"

#include <string>

#include "adapter/serve/body_look.h"
#include "adapter/serve/json_member.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guard/guard_for_test.h"
#include "guard/quoted_json.h"
#include "rules/cat.h"

namespace weir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char kGithub[] = "github-personal-access-token";

struct Service {
  explicit Service(std::string_view profile = "gateway") : engine(profile) {
    ServeParts parts;
    parts.guard = engine.Parts();
    parts.metrics = &metrics;
    parts.version = "1";
    endpoints = std::make_unique<ServeEndpoints>(parts);
  }
  ServeAnswer Post(std::string_view path, std::string_view body,
                   std::string_view type = "application/json") {
    return endpoints->Answer(
        {.method = "POST", .path = path, .query = "", .content_type = type, .body = body});
  }
  GuardForTest engine;
  ServeMetrics metrics;
  std::unique_ptr<ServeEndpoints> endpoints;
};

TEST(JsonMember, RawAndDecoded) {
  const std::string_view json =
      R"({"a": [1, "x", {"b": 2}], "b": "q\n\"", "c": {"d": null, "a": 7}, "b": "last"})";
  EXPECT_EQ(RawMember(json, "a"), R"([1, "x", {"b": 2}])");
  EXPECT_EQ(RawMember(json, "b"), R"("last")");
  EXPECT_EQ(RawMember(json, "c", "d"), "null");
  EXPECT_EQ(RawMember(json, "d"), std::nullopt);
  EXPECT_EQ(StringMember(R"({"b": "q\n\"é"})", "b"), "q\n\"\xc3\xa9");
  EXPECT_EQ(StringMember(json, "a"), std::nullopt);
  EXPECT_THAT(RawItems(*RawMember(json, "a")), ElementsAre("1", R"("x")", R"({"b": 2})"));
  EXPECT_THAT(RawItems("{}"), IsEmpty());
  EXPECT_THAT(RawItems("[1, "), ElementsAre("1"));
  EXPECT_EQ(RawMember("no json", "a"), std::nullopt);
}

TEST(BodyLook, LinesAndTexts) {
  GuardForTest engine;
  const std::string secret = SecretForTest(kGithub);
  const Place place{.adapter = "serve", .direction = Direction::kOut};
  BodyVerdict verdict;
  ASSERT_TRUE(
      LookAtBody(engine.Parts(), "{\"a\":1}\n\n{\"b\":\"" + secret + "\"}\n", place, &verdict)
          .ok());
  ASSERT_EQ(verdict.decisions.size(), 1u);
  EXPECT_EQ(verdict.body, "{\"a\":1}\n\n{\"b\":\"" + verdict.decisions[0].mask + "\"}\n");
  EXPECT_EQ(verdict.decisions[0].line, 3u);
  // Begins like JSON and is none.
  ASSERT_TRUE(LookAtBody(engine.Parts(), "{\"a\":1}\n{ " + secret + "\n", place, &verdict).ok());
  EXPECT_THAT(verdict.body, Not(HasSubstr(secret)));
  EXPECT_THAT(verdict.body, HasSubstr("{\"a\":1}\n{ WEIR_"));
  ASSERT_TRUE(LookAtBody(engine.Parts(), "", place, &verdict).ok());
  EXPECT_FALSE(verdict.changed);
}

TEST(Endpoints, RedactGivesBackWhatItWasGiven) {
  Service service;
  const std::string secret = SecretForTest(kGithub);
  const ServeAnswer json =
      service.Post("/redact", "{\"json\":{\"a\" : [\"" + secret + "\",1e3]},\"part\":\"x\"}");
  EXPECT_EQ(json.status, 200);
  EXPECT_THAT(json.body, HasSubstr("\"changed\":true,\"json\":{\"a\" : [\"WEIR_github-pat_"));
  EXPECT_THAT(json.body, HasSubstr("\",1e3]}}"));
  EXPECT_THAT(json.body, Not(HasSubstr(secret)));
  const ServeAnswer raw = service.Post("/redact", secret, "text/plain");
  EXPECT_THAT(raw.body, ::testing::StartsWith("WEIR_github-pat_"));
  const ServeAnswer clean = service.Post("/redact", "{\"texts\":[\"a\\u0041\"]}");
  EXPECT_EQ(clean.body,
            "{\"found\":false,\"action\":\"allow\",\"findings\":[],\"changed\":false,\"texts\":["
            "\"a\\u0041\"]}\n");
}

TEST(Endpoints, BadInputIsTold) {
  Service service;
  for (const char* body :
       {"", "[]", "{", "{\"text\":1}", "{\"texts\":[1]}", "{\"texts\":\"a\"}",
        "{\"text\":\"a\",\"json\":1}", "{\"text\":\"a\",\"direction\":\"up\"}"}) {
    EXPECT_EQ(service.Post("/redact", body).status, 400) << body;
    EXPECT_EQ(service.Post("/scan", body).status, 400) << body;
  }
  for (const char* path :
       {"/beta/litellm_basic_guardrail_api", "/v1/moderations", "/v1/check", "/webhook"}) {
    for (const char* body : {"", "[]", "{}", "nope", "{\"input\":1,\"text\":2,\"eventType\":3}"}) {
      EXPECT_EQ(service.Post(path, body).status, 400) << path << body;
    }
  }
  EXPECT_EQ(service.Post("/nothing", "").status, 404);
  EXPECT_EQ(service.endpoints->Answer({.method = "GET", .path = "/scan"}).status, 405);
  EXPECT_EQ(service.endpoints->Answer({.method = "POST", .path = "/healthz"}).status, 405);
  EXPECT_EQ(service.Post("/restore", "x", "text/plain").status, 409);
}

TEST(Endpoints, LiteLlmKeepsTheOrderAndRefusesWhatCannotBeRewritten) {
  Service service;
  const std::string secret = SecretForTest(kGithub);
  const ServeAnswer answer =
      service.Post("/beta/litellm_basic_guardrail_api",
                   "{\"input_type\":\"request\",\"texts\":[\"a\",\"b " + secret +
                       "\",\"c\"],\"tools\":null,\"tool_calls\":null,\"images\":null}");
  EXPECT_EQ(*StringMember(answer.body, "action"), "GUARDRAIL_INTERVENED");
  EXPECT_EQ(RawItems(*RawMember(answer.body, "texts")).size(), 3u);
  EXPECT_THAT(answer.body, Not(HasSubstr(secret)));
  const ServeAnswer call = service.Post("/beta/litellm_basic_guardrail_api",
                                        "{\"input_type\":\"response\",\"texts\":[\"a\"],\"tool_"
                                        "calls\":[{\"function\":{\"arguments\":\"{\\\"a\\\":\\\"" +
                                            secret + "\\\"}\"}}]}");
  EXPECT_EQ(*StringMember(call.body, "action"), "BLOCKED");
  EXPECT_THAT(*StringMember(call.body, "blocked_reason"), HasSubstr("GitHub"));
  const ServeAnswer none = service.Post("/beta/litellm_basic_guardrail_api",
                                        "{\"input_type\":\"request\",\"texts\":[\"a\"]}");
  EXPECT_EQ(none.body, "{\"action\":\"NONE\"}\n");
}

// What LiteLLM would show, round by round, must be the beginning of what it shows in the end.
TEST(Endpoints, LiteLlmHoldsBackWhatMayStillChange) {
  Service service;
  const std::string secret = SecretForTest(kGithub);
  const std::string text =
      "Here \xC3\xA9 it is: " + secret + " and password = \"Vr7#kQz2!mWp\" done.";
  std::string last;
  {
    const ServeAnswer whole =
        service.Post("/beta/litellm_basic_guardrail_api",
                     "{\"input_type\":\"response\",\"texts\":[" + QuotedJson(text) + "]}");
    last = *StringOfRaw(RawItems(*RawMember(whole.body, "texts"))[0]);
  }
  EXPECT_THAT(last, Not(HasSubstr(secret)));
  for (size_t size = 0; size <= text.size(); ++size) {
    if (size < text.size() && (text[size] & '\xC0') == '\x80')
      continue;  // LiteLLM counts characters
    const std::string now = text.substr(0, size);
    const ServeAnswer answer =
        service.Post("/beta/litellm_basic_guardrail_api",
                     "{\"input_type\":\"response\",\"texts\":[" + QuotedJson(now) + "]}");
    const auto texts = RawMember(answer.body, "texts");
    std::string shown = texts.has_value() ? *StringOfRaw(RawItems(*texts)[0]) : now;
    size_t hold =
        std::stoul(std::string(RawItems(*RawMember(answer.body, "stream_holdback_chars"))[0]));
    while (hold > 0 && !shown.empty()) {
      if ((shown.back() & '\xC0') != '\x80') --hold;
      shown.pop_back();
    }
    EXPECT_EQ(shown, last.substr(0, shown.size())) << size;
  }
}

TEST(Endpoints, ModerationsOneResultAnInput) {
  Service service;
  const std::string secret = SecretForTest(kGithub);
  std::string input = "[";
  for (int i = 0; i < 13; ++i)
    input += Cat(i > 0 ? "," : "", QuotedJson(i == 11 ? "x " + secret : "clean"));
  const ServeAnswer answer = service.Post("/v1/moderations", "{\"input\":" + input + "]}");
  const auto results = RawItems(*RawMember(answer.body, "results"));
  ASSERT_EQ(results.size(), 13u);
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(*RawMember(results[i], "flagged"), i == 11 ? "true" : "false") << i;
  }
  const ServeAnswer parts =
      service.Post("/v1/moderations", "{\"input\":[{\"type\":\"text\",\"text\":\"" + secret +
                                          "\"},{\"type\":\"text\",\"text\":\"a\"}]}");
  EXPECT_EQ(RawItems(*RawMember(parts.body, "results")).size(), 1u);
  EXPECT_THAT(parts.body, HasSubstr("\"flagged\":true"));
  EXPECT_THAT(service.Post("/v1/moderations", "{\"input\":\"a\"}").body,
              HasSubstr("\"flagged\":false"));
}

TEST(Endpoints, ABlockedTextIsNotGivenBack) {
  Service service("ci");
  PolicyEntry entry;
  entry.action = Action::kBlock;
  service.engine.policy->AddEntry(entry);
  const std::string secret = SecretForTest(kGithub);
  EXPECT_EQ(service.Post("/redact", "see " + secret, "text/plain").status, 403);
  const ServeAnswer json = service.Post("/redact", "{\"text\":\"see " + secret + "\"}");
  EXPECT_EQ(*StringMember(json.body, "action"), "block");
  EXPECT_EQ(RawMember(json.body, "text"), std::nullopt);
  EXPECT_THAT(service.Post("/v1/check", "{\"text\":\"" + secret + "\"}").body,
              HasSubstr("\"blocked\":true"));
  const ServeAnswer hook = service.Post(
      "/webhook", "{\"eventType\":\"beforeRequestHook\",\"request\":{\"json\":{\"m\":\"" + secret +
                      "\"},\"text\":\"\"}}");
  EXPECT_THAT(hook.body, HasSubstr("\"verdict\":false"));
}

TEST(Endpoints, TheWebhookGivesTheWholeMessageBack) {
  Service service;
  const std::string secret = SecretForTest(kGithub);
  const ServeAnswer hook =
      service.Post("/webhook", "{\"request\":{\"json\":{\"n\":1,\"m\":[\"" + secret +
                                   "\"]},\"text\":\"\"},\"eventType\":\"beforeRequestHook\"}");
  const auto json = RawMember(*RawMember(hook.body, "transformedData"), "request", "json");
  ASSERT_TRUE(json.has_value()) << hook.body;
  EXPECT_THAT(std::string(*json), HasSubstr("{\"n\":1,\"m\":[\"WEIR_"));
}

TEST(Endpoints, WhatCouldNotBeLookedAtDoesNotPassUnlessTheOperatorSaysSo) {
  Service service;
  ScanOptions options;
  options.max_findings = 1;
  service.engine.scanner = std::make_unique<Scanner>(service.engine.ruleset, options);
  ServeParts parts = service.endpoints->parts();
  parts.guard = service.engine.Parts();
  service.endpoints = std::make_unique<ServeEndpoints>(parts);
  const std::string text = SecretForTest(kGithub, 1) + "\n" + SecretForTest(kGithub, 2) + "\n" +
                           SecretForTest(kGithub, 3);
  const std::string body = "{\"text\":" + QuotedJson(text) + "}";
  EXPECT_EQ(service.Post("/redact", body).status, 500);
  EXPECT_EQ(service.Post("/redact", text, "text/plain").status, 500);
  EXPECT_THAT(service.metrics.Text(1), HasSubstr("weir_failures_total 2"));
  service.engine.policy->on_error = OnError::kAllow;
  const ServeAnswer passed = service.Post("/redact", body);
  EXPECT_EQ(passed.status, 200);
  EXPECT_THAT(passed.body, HasSubstr("\"error\":"));
  const ServeAnswer raw = service.Post("/redact", text, "text/plain");
  EXPECT_EQ(raw.body, text);
  EXPECT_EQ(raw.fields.at(0).name, "x-weir-error");
}

TEST(Metrics, FixedSeriesOnly) {
  ServeMetrics metrics;
  metrics.Request("/scan", 200, 10, 250);
  metrics.Request("/whatever\"\n", 404, 0, 50'000'000);
  const std::string text = metrics.Text(7);
  EXPECT_THAT(text, HasSubstr("weir_rules 7\n"));
  EXPECT_THAT(text, HasSubstr("weir_requests_total{path=\"/scan\",status=\"2xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weir_requests_total{path=\"other\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weir_request_seconds_bucket{path=\"/scan\",le=\"0.000300\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weir_request_seconds_bucket{path=\"/scan\",le=\"0.000100\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("weir_request_seconds_sum{path=\"other\"} 50.000000\n"));
  EXPECT_THAT(text, Not(HasSubstr("whatever")));
}

}  // namespace
}  // namespace weir
