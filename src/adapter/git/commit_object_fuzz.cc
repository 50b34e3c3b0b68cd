#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapter/git/commit_object.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const weir::CommitObject commit =
      weir::ParseCommitObject({reinterpret_cast<const char*>(data), size});
  if (commit.author.size() > 256 || commit.email.size() > 256 || commit.subject.size() > 256)
    __builtin_trap();
  if (!commit.date.empty() && commit.date.size() != 25) __builtin_trap();
  return 0;
}
