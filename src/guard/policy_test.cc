#include "guard/policy.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace weir {
namespace {

using ::testing::HasSubstr;

Rule RuleOf(SecretClass secret_class, std::string_view id = "some-rule") {
  Rule rule;
  rule.id = id;
  rule.secret_class = secret_class;
  return rule;
}

Place At(std::string_view adapter, Direction direction, std::string_view part = "",
         std::string_view component = "") {
  return {.adapter = adapter, .direction = direction, .component = component, .part = part};
}

constexpr Direction kIn = Direction::kIn, kOut = Direction::kOut;

TEST(Policy, Profiles) {
  struct Case {
    std::string_view profile, adapter;
    Direction direction;
    std::string_view part;
    Action want;
  };
  const Case cases[] = {
      {"laptop", "agent", kOut, "prompt", Action::kBlock},
      {"laptop", "agent", kIn, "prompt", Action::kBlock},
      {"laptop", "agent", kOut, "tool-input", Action::kAsk},
      {"laptop", "agent", kIn, "tool-output", Action::kMask},
      {"laptop", "agent", kIn, "file", Action::kMask},
      {"laptop", "mcp", kOut, "arguments", Action::kBlock},
      {"laptop", "mcp", kIn, "result", Action::kMask},
      {"laptop", "proxy", kOut, "prompt", Action::kMask},
      {"laptop", "proxy", kIn, "response", Action::kMask},
      {"laptop", "transcript", kOut, "", Action::kMask},
      {"ci", "agent", kOut, "prompt", Action::kBlock},
      {"ci", "agent", kOut, "tool-input", Action::kBlock},
      {"ci", "agent", kIn, "tool-input", Action::kBlock},
      {"ci", "agent", kIn, "tool-output", Action::kMask},
      {"ci", "mcp", kOut, "arguments", Action::kBlock},
      {"ci", "mcp", kIn, "result", Action::kMask},
      {"ci", "proxy", kOut, "prompt", Action::kBlock},
      {"ci", "serve", kOut, "", Action::kMask},
      {"gateway", "proxy", kOut, "prompt", Action::kMask},
      {"gateway", "proxy", kIn, "response", Action::kMask},
      {"gateway", "serve", kOut, "", Action::kMask},
      {"gateway", "agent", kOut, "prompt", Action::kMask},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.profile) + " " + std::string(c.adapter) + " " + std::string(c.part));
    absl::StatusOr<Policy> policy = Policy::Profile(c.profile);
    ASSERT_TRUE(policy.ok());
    const Ruling ruling = policy->Decide(At(c.adapter, c.direction, c.part),
                                         RuleOf(SecretClass::kCredential), Confidence::kMedium);
    EXPECT_EQ(Name(ruling.action), Name(c.want));
    EXPECT_THAT(std::string(ruling.reason), HasSubstr(std::string(c.profile)));
  }
}

TEST(Policy, NoProfileLetsAPrivateKeyOut) {
  for (std::string_view profile : Policy::ProfileNames()) {
    const Policy policy = *Policy::Profile(profile);
    for (std::string_view adapter : {"agent", "mcp", "proxy", "serve", "transcript", "other"}) {
      for (std::string_view part : {"", "prompt", "tool-input", "arguments"}) {
        EXPECT_EQ(
            policy
                .Decide(At(adapter, kOut, part), RuleOf(SecretClass::kPrivateKey), Confidence::kLow)
                .action,
            Action::kBlock);
      }
    }
  }
}

TEST(Policy, NoProfileAsksInCi) {
  const Policy policy = *Policy::Profile("ci");
  for (std::string_view adapter : {"agent", "mcp", "proxy", "serve", "transcript"}) {
    for (Direction direction : {kIn, kOut}) {
      for (std::string_view part :
           {"", "prompt", "tool-input", "tool-output", "file", "arguments", "result"}) {
        const Action action = policy
                                  .Decide(At(adapter, direction, part),
                                          RuleOf(SecretClass::kCredential), Confidence::kHigh)
                                  .action;
        EXPECT_TRUE(action == Action::kMask || action == Action::kBlock) << adapter << part;
      }
    }
  }
}

