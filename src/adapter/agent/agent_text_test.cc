// What the hooks read and write: indexes of messages, answers, mentions, commands, and the tables' own consistency.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapter/agent/answer.h"
#include "adapter/agent/canary.h"
#include "adapter/agent/client_files.h"
#include "adapter/agent/event_table.h"
#include "adapter/agent/mentions.h"
#include "adapter/agent/message_index.h"
#include "adapter/agent/opencode_plugin.h"
#include "adapter/agent/shell_text.h"
#include "adapter/agent/withhold.h"
#include "rules/cat.h"

namespace weir {
namespace {

using ::testing::ElementsAre;

TEST(MessageIndex, FindsWhatIsThere) {
  MessageIndex index;
  const std::string text = R"( {"a":"x\u00e9\n","b":{"c":[1, {"d":"e"}]},"b2":null,"a":"last","~/":"odd"} )";
  ASSERT_TRUE(index.Read(text));
  EXPECT_EQ(index.String("/a"), "last");
  EXPECT_EQ(index.Raw("/b/c"), R"([1, {"d":"e"}])");
  EXPECT_EQ(index.String("/b/c/1/d"), "e");
  EXPECT_EQ(index.Text("/b/c/0"), "1");
  EXPECT_EQ(index.String("/b"), "");
  EXPECT_EQ(index.Raw("/none"), "");
  EXPECT_EQ(index.String("/~0~1"), "odd");
  EXPECT_THAT(index.Matching("/b/c/*"), ElementsAre("/b/c/0", "/b/c/1"));
  for (const char* bad : {"", "[]", "{", "{} x", "{\"a\":1}{", "\"a\"", "{\"a\":tru}"}) {
    EXPECT_FALSE(index.Read(bad)) << bad;
    EXPECT_EQ(index.Raw("/a"), "");
  }
}

TEST(Answer, PutsInWhatTheFormSays) {
  MessageIndex message;
  const std::string text = R"({"a": {"x" : 1.50}, "s": "{\"y\":\"q\\\"\"}", "t": "plain \u00e9"})";
  ASSERT_TRUE(message.Read(text));
  const AnswerValues values = {.event = "E", .reason = "a \"b\"\n\x01", .message = &message};
  EXPECT_EQ(Expand(Say(R"({"r":$R,"e":$E})"), values).out, "{\"r\":\"a \\\"b\\\"\\n\\u0001\",\"e\":\"E\"}");
  EXPECT_EQ(Expand(Say("$(/a)|$J(/a)|$J(/s)|$J(/t)|$(/none)"), values).out,
            "{\"x\" : 1.50}|{\"x\" : 1.50}|{\"y\":\"q\\\"\"}|\"plain \\u00e9\"|null");
  EXPECT_EQ(Expand(Say("$T(/t)"), {.event = "", .reason = "r", .message = &message}).out, "\"r\\nplain \u00e9\"");
  const AgentAnswer told = Expand(Say("", 2, true), {.event = "", .reason = "why"});
  EXPECT_EQ(told.out, "");
  EXPECT_EQ(told.err, "why\n");
  EXPECT_EQ(told.exit, 2);
}

TEST(Mentions, AreTakenFromPrompts) {
  EXPECT_THAT(MentionedFiles("@a b @\"c d\" (@e/f.txt), x@y.z @g#L3-4 @h:12 @"),
              ElementsAre("a", "c d", "e/f.txt),", "e/f.txt", "g#L3-4", "g", "h:12", "h"));
  EXPECT_LE(MentionedFiles(std::string(4000, '@')).size(), 2 * kMostMentions);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "@f ";
  EXPECT_EQ(MentionedFiles(many).size(), kMostMentions);
}

TEST(ShellText, IsReadAsShellsDo) {
  const struct {
    std::string command, read;  // empty: the command itself
  } cases[] = {
      {"ls -la", ""},       {"echo 'a b'", ""},        {"echo 'a''b'", "echo ab"}, {"a\"b\"c", "abc"},
      {"a\\\nb", "ab"},     {"x$'\\x41\\102'y", "xABy"}, {"'it'\\''s'", "it's"},     {"\"a\\\"b\"c", "a\"bc"},
      {"a'open", "aopen"},  {"\"a\\\nb\"", "ab"},
  };
  for (const auto& c : cases) {
    std::string read;
    const bool other = ReadAsShell(c.command, &read);
    if (c.read.empty()) {
      EXPECT_FALSE(other) << c.command << " -> " << read;
    } else if (c.command != "a'open") {
      EXPECT_TRUE(other) << c.command;
      EXPECT_EQ(read, c.read) << c.command;
    }
  }
}

TEST(Withhold, KeepsTheShape) {
  std::string out;
  ASSERT_TRUE(Withhold(R"({"r": {"type":"text","n": 2,"file":{"content":"x","l":["y"]}},"q":"z"})", "/r", "-", &out));
  EXPECT_EQ(out, R"({"r": {"type":"text","n": 2,"file":{"content":"-","l":["-"]}},"q":"z"})");
  EXPECT_FALSE(Withhold("{", "/r", "-", &out));
}

TEST(EventTable, IsConsistent) {
  std::set<std::string> names;
  for (const AgentEvent& event : AllEvents()) {
    SCOPED_TRACE(Cat(GetClient(event.client).title, " ", event.name));
    EXPECT_TRUE(names.insert(Cat(static_cast<int>(event.client), event.name)).second);
    EXPECT_EQ(event.mask.possible, !event.carries.empty());
    if (event.mask.possible) {
      EXPECT_TRUE(GivesBack(event.mask));
    }
    for (const AnswerForm* form : {&event.block, &event.ask, &event.mask, &event.warn}) {
      if (!form->possible || form->out.empty()) continue;
      // With anything put in, an answer is one JSON object.
      MessageIndex message, answer;
      ASSERT_TRUE(message.Read("{}"));
      EXPECT_TRUE(answer.Read(Expand(*form, {.event = event.name, .reason = "r", .message = &message}).out));
    }
    // Whoever blocks by the exit status alone says why on standard error.
    if (event.block.possible && event.block.exit == 2) {
      EXPECT_TRUE(event.block.tells);
    }
  }
}

TEST(EventTable, EveryInstalledEventHasATrial) {
  absl::StatusOr<Canary> canary = Canary::Make();
  ASSERT_TRUE(canary.ok()) << canary.status();
  for (const ClientFiles& files : AllClientFiles()) {
    EXPECT_FALSE(InstalledEvents(files).empty());
    for (const AgentEvent* event : InstalledEvents(files)) {
      const std::string message = canary->Message(*event);
      MessageIndex index;
      ASSERT_TRUE(index.Read(message)) << event->name << message;
      const ClientRecord& sender = SenderOf(index, GetClient(files.client));
      EXPECT_EQ(sender.client, event->client) << event->name;
      EXPECT_EQ(EventOf(index, sender, event->name), event->name);
    }
  }
}

TEST(ClientFiles, CommandLinesAreKnownAgain) {
  const ClientFiles& files = *FilesOf(Client::kCopilot);
  const AgentEvent& event = *InstalledEvents(files).front();
  for (const char* program : {"weir", "/usr/bin/weir", "/my tools/weir", "/it's/weir"}) {
    EXPECT_TRUE(IsHookCommand(HookCommand(files, event, program, ""))) << program;
    EXPECT_TRUE(IsHookCommand(HookCommand(files, event, program, "--config 'a b'"))) << program;
  }
  for (const char* other : {"", "weir", "weir scan", "nweir agent claude", "weir agent install", "agent claude",
                            "my-weir agent claude", "weir agents claude"}) {
    EXPECT_FALSE(IsHookCommand(other)) << other;
  }
}

TEST(OpencodePlugin, IsTheFileInHooks) {
  std::ifstream file(WEIR_SOURCE_DIR "/hooks/opencode/weir.js", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_EQ(OpencodePluginSource(), text);
  const std::string made = OpencodePlugin("/a \"b\"/weir", {"--on-error", "allow"});
  EXPECT_NE(made.find("const PROGRAM = \"/a \\\"b\\\"/weir\";\n"), made.npos);
  EXPECT_NE(made.find("const ARGUMENTS = [\"agent\", \"opencode\", \"--on-error\", \"allow\"];\n"), made.npos);
  EXPECT_TRUE(IsOpencodePlugin(made));
}

}  // namespace
}  // namespace weir
