// Lines of a hostile peer: the same lines however they arrive, each with an envelope that lies
// within it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/mcp/envelope.h"
#include "adapter/mcp/line_reader.h"

namespace {

std::vector<std::string> Lines(std::string_view bytes, size_t step) {
  weir::LineReader reader(64);
  std::vector<std::string> lines;
  const auto take = [&](const weir::McpLine& line) {
    weir::EnvelopeReader own;
    own.Push(line.text);
    const bool is_json = own.Finish();
    const weir::EnvelopeReader& envelope = line.too_long ? *line.envelope : own;
    std::string told(line.whole);
    for (const weir::Envelope& one : envelope.messages()) {
      told += one.IdKey() + one.method;
      if (line.too_long || !is_json) continue;
      for (const weir::Stretch& place :
           {one.all, one.params, one.result, one.error, one.content, one.structured}) {
        if (place.start > place.end || place.end > line.text.size()) std::abort();
      }
    }
    lines.push_back(told);
  };
  for (size_t at = 0; at < bytes.size(); at += step) reader.Push(bytes.substr(at, step), take);
  reader.Finish(take);
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> whole = Lines(bytes, size + 1);
  for (const size_t step : {size_t{1}, size_t{7}}) {
    if (Lines(bytes, step) != whole) std::abort();
  }
  return 0;
}
