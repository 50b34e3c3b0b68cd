// Every offset of a hostile text, in both directions: spans stay inside what may be looked at, and
// what is found forward from a key found backward is a value that begins no later.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "judge/assignment.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

void CheckSpans(const weir::Assignment& a, std::string_view text, size_t at) {
  if (!a.found) {
    Require(a.value_end == 0 && a.form == weir::Assignment::Form::kNone);
    return;
  }
  Require(a.key_start < a.key_end && a.key_end <= a.value_start && a.value_start < a.value_end);
  Require(a.value_end <= std::min(text.size(), at + weir::kMaxLook));
  Require(a.key_start + weir::kMaxLook >= at);
  Require(a.form != weir::Assignment::Form::kNone);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 2048) size = 2048;  // every offset is tried: keep a run short
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (size_t at = 0; at <= size; ++at) {
    const weir::Assignment after = weir::AssignmentAfter(text, at);
    CheckSpans(after, text, at);
    if (after.found) Require(after.key_start <= at && after.key_end >= at);
    const weir::Assignment before = weir::AssignmentBefore(text, at);
    CheckSpans(before, text, at);
    if (before.found) {
      Require(before.value_start <= at && at < before.value_end);
      weir::KeyNames(before.key(text), "api_key");
      Require(!weir::KeyNames(before.key(text), ""));
    }
  }
  return 0;
}
