#include "adapter/serve/icap_message.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace weir {
namespace {

IcapHead HeadOf(const std::string& method, const std::string& encapsulated) {
  IcapHead head;
  head.method = method;
  head.headers.Add("Encapsulated", encapsulated);
  return head;
}

TEST(IcapHead, Reads) {
  absl::StatusOr<IcapHead> head = ParseIcapHead(
      "REQMOD icap://127.0.0.1:1344/reqmod?x=1 ICAP/1.0\r\nHost: h\r\nAllow: 204, 206\r\nX-A: "
      "one\r\n two\r\n\r\n");
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(head->method, "REQMOD");
  EXPECT_EQ(head->service, "reqmod");
  EXPECT_EQ(head->version, "1.0");
  EXPECT_TRUE(head->headers.HasToken("allow", "204"));
  EXPECT_EQ(head->headers.Get("x-a"), "one two");
  EXPECT_EQ(ParseIcapHead("OPTIONS /respmod ICAP/1.0\r\n\r\n")->service, "respmod");
}

TEST(IcapHead, RefusesWhatIsNone) {
  for (const std::string& text : std::vector<std::string>{
           "", "\r\n\r\n", "REQMOD\r\n\r\n", "REQMOD x HTTP/1.1\r\n\r\n",
           "REQMOD x ICAP/1.0\r\nHost h\r\n\r\n", "REQMOD x ICAP/1.0\r\n: h\r\n\r\n",
           "REQMOD x ICAP/1.0\r\n h\r\n\r\n", "REQMOD x ICAP/1.0\r\nHost: h\r\n",
           "REQMOD x ICAP/1.0\r\n\r\nmore", "RE(MOD x ICAP/1.0\r\n\r\n",
           std::string("REQMOD x\0 ICAP/1.0\r\n\r\n", 22)}) {
    EXPECT_FALSE(ParseIcapHead(text).ok()) << text;
  }
  std::string many = "REQMOD x ICAP/1.0\r\n";
  for (int i = 0; i < 300; ++i) many += "a: b\r\n";
  EXPECT_EQ(ParseIcapHead(many + "\r\n").status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ParseIcapHead("A x ICAP/1.0\r\na: " + std::string(kMaxIcapHead, 'x') + "\r\n\r\n")
                .status()
                .code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(IcapEncapsulated, ListsOfTheRfc) {
  struct Case {
    std::string method, list;
    bool good;
    size_t request, response;
    bool body;
  };
  const Case cases[] = {
      {"REQMOD", "req-hdr=0, req-body=412", true, 412, 0, true},
      {"REQMOD", "req-hdr=0, null-body=7", true, 7, 0, false},
      {"REQMOD", "req-body=0", true, 0, 0, true},
      {"REQMOD", "null-body=0", true, 0, 0, false},
      {"RESPMOD", "req-hdr=0, res-hdr=137, res-body=296", true, 137, 159, true},
      {"RESPMOD", "res-hdr=0,res-body=9", true, 0, 9, true},
      {"RESPMOD", "req-hdr=0, null-body=9", true, 9, 0, false},
      {"REQMOD", "req-hdr=0, res-body=9", false, 0, 0, false},
      {"REQMOD", "res-hdr=0, req-body=9", false, 0, 0, false},
      {"RESPMOD", "res-hdr=0, req-hdr=3, res-body=9", false, 0, 0, false},
      {"REQMOD", "req-hdr=1, req-body=9", false, 0, 0, false},
      {"REQMOD", "req-hdr=0, req-body=0", false, 0, 0, false},
      {"REQMOD", "req-hdr=0", false, 0, 0, false},
      {"REQMOD", "req-hdr=0, req-body=-1", false, 0, 0, false},
      {"REQMOD", "req-hdr=0, req-body=9x", false, 0, 0, false},
      {"REQMOD", "", false, 0, 0, false},
      {"REQMOD", "a=0, b=1, c=2, d=3", false, 0, 0, false},
      {"REQMOD", "req-hdr=0, req-body=99999999", false, 0, 0, false},
  };
  for (const Case& c : cases) {
    const absl::StatusOr<IcapParts> parts = ParseEncapsulated(HeadOf(c.method, c.list));
    EXPECT_EQ(parts.ok(), c.good) << c.method << " " << c.list;
    if (!parts.ok() || !c.good) continue;
    EXPECT_EQ(parts->request_head, c.request) << c.list;
    EXPECT_EQ(parts->response_head, c.response) << c.list;
    EXPECT_EQ(parts->has_body, c.body) << c.list;
  }
  IcapHead twice = HeadOf("REQMOD", "null-body=0");
  twice.headers.Add("Encapsulated", "req-body=0");
  EXPECT_FALSE(ParseEncapsulated(twice).ok());
  EXPECT_FALSE(ParseEncapsulated(IcapHead()).ok());
}

TEST(IcapChunks, AnyCutGivesTheSame) {
  const std::string text =
      "4\r\nwiki\r\n5;x=\"y\"\r\npedia\r\nA\r\n\r\n34567890\r\n0; ieof\r\nT: 1\r\n\r\nNEXT";
  for (size_t step = 1; step <= text.size(); ++step) {
    ChunkReader reader(1000);
    size_t at = 0;
    while (!reader.done()) {
      size_t used = 0;
      ASSERT_TRUE(reader.Push(std::string_view(text).substr(at, step), &used).ok());
      at += used;
    }
    EXPECT_EQ(reader.body(), "wikipedia\r\n34567890");
    EXPECT_TRUE(reader.ieof());
    EXPECT_EQ(text.substr(at), "NEXT");
  }
}

TEST(IcapChunks, APreviewGoesOn) {
  ChunkReader reader(1000);
  size_t used = 0;
  ASSERT_TRUE(reader.Push("2\r\nab\r\n0\r\n\r\n", &used).ok());
  EXPECT_TRUE(reader.done());
  EXPECT_FALSE(reader.ieof());
  reader.Continue();
  ASSERT_TRUE(reader.Push("2\r\ncd\r\n0\r\n\r\n", &used).ok());
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.body(), "abcd");
}

TEST(IcapChunks, BoundsAndBadInput) {
  for (const std::string& text : std::vector<std::string>{
           "x\r\n", "-1\r\n", "\r\n", "5\r\nabcdeX\r\n", "11111111111111111\r\n", "0x5\r\n"}) {
    ChunkReader reader(1000);
    size_t used = 0;
    EXPECT_EQ(reader.Push(text, &used).code(), absl::StatusCode::kInvalidArgument) << text;
  }
  size_t used = 0;
  ChunkReader large(10);
  EXPECT_EQ(large.Push("b\r\n", &used).code(), absl::StatusCode::kResourceExhausted);
  ChunkReader sum(10);
  ASSERT_TRUE(sum.Push("8\r\n12345678\r\n", &used).ok());
  EXPECT_EQ(sum.Push("3\r\n", &used).code(), absl::StatusCode::kResourceExhausted);
  ChunkReader huge(UINT64_MAX);
  EXPECT_FALSE(huge.Push(std::string(5000, '1'), &used).ok());
}

TEST(IcapInnerHead, RoundTrip) {
  const std::string text = "POST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";
  absl::StatusOr<InnerHead> head = ParseInnerHead(text);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(SerializeInnerHead(*head), text);
  head->headers.Set("Content-Length", "7");
  EXPECT_EQ(SerializeInnerHead(*head),
            "POST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n");
  EXPECT_FALSE(ParseInnerHead("\r\n\r\n").ok());
  EXPECT_FALSE(ParseInnerHead("GET / HTTP/1.1\r\nno field\r\n\r\n").ok());
}

}  // namespace
}  // namespace weir
