#include "adapter/mcp/fields.h"

#include <string>

#include "adapter/mcp/blob.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using Kind = Envelope::Kind;

constexpr MessageContext kCall = {
    .from_client = true, .kind = Kind::kRequest, .method = "tools/call"};
constexpr MessageContext kAnswer = {
    .from_client = false, .kind = Kind::kResult, .method = "tools/call"};
constexpr MessageContext kLog = {
    .from_client = false, .kind = Kind::kNotification, .method = "notifications/message"};
constexpr MessageContext kFilled = {
    .from_client = true, .kind = Kind::kResult, .method = "elicitation/create"};

struct Case {
  MessageContext context;
  std::string_view pointer;
  FieldUse use;
};

TEST(UseOf, LeavesOnlyWhatIsTheProtocols) {
  const Case cases[] = {
      {kCall, "/id", FieldUse::kLeave},
      {kCall, "/jsonrpc", FieldUse::kLeave},
      {kCall, "/method", FieldUse::kRead},
      {kCall, "/params/name", FieldUse::kRead},
      {kCall, "/params/requestState", FieldUse::kLeave},
      {kAnswer, "/result/requestState", FieldUse::kLeave},
      {kCall, "/params/cursor", FieldUse::kLeave},
      {kCall, "/params/_meta/progressToken", FieldUse::kLeave},
      {kCall, "/params/_meta/io.modelcontextprotocol~1clientInfo/name", FieldUse::kLeave},
      {kCall, "/params/_meta/com.example~1note", FieldUse::kRead},
      // What tools and people fill has names of any kind.
      {kCall, "/params/arguments/id", FieldUse::kRead},
      {kCall, "/params/arguments/a/cursor", FieldUse::kRead},
      {kCall, "/params/inputResponses/k/content/id", FieldUse::kRead},
      {kAnswer, "/result/structuredContent/requestState", FieldUse::kRead},
      {kAnswer, "/result/content/0/input/id", FieldUse::kRead},
      {kLog, "/params/data/id", FieldUse::kRead},
      {kLog, "/params/level", FieldUse::kRead},
      {kFilled, "/result/content/id", FieldUse::kRead},
      {{.from_client = false, .kind = Kind::kError, .method = ""},
       "/error/data/id",
       FieldUse::kRead},
      {{.from_client = false, .kind = Kind::kRequest, .method = "unknown/method"},
       "/params/anything",
       FieldUse::kRead},
  };
  for (const Case& c : cases) {
    const std::string_view key = c.pointer.substr(c.pointer.rfind('/') + 1);
    EXPECT_EQ(UseOf(c.context, c.pointer, key, "text"), c.use) << c.pointer;
  }
}

TEST(UseOf, PicturesAreLeftAndBlobsAreDecoded) {
  const std::string long_data(kMinMediaBytes, 'A'), not_base64 = long_data + "!";
  EXPECT_EQ(UseOf(kAnswer, "/result/content/0/data", "data", long_data), FieldUse::kLeave);
  EXPECT_EQ(UseOf(kAnswer, "/result/content/0/data", "data", not_base64), FieldUse::kRead);
  EXPECT_EQ(UseOf(kAnswer, "/result/content/0/data", "data", "c2hvcnQ="), FieldUse::kRead);
  EXPECT_EQ(UseOf(kAnswer, "/result/structuredContent/data", "data", long_data), FieldUse::kRead);
  EXPECT_EQ(UseOf(kAnswer, "/result/contents/0/blob", "blob", "c2hvcnQ="), FieldUse::kBlob);
  EXPECT_EQ(UseOf(kAnswer, "/result/contents/0/blob", "blob", "no base64!"), FieldUse::kRead);
  EXPECT_EQ(UseOf(kCall, "/params/arguments/blob", "blob", "c2hvcnQ="), FieldUse::kBlob);
}

TEST(PartOf, FollowsTheMethod) {
  struct PartCase {
    MessageContext context;
    std::string_view pointer, part;
  };
  const MessageContext list = {.from_client = false, .kind = Kind::kResult, .method = "tools/list"};
  const MessageContext sampling = {
      .from_client = false, .kind = Kind::kRequest, .method = "sampling/createMessage"};
  const MessageContext sampled = {
      .from_client = true, .kind = Kind::kResult, .method = "sampling/createMessage"};
  const MessageContext asks = {
      .from_client = false, .kind = Kind::kRequest, .method = "elicitation/create"};
  const PartCase cases[] = {
      {kCall, "/params/arguments/x", "arguments"},
      {kAnswer, "/result/content/0/text", "result"},
      {list, "/result/tools/0/description", "description"},
      {kLog, "/params/data", "notification"},
      {sampling, "/params/messages/0/content/text", "sampling"},
      {sampled, "/result/content/text", "sampling"},
      {asks, "/params/message", "elicitation"},
      {kFilled, "/result/content/token", "elicitation"},
      {{.from_client = false, .kind = Kind::kError, .method = "tools/call"},
       "/error/message",
       "error"},
      {kAnswer, "/result/inputRequests/k/params/message", "elicitation"},
      {kAnswer, "/result/inputRequests/k/params/systemPrompt", "sampling"},
      {kCall, "/params/inputResponses/k/content/token", "elicitation"},
      {kCall, "/params/inputResponses/k/content/text", "sampling"},
  };
  for (const PartCase& c : cases) EXPECT_EQ(PartOf(c.context, c.pointer), c.part) << c.pointer;
}

TEST(Blob, ComesBackAsItWas) {
  for (std::string_view base64 : {"", "YQ==", "YWI=", "YWJj", "YQ", "YWI", "-_-_", "+/+/", "-_8"}) {
    const std::optional<std::string> bytes = DecodeBlob(base64);
    ASSERT_TRUE(bytes.has_value()) << base64;
    EXPECT_EQ(EncodeBlob(*bytes, base64), base64);
  }
  EXPECT_EQ(DecodeBlob("YW\nJj\r\n"), "abc");
  EXPECT_FALSE(DecodeBlob("a").has_value());
  EXPECT_FALSE(DecodeBlob("YW=Jj").has_value());
}

}  // namespace
}  // namespace weir
