#include "redact/restore.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "redact/vault.h"
#include "rules/rule.h"

namespace weir {
namespace {

// A vault in a folder of its own.
class RestoreTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/weir-restore-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    key_ = std::make_unique<VaultKey>(*VaultKey::Random());
    absl::StatusOr<std::unique_ptr<Vault>> vault =
        Vault::Open(folder_ + "/v", *key_, {.create = true});
    ASSERT_TRUE(vault.ok()) << vault.status();
    vault_ = *std::move(vault);
    rule_.id = "some-key";
    rule_.secret_class = SecretClass::kCredential;
  }
  void TearDown() override {
    vault_.reset();
    (void)unlink((folder_ + "/v").c_str());
    EXPECT_EQ(rmdir(folder_.c_str()), 0) << "something was left behind";
  }

  // Masks what stands between the marks 1 and 2 of `text`, as a redactor would.
  std::string Masked(std::string_view text, std::string* whole) {
    std::string out;
    whole->clear();
    vault_->BeginText();
    while (!text.empty()) {
      const size_t open = std::min(text.find('\x01'), text.size());
      const size_t close = std::min(text.find('\x02'), text.size());
      vault_->Written(text.substr(0, open));
      out += text.substr(0, open);
      *whole += text.substr(0, open);
      if (open == text.size()) break;
      const std::string_view value = text.substr(open + 1, close - open - 1);
      *whole += value;
      const std::string mark = vault_->PlaceholderFor(rule_, value);
      vault_->Written(mark);
      out += mark;
      text.remove_prefix(std::min(close + 1, text.size()));
    }
    return out;
  }

  std::string Restored(std::string_view text, JsonMode json = JsonMode::kAuto) {
    Restorer restorer(vault_.get(), json);
    std::string out;
    restorer.Push(text, &out);
    restorer.Finish(&out);
    counts_ = restorer.counts();
    EXPECT_TRUE(restorer.status().ok());
    return out;
  }

  std::string folder_;
  std::unique_ptr<VaultKey> key_;
  std::unique_ptr<Vault> vault_;
  Rule rule_;
  RestoreCounts counts_;
};

TEST_F(RestoreTest, GivesBackWhatWasMasked) {
  for (const std::string_view text : {
           std::string_view("plain \x01s3cr3t-value\x02 and more"),
           std::string_view("{\"a\": \"\x01p\\\"w\\\\d\x02\"}\n"),
           std::string_view("{\"a\": \"\x01slash \\/ needless escape \\u0041\x02\"}\n"),
           std::string_view("{\"a\": \"{\\\"b\\\": \\\"\x01q\\\\\\\"uote\x02\\\"}\"}\n"),
           std::string_view("x = 'C:\\\x01new\\table\x02'"),
           std::string_view("re = \"\x01\\d+\\w\x02\""),
           std::string_view("5\" pipe \x01a\"b\x02\n\x01two\nlines\x02"),
           std::string_view("W\x01v1\x02WEIR_\x01v1\x02WEIR_some-key_"),
           std::string_view("\x01\xff\xfe\x02\0\"\x01z\\\"\x02", 12),
       }) {
    std::string whole;
    const std::string masked = Masked(text, &whole);
    EXPECT_NE(masked, whole);
    EXPECT_EQ(Restored(masked), whole) << masked;
  }
}

TEST_F(RestoreTest, EscapesForThePlaceItGoesTo) {
  std::string whole;
  const std::string mark = Masked("\x01pa\"ss\\w\nd\x02", &whole);
  EXPECT_EQ(Restored("{\"k\": \"" + mark + "\"}"), "{\"k\": \"pa\\\"ss\\\\w\\nd\"}");
  EXPECT_EQ(Restored("{\"k\": \"{\\\"j\\\": \\\"" + mark + "\\\"}\"}"),
            "{\"k\": \"{\\\"j\\\": \\\"pa\\\\\\\"ss\\\\\\\\w\\\\nd\\\"}\"}");
  EXPECT_EQ(Restored("k=" + mark), "k=pa\"ss\\w\nd");
  EXPECT_EQ(Restored("k=" + mark, JsonMode::kOn), "k=pa\\\"ss\\\\w\\nd");
  EXPECT_EQ(Restored("\"" + mark, JsonMode::kOff), "\"pa\"ss\\w\nd");
}

