#include "net/http_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace weir {
namespace {

struct Outcome {
  absl::Status status;
  bool done = false;
  std::string body, rest;
  HttpHead head;
  bool keep_alive = false;
};

Outcome Read(HttpParser::Kind kind, std::string_view bytes, size_t piece) {
  HttpParser parser(kind, 4096);
  Outcome out;
  std::string input;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    input.append(bytes.substr(at, piece));
    if (parser.done()) continue;
    const absl::StatusOr<size_t> used = parser.Push(input, &out.body);
    if (!used.ok()) {
      out.status = used.status();
      return out;
    }
    input.erase(0, *used);
  }
  out.done = parser.done();
  out.rest = input;
  if (parser.head_done()) {
    out.head = parser.head();
    out.keep_alive = parser.keep_alive();
  }
  return out;
}

TEST(HttpParser, ReadsAMessageHoweverItIsCut) {
  constexpr std::string_view kTwo =
      "POST /v1/x?a=b HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;e=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\nGET / HTTP/1.1\r\n\r\n";
  for (size_t piece : {size_t{1}, size_t{2}, size_t{7}, kTwo.size()}) {
    const Outcome out = Read(HttpParser::Kind::kRequest, kTwo, piece);
    ASSERT_TRUE(out.done) << piece << out.status;
    EXPECT_EQ(out.body, "abcde");
    EXPECT_EQ(out.head.method, "POST");
    EXPECT_EQ(out.head.target, "/v1/x?a=b");
    EXPECT_EQ(out.head.headers.fields().size(), 3u);
    EXPECT_EQ(out.rest, "GET / HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(out.keep_alive);
  }
}

TEST(HttpParser, RefusesWhatTwoReadersCouldReadInTwoWays) {
  for (std::string_view wrong : {
           "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
           "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
           "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
           "POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n",
           "POST / HTTP/1.1\r\nContent-Length : 1\r\n\r\n",
           "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
           "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
           "POST / HTTP/2.0\r\n\r\n",
           "hello\r\n\r\n",
       }) {
    EXPECT_FALSE(Read(HttpParser::Kind::kRequest, wrong, wrong.size()).status.ok()) << wrong;
  }
  const std::string large = "GET / HTTP/1.1\r\na: " + std::string(5000, 'b');
  EXPECT_EQ(Read(HttpParser::Kind::kRequest, large, 100).status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(HttpParser, AnAnswerMayEndWithItsConnection) {
  HttpParser parser(HttpParser::Kind::kAnswer);
  std::string body;
  const std::string_view bytes = "HTTP/1.1 200 OK\r\n\r\nabc";
  ASSERT_TRUE(parser.Push(bytes, &body).ok());
  EXPECT_FALSE(parser.done());
  EXPECT_TRUE(parser.Finish().ok());
  EXPECT_EQ(body, "abc");
  EXPECT_FALSE(parser.keep_alive());

  HttpParser shortened(HttpParser::Kind::kAnswer);
  ASSERT_TRUE(shortened.Push("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", &body).ok());
  EXPECT_EQ(shortened.Finish().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace weir
