// The shape parser on any bytes: it neither crashes nor hangs, a refusal says where, and what it
// accepts survives everything that is done with a shape.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "rules/prefix.h"
#include "rules/shape.h"
#include "rules/walk.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  weir::Diagnostic error;
  const std::optional<weir::Node> tree = weir::ParseShape(text, &error);
  if (!tree) {
    Require(!error.code.empty() && !error.message.empty());
    Require(error.offset <= size && error.length >= 1);
    return 0;
  }
  const std::string printed = weir::ToShapeText(*tree);
  if (printed.size() <= 4096) {  // \xHH for each byte may make a text too long to be read again
    const std::optional<weir::Node> again = weir::ParseShape(printed, &error);
    Require(again.has_value() && *again == *tree);
  }
  const weir::LengthBounds bounds = weir::Lengths(*tree);
  Require(bounds.min >= 1 && bounds.min <= bounds.max);
  Require(!weir::FirstBytes(*tree).Empty() && !weir::LastBytes(*tree).Empty());
  (void)weir::ExpandSequences(*tree);

  const weir::WalkCode code = weir::CompileWalk(*tree);
  const weir::WalkProgram program = code.program();
  for (size_t start = 0; start < size; start += 1 + size / 8) {
    const weir::WalkResult result = weir::Walk(program, text, start);
    if (!result.matched) continue;
    Require(result.end <= size && result.end - start >= bounds.min);
    Require(result.secret_begin >= start && result.secret_end <= result.end);
    Require(result.secret_begin <= result.secret_end);
  }
  Require(weir::LivePrefix(program, weir::FirstBytes(*tree), text) <= size);
  return 0;
}
