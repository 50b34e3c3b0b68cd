#include "text/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace weir {
namespace {

constexpr int8_t kNo = -1;
constexpr std::array<int8_t, 256> MakeValues() {
  std::array<int8_t, 256> values{};
  for (int8_t& v : values) v = kNo;
  for (int i = 0; i < 26; ++i) {
    values[static_cast<size_t>('A' + i)] = static_cast<int8_t>(i);
    values[static_cast<size_t>('a' + i)] = static_cast<int8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) values[static_cast<size_t>('0' + i)] = static_cast<int8_t>(52 + i);
  values['+'] = values['-'] = 62;
  values['/'] = values['_'] = 63;
  return values;
}
constexpr std::array<int8_t, 256> kValues = MakeValues();

// 1: may begin the four characters of text that begins a character there; 2: a capital.
constexpr std::array<uint8_t, 256> MakeStarts() {
  std::array<uint8_t, 256> starts{};
  for (size_t c = 0; c < 256; ++c) {
    const int v = kValues[c];  // the upper six bits of a byte
    if ((v >= 0 && v < 32) || (v >= 48 && v != 62)) starts[c] |= 1;
    if (c >= 'A' && c <= 'Z') starts[c] |= 2;
  }
  return starts;
}
constexpr std::array<uint8_t, 256> kStarts = MakeStarts();

// A first look that turns names of code away: the bytes of text that stand at multiples of three are mostly ASCII,
// and where they are not, or are compressed, sixteen characters hold a capital but for one time in thousands.
bool MayStartText(std::string_view text, size_t at) {
  constexpr size_t kSeen = 16;
  if (text.size() < kSeen || at > text.size() - kSeen) return true;
  const auto starts = [&](size_t i) { return kStarts[static_cast<unsigned char>(text[at + i])]; };
  if ((starts(0) & 1) == 0) return false;
  if ((starts(4) & starts(8) & starts(12) & 1) != 0) return true;
  unsigned any = 0;
  for (size_t i = 0; i < kSeen; ++i) any |= starts(i);
  return (any & 2) != 0;
}

int Value(char c) { return kValues[static_cast<unsigned char>(c)]; }

bool IsText(unsigned char c) {
  return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r' || c >= 0xC2;
}

// UTF-8 without control characters; the last character may be cut.
bool IsTextRun(std::string_view bytes) {
  int more = 0;  // continuation bytes that must follow
  for (char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    if (more > 0) {
      if ((b & 0xC0) != 0x80) return false;
      --more;
      continue;
    }
    if (!IsText(b) || b > 0xF4) return false;
    more = b < 0x80 ? 0 : b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
  }
  return true;
}

// The first kProbeBytes of what stands at `at`; false if they cannot be text, seen as early as possible.
bool Probe(std::string_view text, size_t at, char* out, size_t* size) {
  *size = 0;
  for (size_t group = 0; group < kProbeBytes / 3; ++group) {
    int v[4];
    for (size_t i = 0; i < 4; ++i) {
      const size_t p = at + group * 4 + i;
      if (p >= text.size()) return false;
      v[i] = Value(text[p]);
      if (v[i] < 0) return false;
    }
    out[*size] = static_cast<char>(v[0] << 2 | v[1] >> 4);
    out[*size + 1] = static_cast<char>((v[1] & 15) << 4 | v[2] >> 2);
    out[*size + 2] = static_cast<char>((v[2] & 3) << 6 | v[3]);
    *size += 3;
    if (group == 0) {
      const auto a = static_cast<unsigned char>(out[0]), b = static_cast<unsigned char>(out[1]);
      const bool magic = (a == 0x1F && b == 0x8B) || (a == 0x78) || (a == 0x28 && b == 0xB5);
      const bool wide = (b == 0 && IsText(a)) || (a == 0 && IsText(b)) || (a >= 0xFE && b >= 0xFE);
      if (!magic && !wide && !(IsText(a) && (IsText(b) || b >= 0x80))) return false;
    }
  }
  return true;
}

// Behind white space that may stand between two lines; `at` if no line ends there.
size_t NextLine(std::string_view text, size_t at, size_t limit) {
  size_t p = at;
  if (p < limit && text[p] == '\r') ++p;
  if (p == limit || text[p] != '\n') return at;
  ++p;
  constexpr size_t kMaxIndent = 40;
  const size_t stop = std::min(limit, p + kMaxIndent);
  while (p < stop && (text[p] == ' ' || text[p] == '\t')) ++p;
  return p;
}

size_t RunEnd(std::string_view text, size_t at, size_t limit) {
  while (at < limit && IsBase64(text[at])) ++at;
  return at;
}

size_t PadEnd(std::string_view text, size_t at, size_t limit) {
  const size_t stop = std::min(limit, at + 2);
  while (at < stop && text[at] == '=') ++at;
  return at;
}

}  // namespace

bool IsBase64(char c) { return Value(c) >= 0; }