TEST_F(RestoreTest, KnowsAPlaceholderInEveryDress) {
  std::string whole;
  const std::string mark = Masked("\x01va/l<ue>\x02", &whole);  // WEIR_some-key_<tag>
  const std::string tag = mark.substr(mark.size() - kTagSize);
  std::string upper = mark;
  for (char& c : upper) c = static_cast<char>(toupper(c));
  struct Case {
    std::string text, value;
  };
  for (const Case& c : std::vector<Case>{
           {mark, whole},
           {upper, whole},
           {"weir_some-key_" + tag, whole},
           {"WEIR\\_some-key\\_" + tag, whole},
           {"WEIR\\_some\\-key\\_" + tag, whole},
           {"WEIR\\\\_some-key\\\\_" + tag, whole},
           {"WEIR\\u005fsome\\u002Dkey\\u005f" + tag, whole},
           {"WEIR_some\xe2\x80\x91key_" + tag, whole},
           {"WEIR%5Fsome%2dkey%5f" + tag, "va%2Fl%3Cue%3E"},
           {"WEIR&#95;some-key&#x5F;" + tag, "va/l&lt;ue&gt;"},
       }) {
    EXPECT_EQ(Restored("<" + c.text + ">"), "<" + c.value + ">") << c.text;
    EXPECT_EQ(counts_.restored, 1u);
    // In any two pieces, and byte by byte.
    const std::string text = "a " + c.text + "z";
    for (size_t cut = 0; cut <= text.size(); ++cut) {
      Restorer restorer(vault_.get());
      std::string out;
      restorer.Push(std::string_view(text).substr(0, cut), &out);
      restorer.Push(std::string_view(text).substr(cut), &out);
      restorer.Finish(&out);
      EXPECT_EQ(out, "a " + c.value + "z");
    }
  }
}

TEST_F(RestoreTest, WideText) {
  std::string whole;
  const std::string mark = Masked("\x01s3cret\x02", &whole);
  for (const size_t unit : {2, 4}) {
    for (const bool big : {false, true}) {
      const auto widen = [&](std::string_view text) {
        std::string out;
        for (const char c : text) {
          if (big) out.append(unit - 1, '\0');
          out += c;
          if (!big) out.append(unit - 1, '\0');
        }
        return out;
      };
      const std::string text = widen("W: " + mark + " WEIR_"), want = widen("W: s3cret WEIR_");
      EXPECT_EQ(Restored(text), want);
      for (size_t cut = 0; cut <= text.size(); ++cut) {
        Restorer restorer(vault_.get());
        std::string out;
        restorer.Push(std::string_view(text).substr(0, cut), &out);
        restorer.Push(std::string_view(text).substr(cut), &out);
        restorer.Finish(&out);
        EXPECT_EQ(out, want) << cut;
      }
    }
  }
}

TEST_F(RestoreTest, NumbersGiveUpTheirQuotes) {
  const std::string mark = vault_->PlaceholderOf(rule_, "4000123412341234", ValueForm::kNumber);
  const std::string text = "{\"n\": \"" + mark + "\", \"t\": " + mark + "}";
  const std::string want = "{\"n\": 4000123412341234, \"t\": 4000123412341234}";
  EXPECT_EQ(Restored(text), want);
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    Restorer restorer(vault_.get());
    std::string out;
    restorer.Push(std::string_view(text).substr(0, cut), &out);
    restorer.Push(std::string_view(text).substr(cut), &out);
    restorer.Finish(&out);
    EXPECT_EQ(out, want) << cut;
  }
  EXPECT_NE(vault_->PlaceholderFor(rule_, "4000123412341234"), mark);
}

