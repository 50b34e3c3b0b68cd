// The same messages come out, however the bytes are cut; and what is written is read again as it was.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/event_stream.h"

namespace {

constexpr size_t kMax = 1 << 16;

template <typename Parse>
std::string Cut(std::string_view bytes, size_t piece, Parse parse) {
  std::string out;
  parse(bytes, piece, &out);
  return out;
}

void Sse(std::string_view bytes, size_t piece, std::string* out) {
  weir::SseParser parser(kMax);
  const auto sink = [&](weir::SseEvent& event) {
    AppendSse(event, out);
    return absl::OkStatus();
  };
  absl::Status status;
  for (size_t at = 0; at < bytes.size() && status.ok(); at += piece) {
    status = parser.Push(bytes.substr(at, piece), sink);
  }
  if (status.ok()) status = parser.Finish(sink);
  if (!status.ok()) out->append("!");
}

void Array(std::string_view bytes, size_t piece, std::string* out) {
  weir::ArrayParser parser(kMax);
  const auto take = [&](std::string_view part) {
    out->append(part);
    return absl::OkStatus();
  };
  absl::Status status;
  for (size_t at = 0; at < bytes.size() && status.ok(); at += piece) {
    status = parser.Push(bytes.substr(at, piece), take, take);
  }
  if (!status.ok()) out->assign(1, '!');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (size == 0 || size > kMax / 2) return 0;
  const std::string whole = Cut(bytes, size, Sse);
  if (Cut(bytes, 1, Sse) != whole || Cut(bytes, 3, Sse) != whole) std::abort();
  // A second BOM would be dropped at the second reading.
  if (!whole.starts_with("\xEF\xBB\xBF") && Cut(whole, whole.size() + 1, Sse) != whole) std::abort();
  const std::string array = Cut(bytes, size, Array);
  if (Cut(bytes, 1, Array) != array) std::abort();
  return 0;
}
