#include "os/temporary_name.h"

#include "gtest/gtest.h"

namespace weir {
namespace {

TEST(TemporaryName, BeginsAsAskedAndIsNewEachTime) {
  const std::string name = TemporaryName(".weir-");
  EXPECT_TRUE(name.starts_with(".weir-")) << name;
  EXPECT_TRUE(name.ends_with(".tmp")) << name;
  EXPECT_EQ(name.find('/'), std::string::npos) << name;
  EXPECT_NE(name, TemporaryName(".weir-"));
}

}  // namespace
}  // namespace weir