TEST(Policy, TheFirstEntryThatFitsDecides) {
  Policy policy = *Policy::Profile("laptop");
  PolicyEntry entry;
  entry.adapter = "mcp";
  entry.component = "git*";
  entry.rule = "github-*";
  entry.min_confidence = Confidence::kHigh;
  entry.action = Action::kWarn;
  entry.reason = "ours";
  policy.AddEntry(entry);
  entry = PolicyEntry();
  entry.adapter = "mcp";
  entry.direction = "out";
  entry.secret_class = "password";
  entry.action = Action::kMask;
  entry.where = "weir.toml:9";
  policy.AddEntry(entry);
  const Rule github = RuleOf(SecretClass::kCredential, "github-pat");
  EXPECT_EQ(policy.Decide(At("mcp", kOut, "arguments", "github"), github, Confidence::kHigh).action,
            Action::kWarn);
  EXPECT_EQ(policy.Decide(At("mcp", kOut, "arguments", "github"), github, Confidence::kHigh).reason,
            "ours");
  EXPECT_EQ(
      policy.Decide(At("mcp", kOut, "arguments", "github"), github, Confidence::kMedium).action,
      Action::kBlock);
  EXPECT_EQ(policy
                .Decide(At("mcp", kOut, "arguments", "gitea"),
                        RuleOf(SecretClass::kCredential, "gitlab-pat"), Confidence::kHigh)
                .action,
            Action::kBlock);
  const Ruling password = policy.Decide(At("mcp", kOut, "arguments", "x"),
                                        RuleOf(SecretClass::kPassword), Confidence::kLow);
  EXPECT_EQ(password.action, Action::kMask);
  EXPECT_EQ(password.reason, "weir.toml:9");
}

TEST(Policy, RestoringIsForThoseWhoSaySo) {
  EXPECT_TRUE(Policy::Profile("laptop")->MayRestore(At("proxy", kIn, "response")));
  EXPECT_FALSE(Policy::Profile("laptop")->MayRestore(At("proxy", kOut, "prompt")));
  EXPECT_FALSE(Policy::Profile("laptop")->MayRestore(At("mcp", kOut, "arguments")));
  EXPECT_FALSE(Policy::Profile("gateway")->MayRestore(At("proxy", kIn, "response")));
  EXPECT_FALSE(Policy::Profile("ci")->MayRestore(At("serve", kIn, "restore")));
  Policy policy = *Policy::Profile("gateway");
  PolicyEntry narrow;
  narrow.adapter = "mcp";
  narrow.rule = "x-*";
  policy.AddEntry(narrow);  // says nothing about placeholders
  PolicyEntry entry;
  entry.adapter = "mcp";
  entry.component = "bank";
  entry.restore = true;
  entry.action = Action::kAllow;
  policy.AddEntry(entry);
  EXPECT_TRUE(policy.MayRestore(At("mcp", kOut, "arguments", "bank")));
  EXPECT_FALSE(policy.MayRestore(At("mcp", kOut, "arguments", "other")));
}

TEST(Policy, WhatAnAdapterCannotDoBecomesStricter) {
  for (bool warn : {false, true}) {
    for (bool mask : {false, true}) {
      for (bool ask : {false, true}) {
        for (Action action :
             {Action::kAllow, Action::kWarn, Action::kMask, Action::kAsk, Action::kBlock}) {
          const Action got = Within(action, {.warn = warn, .mask = mask, .ask = ask});
          EXPECT_GE(got, action);
          EXPECT_FALSE(got == Action::kWarn && !warn);
          EXPECT_FALSE(got == Action::kMask && !mask);
          EXPECT_FALSE(got == Action::kAsk && !ask);
        }
      }
    }
  }
}

TEST(Policy, UnknownProfileNamesTheNearest) {
  const absl::StatusOr<Policy> policy = Policy::Profile("laptob");
  ASSERT_FALSE(policy.ok());
  EXPECT_THAT(std::string(policy.status().message()), HasSubstr("'laptop'"));
}

TEST(GlobFits, StarsAndMarks) {
  struct Case {
    std::string_view glob, text;
    bool want;
  };
  const Case cases[] = {{"", "", true},        {"*", "", true},           {"a*c", "abbc", true},
                        {"a*c", "abb", false}, {"?", "a", true},          {"?", "", false},
                        {"a", "ab", false},    {"*a*b*", "xaxxbx", true}, {"*ab", "aab", true},
                        {"**", "x", true},     {"a?c", "abc", true},      {"a*a", "a", false}};
  for (const Case& c : cases)
    EXPECT_EQ(GlobFits(c.glob, c.text), c.want) << c.glob << " " << c.text;
}

}  // namespace
}  // namespace weir
