// Every decoder takes hostile bytes: its map stays within them, in order, and a stretch decodes alone to the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/view.h"

namespace {

void Require(bool holds) {
  if (!holds) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const auto dress = static_cast<weir::Dress>(data[0] % weir::kDressCount);
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  constexpr size_t kLimit = 1 << 16;
  weir::View view, again;
  weir::DecodeDress(dress, text, 0, text.size(), kLimit, &view);
  Require(view.size() <= kLimit);
  uint64_t last_begin = 0, last_end = 0;
  for (size_t i = 0; i < view.size(); ++i) {
    const uint64_t begin = view.OriginalBegin(i), end = view.OriginalEnd(i + 1);
    Require(begin >= last_begin && end >= last_end && begin < end && end <= text.size());
    last_begin = begin;
    last_end = end;
  }
  const bool whole = dress == weir::Dress::kJoined || dress == weir::Dress::kNone;
  if (view.size() == 0 || whole || view.truncated()) return 0;
  const size_t begin = data[1] % view.size(), end = begin + 1 + data[2] % (view.size() - begin);
  uint64_t from = 0, to = 0, first = 0;
  view.Stretch(begin, end, &from, &to, &first);
  Require(from < to && to <= text.size());
  weir::DecodeDress(dress, text.substr(from, to - from), 0, to - from, kLimit, &again);
  Require(again.size() >= first + (end - begin));
  Require(again.bytes().substr(first, end - begin) == view.bytes().substr(begin, end - begin));
  return 0;
}
