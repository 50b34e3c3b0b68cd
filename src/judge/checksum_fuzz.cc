// Every validator over hostile text: no crash, and what `make` gives is valid.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "judge/checksum.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const auto validators = weir::AllValidators();
  const weir::Validator& validator = validators[data[0] % validators.size()];
  const std::string_view value(reinterpret_cast<const char*>(data + 1), size - 1);
  const weir::Validity first = validator.check(value);
  if (validator.check(value) != first) std::abort();
  if (validator.make == nullptr) return 0;
  const std::string made = validator.make(value, size);
  if (!made.empty() && validator.check(made) != weir::Validity::kValid) std::abort();
  return 0;
}
