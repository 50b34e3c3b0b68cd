// The placeholder filter and the scores over hostile text: no crash, a kind that has a name, and
// the same answer for the same value.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "judge/placeholder.h"
#include "judge/randomness.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view value(reinterpret_cast<const char*>(data + 1), size - 1);
  const weir::PlaceholderKind kind = weir::ClassifyPlaceholder(value, data[0] % 16);
  if (weir::Name(kind).empty()) std::abort();
  if (weir::ClassifyPlaceholder(value, data[0] % 16) != kind) std::abort();
  weir::IsTemplate(value);
  const float score = weir::RandomnessScore(value);
  const float entropy = weir::ShannonEntropy(value);
  if (!std::isfinite(score) || !(entropy >= 0.0f && entropy <= 8.01f)) std::abort();
  return 0;
}
