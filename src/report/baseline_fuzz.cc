// A baseline that anyone may have written: read or refused, and what is read is written and read
// again the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "report/baseline.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto baseline = weir::ParseBaseline("f", bytes);
  if (!baseline.ok()) return 0;
  const std::string text = weir::BaselineText(*baseline);
  const auto again = weir::ParseBaseline("f", text);
  if (!again.ok() || weir::BaselineText(*again) != text) std::abort();
  for (const weir::AllowEntry& entry : weir::ToAllowEntries("f", *baseline)) {
    if (entry.path.empty() || entry.fingerprint.empty() == entry.value_hash.empty()) std::abort();
  }
  return 0;
}
