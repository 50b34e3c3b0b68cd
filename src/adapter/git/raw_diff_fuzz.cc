#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapter/git/cat_file.h"
#include "adapter/git/raw_diff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  weir::RawChange change;
  if (weir::ParseRawHead(text, &change).ok()) {
    if (change.old_oids.empty() || change.old_oids.size() > weir::RawChange::kMostParents)
      __builtin_trap();
    if (!change.oid.empty() && !weir::IsObjectName(change.oid)) __builtin_trap();
  }
  const auto header = weir::ParseObjectHeader(text);
  if (header.ok() && header->type != weir::ObjectHeader::Type::kMissing &&
      !weir::IsObjectName(header->oid)) {
    __builtin_trap();
  }
  return 0;
}
