#include "adapter/transcript/session_text.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "judge/make_valid.h"
#include "redact/masker.h"
#include "redact/placeholder.h"
#include "rules/cat.h"
#include "rules/from_rule.h"
#include "rules/sample.h"

namespace weir {
namespace {

class SessionTextTest : public testing::Test {
 protected:
  SessionTextTest()
      : rules_(*Ruleset::Default()),
        scanner_(rules_),
        policy_(*Policy::Profile("laptop")),
        source_(*RunPlaceholders::Create()),
        masker_(MaskerOptions(), &source_),
        text_({.scanner = &scanner_, .policy = &policy_, .masker = &masker_}) {
    const RuleDef def = *FromRule(*rules_->Find("github-personal-access-token"));
    secret_ = SampleGenerator(def, 5, MakeValid).Positive();
  }

  std::shared_ptr<const Ruleset> rules_;
  Scanner scanner_;
  Policy policy_;
  RunPlaceholders source_;
  Masker masker_;
  SessionText text_;
  std::string secret_;
};

// Whatever stands around it: the masked session is the session with one placeholder for the secret.
TEST_F(SessionTextTest, OnlyTheSecretGoes) {
  const std::vector<std::string> shapes = {
      "{\"a\":\"$S\"}\n",
      "{\"a\":\"$S\"}",
      "\n\n{\"a\" : [ \"x $S y\", 1.0 ]}\r\n{}\n",
      "{\"a\":\"{\\\"b\\\":\\\"$S\\\"}\"}\n{\"k\":\"\\u00e9\\/ $S\"}\n",
      "no json $S\n{\"a\":1}\n",
      "{\"cut\":\"$S",
      "{\"$S\":1}\n",
  };
  for (const std::string& shape : shapes) {
    std::string bytes = shape;
    for (size_t at; (at = bytes.find("$S")) != bytes.npos;) bytes.replace(at, 2, secret_);
    for (const SessionForm form : {SessionForm::kLines, SessionForm::kDocument, SessionForm::kText}) {
      SCOPED_TRACE(shape);
      SessionLook look;
      ASSERT_TRUE(text_.Look(bytes, form, "claude", &look).ok());
      ASSERT_TRUE(look.changed);
      EXPECT_GT(look.secrets, 0u);
      EXPECT_EQ(look.text.find(secret_), look.text.npos);
      std::string back = look.text;
      const size_t at = back.find("WEIR_");
      ASSERT_NE(at, back.npos);
      const std::string mark =
          back.substr(at, back.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", at) - at);
      for (size_t p; (p = back.find(mark)) != back.npos;) back.replace(p, mark.size(), secret_);
      EXPECT_EQ(back, bytes);
      SessionLook again;
      ASSERT_TRUE(text_.Look(look.text, form, "claude", &again).ok());
      EXPECT_FALSE(again.changed);
    }
  }
}

TEST_F(SessionTextTest, NothingIsNothing) {
  for (const std::string bytes : {"", "\n", "{}\n", "x", "[\n", "{\"a\":1}\n\n\n"}) {
    for (const SessionForm form : {SessionForm::kLines, SessionForm::kDocument, SessionForm::kText}) {
      SessionLook look;
      ASSERT_TRUE(text_.Look(bytes, form, "", &look).ok()) << bytes;
      EXPECT_FALSE(look.changed);
    }
  }
}

TEST_F(SessionTextTest, SignaturesStay) {
  const std::string bytes = Cat("{\"signature\":\"", secret_, "\",\"text\":\"x\"}\n");
  SessionLook look;
  ASSERT_TRUE(text_.Look(bytes, SessionForm::kLines, "claude", &look).ok());
  EXPECT_FALSE(look.changed);
}

}  // namespace
}  // namespace weir
