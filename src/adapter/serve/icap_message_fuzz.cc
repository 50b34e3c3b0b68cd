// Hostile bytes as an ICAP request: heads within bounds, parts that add up, bodies that do not
// depend on the cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapter/serve/icap_message.h"

namespace {

// Reads the chunks in pieces of `step` bytes: body, and whether it ended well.
std::string Read(std::string_view bytes, size_t step, bool* good) {
  weir::ChunkReader reader(1 << 16);
  *good = true;
  while (!bytes.empty() && !reader.done()) {
    size_t used = 0;
    if (!reader.Push(bytes.substr(0, step), &used).ok()) {
      *good = false;
      break;
    }
    if (used == 0) abort();
    bytes.remove_prefix(used);
  }
  if (reader.body().size() > (1 << 16)) abort();
  return reader.done() || !*good ? reader.body() : reader.body() + " ...";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t blank = text.find("\r\n\r\n");
  const std::string_view front = text.substr(0, blank == text.npos ? text.size() : blank + 4);
  if (absl::StatusOr<weir::IcapHead> head = weir::ParseIcapHead(front); head.ok()) {
    if (absl::StatusOr<weir::IcapParts> parts = weir::ParseEncapsulated(*head); parts.ok()) {
      if (parts->heads() > weir::kMaxIcapHttpHead) abort();
    }
    (void)weir::ParsePreview(*head);
  }
  if (absl::StatusOr<weir::InnerHead> inner = weir::ParseInnerHead(front); inner.ok()) {
    // What was read and written is read again as the same.
    absl::StatusOr<weir::InnerHead> again = weir::ParseInnerHead(weir::SerializeInnerHead(*inner));
    if (!again.ok() || again->headers.fields().size() != inner->headers.fields().size()) abort();
  }
  const std::string_view body = text.substr(front.size());
  bool whole_good = false, cut_good = false;
  const std::string whole = Read(body, body.size() + 1, &whole_good);
  const std::string cut = Read(body, 1, &cut_good);
  if (whole != cut || whole_good != cut_good) abort();
  return 0;
}
