#include "report/record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "report/line_hash.h"
#include "report/test_util.h"
#include "report/utf8.h"

namespace weir {
namespace {

const std::string& Prefix() {
  static const std::string prefix =
      "tok"
      "_";
  return prefix;
}

class RecordTest : public testing::Test {
 protected:
  std::vector<Record> Make(std::string_view text, const std::vector<Finding>& findings,
                           RecordOptions options = TestOptions()) const {
    std::vector<Record> records;
    RecordMaker(options).Make("dir/file", text, 0, findings, &records);
    return records;
  }
  std::string Mark(const Record& record) const {
    return record.excerpt.substr(record.excerpt_mark, record.excerpt_mark_length);
  }

  TestRule token_{"test-token", "Test token", Prefix()};
  TestRule password_{"test-password", "Test password", "", SecretClass::kPassword,
                     RuleKind::kAssignment};
  std::string secret_ = Prefix() + Generated(36);
};

TEST_F(RecordTest, TellsEverythingButTheValue) {
  const std::string text = "first\n  key = \"" + secret_ + "\"; // why\nlast\n";
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  const std::vector<Record> records = Make(text, findings);
  ASSERT_EQ(records.size(), 1u);
  const Record& record = records[0];
  EXPECT_EQ(record.path, "dir/file");
  EXPECT_EQ(text.substr(record.start, record.end - record.start), secret_);
  EXPECT_EQ(record.line, 2u);
  EXPECT_EQ(record.column, 10u);
  EXPECT_EQ(record.column_codepoint, 10u);
  EXPECT_EQ(record.end_column_codepoint, 50u);
  EXPECT_EQ(record.masked, "tok_\u2026(40 bytes)");
  EXPECT_EQ(record.excerpt, "  key = \"" + record.masked + "\"; // why");
  EXPECT_EQ(Mark(record), record.masked);
  EXPECT_EQ(record.fingerprint, Fingerprint(TestKey(), "test-token", secret_));
  EXPECT_EQ(record.line_hash, FormatLineHash(LineHash(text.substr(6))));
  EXPECT_EQ(record.secret, "");
}

TEST_F(RecordTest, ShowSecretsChangesTheSecretOnly) {
  const std::string text = "key = " + secret_ + "\n";
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  RecordOptions shown = TestOptions();
  shown.show_secrets = true;
  const Record with = Make(text, findings, shown)[0], without = Make(text, findings)[0];
  EXPECT_EQ(with.secret, secret_);
  EXPECT_EQ(with.fingerprint, without.fingerprint);
  EXPECT_EQ(with.masked, without.masked);
  EXPECT_EQ(with.excerpt, without.excerpt);
}

TEST_F(RecordTest, NoPieceOfAnyFindingShows) {
  // Neighbours before, after, touching each other, twice, half in the window, in another form.
  const std::string other = Prefix() + Generated(80, 2), word = Generated(11, 3);
  std::mt19937 random(4);
  for (int round = 0; round < 400; ++round) {
    std::string text;
    const std::string gaps[] = {
        "", " ", ";", "=", "key: ", "\n", "\u4e2d", std::string(30, '.'), std::string(70, ' ')};
    for (size_t i = 3 + random() % 8; i > 0; --i) {
      text += gaps[random() % std::size(gaps)];
      const std::string* values[] = {&secret_, &other, &word};
      text += *values[random() % 3];
    }
    std::vector<Finding> findings;
    AddFindings(text, secret_, token_.rule(), &findings);
    AddFindings(text, other, token_.rule(), &findings);
    AddFindings(text, word, password_.rule(), &findings);
    RecordOptions options = TestOptions();
    options.excerpt_bytes = random() % 100;
    for (const Record& record : Make(text, findings, options)) {
      for (const std::string& value : {secret_.substr(4), other.substr(4), word}) {
        ASSERT_FALSE(Leaks(record.excerpt, value, 6)) << round << ": " << record.excerpt;
      }
      ASSERT_EQ(Mark(record), record.masked);
      ASSERT_TRUE(IsValidUtf8(record.excerpt)) << record.excerpt;
    }
  }
}

TEST_F(RecordTest, ShortSecretsOfEveryLengthAreMasked) {
  for (size_t size = 1; size <= 8; ++size) {
    const std::string value(size, '~');
    const std::string text = "a=" + value + "; b=" + value + ";";
    std::vector<Finding> findings;
    AddFindings(text, value, password_.rule(), &findings);
    for (const Record& record : Make(text, findings)) {
      EXPECT_EQ(record.excerpt.find('~'), std::string::npos);
    }
  }
}

TEST_F(RecordTest, OtherFormsOfASecretAreLeftOut) {
  const std::string twin =
      Generated(40, 9);  // for example base64 of it, or one under the threshold
  const std::string text =
      "a_plain_name = " + secret_ + "; copy = " + secret_ + " " + twin + "; end";
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  findings.resize(1);  // as if the second one was not reported
  const Record record = Make(text, findings)[0];
  EXPECT_FALSE(Leaks(record.excerpt, secret_.substr(4)));
  EXPECT_FALSE(Leaks(record.excerpt, twin));
  EXPECT_TRUE(record.excerpt.starts_with("a_plain_name = tok_")) << record.excerpt;
  EXPECT_TRUE(record.excerpt.ends_with("; end")) << record.excerpt;
}

TEST_F(RecordTest, AnExcerptOfAnEndlessLineIsShort) {
  std::string text = "var x={";
  while (text.size() < 300000) text += "a:\"b\",\u4e2d:c,";
  const size_t place = text.size();
  text += "k:\"" + secret_ + "\"";
  while (text.size() < 600000) text += ",a:\"b\",\u4e2d:c";
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  ASSERT_EQ(findings[0].start, place + 3);
  const Record record = Make(text, findings)[0];
  EXPECT_LT(record.excerpt.size(), 450u);
  EXPECT_TRUE(IsValidUtf8(record.excerpt));
  EXPECT_TRUE(record.excerpt.starts_with("\u2026"));
  EXPECT_TRUE(record.excerpt.ends_with("\u2026"));
  EXPECT_NE(record.excerpt.find("k:\"tok_"), std::string::npos);
  EXPECT_EQ(record.column_codepoint, record.column_utf16);
  EXPECT_EQ(record.line_hash, FormatLineHash(LineHash(text.substr(place + 3))));
}

TEST_F(RecordTest, RecordsDoNotDependOnTheWindow) {
  std::mt19937 random(6);
  std::string text;
  while (text.size() < 100000) {
    text += random() % 10 == 0 ? secret_ : "word \u00e9\U0001F600=";
    if (random() % 200 == 0) text += '\n';
  }
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  const std::vector<Record> whole = Make(text, findings);
  const RecordMaker maker(TestOptions());
  for (size_t i = 0; i < findings.size(); ++i) {
    const uint64_t begin = findings[i].start > 20000 ? findings[i].start - 20000 : 0;
    const uint64_t end = std::min<uint64_t>(text.size(), findings[i].end + 3000);
    std::vector<Record> records;
    maker.Make("dir/file", std::string_view(text).substr(begin, end - begin), begin,
               std::span(findings).subspan(i, 1), findings, &records);
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].excerpt, whole[i].excerpt) << i;
    EXPECT_EQ(records[0].line_hash, whole[i].line_hash) << i;
    EXPECT_EQ(records[0].column_codepoint, whole[i].column_codepoint) << i;
    EXPECT_EQ(records[0].fingerprint, whole[i].fingerprint) << i;
  }
}

