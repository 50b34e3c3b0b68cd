#include "judge/codec.h"

#include <gtest/gtest.h>

#include <string>

#include "judge/checksum_table.h"
#include "judge/digest.h"
#include "judge/json_peek.h"

namespace weir {
namespace {

TEST(Codec, WhatIsEncodedDecodes) {
  Chance chance(3);
  for (size_t size = 0; size < 80; ++size) {
    const std::string bytes = chance.Bytes(size);
    std::string out;
    if (size > 0) {
      ASSERT_TRUE(DecodeBase64(EncodeBase64(bytes), &out));
      EXPECT_EQ(out, bytes);
      ASSERT_TRUE(DecodeBase64(EncodeBase64Url(bytes), &out));
      EXPECT_EQ(out, bytes);
      ASSERT_TRUE(DecodeHex(EncodeHex(bytes), &out));
      EXPECT_EQ(out, bytes);
      ASSERT_TRUE(DecodeBase58(EncodeBase58(bytes), &out));
      EXPECT_EQ(out, bytes);
    }
    ASSERT_TRUE(DecodeBase32(EncodeBase32(bytes), &out));
    EXPECT_EQ(out, bytes);
    ASSERT_TRUE(DecodeBase32(Lower(EncodeBase32(bytes)), &out));
    EXPECT_EQ(out, bytes);
  }
}

TEST(Codec, OtherBytesAreRefused) {
  std::string out;
  for (const char* text : {"ab c", "abc!", "a", "abcde", "ab+_", "a=bc", "ab\n=", "ab="}) {
    EXPECT_FALSE(DecodeBase64(text, &out)) << text;
  }
  EXPECT_FALSE(DecodeBase32("A1", &out));
  EXPECT_FALSE(DecodeBase58("0", &out));
  EXPECT_FALSE(DecodeBase58(std::string(200, '2'), &out));
  EXPECT_FALSE(DecodeHex("abc", &out));
}

TEST(Codec, Numbers) {
  EXPECT_EQ(EncodeNumber(0x59A699F5, kBase62, 6), "1dn0g1");
  EXPECT_EQ(EncodeNumber(UINT32_MAX, kBase62, 6), "4gfFC3");
  EXPECT_EQ(EncodeNumber(0x59A699F5, kBase36, 7), "0ovhvqt");
  uint64_t number = 0;
  EXPECT_TRUE(DecodeNumber("1dn0g1", kBase62, &number));
  EXPECT_EQ(number, 0x59A699F5u);
  EXPECT_FALSE(DecodeNumber("!", kBase62, &number));
  EXPECT_FALSE(DecodeNumber("", kBase62, &number));
  EXPECT_FALSE(DecodeNumber(std::string(20, 'z'), kBase62, &number));
}

TEST(Digest, CheckValues) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926u);
  EXPECT_EQ(Crc32("catalogue"), 0x59A699F5u);
  EXPECT_EQ(Crc24("123456789"), 0x21CF02u);
  EXPECT_EQ(Crc16Xmodem("123456789"), 0x31C3u);
  EXPECT_EQ(EncodeHex(Sha256("")).substr(0, 16), "e3b0c44298fc1c14");
  const uint32_t crc24 = Crc24("made-up armored bytes");
  const std::string sum = {static_cast<char>(crc24 >> 16), static_cast<char>(crc24 >> 8 & 0xFF),
                           static_cast<char>(crc24 & 0xFF)};
  EXPECT_EQ(EncodeBase64(sum), "qP+3");
}

TEST(Digest, Marvin) {
  std::string counting;
  for (int i = 0; i < 0x3C; ++i) counting.push_back(static_cast<char>(i));
  EXPECT_EQ(Marvin64("", 1), 0xE96CF976C8943366u);
  EXPECT_EQ(Marvin64("a", 1), 0xC35FC1A1180AEF9Fu);
  EXPECT_EQ(Marvin64("ab", 0x0123456789ABCDEF), 0xA118828F6A48604Eu);
  EXPECT_EQ(Marvin64("abcd", 0x0123456789ABCDEF), 0xAB1EF770DF8D97B6u);
  EXPECT_EQ(Marvin32("secret scanner", MarvinSeed("Default0")), 0x75EF8236u);
  EXPECT_EQ(Marvin32(counting, MarvinSeed("Default0")), 0xE6E5AA35u);
}

TEST(JsonObject, ReadsObjectsOnly) {
  for (const char* text :
       {"{}", " { } ", R"({"a":1})", R"({"a":"\"}","b":[1,{"c":null}],"d":-1.5e3,"e":true})"}) {
    EXPECT_TRUE(JsonObject(text).Whole()) << text;
  }
  for (const char* text : {"", "[]", "1", "{a:1}", "{\"a\" 1}", "{\"a\":1,}", "{}x",
                           "{\"a\":\"\n\"}", "{\"a\":tru3}", "{\"a\":\"\\q\"}"}) {
    EXPECT_FALSE(JsonObject(text).Whole()) << text;
  }
}

TEST(JsonObject, EveryCutIsPlausibleAndNotWhole) {
  const std::string text = R"({"alg":"HS256","list":[1,2,{"x":"y"}],"n":12,"t":true})";
  for (size_t size = 1; size < text.size(); ++size) {
    const JsonObject object(std::string_view(text).substr(0, size));
    EXPECT_TRUE(object.Plausible()) << size;
    EXPECT_FALSE(object.Whole()) << size;
  }
  const JsonObject object(text);
  EXPECT_EQ(object.Raw("alg"), "\"HS256\"");
  EXPECT_EQ(object.Raw("n"), "12");
  EXPECT_TRUE(object.Has("list"));
  EXPECT_FALSE(object.Has("x"));  // a member of a member
  EXPECT_EQ(object.size(), 4u);
}

TEST(JsonObject, DepthIsBounded) {
  EXPECT_FALSE(JsonObject("{\"a\":" + std::string(100000, '[')).Plausible());
}

}  // namespace
}  // namespace weir
