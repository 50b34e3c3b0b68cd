#include "adapter/mcp/schema_memory.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "rules/cat.h"

namespace weir {
namespace {

struct Case {
  std::string_view schema, structured, pointer;
  bool fits;
};

TEST(SchemaMemory, KnowsWhereAMaskMayStand) {
  const Case cases[] = {
      {R"({"type":"object","properties":{"a":{"type":"string"}}})", R"({"a":"MASK"})", "/a", true},
      {R"({"properties":{"a":{"type":"string","maxLength":3}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"type":"string","maxLength":4}}})", R"({"a":"MÄSK"})", "/a", true},
      {R"({"properties":{"a":{"minLength":5}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"enum":["x","MASK"]}}})", R"({"a":"MASK"})", "/a", true},
      {R"({"properties":{"a":{"enum":["x"]}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"const":"x"}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"pattern":"^[A-Z]+$"}}})", R"({"a":"MASK"})", "/a", true},
      {R"({"properties":{"a":{"pattern":"^ghx_"}}})", R"({"a":"MASK"})", "/a", false},
      {R"x({"properties":{"a":{"pattern":"(?=MASK)"}}})x", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"format":"email"}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"format":"uri"}}})", R"({"a":"https://MASK@host/"})", "/a", true},
      {R"({"properties":{"a":{"format":"uri"}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"type":["null","string"]}}})", R"({"a":"MASK"})", "/a", true},
      {R"({"properties":{"a":{"type":"number"}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":{"anyOf":[{"type":"number"},{"type":"string"}]}}})", R"({"a":"MASK"})",
       "/a", true},
      {R"({"properties":{"a":{"oneOf":[{"type":"number"},{"maxLength":1}]}}})", R"({"a":"MASK"})",
       "/a", false},
      {R"({"properties":{"a":{"allOf":[{"type":"string"},{"maxLength":1}]}}})", R"({"a":"MASK"})",
       "/a", false},
      {R"({"properties":{"a":{"not":{"const":"x"}}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"$defs":{"t":{"maxLength":1}},"properties":{"a":{"$ref":"#/$defs/t"}}})",
       R"({"a":"MASK"})", "/a", false},
      {R"({"$defs":{"t":{"maxLength":9}},"properties":{"a":{"$ref":"#/$defs/t"}}})",
       R"({"a":"MASK"})", "/a", true},
      {R"({"properties":{"a":{"$ref":"https://elsewhere"}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"$defs":{"t":{"$ref":"#/$defs/t"}},"properties":{"a":{"$ref":"#/$defs/t"}}})",
       R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"l":{"items":{"maxLength":1}}}})", R"({"l":["x","MASK"]})", "/l/1", false},
      {R"({"properties":{"l":{"items":{"type":"string"}}}})", R"({"l":["x","MASK"]})", "/l/1",
       true},
      {R"({"properties":{"l":{"prefixItems":[{"maxLength":1}]}}})", R"({"l":["MASK"]})", "/l/0",
       false},
      {R"({"additionalProperties":{"maxLength":1}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a":true},"additionalProperties":{"maxLength":1}})", R"({"a":"MASK"})",
       "/a", true},
      {R"({"patternProperties":{"^a":{"maxLength":1}}})", R"({"a":"MASK"})", "/a", false},
      {R"({"properties":{"a/b":{"maxLength":1}}})", R"({"a/b":"MASK"})", "/a~1b", false},
      {R"({"type":"object"})", R"({"other":"MASK"})", "/gone", false},
  };
  for (const Case& c : cases) {
    SchemaMemory memory;
    memory.Learn(
        Cat(R"({"id":1,"result":{"tools":[{"name":"t","outputSchema":)", c.schema, "}]}}"));
    ASSERT_EQ(memory.size(), 1u) << c.schema;
    EXPECT_EQ(memory.Accepts("t", c.structured, std::vector<std::string>{std::string(c.pointer)}),
              c.fits)
        << c.schema << " " << c.structured;
    EXPECT_TRUE(
        memory.Accepts("other", c.structured, std::vector<std::string>{std::string(c.pointer)}));
  }
}

TEST(SchemaMemory, ALaterListingCounts) {
  SchemaMemory memory;
  const std::vector<std::string> at = {"/a"};
  memory.Learn(
      R"({"result":{"tools":[{"name":"t","outputSchema":{"properties":{"a":{"maxLength":1}}}}]}})");
  EXPECT_FALSE(memory.Accepts("t", R"({"a":"MASK"})", at));
  memory.Learn(R"({"result":{"tools":[{"name":"t","x":"outputSchema"}]}})");
  EXPECT_TRUE(memory.Accepts("t", R"({"a":"MASK"})", at));
}

TEST(SchemaMemory, WhatItCouldNotKeepAcceptsNothing) {
  SchemaMemory memory;
  const std::string deep = Cat(std::string(100, '['), std::string(100, ']'));
  memory.Learn(Cat(R"({"result":{"tools":[{"name":"t","outputSchema":{"x":)", deep, "}}]}}"));
  EXPECT_FALSE(memory.Accepts("t", R"({"a":"MASK"})", std::vector<std::string>{"/a"}));
}

}  // namespace
}  // namespace weir
