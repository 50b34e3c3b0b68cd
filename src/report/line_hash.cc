#include "report/line_hash.h"

#include <charconv>

#include "report/utf8.h"

namespace weir {
namespace {

constexpr int kWindow = 100;  // code units
constexpr uint64_t kBase = 37;

class Hasher {
 public:
  bool full() const { return units_ == kWindow; }
  void Put(uint64_t unit) {
    if (full()) return;
    hash_ = hash_ * kBase + unit;
    ++units_;
  }
  uint64_t Finish() {
    while (!full()) Put(0);
    return hash_;
  }

 private:
  uint64_t hash_ = 0;
  int units_ = 0;
};

}  // namespace

uint64_t LineHash(std::string_view text, bool to_end) {
  if (text.size() > kLineHashBytes) to_end = false;
  text = text.substr(0, kLineHashBytes);
  Hasher hasher;
  bool after_cr = false;
  for (size_t i = 0; i < text.size() && !hasher.full();) {
    const Utf8Char c = DecodeUtf8(text, i);
    i += c.length;
    const bool was_after_cr = after_cr;
    after_cr = c.code == '\r';
    if (c.code == ' ' || c.code == '\t' || (was_after_cr && c.code == '\n')) continue;
    if (c.code == '\r') {
      hasher.Put('\n');
    } else if (c.code >= 0x10000) {
      hasher.Put(0xD800 + ((c.code - 0x10000) >> 10));
      hasher.Put(0xDC00 + ((c.code - 0x10000) & 0x3FF));
    } else {
      hasher.Put(c.code);
    }
  }
  if (to_end) hasher.Put(0xFFFF);
  return hasher.Finish();
}

std::string FormatLineHash(uint64_t hash) {
  char buffer[17];
  const std::to_chars_result result = std::to_chars(buffer, buffer + sizeof buffer, hash, 16);
  return std::string(buffer, result.ptr);
}

}  // namespace weir
