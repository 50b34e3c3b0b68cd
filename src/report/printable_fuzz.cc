// Printable() must turn any bytes into text without a control or a broken character, and leave its
// own result alone.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "report/printable.h"
#include "report/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string shown = weir::Printable(bytes);
  for (size_t i = 0; i < shown.size();) {
    const weir::Utf8Char c = weir::DecodeUtf8(shown, i);
    if (!c.valid || c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0)) std::abort();
    i += c.length;
  }
  if (weir::Printable(shown) != shown) std::abort();
  if (!weir::IsValidUtf8(weir::ValidUtf8(bytes))) std::abort();
  const size_t columns = size % 50;
  if (weir::DisplayWidth(weir::FitFront(shown, columns)) > columns) std::abort();
  if (weir::DisplayWidth(weir::FitBack(shown, columns)) > columns) std::abort();
  return 0;
}
