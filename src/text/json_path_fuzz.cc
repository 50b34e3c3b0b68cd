// Hostile bytes: never a place outside, and one for each offset where the text is JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "text/json_path.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<uint64_t> offsets;
  for (uint64_t at = 0; at < size; ++at) offsets.push_back(at);
  std::vector<weir::JsonPlace> places;
  const weir::JsonForm form = weir::LocateInJson(text, offsets, &places);
  if (places.size() != (form == weir::JsonForm::kNone ? 0 : size)) abort();
  for (const weir::JsonPlace& place : places) {
    if (!place.found && !place.pointer.empty()) abort();
    if (!place.pointer.empty() && place.pointer[0] != '/') abort();
  }
  return 0;
}
