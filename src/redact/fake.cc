#include "redact/fake.h"

#include <algorithm>
#include <cstdint>

#include "judge/own_mask.h"

namespace weir {
namespace {

constexpr size_t kFewestChanged = 6;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsHigh(char c) { return (c & 0x80) != 0; }

}  // namespace

bool MakeFake(std::string_view value, size_t prefix, std::span<const unsigned char, 32> digest,
              std::string* fake) {
  fake->assign(value);
  prefix = std::min(prefix, value.size());
  bool lower = false, upper = false, digits = false;
  for (const char c : value.substr(prefix)) {
    lower |= IsLower(c) || IsHigh(c);
    upper |= IsUpper(c);
    digits |= IsDigit(c);
  }
  // A splitmix64 stream that begins with the digest.
  uint64_t state = 0;
  for (int i = 0; i < 8; ++i) state = state << 8 | digest[static_cast<size_t>(i)];
  auto next = [&state] {
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  };
  size_t place = 0, kept = 0;
  bool line_begins = true;
  for (size_t at = prefix; at < value.size();) {
    if (line_begins && value.substr(at).starts_with("-----")) {
      const size_t dashes = value.find("-----", at + 5);
      const size_t end = dashes == std::string_view::npos ? value.size() : dashes + 5;
      at = std::min(end, at + 80);
      line_begins = false;
      continue;
    }
    if (const size_t size = EscapeSize(value, at); size > 0) {
      line_begins = value[at] == '\\' && value[std::min(at + 1, value.size() - 1)] == 'n';
      at = std::min(value.size(), at + size);
      continue;
    }
    const char c = value[at];
    line_begins = c == '\n';
    if (IsDigit(c) || IsLower(c) || IsUpper(c) || IsHigh(c)) {
      const uint64_t bits = next();
      char& out = (*fake)[at];
      if (!lower && !upper) {
        out = '0';
      } else if (digits && place % 4 == 1) {
        out = static_cast<char>('2' + bits % 6);
      } else {
        out = kFakeWord[place % kFakeWord.size()];
        if (upper && (!lower || (bits >> 32) % 2 == 0)) out = static_cast<char>(out & ~0x20);
      }
      ++place;
    } else if (c != '\n' && c != '\r') {
      ++kept;
    }
    ++at;
  }
  return place >= kFewestChanged && place >= kept;
}

}  // namespace weir
