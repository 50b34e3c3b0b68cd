#include "judge/byte_array.h"

#include <algorithm>
#include <bitset>
#include <cstdint>

#include "judge/assignment.h"
#include "rules/byte_set.h"

namespace weir {
namespace {

constexpr size_t kMostDeclaration = 64;  // bytes between the name and the list
constexpr size_t kMostType = 24;         // of [u8; 16]
constexpr ByteSet kDeclares = ByteSet::Range('a', 'z') | ByteSet::Range('A', 'Z') |
                              ByteSet::Range('0', '9') | ByteSet::Of("_[]<>:=*&.( \t\"'");
constexpr ByteSet kBetween = ByteSet::Of(", \t\r\n");

// The number at `*p`, or -1; *p moves behind it.
int ByteAt(std::string_view text, size_t limit, size_t* p) {
  size_t q = *p;
  unsigned value = 0;
  size_t digits = 0;
  if (q + 2 < limit && text[q] == '0' && (text[q + 1] | 0x20) == 'x') {
    for (q += 2; q < limit && digits < 3; ++q, ++digits) {
      const char c = text[q];
      const char lower = static_cast<char>(c | 0x20);
      if (c >= '0' && c <= '9') {
        value = value * 16 + static_cast<unsigned>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        value = value * 16 + static_cast<unsigned>(lower - 'a') + 10;
      } else {
        break;
      }
    }
  } else {
    for (; q < limit && digits < 4 && text[q] >= '0' && text[q] <= '9'; ++q, ++digits) {
      value = value * 10 + static_cast<unsigned>(text[q] - '0');
    }
  }
  if (digits == 0 || value > 255) return -1;
  *p = q;
  return static_cast<int>(value);
}

}  // namespace

size_t ByteArrayBegin(std::string_view text, size_t at, bool* open) {
  *open = false;
  size_t p = at;
  const size_t declared = at + kMostDeclaration;
  bool assigned = false;
  while (p < declared && p < text.size() && kDeclares.Has(text[p])) {
    if (text[p] == '[') {
      if (p + 1 == text.size()) break;
      // A type in brackets, or a list of Python or JSON; in C a size stands before the assignment.
      const bool type = (text[p + 1] >= 'a' && text[p + 1] <= 'z');
      if (type) {
        const size_t end = text.substr(p, kMostType).find(']');
        if (end == std::string_view::npos) {
          *open = text.size() - p < kMostType;
          return std::string_view::npos;
        }
        p += end + 1;
        continue;
      }
      if (assigned && text[p + 1] != ']') break;
    }
    assigned = assigned || text[p] == '=' || text[p] == ':';
    ++p;
  }
  *open = p < declared && (p >= text.size() || (text[p] == '[' && p + 1 == text.size()));
  if (!assigned || p >= text.size() || (text[p] != '{' && text[p] != '[')) return std::string_view::npos;
  return p;
}

ByteArray ByteArrayAfter(std::string_view text, size_t at) {
  const size_t limit = std::min(text.size(), at + kMaxLook);
  bool open = false;
  size_t p = ByteArrayBegin(text, at, &open);
  if (p == std::string_view::npos) return {};
  const char close = text[p] == '{' ? '}' : ']';
  ++p;
  while (p < limit && kBetween.Has(text[p])) ++p;

  ByteArray a;
  a.start = p;
  std::bitset<256> seen;
  size_t steps =
      0;  // how often a number differs from the one before by the same as that from its own
  int before = -1, step = 256;
  while (p < limit && text[p] != close) {
    const int value = ByteAt(text, limit, &p);
    if (value < 0) {
      constexpr size_t kLongestNumber = 4;  // 0x1f; cut by the limit it is none
      if (p + kLongestNumber < limit) return {};
      p = limit;
      break;
    }
    a.end = p;
    ++a.count;
    seen.set(static_cast<size_t>(value));
    if (before >= 0) {
      steps += value - before == step;
      step = value - before;
    }
    before = value;
    while (p < limit && kBetween.Has(text[p])) ++p;
  }
  if (a.count < kLeastBytes) return {};
  if (p >= limit && limit == at + kMaxLook) return {};  // a table, not a key
  const size_t different = seen.count();
  a.found = different * 2 > std::min<size_t>(a.count, 128) && steps * 4 < a.count;
  return a;
}

}  // namespace weir