TEST_F(RestoreTest, HoldsOnlyWhatMayBecomeAPlaceholder) {
  Restorer restorer(vault_.get());
  std::string out;
  for (const std::string_view prose : {"In the beginning ", "was the word, ", "\"quoted\" "}) {
    restorer.Push(prose, &out);
    EXPECT_EQ(restorer.held_bytes(), 0u);
  }
  restorer.Push("WEIR_github-p", &out);
  EXPECT_EQ(restorer.held_bytes(), 13u);
  restorer.Push("at and", &out);
  EXPECT_EQ(restorer.held_bytes(), 0u);
  EXPECT_TRUE(out.ends_with("WEIR_github-pat and"));
  // The longest there is, in small pieces, is never held for longer than it may be one.
  std::string endless = "WEIR";
  for (int i = 0; i < 10000; ++i) endless += "&#x005f;"[i % 8];
  for (size_t i = 0; i < endless.size(); ++i) {
    restorer.Push(std::string_view(endless).substr(i, 1), &out);
    EXPECT_LE(restorer.held_bytes(), 4 * kMaxDressedMark);
  }
}

TEST_F(RestoreTest, UnknownOnesStay) {
  std::string whole;
  const std::string mark = Masked("\x01value-1\x02", &whole);
  std::string planted = mark;
  planted.back() = planted.back() == '2' ? '3' : '2';
  EXPECT_EQ(Restored(planted), planted);
  EXPECT_EQ(counts_.unknown, 1u);
  EXPECT_EQ(counts_.restored, 0u);
  const std::string other = "WEIR_other-key_" + mark.substr(mark.size() - kTagSize);
  EXPECT_EQ(Restored(other), other);
}

TEST_F(RestoreTest, RandomTextsInRandomPieces) {
  std::mt19937 random(4);
  const std::string_view parts[] = {"\"", "\\",   "{",  "}",      ":",  ",",    "\n", " ",   "W",
                                    "w",  "WEIR", "_",  "WEIR_a", "\\\"", "some", "\0", "\xff"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 30; ++i) {
      const bool secret = random() % 6 == 0;
      if (secret) text += '\x01';
      for (size_t n = 1 + random() % 4; n > 0; --n) text += parts[random() % std::size(parts)];
      if (secret) text += '\x02';
    }
    std::string whole;
    const std::string masked = Masked(text, &whole);
    Restorer restorer(vault_.get());
    std::string out;
    for (size_t at = 0; at < masked.size();) {
      const size_t size = 1 + random() % 40;
      restorer.Push(std::string_view(masked).substr(at, size), &out);
      at += size;
    }
    restorer.Finish(&out);
    ASSERT_EQ(out, whole) << masked;
  }
}

TEST(JsonContext, Depth) {
  struct Case {
    std::string_view text;
    int depth;
  };
  for (const Case& c : {
           Case{"", 0}, Case{"{\"", 1}, Case{"{\"a\"", 0}, Case{"{\"a\\\"", 1}, Case{"\"a\\\\\"", 0},
           Case{"\"a\n", 0}, Case{"5\"", 0}, Case{"{\"a\": \"{\\\"", 2},
           Case{"{\"a\": \"{\\\"b\\\"", 1}, Case{"{\"a\": \"{\\\"b\\\": \\\"[\\\\\\\"", 3},
           Case{"{\"a\": \"{\\\"b\\\": \\\"[\\\\\\\"x\"", 0}, Case{"\"he said \\\"no", 1},
       }) {
    JsonContext whole, bytes;
    whole.Advance(c.text);
    for (size_t i = 0; i < c.text.size(); ++i) bytes.Advance(c.text.substr(i, 1));
    EXPECT_EQ(whole.depth(), c.depth) << c.text;
    EXPECT_EQ(bytes.depth(), c.depth) << c.text;
  }
}

TEST(JsonEscape, BackAndForth) {
  for (const std::string_view text : {"", "plain", "\"\\\b\f\n\r\t\x01\x1f", "\xc3\xa9\xff"}) {
    for (int depth = 0; depth <= kMaxJsonDepth; ++depth) {
      EXPECT_EQ(JsonUnescape(JsonEscape(text, depth), depth), text);
    }
  }
  EXPECT_EQ(JsonUnescape("\\u0041\\/\\u00e9\\ud83d\\ude00"), "A/\xc3\xa9\xf0\x9f\x98\x80");
  for (const std::string_view bad : {"\"", "\\", "\\x", "\\u12", "\\ud83d", "\\ude00", "\\ud83dx", "\n"}) {
    EXPECT_FALSE(JsonUnescape(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace weir
