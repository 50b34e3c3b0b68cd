#include "text/wide.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "text/utf8.h"

namespace weir {
namespace {

uint32_t Unit(std::string_view text, size_t at, Dress dress) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data()) + at;
  switch (dress) {
    case Dress::kUtf16Le: return p[0] | uint32_t{p[1]} << 8;
    case Dress::kUtf16Be: return p[1] | uint32_t{p[0]} << 8;
    case Dress::kUtf32Le: return p[0] | uint32_t{p[1]} << 8 | uint32_t{p[2]} << 16 | uint32_t{p[3]} << 24;
    default: return p[3] | uint32_t{p[2]} << 8 | uint32_t{p[1]} << 16 | uint32_t{p[0]} << 24;
  }
}

bool IsAsciiText(uint32_t code) {
  return (code >= 0x20 && code < 0x7F) || code == '\t' || code == '\n' || code == '\r';
}

// The run of UTF-32 around the ASCII character at `at`: to its first and last ASCII character.
struct Run {
  size_t begin = 0, end = 0, ascii = 0;
};
Run RunAround(std::string_view bytes, size_t at, size_t floor, Dress dress) {
  Run run{at, at, 0};
  while (run.begin >= floor + 4 && IsAsciiText(Unit(bytes, run.begin - 4, dress))) {
    run.begin -= 4;
    ++run.ascii;
  }
  size_t gap = 0;
  for (size_t p = at; p + 4 <= bytes.size(); p += 4) {
    const uint32_t code = Unit(bytes, p, dress);
    if (IsAsciiText(code)) {
      ++run.ascii;
      run.end = p + 4;
      gap = 0;
    } else if (code < 0xA0 || code > 0x10FFFF || code == 0xFEFF || ++gap > 8) {
      break;
    }
  }
  return run;
}

}  // namespace

void DecodeWide(Dress dress, std::string_view text, size_t begin, size_t end, View* view) {
  const size_t unit = dress == Dress::kUtf16Le || dress == Dress::kUtf16Be ? 2 : 4;
  char run[512];
  size_t at = begin;
  while (at + unit <= end && !view->truncated()) {
    size_t size = 0;
    const size_t from = at;
    while (at + unit <= end && size < sizeof run) {
      const uint32_t code = Unit(text, at, dress);
      if (code >= 0x80) break;
      run[size++] = static_cast<char>(code);
      at += unit;
    }
    view->Add({run, size}, from, unit, unit);
    if (size == sizeof run || at + unit > end) continue;
    uint32_t code = Unit(text, at, dress);
    size_t width = unit;
    if (unit == 2 && (code & 0xFC00) == 0xD800 && at + 4 <= end) {
      const uint32_t low = Unit(text, at + 2, dress);
      if ((low & 0xFC00) == 0xDC00) {
        code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF);
        width = 4;
      }
    }
    std::string utf8;
    AppendUtf8(code, &utf8);
    view->Atom(utf8, at, width);
    at += width;
  }
}

void FindUtf32Regions(std::string_view bytes, std::vector<Utf32Region>* regions) {
  // A run of kMinUtf32 characters holds the eight bytes at some multiple of kStep: two characters, six zeros.
  constexpr size_t kStep = 32;
  static_assert(kMinUtf32 * 4 >= kStep + 8 + 4);
  size_t floor = 0;
  for (size_t at = 0; at + 8 <= bytes.size(); at += kStep) {
    uint64_t word;
    memcpy(&word, bytes.data() + at, sizeof word);
    const bool has_zero = ((word - 0x0101010101010101u) & ~word & 0x8080808080808080u) != 0;
    if (!has_zero || at < floor) continue;
    for (size_t i = 0; i < 4; ++i) {
      const auto first = static_cast<unsigned char>(bytes[at + i]), second = static_cast<unsigned char>(bytes[at + 4 + i]);
      if (!IsAsciiText(first) || !IsAsciiText(second)) continue;
      int zeros = 0;
      for (size_t k = 0; k < 8; ++k) zeros += bytes[at + k] == 0;
      if (zeros != 6) break;
      Run little, big;
      little = RunAround(bytes, at + i, floor, Dress::kUtf32Le);
      if (at + i >= floor + 3) big = RunAround(bytes, at + i - 3, floor, Dress::kUtf32Be);
      const Run& run = big.ascii > little.ascii ? big : little;
      if (run.ascii >= kMinUtf32) {
        regions->push_back({run.begin, run.end, &run == &big});
        floor = run.end;
      }
      break;
    }
  }
}

}  // namespace weir
