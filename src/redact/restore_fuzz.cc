// A masked text from an enemy, cut in two at a place the first byte says: the whole and the parts give the same,
// what is no placeholder of the vault stays as it is, and what the redactor's side would have made of the text
// with secrets at its marks comes back.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "redact/dressed_mark.h"
#include "redact/json_context.h"
#include "redact/restore.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1 || size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t cut = text.empty() ? 0 : data[0] * text.size() / 256;

  // A longer text decides, and never otherwise than a shorter one that had decided.
  const weir::DressedMark whole = weir::ReadDressedMark(text);
  const weir::DressedMark part = weir::ReadDressedMark(text.substr(0, cut));
  if (part.match == weir::DressedMark::Match::kNone && whole.match != part.match) __builtin_trap();
  if (part.match == weir::DressedMark::Match::kFull &&
      (whole.match != part.match || whole.size != part.size)) {
    __builtin_trap();
  }
  if (whole.match == weir::DressedMark::Match::kFull &&
      (whole.size > text.size() || !weir::ParsePlaceholder(whole.canonical()).has_value())) {
    __builtin_trap();
  }

  weir::JsonContext one, two;
  one.Advance(text);
  two.Advance(text.substr(0, cut));
  two.Advance(text.substr(cut));
  if (one.depth() != two.depth() || one.depth() > weir::kMaxJsonDepth) __builtin_trap();

  for (int depth = 0; depth <= weir::kMaxJsonDepth; ++depth) {
    const std::string escaped = weir::JsonEscape(text, depth);
    if (depth > 0 && weir::NeedsJsonEscape(text) && escaped == text) __builtin_trap();
    if (weir::JsonUnescape(escaped, depth) != text) __builtin_trap();
    if (weir::ValueAtDepth(text, 0, depth) != escaped) __builtin_trap();
    if (weir::ValueAtDepth(escaped, depth, 0) != text) __builtin_trap();
  }
  return 0;
}
