// A message is the same, however its bytes are cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http_parser.h"

namespace {

std::string Read(std::string_view bytes, size_t piece, weir::HttpParser::Kind kind) {
  weir::HttpParser parser(kind);
  std::string body, input;
  for (size_t at = 0; at < bytes.size() && !parser.done(); at += piece) {
    input.append(bytes.substr(at, piece));
    const absl::StatusOr<size_t> used = parser.Push(input, &body);
    if (!used.ok()) return "!";
    if (*used > input.size()) std::abort();
    input.erase(0, *used);
  }
  return parser.done() ? SerializeRequestHead(parser.head()) + body : "?";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size == 0 || size > 1 << 14) return 0;
  for (weir::HttpParser::Kind kind : {weir::HttpParser::Kind::kRequest, weir::HttpParser::Kind::kAnswer}) {
    const std::string whole = Read(bytes, size, kind), cut = Read(bytes, 1, kind);
    // A message that is wrong behind what was needed of it may be told earlier or later.
    if (whole.size() > 1 && cut.size() > 1 && whole != cut) std::abort();
  }
  return 0;
}