TEST_F(RecordTest, CodePointColumnsAgreeWithCounting) {
  std::mt19937 random(8);
  for (int round = 0; round < 300; ++round) {
    std::string text = round % 2 == 0 ? "" : "line\n";
    const size_t line = text.size();
    for (size_t i = random() % 30; i > 0; --i) {
      const std::string parts[] = {"x",    "\u00e9",   "\u4e2d",  "\U0001F600",
                                   "\xff", "\xf0\x9f", "\xe2\x82"};
      text += parts[random() % std::size(parts)];
      text += ' ';
    }
    const size_t before = text.size();
    text += secret_ + "\u4e2d\n";
    std::vector<Finding> findings;
    AddFindings(text, secret_, token_.rule(), &findings);
    uint64_t expected = 1;
    for (size_t i = line; i < before;) {  // an invalid byte counts as one
      const Utf8Char c = DecodeUtf8(text, i);
      i += c.valid ? c.length : 1;
      ++expected;
    }
    const Record record = Make(text, findings)[0];
    EXPECT_EQ(record.column_codepoint, expected);
    EXPECT_EQ(record.end_column_codepoint, expected + secret_.size());
  }
}

TEST_F(RecordTest, Utf16IsShownAsText) {
  const auto wide = [](std::u16string_view units, bool big) {
    std::string out;
    for (char16_t unit : units) {
      const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      out += big ? std::string{high, low} : std::string{low, high};
    }
    return out;
  };
  const std::u16string secret16(secret_.begin(), secret_.end());
  for (bool big : {false, true}) {
    const std::string text = wide(u"one\r\n\U0001F600 key\u0a0d=", big) + wide(secret16, big) +
                             wide(u"; rest\r\nlast", big);
    const std::string value = wide(secret16, big);
    Finding f;
    f.start = f.match_start = text.find(value);
    f.end = f.match_end = f.start + value.size();
    f.rule = &token_.rule();
    f.trail = big ? Dress::kUtf16Be : Dress::kUtf16Le;
    LineCounter lines(big ? LineCounter::Units::kUtf16Be : LineCounter::Units::kUtf16Le);
    lines.Locate(text, 0, &f);
    RecordOptions options = TestOptions();
    options.show_secrets = true;
    const Record record = Make(text, {f}, options)[0];
    EXPECT_EQ(record.excerpt, "\U0001F600 key\u0a0d=tok_\u2026(40 bytes); rest");
    EXPECT_EQ(record.secret, secret_);
    EXPECT_EQ(record.fingerprint, Fingerprint(TestKey(), "test-token", secret_))
        << "the same secret in another dress is the same secret";
    EXPECT_EQ(record.line, 2u);
    EXPECT_EQ(record.column_utf16, 9u);
    EXPECT_EQ(record.column_codepoint, 8u);
    EXPECT_EQ(record.line_hash,
              FormatLineHash(LineHash("\U0001F600 key\u0a0d=" + secret_ + "; rest\r\nlast")));
  }
}

