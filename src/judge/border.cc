#include "judge/border.h"

#include "absl/strings/ascii.h"

namespace weir {
namespace {

bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }
bool IsHex(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

bool AllHex(std::string_view s) {
  for (char c : s) {
    if (!IsHex(c)) return false;
  }
  return true;
}

// Does an escape sequence end just before `start`? Its last byte is a letter or digit.
bool EndsEscape(std::string_view text, size_t start) {
  const char last = text[start - 1];
  auto before = [&](size_t back) { return start >= back ? text[start - back] : '\0'; };
  if (before(2) == '\\' && std::string_view("ntrbfv0").find(last) != std::string_view::npos) {
    return true;
  }
  if (start >= 3 && before(3) == '%' && AllHex(text.substr(start - 2, 2))) return true;
  if (start >= 4 && before(4) == '\\' && before(3) == 'x' && AllHex(text.substr(start - 2, 2))) {
    return true;
  }
  if (start >= 6 && before(6) == '\\' && before(5) == 'u' && AllHex(text.substr(start - 4, 4))) {
    return true;
  }
  if (last == 'm') {  // ESC [ 0 1 ; 3 1 m
    size_t i = start - 1;
    while (i > 0 && start - i < 14 &&
           (absl::ascii_isdigit(static_cast<unsigned char>(text[i - 1])) || text[i - 1] == ';')) {
      --i;
    }
    if (i >= 2 && text[i - 1] == '[' && text[i - 2] == '\x1b') return true;
  }
  return false;
}

}  // namespace

Border StartBorder(std::string_view text, size_t start) {
  if (start == 0) return Border::kClean;
  const char last = text[start - 1];
  if (IsAlnum(last)) return EndsEscape(text, start) ? Border::kGlued : Border::kInside;
  return std::string_view("_-./+=~").find(last) != std::string_view::npos ? Border::kGlued
                                                                          : Border::kClean;
}

}  // namespace weir