Dress CompressedMagic(std::string_view bytes) {
  if (bytes.size() < 6) return Dress::kNone;
  const auto a = static_cast<unsigned char>(bytes[0]), b = static_cast<unsigned char>(bytes[1]),
             c = static_cast<unsigned char>(bytes[2]), d = static_cast<unsigned char>(bytes[3]);
  if (a == 0x1F && b == 0x8B && c == 8) return Dress::kGzip;
  if (a == 0x28 && b == 0xB5 && c == 0x2F && d == 0xFD) return Dress::kZstd;
  // A zlib header is a multiple of 31; the first block is of a kind that exists.
  if (a == 0x78 && (a * 256 + b) % 31 == 0 && (b & 0x20) == 0 && ((c >> 1) & 3) != 3) {
    // "x" begins many a text: bytes that are all printable are one.
    return IsTextRun(bytes.substr(0, std::min<size_t>(bytes.size(), 16))) ? Dress::kNone : Dress::kZlib;
  }
  return Dress::kNone;
}

bool WorthReading(std::string_view bytes) {
  if (CompressedMagic(bytes) != Dress::kNone) return true;
  if (bytes.size() >= 2) {
    const auto a = static_cast<unsigned char>(bytes[0]), b = static_cast<unsigned char>(bytes[1]);
    const size_t mark = (a == 0xFF && b == 0xFE) || (a == 0xFE && b == 0xFF) ? 2 : 0;
    for (size_t zero : {0, 1}) {
      bool wide = bytes.size() >= mark + 6;
      for (size_t i = mark; i < bytes.size() && wide; ++i) {
        wide = i % 2 == zero ? bytes[i] == 0 : bytes[i] != 0 && IsText(static_cast<unsigned char>(bytes[i]));
      }
      if (wide) return true;
    }
  }
  return IsTextRun(bytes);
}

bool StartsBase64Text(std::string_view text, size_t at) {
  if (!MayStartText(text, at)) return false;
  char bytes[kProbeBytes];
  size_t size = 0;
  return Probe(text, at, bytes, &size) && WorthReading({bytes, size});
}

bool StartsCompressed(std::string_view text, size_t at) {
  char bytes[kProbeBytes];
  size_t size = 0;
  return Probe(text, at, bytes, &size) && CompressedMagic({bytes, size}) != Dress::kNone;
}

size_t Base64End(std::string_view text, size_t begin, size_t limit) {
  limit = std::min(limit, text.size());
  size_t end = RunEnd(text, begin, limit);
  const size_t first_line = end - begin;
  constexpr size_t kMinLine = 40;  // shorter lines are not wrapped ones
  if (first_line < kMinLine) return PadEnd(text, end, limit);
  for (;;) {
    const size_t next = NextLine(text, end, limit);
    if (next == end) break;
    const size_t line_end = RunEnd(text, next, limit);
    const size_t padded = PadEnd(text, line_end, limit);
    const size_t length = line_end - next;
    if (length == 0 || length > first_line) break;
    // Nothing but base64 on the line, but for what closes a string.
    const char behind = padded < text.size() ? text[padded] : '\n';
    if (behind != '\n' && behind != '\r' && behind != '"' && behind != '\'' && behind != '<' &&
        behind != '`' && behind != ' ') {
      break;
    }
    end = line_end;
    if (length < first_line || padded != line_end) break;
  }
  return PadEnd(text, end, limit);
}

void DecodeBase64(std::string_view text, size_t begin, size_t end, View* view) {
  char out[3 * 256];
  size_t at = begin;
  while (at < end && view->room() > 0) {
    // Whole groups of one line.
    size_t size = 0;
    const size_t from = at;
    while (at + 4 <= end && size + 3 <= sizeof out) {
      const int a = Value(text[at]), b = Value(text[at + 1]), c = Value(text[at + 2]), d = Value(text[at + 3]);
      if ((a | b | c | d) < 0) break;
      out[size] = static_cast<char>(a << 2 | b >> 4);
      out[size + 1] = static_cast<char>((b & 15) << 4 | c >> 2);
      out[size + 2] = static_cast<char>((c & 3) << 6 | d);
      size += 3;
      at += 4;
    }
    view->Base64({out, size}, from);
    if (size > sizeof out - 3) continue;
    // The rest of a line, and the group that goes on in the next one.
    int group[4];
    size_t count = 0;
    const size_t first = at;
    bool broken = false;
    size_t last = at;
    while (at < end && count < 4) {
      const int v = Value(text[at]);
      if (v >= 0) {
        group[count++] = v;
        last = ++at;
        continue;
      }
      const size_t next = NextLine(text, at, end);
      if (next == at) break;
      broken |= count > 0;
      at = next;
      if (count == 0) break;
    }
    if (count == 0) {
      if (at > first) continue;
      return;
    }
    if (count >= 2) out[0] = static_cast<char>(group[0] << 2 | group[1] >> 4);
    if (count >= 3) out[1] = static_cast<char>((group[1] & 15) << 4 | group[2] >> 2);
    if (count >= 4) out[2] = static_cast<char>((group[2] & 3) << 6 | group[3]);
    if (broken) {
      view->Atom({out, count - 1}, first, last - first);
    } else {
      view->Base64({out, count - 1}, first);
    }
    if (count < 4) return;
  }
  if (at < end && view->room() == 0) view->Truncate();
}

}  // namespace weir
