#include "adapter/git/loose_object.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

namespace weir {
namespace {

std::string Deflated(const std::string& text) {
  std::string out(compressBound(text.size()), '\0');
  uLongf size = out.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(out.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), text.size()),
            Z_OK);
  out.resize(size);
  return out;
}

std::string Object(const std::string& content) {
  return Deflated("blob " + std::to_string(content.size()) + std::string(1, '\0') + content);
}

TEST(InflateBlob, GivesTheContent) {
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{20}, size_t{25}, size_t{26}, size_t{100'000}}) {
    std::string content;
    for (size_t i = 0; i < size; ++i) content.push_back(static_cast<char>(i * 37 % 251));
    std::string bytes;
    ASSERT_TRUE(InflateBlob(Object(content), 1'000'000, &bytes)) << size;
    EXPECT_EQ(bytes, content);
    EXPECT_EQ(InflateBlob(Object(content), size, &bytes), true);
    if (size > 0) {
      EXPECT_FALSE(InflateBlob(Object(content), size - 1, &bytes)) << size;
    }
  }
}

TEST(InflateBlob, RefusesWhatIsNoWholeBlob) {
  const std::string zero(1, '\0');
  std::string bytes;
  for (const std::string& text : std::vector<std::string>{
           "", "blob", "blob 3", "blob 3" + zero + "ab", "blob 3" + zero + "abcd",
           "tree 3" + zero + "abc", "blob -3" + zero + "abc", "blob 3x" + zero + "abc",
           "blob 99999999999999999999" + zero, "blob " + std::string(40, '0') + "3" + zero + "abc",
           "blob 3" + zero + std::string(100, 'a')}) {
    EXPECT_FALSE(InflateBlob(Deflated(text), 1000, &bytes)) << text;
  }
  const std::string good = Object(std::string(5000, 'x') + "end");
  for (size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_FALSE(InflateBlob(good.substr(0, cut), 10'000, &bytes)) << cut;
  }
}

}  // namespace
}  // namespace weir