TEST_F(RecordTest, AGuessableValueIsNotInTheLineHash) {
  const auto hash = [&](const std::string& value) {
    const std::string text = "password: " + value + "\nnext: line\n";
    std::vector<Finding> findings;
    AddFindings(text, value, password_.rule(), &findings);
    return Make(text, findings)[0].line_hash;
  };
  EXPECT_EQ(hash("one"), hash("another one that is longer"));
}

TEST_F(RecordTest, APemBlockShowsItsFirstAndLastLine) {
  const std::string body =
      "-----BEG"
      "IN KEY-----\n" +
      Generated(64) + "\n-----END KEY-----";
  const std::string text = "key: |\n  x = '" + body + "'; after\nrest\n";
  std::vector<Finding> findings;
  AddFindings(text, body, token_.rule(), &findings);
  const Record record = Make(text, findings)[0];
  EXPECT_EQ(record.excerpt, "  x = '" + record.masked + "'; after");
  EXPECT_EQ(record.end_line, 4u);
}

TEST_F(RecordTest, BytesThatAreNotAtHandGiveARecordAllTheSame) {
  const std::string text = "key = " + secret_;
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  std::vector<Record> records;
  const RecordMaker maker(TestOptions());
  maker.Make("f", std::string_view(text).substr(0, 20), 0, findings, &records);
  maker.Make("f", std::string_view(text).substr(20), 20, findings, &records);
  ASSERT_EQ(records.size(), 2u);
  for (const Record& record : records) {
    EXPECT_EQ(record.start, 6u);
    EXPECT_EQ(record.masked, "\u2026");
    EXPECT_EQ(record.fingerprint, "");
  }
}

TEST_F(RecordTest, LoadsTheKeyOnceAndOnlyWhenNeeded) {
  unsetenv("WEIR_FINGERPRINT_KEY");
  setenv("HOME", "/nonexistent", 1);
  unsetenv("XDG_CONFIG_HOME");
  const RecordMaker maker((RecordOptions()));
  std::vector<Record> records;
  maker.Make("f", "nothing", 0, {}, &records);
  EXPECT_FALSE(maker.ephemeral()) << "no finding, no key";

  const std::string text = "key = " + secret_;
  std::vector<Finding> findings;
  AddFindings(text, secret_, token_.rule(), &findings);
  std::vector<std::vector<Record>> of_thread(4);
  std::vector<std::thread> threads;
  for (std::vector<Record>& out : of_thread) {
    threads.emplace_back([&] { maker.Make("f", text, 0, findings, &out); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(maker.ephemeral());
  EXPECT_NE(maker.key_problem(), "");
  for (const std::vector<Record>& out : of_thread) {
    ASSERT_EQ(out.size(), 1u);
    EXPECT_EQ(out[0].fingerprint, of_thread[0][0].fingerprint);
    EXPECT_EQ(out[0].fingerprint.size(), 32u);
  }
}

}  // namespace
}  // namespace weir
