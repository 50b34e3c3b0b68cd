// Any text as an ignore file, any text as a path: no crash, and no more time than length times
// length.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/ignore_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // The first zero byte ends the patterns.
  const size_t border = input.find('\0');
  const weir::IgnoreList list = weir::IgnoreList::Parse(input.substr(0, border));
  const std::string_view path =
      border == std::string_view::npos ? std::string_view("a/b") : input.substr(border + 1);
  (void)list.Decide(path, false);
  (void)list.Decide(path, true);
  return 0;
}
