#include "judge/byte_array.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "rules/cat.h"

namespace weir {
namespace {

// `count` numbers from a fixed sequence without a pattern.
std::string Numbers(size_t count, bool hex) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  uint32_t state = 12345;
  for (size_t i = 0; i < count; ++i) {
    state = state * 1103515245 + 12345;
    const uint32_t value = (state >> 16) & 255;
    if (i > 0) text += i % 8 == 0 ? ",\n    " : ", ";
    if (hex) {
      text += "0x";
      text += kHex[value >> 4];
      text += kHex[value & 15];
    } else {
      text += std::to_string(value);
    }
  }
  return text;
}

TEST(ByteArray, EveryDeclaration) {
  for (bool hex : {true, false}) {
    const std::string numbers = Numbers(16, hex);
    for (std::string_view before :
         {"key := []byte{", "key = [", "key[16] = { ", "key: [u8; 16] = [", "key = new byte[] {",
          "key = bytes([", "\"key\": [", "key[] = {\n  "}) {
      const std::string text = Cat(before, numbers, before.ends_with("{") ? "}" : "]");
      const ByteArray a = ByteArrayAfter(text, text.find("key") + 3);
      ASSERT_TRUE(a.found) << text;
      EXPECT_EQ(a.count, 16u) << text;
      EXPECT_EQ(text.substr(a.start, a.end - a.start), numbers) << text;
    }
  }
}

TEST(ByteArray, NoSecret) {
  const std::string numbers = Numbers(16, true);
  std::string counting = "key = [0", same = "key = [7", big = "key = [300";
  for (int i = 1; i < 32; ++i) {
    counting += Cat(", ", std::to_string(i));
    same += ", 7";
    big += ", 300";
  }
  for (const std::string& text :
       {counting + "]", same + "]", big + "]", Cat("key = [", Numbers(15, true), "]"),
        Cat("key; x = {", numbers, "}"), Cat("key = f; {", numbers, "}"),
        Cat("key {", numbers, "}"), std::string("key = ["), std::string("key = {"),
        std::string("key")}) {
    EXPECT_FALSE(ByteArrayAfter(text, 3).found) << text;
  }
}

TEST(ByteArray, ATableIsNoKey) {
  EXPECT_TRUE(ByteArrayAfter(Cat("key = [", Numbers(32, true), "]"), 3).found);
  EXPECT_FALSE(ByteArrayAfter(Cat("key = [", Numbers(4000, true), "]"), 3).found);
}

}  // namespace
}  // namespace weir
