#include "redact/style.h"

#include <iterator>

#include "rules/cat.h"

namespace weir {

std::optional<MaskStyle> ParseMaskStyle(std::string_view name) {
  for (size_t i = 0; i < std::size(kMaskStyles); ++i) {
    if (kMaskStyles[i] == name) return static_cast<MaskStyle>(i);
  }
  return std::nullopt;
}

absl::Status CheckFixedText(std::string_view text) {
  if (text.size() > kMaxFixedText) {
    return absl::InvalidArgumentError(
        Cat("the fixed text has ", text.size(), " bytes; at most ", kMaxFixedText, " are taken"));
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"' || c == '\'' || c == '`' || c == '\\') {
      return absl::InvalidArgumentError(
          "the fixed text holds a quote, a backslash or a control character, which would break the JSON or the "
          "code it is put into");
    }
  }
  return absl::OkStatus();
}

}  // namespace weir
