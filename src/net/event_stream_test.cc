#include "net/event_stream.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace weir {
namespace {

std::string Events(std::string_view bytes, size_t piece) {
  SseParser parser(1000);
  std::string out;
  const SseSink sink = [&](SseEvent& event) {
    out += "<" + event.type + "|" + event.data + (event.has_data ? "" : "-") + ">";
    return absl::OkStatus();
  };
  for (size_t at = 0; at < bytes.size(); at += piece) {
    if (!parser.Push(bytes.substr(at, piece), sink).ok()) return "!";
  }
  return parser.Finish(sink).ok() ? out : "!";
}

TEST(SseParser, ReadsEventsAsTheStandardHasThem) {
  struct Case {
    std::string_view bytes, events;
  };
  for (const Case& c : {
           Case{"data: a\n\ndata: b\n\n", "<|a><|b>"},
           Case{"event: x\ndata: a\r\n\r\ndata:b\r\rdata", "<x|a><|b><|>"},
           Case{"\xEF\xBB\xBF" "data:  a\n\n", "<| a>"},
           Case{"data: a\ndata: b\nid: 7\n\n", "<|a\nb>"},
           Case{": ping\n\n\n\n", "<|->"},
           Case{"", ""},
       }) {
    for (size_t piece : {1, 2, 3, 1000}) EXPECT_EQ(Events(c.bytes, piece), c.events) << c.bytes << piece;
  }
  EXPECT_EQ(Events("data: " + std::string(2000, 'a'), 10), "!");
}

TEST(SseParser, WritesWhatItRead) {
  const std::string bytes = "id: 1\nevent: x\ndata: a\ndata: b\nretry: 3\n\n";
  SseParser parser(1000);
  std::string out;
  ASSERT_TRUE(parser.Push(bytes, [&](SseEvent& event) {
                      AppendSse(event, &out);
                      return absl::OkStatus();
                    }).ok());
  EXPECT_EQ(out, bytes);
}

TEST(ArrayParser, FindsElementsHoweverTheyAreCut) {
  const std::string_view bytes = " [ {\"a\": \"]}\\\"\", \"b\": [1]},\n\"x\", 12 ,[] ]\n";
  for (size_t piece : {1, 2, 5, 1000}) {
    ArrayParser parser(100);
    std::vector<std::string> elements;
    const auto take = [&](std::string_view element) {
      elements.emplace_back(element);
      return absl::OkStatus();
    };
    const auto skip = [](std::string_view) { return absl::OkStatus(); };
    for (size_t at = 0; at < bytes.size(); at += piece) {
      ASSERT_TRUE(parser.Push(bytes.substr(at, piece), take, skip).ok());
    }
    EXPECT_TRUE(parser.Finish().ok());
    EXPECT_EQ(elements, (std::vector<std::string>{"{\"a\": \"]}\\\"\", \"b\": [1]}", "\"x\"", "12", "[]"}));
  }
}

}  // namespace
}  // namespace weir
