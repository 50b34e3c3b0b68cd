#include "judge/word_set.h"

#include <gtest/gtest.h>

#include <string>

namespace weir {
namespace {

constexpr auto kSome = Words<"is was to exactly16letters a-b  c">();
static_assert(kSome.Has("is") && !kSome.Has("i"));

TEST(WordSet, HasItsWordsInAnyCaseAndNoOthers) {
  for (const char* word :
       {"is", "IS", "Is", "was", "to", "exactly16letters", "EXACTLY16LETTERS", "a-b", "c"}) {
    EXPECT_TRUE(kSome.Has(word)) << word;
  }
  for (const char* word : {"", "i", "iss", "exactly16lettersx", "exactly16letter", "a", "a_b",
                           "a-b ", " ", "is was"}) {
    EXPECT_FALSE(kSome.Has(word)) << word;
  }
  EXPECT_FALSE(kSome.Has(std::string("is\0", 3).substr(0, 2) + "!"));
  EXPECT_FALSE(kSome.Has(std::string(5000, 'i')));
}

}  // namespace
}  // namespace weir
